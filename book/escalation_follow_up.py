"""What an open escalation needs next: pure decisions over its form, its ticket and the clock.

Days and hours are the person's own; a target counts no hour of a day on which nobody works.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, Literal

from msgspec import Struct

from book.escalation_standing import Standing, WatchedTicket
from book.escalations import Escalation
from book.filling import fill
from book.records import Account
from book.rules_escalations import (
    NEXT_UPDATE,
    OTHER_ACCOUNTS,
    SEVERITY,
    EscalationKind,
    EscalationRules,
    EscalationWaits,
)
from book.working_days import NO_HOLIDAYS, Holidays, is_working_day, working_days_after

Code = Literal[
    "stopped",
    "solved",
    "gone",
    "not_routed",
    "late",
    "quiet",
    "unheard",
    "update_due",
    "brief_due",
    "afterwards_due",
    "recovery_due",
    "check_in_due",
    "decide",
    "not_marked",
    "retro_due",
]
_SOON: Final = frozenset(("stopped", "solved", "gone", "not_routed", "update_due"))


class Need(Struct, frozen=True):
    """One thing that is due with an escalation: what, since or by when, and how many days."""

    code: Code
    due: date | None = None
    days: int = 0
    """Working days without an answer, for `quiet` and `unheard`."""

    @property
    def is_urgent(self) -> bool:
        """Whether somebody waits for me now, whatever the day."""
        return self.code in _SOON

    def is_mine(self, today: date) -> bool:
        """Whether there is something for me to do by now; others may be late on their own."""
        return self.code != "late" and (self.due is None or self.due <= today)


def needs(
    one: Escalation,
    stands: Standing,
    rules: EscalationRules,
    account: Account | None,
    now: datetime,
    holidays: Holidays = NO_HOLIDAYS,
) -> tuple[Need, ...]:
    """What is due with an escalation that is not closed, what somebody waits for first.

    `now` is a moment of the person's own zone.
    """
    if one.closed_at is not None or one.kind not in rules.kinds:
        return ()
    kind = rules.kinds[one.kind]
    found = [
        *_of_ticket(one, stands, rules, now, holidays),
        *_of_promise(one, stands, now.date()),
        *_of_day(one, stands, kind, now.date(), holidays),
        *_of_silence(stands, kind, rules, now, holidays),
    ]
    if kind.risk:
        found += _of_risk(stands, rules, account, now)
    return tuple(sorted(found, key=lambda need: not need.is_urgent))


def nudge_words(one: Escalation, rules: EscalationRules, days: int, link: str) -> str:
    """What to send where nobody answered for so many working days."""
    values = {"subject": one.subject, "days": str(days), "link": link}
    return fill(rules.nudge, values).text.strip()


def answer_target(
    opened: datetime, hours: int, holidays: Holidays = NO_HOLIDAYS
) -> datetime | None:
    """When the first answer is due: so many hours on, days off left out; None without a target."""
    if hours <= 0:
        return None
    at, left = opened, timedelta(hours=hours)
    while True:
        midnight = datetime.combine(at.date() + timedelta(days=1), time(), at.tzinfo)
        if is_working_day(at.date(), holidays):
            if at + left <= midnight:
                return at + left
            left -= midnight - at
        at = midnight


def first_answer_by(
    one: Escalation,
    ticket: WatchedTicket,
    rules: EscalationRules,
    now: datetime,
    holidays: Holidays = NO_HOLIDAYS,
) -> datetime | None:
    """When the first answer to a ticket is due; None where there is no target, or it is there."""
    severity = rules.severities.get(one.form.text(SEVERITY))
    if ticket.answered_at is not None or ticket.opened_at is None or severity is None:
        return None
    return answer_target(ticket.opened_at.astimezone(now.tzinfo), severity.answer_hours, holidays)


def working_days_between(first: date, last: date, holidays: Holidays = NO_HOLIDAYS) -> int:
    """Whole working days that lie behind a day, seen from a later one."""
    days = (last - first).days
    return sum(is_working_day(first + timedelta(days=n), holidays) for n in range(1, days + 1))


def _of_ticket(
    one: Escalation,
    stands: Standing,
    rules: EscalationRules,
    now: datetime,
    holidays: Holidays,
) -> Iterator[Need]:
    if stands.state == "stopped":
        yield Need("stopped")
    ticket = stands.ticket
    if ticket is None:
        return
    if ticket.is_gone:
        yield Need("gone")
        return
    if not ticket.is_open:
        yield Need("solved")
        return
    if not ticket.is_routed:
        yield Need("not_routed")
    yield from _of_answers(one, ticket, stands, rules, now, holidays)


def _of_answers(
    one: Escalation,
    ticket: WatchedTicket,
    stands: Standing,
    rules: EscalationRules,
    now: datetime,
    holidays: Holidays,
) -> Iterator[Need]:
    target = first_answer_by(one, ticket, rules, now, holidays)
    if target is not None and now > target:
        yield Need("late", due=target.date())
    heard = ticket.answered_at or ticket.opened_at
    if heard is not None:
        yield from _quiet("quiet", heard, stands, rules, now, holidays)


def _of_silence(
    stands: Standing,
    kind: EscalationKind,
    rules: EscalationRules,
    now: datetime,
    holidays: Holidays,
) -> Iterator[Need]:
    """What left without a ticket: nobody tells of an answer, so it is asked about.

    A wish that several share takes its months; what has a day or clocks is asked about by those.
    """
    is_timed = kind.risk or kind.day or OTHER_ACCOUNTS in kind.fields
    if stands.state != "sent" or stands.ticket is not None or is_timed:
        return
    left = max(each.made_at for each in stands.handovers)
    yield from _quiet("unheard", left, stands, rules, now, holidays)


def _quiet(
    code: Code,
    heard: datetime,
    stands: Standing,
    rules: EscalationRules,
    now: datetime,
    holidays: Holidays,
) -> Iterator[Need]:
    """So many days after the last word; after a nudge once more so many."""
    last = max(heard, stands.nudged_at or heard).astimezone(now.tzinfo).date()
    if working_days_between(last, now.date(), holidays) >= rules.waits.nudge_days > 0:
        since = heard.astimezone(now.tzinfo).date()
        due = working_days_after(last, rules.waits.nudge_days, holidays)
        yield Need(code, due=due, days=working_days_between(since, now.date(), holidays))


def _of_promise(one: Escalation, stands: Standing, today: date) -> Iterator[Need]:
    """The day of the open task where there is one, else that of the form, while it is not kept."""
    asked = _day(one, NEXT_UPDATE)
    promised = stands.promised or (asked if asked not in stands.kept else None)
    if promised is not None and promised <= today:
        yield Need("update_due", due=promised)


def _of_day(
    one: Escalation, stands: Standing, kind: EscalationKind, today: date, holidays: Holidays
) -> Iterator[Need]:
    day = _day(one, kind.day) if kind.day else None
    if day is None:
        return
    brief = day - timedelta(days=1)
    while not is_working_day(brief, holidays):
        brief -= timedelta(days=1)
    if not stands.handovers and brief <= today <= day:
        yield Need("brief_due", due=brief)
    if kind.afterwards and today > day and not one.form.text(kind.afterwards):
        yield Need("afterwards_due", due=working_days_after(day, 1, holidays))


def _of_risk(
    stands: Standing,
    rules: EscalationRules,
    account: Account | None,
    now: datetime,
) -> Iterator[Need]:
    if not stands.handovers:
        return
    waits = rules.waits
    flagged = min(each.made_at for each in stands.handovers).astimezone(now.tzinfo)
    if account is not None and account.status == "churned":
        churned = (account.churned_at or now).astimezone(now.tzinfo).date()
        yield Need("retro_due", due=churned + timedelta(days=waits.retro_days))
        return
    if account is not None and rules.risk_mark and rules.risk_mark not in account.segments:
        yield Need("not_marked")
    touched = account.touch.day if account is not None and account.touch is not None else None
    yield from _clocks(flagged, touched, waits)


def _clocks(flagged: datetime, touched: date | None, waits: EscalationWaits) -> Iterator[Need]:
    """Recovery call, then check-ins, each over with a touch; and the day to decide.

    Each stands there with its day before that day comes: it can be planned for.
    """
    since = touched if touched is not None and touched >= flagged.date() else None
    recovery = flagged + timedelta(hours=waits.recovery_hours)
    if since is None:
        if waits.recovery_hours:
            yield Need("recovery_due", due=recovery.date())
    elif waits.check_in_days:
        yield Need("check_in_due", due=since + timedelta(days=waits.check_in_days))
    decide = flagged.date() + timedelta(weeks=waits.accept_weeks)
    if waits.accept_weeks:
        yield Need("decide", due=decide)


def _day(one: Escalation, code: str) -> date | None:
    said = one.form.text(code)
    return date.fromisoformat(said) if said else None
