"""The date rules, on the worked cases of the team's own handbook and at the calendar's edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book import renewal_dates as rule

SOME_DAY = st.dates(min_value=date(1990, 1, 1), max_value=date(2090, 12, 31))
FRIDAY = date(2026, 11, 20)


def after(days: int) -> date:
    """A day counted from Friday 20 November 2026."""
    return FRIDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("bill", "outreach"),
    [
        (date(2026, 7, 1), date(2026, 6, 17)),
        (date(2026, 3, 10), date(2026, 2, 24)),
        (date(2028, 3, 10), date(2028, 2, 25)),
        (date(2026, 1, 5), date(2025, 12, 22)),
    ],
)
def test_outreach_is_a_window_before_the_bill(bill: date, outreach: date):
    assert rule.outreach_day(bill, 14) == outreach


@pytest.mark.parametrize(
    ("run_out", "expiry", "months", "start"),
    [
        (None, date(2026, 5, 31), 3, date(2026, 2, 28)),
        (date(2026, 12, 18), date(2027, 2, 16), 3, date(2026, 9, 18)),
        (None, date(2027, 2, 16), 3, date(2026, 11, 16)),
        (date(2027, 3, 1), date(2027, 2, 16), 3, date(2026, 11, 16)),
        (date(2026, 8, 31), None, 2, date(2026, 6, 30)),
        (None, date(2028, 5, 30), 3, date(2028, 2, 29)),
        (None, date(2027, 1, 15), 3, date(2026, 10, 15)),
        (None, None, 3, None),
    ],
)
def test_an_annual_renewal_starts_months_before_the_earlier_end(
    run_out: date | None, expiry: date | None, months: int, start: date | None
):
    assert rule.annual_start(run_out, expiry, months) == start


@pytest.mark.parametrize(
    ("day", "months", "there"),
    [
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2024, 5, 31), -3, date(2024, 2, 29)),
        (date(2100, 5, 31), -3, date(2100, 2, 28)),
        (date(2000, 3, 31), -1, date(2000, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
        (date(2026, 10, 31), 0, date(2026, 10, 31)),
        (date.min, -1, date.min),
        (date.max, 1, date.max),
    ],
)
def test_months_clamp_to_the_end_of_a_shorter_month(day: date, months: int, there: date):
    assert rule.add_months(day, months) == there


@given(SOME_DAY, st.integers(-240, 240))
def test_a_month_step_keeps_the_day_or_falls_on_the_last_one(day: date, months: int):
    there = rule.add_months(day, months)
    assert (there.year - day.year) * 12 + there.month - day.month == months
    assert there.day == day.day or (there + timedelta(days=1)).day == 1


def test_a_bill_on_the_calendars_first_day_has_a_window_too():
    assert rule.outreach_day(date.min, 14) == date.min


def test_the_worked_case_of_a_burn():
    day, expiry = date(2026, 6, 1), date(2027, 2, 16)
    run_out = rule.run_out(day, 30_000_00, 4_500_00)
    assert run_out == date(2026, 12, 18)
    assert rule.early_by(run_out, expiry) == 60
    assert rule.annual_start(run_out, expiry, 3) == date(2026, 9, 18)
    assert rule.left_over_cents(day, 90_000_00, 4_500_00, expiry) == 51_000_00
    assert rule.left_over_cents(day, 30_000_00, 4_500_00, expiry) == -9_000_00


@pytest.mark.parametrize(
    ("balance", "used"),
    [(None, 4_500_00), (30_000_00, None), (30_000_00, 0), (30_000_00, -1), (10**12, 1)],
)
def test_unknown_or_no_use_never_runs_out(balance: int | None, used: int | None):
    assert rule.run_out(date(2026, 6, 1), balance, used) is None


@pytest.mark.parametrize("balance", [0, -1, -500_00])
def test_spent_credits_have_run_out_today(balance: int):
    assert rule.run_out(date(2026, 6, 1), balance, 100_00) == date(2026, 6, 1)


def test_a_started_day_of_credit_does_not_count():
    assert rule.run_out(date(2026, 6, 1), 2_999, 100 * 30) == date(2026, 6, 30)


def test_left_over_is_unknown_without_figures():
    assert rule.left_over_cents(date(2026, 6, 1), None, 1, date(2026, 7, 1)) is None
    assert rule.left_over_cents(date(2026, 6, 1), 1, None, date(2026, 7, 1)) is None


@pytest.mark.parametrize("run_out", [None, date(2027, 2, 16), date(2027, 3, 1)])
def test_credits_that_last_are_not_early(run_out: date | None):
    assert rule.early_by(run_out, date(2027, 2, 16)) is None


def test_the_checkpoint_is_a_week_before_the_last_period_ends():
    assert rule.checkpoint(date(2026, 8, 31), 7) == date(2026, 8, 24)


@pytest.mark.parametrize(("before", "early"), [(75, True), (60, True), (59, False), (0, False)])
def test_the_early_discount_wants_sixty_days(before: int, early: bool):
    expiry = date(2027, 2, 16)
    assert rule.committed_early(expiry - timedelta(days=before), expiry, 60) is early


@pytest.mark.parametrize(
    ("quarter", "day"),
    [
        (1, date(2026, 3, 30)),
        (2, date(2026, 6, 29)),
        (3, date(2026, 9, 29)),
        (4, date(2026, 12, 30)),
    ],
)
def test_the_second_to_last_day_of_a_quarter(quarter: int, day: date):
    assert rule.penultimate_day(2026, quarter) == day
    assert rule.quarter_of(day) == (2026, quarter)


def test_the_cut_off_lies_in_the_quarter_after():
    assert rule.cut_off(2026, 1, 14) == date(2026, 4, 14)
    assert rule.cut_off(2026, 4, 14) == date(2027, 1, 14)


def test_a_payment_counts_by_the_zone_of_the_cut_off():
    pacific = timezone(timedelta(hours=-7))
    last = rule.cut_off(2026, 1, 14)
    assert rule.paid_in_time(datetime(2026, 4, 15, 6, 59, tzinfo=UTC), last, pacific)
    assert not rule.paid_in_time(datetime(2026, 4, 15, 7, 0, tzinfo=UTC), last, pacific)


@pytest.mark.parametrize(
    ("act_by", "day", "late", "working_days"),
    [
        (after(0), after(0), False, 0),
        (after(0), after(1), True, 0),  # due Friday, seen on Saturday
        (after(0), after(3), True, 1),
        (after(1), after(1), False, 0),
        (after(1), after(2), False, 0),
        (after(1), after(3), False, 0),  # due Saturday, seen on Monday
        (after(2), after(3), False, 0),
        (after(1), after(4), True, 1),
        (after(2), after(5), True, 2),
        (after(0), after(10), True, 6),
        (after(3), after(0), False, 0),
        (after(-4), after(17), True, 15),
    ],
)
def test_what_falls_due_on_a_weekend_is_mondays_work(
    act_by: date, day: date, late: bool, working_days: int
):
    assert rule.overdue(act_by, day) is late
    assert rule.working_days_late(act_by, day) == working_days


@given(SOME_DAY, st.integers(0, 400))
def test_late_means_past_the_first_working_day(act_by: date, days: int):
    day = act_by + timedelta(days=days)
    assert rule.overdue(act_by, day) is (day > rule.working_day(act_by))


@given(SOME_DAY, st.integers(0, 60))
def test_working_days_late_are_counted_one_by_one(act_by: date, days: int):
    day = act_by + timedelta(days=days)
    since = rule.working_day(act_by)
    walked = [since + timedelta(days=step) for step in range(1, (day - since).days + 1)]
    assert rule.working_days_late(act_by, day) == sum(one.weekday() < 5 for one in walked)


@given(SOME_DAY.filter(lambda day: day.weekday() >= 5))
def test_a_weekend_day_is_never_overdue_on_the_monday_after(act_by: date):
    monday = act_by + timedelta(days=7 - act_by.weekday())
    assert not rule.overdue(act_by, monday)
    assert rule.overdue(act_by, monday + timedelta(days=1))
