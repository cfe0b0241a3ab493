"""The stored cursor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.vitally.place import Notebook, Place, notebook, place

AT = "2026-06-10T09:00:00.000Z"


def test_a_place_is_stored_and_read_back():
    kept = Place(watermark=AT, swept_at=AT, next="", started=AT, pending=("a", "b"), total=7)
    assert place(kept.text()) == kept


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", '{"v":99,"watermark":"x"}', '{"watermark":"soon"}', '{"pending":[1]}'],
)
def test_what_cannot_be_read_is_the_beginning(text):
    assert place(text) == Place()


def test_the_line_lies_below_the_watermark():
    assert Place(watermark=AT).line() == "2026-06-10T08:55:00.000Z"
    assert Place().line() is None


def test_the_line_rises_to_the_watermark_once_the_list_was_quiet():
    fresh = Place(watermark=AT, seen_at=AT)
    assert fresh.line() == "2026-06-10T08:55:00.000Z"
    later = fresh.read_to(None, "2026-06-10T09:02:00.000Z")
    assert later.line() == "2026-06-10T08:57:00.000Z"
    quiet = later.read_to(AT, "2026-06-10T09:30:00.000Z")
    assert quiet.line() == AT
    assert quiet.read_to(AT, "2026-06-10T10:00:00.000Z") is quiet


def test_a_clock_that_is_behind_only_reads_a_little_more():
    assert (
        Place(watermark=AT, seen_at="2026-06-09T00:00:00.000Z").line() == Place(watermark=AT).line()
    )


def test_the_watermark_never_falls():
    assert Place(watermark=AT).read_to("2026-06-01T00:00:00.000Z", AT).watermark == AT


def test_age():
    now = datetime(2026, 6, 11, 9, 0, tzinfo=UTC)
    assert Place(swept_at=AT).older_than(now, timedelta(hours=24))
    assert not Place(swept_at=AT).older_than(now, timedelta(hours=25))
    assert Place().older_than(now, timedelta(days=900))


def test_an_empty_next_is_an_unfinished_beginning():
    assert Place(next="").unfinished
    assert place(Place(next="").text()).unfinished
    assert not Place().unfinished


@given(st.text(max_size=40))
def test_no_text_makes_reading_raise(text):
    place(text)
    notebook(text)


def test_a_notebook_keeps_its_rows():
    assert notebook('{"at":"soon"}') is None
    found = notebook('{"at":"2026-06-10T09:00:00.000Z","rows":[["a","A",null]]}')
    assert found == Notebook(at=AT, rows=(("a", "A", None),))
