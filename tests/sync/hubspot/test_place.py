"""Where a pull stands, and how it moves on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from book.clock import stamp
from sync.hubspot.place import DAY, LOOK_BACK, MOST_SEEN, Place, notebook, place

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def at(**before: float) -> str:
    return stamp(NOW - timedelta(**before))


def test_a_place_is_stored_and_read_back():
    here = Place(line=at(hours=1), seen={"7": at(hours=1)}, pending=("1", "2"), settings="x")
    assert place(here.text()) == here


@pytest.mark.parametrize("text", [None, "", "{}x", '{"v":9}', '{"line":"soon"}', '{"seen":3}'])
def test_what_cannot_be_read_is_the_beginning(text):
    assert place(text) == Place()


def test_a_window_begins_below_the_line_and_ends_now():
    here = Place(line=at(hours=1)).begin_window(NOW)
    assert (here.since, here.until) == (stamp(NOW - timedelta(hours=1) - LOOK_BACK), stamp(NOW))


def test_an_unfinished_window_stays_as_it_was():
    here = Place(line=at(hours=1)).begin_window(NOW)
    assert here.begin_window(NOW + timedelta(hours=2)) is here


def test_a_line_in_the_future_was_a_wrong_clock():
    here = Place(line=stamp(NOW + timedelta(days=3))).begin_window(NOW)
    assert here.since == stamp(NOW - LOOK_BACK)


def test_a_search_that_brought_nothing_moves_nothing():
    before = Place(line=at(hours=1), seen={"7": at(minutes=61)})
    window = before.begin_window(NOW)
    assert window != before
    assert window.end_window(brought=False) == before


def test_a_search_that_brought_something_draws_the_line_anew():
    window = Place(line=at(hours=1), becomes=at(seconds=30), since=at(hours=2), until=stamp(NOW))
    after = window.end_window(brought=True)
    assert after == Place(line=at(seconds=30))


def test_rows_near_the_line_are_remembered_but_not_those_above_it():
    here = Place(becomes=at(seconds=30))
    here = here.saw({"old": at(minutes=10), "near": at(minutes=2), "new": at(seconds=1), "no": ""})
    assert here.end_window(brought=True).seen == {"near": at(minutes=2)}


def test_no_more_rows_are_remembered_than_are_worth_it():
    here = Place(becomes=at(seconds=30))
    rows = {str(n): at(seconds=40 + n / 100) for n in range(MOST_SEEN + 50)}
    seen = here.saw(rows).seen
    assert len(seen) == MOST_SEEN
    assert "0" in seen


@pytest.mark.parametrize(("hours", "due"), [(1, False), (19, False), (20, True), (50, True)])
def test_what_is_due_daily(hours, due):
    assert Place().is_due(at(hours=hours), NOW, DAY) is due


def test_what_was_never_done_is_due():
    assert Place().is_due(None, NOW, DAY)


def test_a_sweep_begins_and_ends():
    here = Place(line=at(days=1), since="a", until="b", after="5").begin_sweep()
    assert (here.next, here.since, here.until, here.after) == ("", None, None, "")
    done = Place(line=at(days=1), next="7", becomes=at(minutes=1)).end_sweep(NOW)
    assert (done.line, done.next, done.swept_at, done.checked_at) == (
        at(minutes=1),
        None,
        stamp(NOW),
        stamp(NOW),
    )


def test_a_notebook_that_cannot_be_read_is_none():
    assert notebook(None) is None
    assert notebook('{"at":"yesterday"}') is None
    read = notebook('{"at":"2026-06-10T09:00:00.000Z","rows":[1]}')
    assert read is not None
    assert read.rows == [1]
