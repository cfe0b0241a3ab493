"""Why an account is where it is in the queue: the reasons, their words and their points.

The same reason about the same day is the same object for every account, so a book of
thousands makes only as many sentences as it has different days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Final, Literal

from msgspec import Struct

from book.clock import local_day
from book.records import Account
from book.renewal_dates import add_months, overdue, working_days_late
from book.rules import HouseRules

ReasonCode = Literal[
    "contact_window",
    "contract_window",
    "credits_run_out",
    "new",
    "promise_overdue",
    "never_touched",
    "health_drop",
    "quiet",
    "act_by_overdue",
    "no_owner",
    "stage_stale",
    "renewal_not_mapped",
    "renewal_unknown",
]
"""Stable codes, in the order that decides between equal points."""

Tone = Literal["neutral", "amber", "red"]

CHIP_LENGTH: Final = 22
"""A chip has room for this many characters."""

_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_YEAR_IN_DOUBT_DAYS: Final = 300
_BY_POINTS: Final = attrgetter("points")


class Reason(Struct, frozen=True, gc=False):
    """One reason: a sentence for the pane and for JSON, a chip for the list, its points."""

    code: ReasonCode
    text: str
    chip: str
    points: int
    tone: Tone = "neutral"


class Reasons:
    """Finds the reasons of accounts on one day under one set of rules."""

    def __init__(self, rules: HouseRules, day: date) -> None:
        self._rules = rules
        self._day = day
        self._hidden = frozenset(rules.reasons.hidden)
        self._max_shown = rules.reasons.max_shown
        self.bill: Callable[[date], Reason | None] = cache(self._bill)
        self.contract: Callable[[date, bool], Reason | None] = cache(self._contract)
        self.credits: Callable[[date], Reason | None] = cache(self._credits)
        self.act_by: Callable[[date], Reason | None] = cache(self._act_by)
        self.promise: Callable[[date], Reason | None] = cache(self._promise)
        self.quiet: Callable[[date], Reason | None] = cache(self._quiet)
        self.health: Callable[[float], Reason | None] = cache(self._health)
        self.new: Callable[[datetime | None, str | None], Reason | None] = cache(self._new)
        self.stale: Callable[[str], Reason | None] = cache(self._stale)
        self.plain: Callable[[ReasonCode], Reason | None] = cache(self._plain)

    def shown(self, found: list[Reason]) -> tuple[Reason, ...]:
        """The highest few by points; equal points keep the order of the codes."""
        if len(found) > 1:
            found.sort(key=_BY_POINTS, reverse=True)
        return tuple(found[: self._max_shown])

    def _reason(self, code: ReasonCode, text: str, chip: str, tone: Tone = "neutral") -> Reason:
        return Reason(code, text, chip, getattr(self._rules.reasons.points, code), tone)

    def _nearness(self, days: int) -> Tone:
        contact = self._rules.contact
        if days < contact.red_days:
            return "red"
        return "amber" if days <= contact.amber_days else "neutral"

    def _bill(self, bill: date) -> Reason | None:
        if "contact_window" in self._hidden:
            return None
        days = (bill - self._day).days
        if days < 0:
            text, chip = f"bill renewed {_ago(-days)}", f"Bill {_ago(-days)}"
        else:
            text, chip = f"bill renews {_ahead(days)}", f"Bill {_ahead(days)}"
        return self._reason("contact_window", text, chip, self._nearness(days))

    def _contract(self, end: date, credits_only: bool) -> Reason | None:
        if "contract_window" in self._hidden or self._not_yet(end):
            return None
        days = (end - self._day).days
        subject = "credits" if credits_only else "contract"
        present, past = ("expire", "expired") if credits_only else ("ends", "ended")
        if days < 0:
            text, verb = f"{subject} {past} {_ago(-days)}", past
        else:
            text, verb = f"{subject} {present} {_ahead(days)}", present
        chip = f"{subject.capitalize()} {verb} {self._chip_day(end)}"
        return self._reason("contract_window", text, chip, self._nearness(days))

    def _credits(self, run_out: date) -> Reason | None:
        if "credits_run_out" in self._hidden or self._not_yet(run_out):
            return None
        days = (run_out - self._day).days
        if days < 0:
            text, chip = f"credits ran out {_ago(-days)}", "Credits ran out"
        else:
            text, chip = f"credits run out {_ahead(days)}", "Credits run out"
        chip = f"{chip} {self._chip_day(run_out)}"
        return self._reason("credits_run_out", text, chip, self._nearness(days))

    def _not_yet(self, end: date) -> bool:
        return add_months(end, -self._rules.annual.start_months) > self._day

    def _act_by(self, act_by: date) -> Reason | None:
        if "act_by_overdue" in self._hidden or not overdue(act_by, self._day):
            return None
        late = working_days_late(act_by, self._day)
        text = f"was to be contacted by {self._full_day(act_by)}"
        if late:
            text = f"{text}, {_count(late, 'working day')} late"
        chip = f"Overdue {_count(late, 'day')}" if late else "Overdue"
        return self._reason("act_by_overdue", text, chip, "amber")

    def _promise(self, due: date) -> Reason | None:
        if "promise_overdue" in self._hidden or not overdue(due, self._day):
            return None
        late = working_days_late(due, self._day)
        text = f"own task {_count(late, 'working day')} late" if late else "own task is late"
        chip = f"Task {_count(late, 'day')} late" if late else "Task late"
        return self._reason("promise_overdue", text, chip, "amber")

    def _quiet(self, touched: date) -> Reason | None:
        days = (self._day - touched).days
        if "quiet" in self._hidden or days < max(self._rules.contact.quiet_days, 1):
            return None
        text = f"no touch for {_count(days, 'day')}"
        return self._reason("quiet", text, f"Quiet {_count(days, 'day')}")

    def _health(self, drop: float) -> Reason | None:
        rules = self._rules.health
        if "health_drop" in self._hidden or drop <= 0 or drop < rules.min_drop:
            return None
        text = f"health fell {drop:.1f} in {_count(rules.look_back_days, 'day')}"
        return self._reason("health_drop", text, f"Health −{drop:.1f}")

    def _new(self, entered_at: datetime | None, segment: str | None) -> Reason | None:
        if "new" in self._hidden:
            return None
        if entered_at is None:
            return self._reason("new", "new account, never contacted", "New, not contacted")
        days = max((self._day - local_day(entered_at)).days, 0)
        long, short = ("today", "today") if not days else (_count(days, "day"), f"{days} d")
        where = "New in segment" if segment else "New to you"
        chip = f"{where}, {long}"
        if len(chip) > CHIP_LENGTH:
            chip = f"{where}, {short}"
        text = f"new in {segment}" if segment else "new in your book"
        text += f" for {long}" if days else " since today"
        return self._reason("new", f"{text}, not contacted yet", chip)

    def _stale(self, stage: str) -> Reason | None:
        known = self._rules.stage(stage)
        if "stage_stale" in self._hidden or known is None:
            return None
        text = f"still at {stage}, though a bill has passed"
        return self._reason("stage_stale", text, f"Stage {known.code}, bill passed")

    def _plain(self, code: ReasonCode) -> Reason | None:
        words = _PLAIN[code]
        return None if code in self._hidden else self._reason(code, *words)

    def _chip_day(self, day: date) -> str:
        if abs((day - self._day).days) > _YEAR_IN_DOUBT_DAYS:
            return str(day.year)
        return f"{day.day} {_MONTHS[day.month - 1]}"

    def _full_day(self, day: date) -> str:
        text = f"{day.day} {_MONTHS[day.month - 1]}"
        return text if day.year == self._day.year else f"{text} {day.year}"


_PLAIN: Final[dict[str, tuple[str, str]]] = {
    "never_touched": ("no contact on record", "Never contacted"),
    "no_owner": ("no owner yet", "No owner yet"),
    "renewal_not_mapped": ("renewal date is not mapped to a field", "Renewal not mapped"),
    "renewal_unknown": ("renewal date is not known", "No renewal date"),
}


def _count(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {one}s"


def _ahead(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days) or f"in {days} days"


def _ago(days: int) -> str:
    return "yesterday" if days == 1 else f"{days} days ago"
