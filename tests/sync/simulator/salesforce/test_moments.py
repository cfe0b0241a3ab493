"""Moments and days in the one form that records have."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sync.simulator.salesforce import moments


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T10:02:03Z",
        "2026-11-20T12:02:03+02:00",
        "2026-11-20T10:02:03.999Z",
        "2026-11-20T10:02:03.000+0000",
        "2026-11-20t05:02:03-05:00",
    ],
)
def test_every_spelling_becomes_one(text):
    assert moments.from_literal(text) == "2026-11-20T10:02:03.000+0000"


@pytest.mark.parametrize(
    "text", ["2026-11-20", "2026-11-20T10:02:03", "2026-13-20T10:02:03Z", "soon", ""]
)
def test_without_an_offset_or_a_real_day_it_is_no_moment(text):
    with pytest.raises(ValueError, match=r".*"):
        moments.from_literal(text)


def test_a_header_and_a_record_say_the_same_second():
    assert moments.http_date("2026-11-20T10:02:03.000+0000") == "Fri, 20 Nov 2026 10:02:03 GMT"
    back = moments.from_http_date("Fri, 20 Nov 2026 10:02:03 GMT")
    assert moments.written(back) == "2026-11-20T10:02:03.000+0000"
    with pytest.raises(ValueError, match="yesterday"):
        moments.from_http_date("yesterday")


def test_a_record_knows_whole_seconds():
    at = datetime(2026, 1, 2, 3, 4, 5, 999_999, tzinfo=UTC)
    assert moments.read(moments.written(at)) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert moments.day_from("2026-02-28") == "2026-02-28"
    with pytest.raises(ValueError, match=r".*"):
        moments.day_from("2026-02-30")
