"""The date rules of a renewal: when to get in touch, when credits end, what counts as late.

Pure arithmetic on the person's own calendar days. How many days or months a rule spans is
the house rules' business and always an argument. None means unknown and never becomes a day.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

_SATURDAY = 5
_BURN_DAYS = 30
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FAR_DAYS = 36_525
"""A century: credits that would last longer than this have no run-out day worth a name."""


def add_months(day: date, months: int) -> date:
    """The same day of another month; where that month is shorter, its last day.

    Sources send days such as 0001-01-01 and 9999-12-31 for "none": the calendar's own ends
    stand for whatever would lie beyond them.
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.min if months < 0 else date.max
    length = _MONTH_DAYS[month0]
    if month0 == 1 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        length = 29
    return date(year, month0 + 1, min(day.day, length))


def outreach_day(bill: date, window_days: int) -> date:
    """The day the contact window before a monthly bill opens."""
    return date.fromordinal(max(bill.toordinal() - window_days, 1))


def annual_start(run_out: date | None, end: date | None, months: int) -> date | None:
    """The day work on an annual renewal starts: whole months before credits or contract end.

    Whichever of the two comes first counts; None when neither is known.
    """
    if end is None:
        first = run_out
    elif run_out is None:
        first = end
    else:
        first = min(run_out, end)
    return None if first is None else add_months(first, -months)


def run_out(day: date, balance_cents: int | None, used_cents: int | None) -> date | None:
    """The day prepaid credits reach zero at the pace of the last 30 days.

    `used_cents` is what those 30 days used. Unknown figures, or no use at all, give None:
    credits that nobody burns do not run out.
    """
    if balance_cents is None or used_cents is None or used_cents <= 0:
        return None
    days = max(balance_cents, 0) * _BURN_DAYS // used_cents
    return None if days > _FAR_DAYS else day + timedelta(days=days)


def left_over_cents(
    day: date, balance_cents: int | None, used_cents: int | None, expiry: date
) -> int | None:
    """Credits still there on the day they expire, in cents; negative when they fall short."""
    if balance_cents is None or used_cents is None:
        return None
    return balance_cents - round(used_cents * (expiry - day).days / _BURN_DAYS)


def early_by(run_out_day: date | None, expiry: date) -> int | None:
    """How many days before their expiry credits run out; None when they last or nobody knows."""
    if run_out_day is None or run_out_day >= expiry:
        return None
    return (expiry - run_out_day).days


def checkpoint(final_period_end: date, days: int) -> date:
    """The last quiet day to have the paper signed: some days before the final period ends."""
    return final_period_end - timedelta(days=days)


def committed_early(signed: date, expiry: date, days: int) -> bool:
    """Whether a signed commitment came early enough for the house's early-renewal discount."""
    return (expiry - signed).days >= days


def quarter_of(day: date) -> tuple[int, int]:
    """The calendar quarter of a day, as (year, 1..4)."""
    return day.year, (day.month + 2) // 3


def penultimate_day(year: int, quarter: int) -> date:
    """The second-to-last day of a quarter: who is CSM then decides whose account it was."""
    return _next_quarter(year, quarter) - timedelta(days=2)


def cut_off(year: int, quarter: int, day_of_month: int) -> date:
    """The last day on which a payment still counts for the quarter before.

    The day is one of the house's own time zone, not of the person's: see `paid_in_time`.
    """
    return _next_quarter(year, quarter).replace(day=day_of_month)


def paid_in_time(paid_at: datetime, last_day: date, zone: tzinfo) -> bool:
    """Whether a payment, an aware moment, fell on or before a cut-off day in that zone."""
    return paid_at.astimezone(zone).date() <= last_day


def _next_quarter(year: int, quarter: int) -> date:
    return date(year + quarter // 4, quarter % 4 * 3 + 1, 1)


def working_day(day: date) -> date:
    """That day, or the Monday after it when it falls on a weekend."""
    weekday = day.weekday()
    return day if weekday < _SATURDAY else day + timedelta(days=7 - weekday)


def overdue(act_by: date, day: date) -> bool:
    """Whether the first working day on or after `act_by` is over.

    What fell due on a weekend is Monday's work, so on Monday it is not late.
    """
    return act_by < late_before(day)


def late_before(day: date) -> date:
    """The day that parts late from not late: what fell due before it is overdue on `day`."""
    back = {0: 2, 6: 1}.get(day.weekday(), 0)  # on Sunday and Monday, the Saturday before
    return day - timedelta(days=back)


def working_days_late(act_by: date, day: date) -> int:
    """Working days (Monday to Friday) that have begun since the one `act_by` stands for."""
    since = working_day(act_by)
    if day <= since:
        return 0
    weeks, rest = divmod((day - since).days, 7)
    weekday = since.weekday()
    extra = sum(1 for step in range(1, rest + 1) if (weekday + step) % 7 < _SATURDAY)
    return weeks * 5 + extra
