"""Why an account is where it is in the queue: the reasons, their words and their points.

The same reason about the same day is the same object for every account, so a book of
thousands makes only as many sentences as it has different days.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from operator import attrgetter
from typing import Final, Literal, TypeVar

from msgspec import Struct
from msgspec.structs import astuple

from book.clock import local_day
from book.day_words import short_month
from book.renewal_dates import working_days_late
from book.rules import HouseRules, Stage

Key = TypeVar("Key")
Value = TypeVar("Value")

ReasonCode = Literal[
    "contact_window",
    "contract_window",
    "credits_run_out",
    "new",
    "promise_overdue",
    "health_drop",
    "never_touched",
    "quiet",
    "act_by_overdue",
    "no_owner",
    "stage_stale",
    "no_channel",
    "renewal_not_mapped",
    "renewal_unknown",
]
"""Stable codes, in the order that decides between equal points."""

Tone = Literal["neutral", "amber", "red"]

CHIP_LENGTH: Final = 22
"""A chip has room for this many characters."""

_YEAR_IN_DOUBT_DAYS: Final = 300
_BY_POINTS: Final = attrgetter("points")


class Reason(Struct, frozen=True, gc=False):
    """One reason: a sentence for the pane and for JSON, a chip for the list, its points."""

    code: ReasonCode
    text: str
    chip: str
    points: int
    tone: Tone = "neutral"


class Memo(dict[Key, Value]):
    """A dict that makes what it lacks, once."""

    def __init__(self, make: Callable[[Key], Value]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Key) -> Value:
        value = self[key] = self._make(key)
        return value


class Reasons:
    """The reasons of one day under one set of rules: makes each once, picks what is shown.

    Whether a reason holds is for the queue to say; here it gets its words, points and tone.
    """

    def __init__(self, rules: HouseRules, day: date) -> None:
        self._rules = rules
        self._day = day
        self._hidden = frozenset(rules.reasons.hidden)
        self._max_shown = rules.reasons.max_shown
        points = astuple(rules.reasons.points)
        # Reasons are found in the order of their codes. Where the points fall in that order too,
        # as they do in the shipped rules, there is nothing left to sort.
        self._by_rank = list(points) == sorted(points, reverse=True)
        self.bill = Memo(self._bill)
        self.contract_end = Memo(self._contract_end)
        self.credit_expiry = Memo(self._credit_expiry)
        self.run_out = Memo(self._run_out)
        self.act_by = Memo(self._act_by)
        self.promise = Memo(self._promise)
        self.owed = Memo(self._owed)
        self.touched = Memo(self._touched)
        self.health_drop = Memo(self._health_drop)
        self.new = Memo(self._new)
        self.stale_stages = {
            stage.label: self._stale_stage(stage)
            for stage in rules.pipeline.stages
            if stage.stale_after_bill
        }
        self.never_touched = self._reason(
            "never_touched", "no contact on record", "Never contacted"
        )
        self.no_owner = self._reason("no_owner", "no owner yet", "No owner yet")
        self.no_channel = self._reason(
            "no_channel", "no channel shared with them yet", "No channel yet"
        )
        self.not_mapped = self._reason(
            "renewal_not_mapped", "renewal date is not mapped to a field", "Renewal not mapped"
        )
        self.unknown = self._reason(
            "renewal_unknown", "renewal date is not known", "No renewal date"
        )

    def pick(self, found: list[Reason]) -> tuple[tuple[Reason, ...], int]:
        """What is shown of the reasons found, in the order of their codes, and its score.

        The highest few by points; equal points keep their order.
        """
        if self._hidden:
            found = [reason for reason in found if reason.code not in self._hidden]
        if not self._by_rank and len(found) > 1:
            found.sort(key=_BY_POINTS, reverse=True)
        if len(found) > self._max_shown:
            del found[self._max_shown :]
        if len(found) == 1:  # most accounts have one
            return (found[0],), found[0].points
        score = 0
        for reason in found:
            score += reason.points
        return tuple(found), score

    def _reason(self, code: ReasonCode, text: str, chip: str, tone: Tone = "neutral") -> Reason:
        return Reason(code, text, chip, getattr(self._rules.reasons.points, code), tone)

    def _nearness(self, days: int) -> Tone:
        contact = self._rules.contact
        if days < contact.red_days:
            return "red"
        return "amber" if days <= contact.amber_days else "neutral"

    def _bill(self, bill: date) -> Reason:
        days = (bill - self._day).days
        words, verb = _distance(days), "renews" if days >= 0 else "renewed"
        text, chip = f"bill {verb} {words}", f"Bill {words}"
        return self._reason("contact_window", text, chip, self._nearness(days))

    def _contract_end(self, end: date) -> Reason:
        return self._ending("contract_window", end, ("contract ends", "contract ended"))

    def _credit_expiry(self, end: date) -> Reason:
        return self._ending("contract_window", end, ("credits expire", "credits expired"))

    def _run_out(self, day: date) -> Reason:
        return self._ending("credits_run_out", day, ("credits run out", "credits ran out"))

    def _ending(self, code: ReasonCode, end: date, tenses: tuple[str, str]) -> Reason:
        days = (end - self._day).days
        words = tenses[0] if days >= 0 else tenses[1]
        far = abs(days) > _YEAR_IN_DOUBT_DAYS
        when = str(end.year) if far else f"{end.day} {_month(end)}"
        chip = f"{words.capitalize()} {when}"
        return self._reason(code, f"{words} {_distance(days)}", chip, self._nearness(days))

    def _act_by(self, act_by: date) -> Reason:
        late = working_days_late(act_by, self._day)
        text = f"was to be contacted by {act_by.day} {_month(act_by)}"
        if act_by.year != self._day.year:
            text = f"{text} {act_by.year}"
        if late:
            text = f"{text}, {_count(late, 'working day')} late"
        chip = f"Overdue {_count(late, 'day')}" if late else "Overdue"
        return self._reason("act_by_overdue", text, chip, "amber")

    def _promise(self, due: date) -> Reason:
        late = working_days_late(due, self._day)
        text = f"own task {_count(late, 'working day')} late" if late else "own task is late"
        # The chip counts as the lists beside it do, all days of the calendar.
        days = (self._day - due).days
        chip = f"Task {_count(days, 'day')} late" if days > 0 else "Task late"
        return self._reason("promise_overdue", text, chip, "amber")

    def _owed(self, due: date) -> Reason:
        """What I owe by a line of a note: a promise, or the answer to a question."""
        late = working_days_late(due, self._day)
        text = f"own promise {_count(late, 'working day')} late" if late else "own promise is late"
        days = (self._day - due).days
        chip = f"Promise {_count(days, 'day')} late" if days > 0 else "Promise late"
        if len(chip) > CHIP_LENGTH:
            chip = "Promise late"
        return self._reason("promise_overdue", text, chip, "amber")

    def _touched(self, day: date) -> Reason:
        days = _count((self._day - day).days, "day")
        return self._reason("quiet", f"no touch for {days}", f"Quiet {days}")

    def _health_drop(self, drop: float) -> Reason:
        days = _count(self._rules.health.look_back_days, "day")
        return self._reason(
            "health_drop", f"health fell {drop:.1f} in {days}", f"Health −{drop:.1f}"
        )

    def _new(self, entry: tuple[datetime | None, str | None]) -> Reason:
        entered_at, segment = entry
        if entered_at is None:
            return self._reason("new", "new account, never contacted", "New, not contacted")
        days = max((self._day - local_day(entered_at)).days, 0)
        since = f"for {_count(days, 'day')}" if days else "since today"
        text = f"new in {segment or 'your book'} {since}, not contacted yet"
        where = "New in segment" if segment else "New to you"
        chip = f"{where}, {_count(days, 'day') if days else 'today'}"
        if len(chip) > CHIP_LENGTH:
            chip = f"{where}, {days} d" if days < 1000 else where
        return self._reason("new", text, chip)

    def _stale_stage(self, stage: Stage) -> Reason:
        text = f"still at {stage.label}, though a bill has passed"
        return self._reason("stage_stale", text, f"Stage {stage.code}, bill passed")


def _month(day: date) -> str:
    return short_month(day.month)


def _count(number: int, one: str) -> str:
    return f"1 {one}" if number == 1 else f"{number} {one}s"


def _distance(days: int) -> str:
    if days < 0:
        return "yesterday" if days == -1 else f"{-days} days ago"
    return {0: "today", 1: "tomorrow"}.get(days) or f"in {days} days"
