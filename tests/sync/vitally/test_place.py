"""The stored cursor."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.vitally.place import Notebook, Place, notebook, place

AT = "2026-06-10T09:00:00.000Z"
NOW = datetime(2026, 6, 11, 9, 0, tzinfo=UTC)


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
    assert Place(swept_at=AT).older_than(NOW, timedelta(hours=24))
    assert not Place(swept_at=AT).older_than(NOW, timedelta(hours=25))
    assert Place().older_than(NOW, timedelta(days=900))


def test_an_empty_next_is_an_unfinished_beginning():
    assert Place(next="").unfinished
    assert place(Place(next="").text()).unfinished
    assert not Place().unfinished


VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from([AT, "", "soon"])
NAMES = st.sampled_from(["v", *Place.__struct_fields__, *Notebook.__struct_fields__])
TABLES = st.dictionaries(NAMES, VALUES | st.lists(VALUES, max_size=3), max_size=5)


@given(st.text(max_size=40) | TABLES.map(json.dumps))
def test_whatever_is_stored_is_a_place_that_can_be_gone_on_from(text):
    found = place(text)
    assert place(found.text()) == found
    found.line()
    found.older_than(NOW, timedelta(days=1))
    found.read_to(AT, AT)
    read = notebook(text)
    assert read is None or read.at == AT


def test_a_notebook_keeps_its_rows():
    assert notebook('{"at":"soon"}') is None
    found = notebook('{"at":"2026-06-10T09:00:00.000Z","rows":[["a","A",null]]}')
    assert found == Notebook(at=AT, rows=(("a", "A", None),))
