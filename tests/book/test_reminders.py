"""What rings and when, under a clock that sleeps, leaps, goes back and travels: once each."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from book import reminders
from book.escalation_follow_up import Need
from book.escalation_form import EscalationForm
from book.escalations import Escalation, EscalationId
from book.records import AccountId, Task, TaskId
from book.reminders import Hours, Reminder, Ring
from book.working_days import Holidays

BERLIN, LISBON, TOKYO = ZoneInfo("Europe/Berlin"), ZoneInfo("Europe/Lisbon"), ZoneInfo("Asia/Tokyo")
TUESDAY = date(2026, 11, 24)
ALL_DAY = Hours(quiet_from=None, quiet_to=None)


def at(hour: int, minute: int = 0, day: date = TUESDAY, zone: tzinfo = BERLIN) -> datetime:
    return datetime.combine(day, time(hour, minute), zone).astimezone(UTC)


def task(number: int = 1, **changes: object) -> Task:
    usual: dict[str, object] = {
        "id": TaskId(number), "account_id": AccountId(1), "title": "Send the plan", "mine": True,
    }  # fmt: skip
    return Task(**usual | changes)  # type: ignore[arg-type]


def timed(moment: datetime, number: int = 1) -> Reminder:
    local = moment.astimezone(BERLIN)
    (one,) = reminders.of_tasks([task(number, due=local.date(), at_time=local.time())], BERLIN)
    assert one.at == moment
    return one


class Person:
    """Keeps what rang, as the book does over a restart, and counts it."""

    def __init__(self, hours: Hours = ALL_DAY, zone: tzinfo = BERLIN) -> None:
        self.hours = hours
        self.zone = zone
        self.rung: list[str] = []
        self.meetings: list[tuple[datetime, datetime]] = []
        self.put_off: dict[str, datetime] = {}

    def look(self, wanted: Iterable[Reminder], now: datetime) -> Ring:
        found = reminders.ring(
            wanted, self.rung, self.hours, self.meetings, now,
            put_off=self.put_off, zone=self.zone,
        )  # fmt: skip
        for one in (*found.now, *found.silent):
            self.put_off.pop(one.key, None)
            self.rung.append(one.key)
        return found


def test_what_came_due_while_the_lid_was_closed_rings_once():
    person, one = Person(), timed(at(14))
    assert person.look([one], at(13, 59)).look_at == at(14)
    assert person.look([one], at(9, day=TUESDAY + timedelta(days=2))).now == (one,)
    assert person.look([one], at(9, 1, day=TUESDAY + timedelta(days=2))) == Ring()


@pytest.mark.parametrize("back_to", [at(13), at(8, day=TUESDAY - timedelta(days=3))])
def test_a_clock_set_back_rings_nothing_again(back_to):
    person, one = Person(), timed(at(14))
    assert person.look([one], at(14)).now == (one,)
    assert person.look([one], back_to).now == ()
    assert person.look([one], at(14)).now == ()


def test_the_digest_comes_once_a_day_also_to_one_who_flies_west():
    person = Person()

    def morning(now: datetime) -> Ring:
        today = now.astimezone(person.zone).date()
        wanted = reminders.digest(person.hours, today, zone=person.zone)
        return person.look([wanted] if wanted else [], now)

    assert morning(at(8, 59)).now == ()
    assert [one.kind for one in morning(at(9)).now] == ["digest"]
    person.zone = LISBON
    assert morning(at(9, zone=LISBON)).now == ()
    person.zone = TOKYO
    assert [one.key for one in morning(at(9, day=date(2026, 11, 25), zone=TOKYO)).now] == [
        "digest:2026-11-25"
    ]


def test_on_days_off_there_is_no_digest():
    assert reminders.digest(ALL_DAY, date(2026, 11, 28)) is None
    away = Holidays(frozenset({TUESDAY}))
    assert reminders.digest(ALL_DAY, TUESDAY, away) is None


@pytest.mark.parametrize(
    ("day", "hour", "utc"),
    [
        (date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(9), datetime(2026, 3, 29, 7, tzinfo=UTC)),
        (date(2026, 10, 25), time(9), datetime(2026, 10, 25, 8, tzinfo=UTC)),
    ],
)
def test_on_the_edges_of_summer_time_it_rings_once(day, hour, utc):
    """Half past two is left out in March and comes twice in October."""
    hours = replace(ALL_DAY, work_from=hour)
    assert reminders.moment_of(day, hour, BERLIN) == utc
    person = Person(hours)
    one = Reminder(key="update_due:1", kind="update", at=reminders.moment_of(day, hour, BERLIN))
    start = datetime.combine(day, time(), BERLIN).astimezone(UTC)
    heard = [
        person.look([one], start + timedelta(minutes=minute)).now for minute in range(0, 1500, 5)
    ]
    assert sum(map(len, heard)) == 1


def test_at_night_it_waits_and_rings_in_the_morning():
    person = Person(Hours())
    late = timed(at(22))
    assert person.look([late], at(22)) == Ring(look_at=at(8, day=date(2026, 11, 25)))
    assert person.look([late], at(8, day=date(2026, 11, 25))).now == (late,)


def test_a_night_that_loses_an_hour_ends_at_eight_by_the_clock():
    hours = Hours()
    now = datetime(2026, 3, 28, 22, tzinfo=UTC)
    assert reminders.heard_from(hours, (), now, BERLIN) == datetime(2026, 3, 29, 6, tzinfo=UTC)


def test_in_a_meeting_it_waits_for_its_end_unless_told_otherwise():
    person, one = Person(), timed(at(10, 15))
    person.meetings = [(at(10), at(10, 30))]
    assert person.look([one], at(10, 15)).look_at == at(10, 30)
    person.hours = replace(person.hours, quiet_in_meetings=False)
    assert person.look([one], at(10, 16)).now == (one,)


def test_a_pause_ends_by_itself():
    person, one = Person(replace(ALL_DAY, paused_until=at(11))), timed(at(10))
    assert person.look([one], at(10)).now == ()
    assert person.look([one], at(11)).now == (one,)


def test_what_is_switched_off_is_listed_and_does_not_ring():
    person, one = Person(replace(ALL_DAY, off=frozenset({"task"}))), timed(at(10))
    found = person.look([one], at(10))
    assert (found.now, found.silent) == ((), (one,))
    person.hours = ALL_DAY
    assert person.look([one], at(10)).now == ()


def test_put_off_it_rings_again_then_and_only_then():
    person, one = Person(), timed(at(10))
    person.look([one], at(10))
    person.put_off[one.key] = at(11)
    assert person.look([one], at(10, 30)).look_at == at(11)
    assert person.look([one], at(11)).now == (one,)
    assert person.look([one], at(12)).now == ()


def test_many_at_once_come_as_one():
    wanted = [timed(at(10), number) for number in range(1, 6)]
    assert Person().look(wanted[:3], at(10)).together is False
    found = Person().look(wanted, at(10))
    assert found.together and len(found.now) == 5


def test_only_my_open_tasks_with_a_time_ring():
    ten = {"due": TUESDAY, "at_time": time(10)}
    told = [
        task(1, due=TUESDAY),
        task(2, **ten, mine=False),
        task(3, **ten, completed_at=at(9)),
        task(4, **ten),
        task(5, at_time=time(10)),
    ]
    assert [one.record_id for one in reminders.of_tasks(told)] == [4]


def test_it_rings_by_the_clock_of_the_place_one_is_in_and_not_again_further_west():
    one = task(due=TUESDAY, at_time=time(15))
    (here,), (there,) = (list(reminders.of_tasks([one], zone)) for zone in (BERLIN, LISBON))
    assert there.at - here.at == timedelta(hours=1)
    assert there.key == here.key


def test_a_task_moved_to_another_time_rings_at_that_one_too():
    person = Person()
    person.look([timed(at(10))], at(10))
    assert person.look([timed(at(15))], at(15)).now == (timed(at(15)),)


def test_an_escalation_rings_for_promise_and_clocks_but_not_for_what_stands_in_the_list():
    one = Escalation(
        id=EscalationId(7), account_id=AccountId(1), kind="support", subject="Funnels",
        form=EscalationForm(kind="support"), begun_at=at(9), saved_at=at(9),
    )  # fmt: skip
    needs = [Need("update_due", due=TUESDAY), Need("quiet", due=TUESDAY, days=2), Need("solved")]
    found = list(reminders.of_escalation(one, needs, ALL_DAY, TUESDAY, BERLIN))
    assert [(each.kind, each.code, each.at) for each in found] == [
        ("update", "update_due", at(9)),
        ("clock", "quiet", at(9)),
    ]
    tomorrow = [Need("quiet", due=TUESDAY, days=3)]
    (still,) = reminders.of_escalation(one, tomorrow, ALL_DAY, date(2026, 11, 25), BERLIN)
    assert still.key == found[1].key


@given(
    steps=st.lists(st.integers(-3 * 86_400, 3 * 86_400), min_size=1, max_size=30),
    night=st.booleans(),
)
def test_whatever_the_clock_does_nothing_rings_twice(steps, night):
    person = Person(Hours() if night else ALL_DAY)
    wanted = [timed(at(10), 1), timed(at(3), 2), timed(at(23), 3)]
    now = at(12, day=TUESDAY - timedelta(days=1))
    for seconds in steps:
        now += timedelta(seconds=seconds)
        person.look(wanted, now)
    assert len(person.rung) == len(set(person.rung))
    end = at(12, day=TUESDAY + timedelta(days=1))
    person.look(wanted, end)
    assert sorted(person.rung) == sorted(one.key for one in wanted)
