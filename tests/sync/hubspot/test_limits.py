"""Limits, the search that runs late and long absences, met by whole runs beside an account."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sync.simulator.hubspot import Limits
from tests.sync.hubspot.portals import AT, QUIET, Desk, add_company

LAG = 15.0


def beside(start, store, clock, **options):
    """A book of two companies with a note, beside an account where a wait takes its time."""
    there = start(ticks=lambda: clock().timestamp(), **options)
    desk: Any = Desk(store, there, clock)
    desk.acorn, desk.birch = add_company(there, "Acorn"), add_company(there, "Birch")
    desk.note = note(desk, desk.acorn, "words")
    clock.move(hours=1)
    desk.connect()
    return desk


def note(desk, home, words):
    properties = {"hs_note_body": f"<p>{words}</p>", "hs_timestamp": AT}
    return desk.there.add("notes", properties, associations={"companies": [home]})


def living(desk, table="notes"):
    return desk.column(table, "external_id", "archived_at IS NULL")


def waiting(desk):
    """What waits, and lets that time pass."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        desk.clock.move(seconds=seconds)

    return sleep, waits


def test_searches_that_others_used_up_cost_a_second_each_and_nothing_is_missed(start, store, clock):
    desk = beside(start, store, clock)
    desk.sync()
    clock.move(hours=1)
    desk.there.budget.become(Limits(burst=None, searches=1, daily=None))
    desk.there.change("notes", desk.note, {"hs_note_body": "<p>changed</p>"})
    sleep, waits = waiting(desk)
    desk.sync(sleep=sleep)
    assert desk.column("notes", "body") == ["changed"]
    # Seven searches, and one a second is left to us.
    assert 6 <= sum(waits) <= 12
    refused = [one for one in desk.there.requests() if one.status == 429]
    assert len(refused) >= 6


def test_a_search_limit_that_stays_used_up_ends_in_one_sentence(start, store, clock):
    desk = beside(start, store, clock)
    desk.sync()
    clock.move(hours=1)
    desk.there.budget.become(Limits(burst=None, searches=0, daily=None))
    sleep, waits = waiting(desk)
    error = desk.failing(sleep=sleep)
    assert error["kind"] == "rate_limited"
    words = error["title"]
    assert words.startswith("HubSpot is asked too often (429); it goes on in")
    assert words.count(".") == 1
    assert error["advice"] == "The next run after that goes on where this one stopped."
    assert 1 <= error["wait_seconds"] <= 60
    # A minute, and up to a second more for each of ten refusals so that clients do not march in
    # step. It was less as long as this search was the first request of a run: HubSpot answers the
    # one before it now.
    assert sum(waits) <= 70
    assert desk.column("sources", "state") == ["rate_limited"]
    # What is kept is read later: it says until when.
    (kept,) = desk.column("sources", "detail")
    assert kept.startswith("HubSpot is asked too often (429); it goes on at ")
    assert living(desk) == [f"note:{desk.note}"]


def test_a_burst_of_others_is_waited_out(start, store, clock):
    desk = beside(start, store, clock)
    desk.there.budget.become(Limits(burst=12, searches=None, daily=None))
    sleep, waits = waiting(desk)
    desk.sync(sleep=sleep)
    assert living(desk) == [f"note:{desk.note}"]
    assert sum(waits) >= 10


def test_a_day_used_up_says_for_how_long_and_goes_on_after_midnight(start, store, clock):
    desk = beside(start, store, clock)
    desk.sync()
    clock.move(hours=1)
    desk.there.budget.become(Limits(burst=None, searches=None, daily=500))
    desk.there.change("companies", desk.acorn, {"name": "Acorn Ltd"})
    desk.there.budget.use_up_day()
    midnight = (clock() + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    left = (midnight - clock()).total_seconds()
    error = desk.failing()
    assert error["title"] == (
        f"HubSpot's requests of this day are used up (429); it goes on in {left / 3600:.0f} hours."
    )
    assert error["wait_seconds"] == pytest.approx(left, abs=1)
    # Nothing is asked before that, by nobody's wish.
    assert desk.asked(lambda: desk.failing(by_hand=True)) == []
    clock.move(seconds=left + 1)
    desk.sync()
    assert desk.column("accounts", "name") == ["Acorn Ltd", "Birch"]


@pytest.mark.parametrize("later", [4.0, LAG, 60.0, 290.0])
def test_what_the_search_shows_late_comes_with_a_later_run(start, store, clock, later):
    desk = beside(start, store, clock, search_lag=LAG)
    desk.sync()
    clock.move(hours=1)
    first = note(desk, desk.acorn, "first")
    clock.move(seconds=LAG + 1)
    late = note(desk, desk.birch, "late")
    clock.move(seconds=4)
    desk.sync()
    clock.move(seconds=later)
    desk.sync()
    clock.move(seconds=LAG)
    desk.sync()
    made = sorted(f"note:{one}" for one in (desk.note, first, late))
    assert living(desk) == made


@pytest.mark.parametrize("days", [16, 100])
def test_after_a_long_absence_everything_is_compared(start, store, clock, days):
    desk = beside(start, store, clock)
    there = desk.there
    archived, purged = note(desk, desk.acorn, "archived"), note(desk, desk.acorn, "purged")
    moved = note(desk, desk.acorn, "moved")
    cedar, dogwood = add_company(there, "Cedar"), add_company(there, "Dogwood")
    desk.sync()
    clock.move(days=days)
    there.archive("notes", archived)
    there.remove("notes", purged)
    there.associate("notes", moved, "companies", desk.birch)
    there.change("notes", desk.note, {"hs_note_body": "<p>changed</p>"}, moves=False)
    there.remove("companies", cedar)
    there.merge("companies", desk.birch, dogwood)
    made = note(desk, desk.birch, "made")
    elm = add_company(there, "Elm")
    desk.sync()
    assert set(living(desk)) == {f"note:{one}" for one in (desk.note, moved, made)}
    assert "changed" in desk.column("notes", "body")
    assert desk.column("accounts", "external_id", "status = 'active'") == sorted(
        (desk.acorn, desk.birch, elm)
    )
    clock.move(hours=1)
    desk.sync()
    assert len(desk.asked(desk.sync)) == QUIET
