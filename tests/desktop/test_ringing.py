"""Ringing over a real book under a clock that the test moves: shown once, over any restart."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from book import note_writing, rung, task_writing
from book.records import AccountId, TaskId
from book.reminders import Hours
from book.rules import load
from book.store import Store
from desktop.notices import Notice
from desktop.ringing import Ringing
from desktop.tasks import running
from tests.clocks import HandClock
from tests.ui.shell_book import TODAY, make_store
from ui.book_reading import BookReading

BERLIN = ZoneInfo("Europe/Berlin")
RULES = load()
ALDER = AccountId(1)
NINE = datetime(2026, 11, 24, 8, tzinfo=UTC)


class Wall:
    """Where notices are shown; a person looks at it."""

    def __init__(self) -> None:
        self.seen: list[Notice] = []

    async def show(self, notice: Notice) -> bool:
        self.seen.append(notice)
        return True


class Morning:
    """A program that may be started again, over a book that stays."""

    def __init__(self, store: Store, clock: HandClock) -> None:
        self.store = store
        self.clock = clock
        self.wall = Wall()
        self.hours = Hours(quiet_from=None, quiet_to=None)
        self.redacted = False
        self.started = self.start()

    def start(self) -> Ringing:
        self.started = Ringing(
            BookReading(self.store, RULES, self.clock),
            self.wall,
            hours=lambda: self.hours,
            redacted=lambda: self.redacted,
            rang=lambda: None,
            zone=BERLIN,
        )
        return self.started

    def at(self, moment: datetime) -> list[str]:
        """What is shown anew at a moment, by title."""
        self.clock.now = moment
        before = len(self.wall.seen)
        run(self._look)
        return [notice.title for notice in self.wall.seen[before:]]

    async def _look(self) -> None:
        self.started.look()
        await asyncio.gather(*running())


def run(work: Callable[[], Awaitable[Any]]) -> None:
    async def whole() -> None:
        await work()

    asyncio.run(whole())


@pytest.fixture
def clock() -> HandClock:
    return HandClock(NINE - timedelta(hours=2))


@pytest.fixture
def store(tmp_path: Path, clock: HandClock) -> Iterator[Store]:
    made = make_store(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def morning(qtbot: QtBot, store: Store, clock: HandClock) -> Morning:
    return Morning(store, clock)


def timed(store: Store, title: str, at: time = time(14)) -> TaskId:
    number, _ = task_writing.add_task(store, RULES, ALDER, title, due=TODAY, at_time=at)
    return number


def test_one_digest_at_the_start_of_work_and_none_after_a_restart(morning):
    assert morning.at(NINE - timedelta(minutes=1)) == []
    assert morning.at(NINE) == ["Today"]
    assert "to contact" in morning.wall.seen[0].body
    morning.start()
    assert morning.at(NINE + timedelta(minutes=1)) == []


def test_a_timed_task_rings_by_its_name_and_once_after_sleep(morning, store):
    number = timed(store, "Send the plan")
    morning.at(NINE)
    assert morning.at(NINE + timedelta(days=1, hours=8)) == ["Send the plan", "Today"]
    (told,) = [one for one in morning.wall.seen if one.title == "Send the plan"]
    assert told.body == "Alder Works · 14:00"
    assert [code for code, _ in told.acts] == ["done", "later", "open"]
    assert told.key == f"task:{number}:2026-11-24T14:00"
    morning.start()
    assert morning.at(NINE + timedelta(days=1, hours=8, minutes=1)) == []


def test_a_disk_that_takes_no_writes_silences_nothing_and_nothing_rings_twice(morning, store):
    timed(store, "Send the plan")
    morning.at(NINE)
    store.rows("PRAGMA query_only = 1")
    afternoon = NINE + timedelta(hours=5)
    assert morning.at(afternoon) == ["Send the plan"]
    assert morning.at(afternoon + timedelta(minutes=1)) == []
    store.rows("PRAGMA query_only = 0")
    assert morning.at(afternoon + timedelta(minutes=2)) == []
    morning.start()
    assert morning.at(afternoon + timedelta(minutes=3)) == []


def test_done_meanwhile_it_does_not_ring(morning, store):
    number = timed(store, "Send the plan")
    morning.at(NINE)
    task_writing.finish(store, RULES, [number])
    morning.started.look_again()
    assert morning.at(NINE + timedelta(hours=6)) == []


def test_snoozed_it_comes_back_an_hour_later(morning, store):
    timed(store, "Send the plan", time(9))
    assert sorted(morning.at(NINE)) == ["Send the plan", "Today"]
    key = next(one.key for one in morning.wall.seen if one.title == "Send the plan")
    morning.started.put_off(key)
    assert morning.at(NINE + timedelta(minutes=59)) == []
    assert morning.at(NINE + timedelta(hours=1)) == ["Send the plan"]
    assert rung.unseen(store) == 2


def test_many_come_as_one_and_all_stand_in_the_list(morning, store):
    for number in range(4):
        timed(store, f"Task {number}", time(9))
    assert morning.at(NINE) == ["5 reminders"]
    assert len(rung.latest(store)) == 5


def test_redacted_no_name_and_no_title_is_shown(morning, store):
    timed(store, "Send the plan", time(10))
    morning.redacted = True
    assert morning.at(NINE + timedelta(hours=1)) == ["Today", "A task is due"]
    assert not any("Alder" in one.body or "plan" in one.title for one in morning.wall.seen)


def test_at_night_it_waits_for_the_morning(morning, store):
    timed(store, "Send the plan", time(22))
    morning.hours = Hours()
    morning.at(NINE)
    assert morning.at(NINE + timedelta(hours=13)) == []
    assert morning.at(NINE + timedelta(hours=23)) == ["Send the plan"]


def test_what_is_switched_off_stands_in_the_list_alone(morning, store):
    morning.hours = replace(morning.hours, off=frozenset({"digest"}))
    assert morning.at(NINE) == []
    (one,) = rung.latest(store)
    assert (one.kind, one.aloud) == ("digest", False)


def test_a_line_of_a_note_with_a_day_alone_rings_in_the_digest_only(morning, store):
    note_writing.add_note(store, RULES, ALDER, body="[] send docs @today", day=TODAY)
    assert morning.at(NINE) == ["Today"]
    assert morning.at(NINE + timedelta(hours=9)) == []
