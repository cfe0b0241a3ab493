"""The renewal queue of one day: whom to contact, in order, and why. Pure, no storage.

An account's place comes from its dates alone; the score of its reasons decides only where it
is asked for (`by_score`). A snoozed account is left out until its day and is back on that
day as `to_contact`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from functools import cache
from typing import Final, Literal

from msgspec import Struct

from book.clock import local_day
from book.reasons import Reason, Reasons
from book.records import Account, AccountId, QueueMark, QueueState
from book.renewal_dates import add_months, annual_start, outreach_day, overdue
from book.rules import HouseRules

__all__ = [
    "BANDS",
    "Band",
    "QueueRow",
    "Reason",
    "RenewalKind",
    "build_queue",
    "by_renewal",
    "by_score",
    "next_opening",
    "renewal_of",
]

Band = Literal["new", "act", "later", "undated"]
RenewalKind = Literal["monthly", "annual"]

BANDS: Final[tuple[Band, ...]] = ("new", "act", "later", "undated")
"""The bands from top to bottom."""

_RENEWAL: Final = "renewal_date"
_NO_DAY: Final = date.max.toordinal()
_SETTLED: Final = frozenset({"done", "skipped"})


class QueueRow(Struct, frozen=True, gc=False):
    """One account's line in the queue of a day."""

    account: Account
    kind: RenewalKind
    renewal_date: date | None
    """The next bill of a monthly account; the end of an annual one's contract or credits."""
    contract_end: date | None
    act_by: date | None
    overdue: bool
    """Nobody was in touch, and the first working day on or after `act_by` is over."""
    band: Band
    state: QueueState
    last_state: QueueState | None
    """Where the person stood for an earlier renewal date, the newest such mark."""
    reasons: tuple[Reason, ...]
    score: int
    """The sum of the points of `reasons`."""
    renewal_mapped: bool
    """Whether the source has a field for the renewal date; without one it cannot be known."""
    snoozed_until: date | None
    """The day a snooze ended, on a row that is back from one."""


class _Slot(Struct, frozen=True, gc=False):
    """What follows from an account's dates alone; shared by all accounts with the same ones."""

    kind: RenewalKind
    renewal_date: date | None
    act_by: date | None
    place: int
    is_open: bool
    late: bool
    reasons: tuple[Reason, ...]
    late_reason: Reason | None
    bill_passed_at: datetime | None


def renewal_of(account: Account, day: date) -> tuple[RenewalKind, date | None]:
    """Which renewal of an account counts on a day, and its date: what a queue mark stands for.

    A contract counts while it runs, and after its end until a later bill is known.
    """
    end = _end(account.contract_end, account.credit_expiry, day)
    bill = account.renewal_date
    if end is not None and (end >= day or bill is None or bill <= end):
        return "annual", end
    return "monthly", bill


def _end(first: date | None, second: date | None, day: date) -> date | None:
    """The first date, unless it is unknown, or past while the second is not."""
    if first is None or (first < day and second is not None and second >= day):
        return second
    return first


def build_queue(
    accounts: Iterable[Account],
    marks: Iterable[QueueMark],
    rules: HouseRules,
    day: date,
    *,
    mapped: Mapping[str, frozenset[str]],
) -> list[QueueRow]:
    """The rows of a day in order: new, act, later, undated.

    `mapped` says for each source which facts have a field there; a source that is not in it
    has nothing to map. Only active accounts are in the queue.
    """
    desk = _Desk(marks, rules, day, mapped)
    bands: dict[Band, list[tuple[int, int, str, int, QueueRow]]] = {band: [] for band in BANDS}
    for account in accounts:
        if account.status != "active":
            continue
        slot = desk.slot(account)
        state, last_state, until = desk.standing(account.id, slot.renewal_date)
        if state == "snoozed":
            continue
        is_new = state == "to_contact" and desk.is_new(account)
        settled = state in _SETTLED
        if is_new:
            band: Band = "new"
        elif slot.act_by is None:
            band = "undated"
        else:
            band = "act" if slot.is_open and not settled else "later"
        late = slot.late and state == "to_contact"
        shown = desk.reasons(account, slot, is_new, settled, late)
        row = QueueRow(
            account,
            slot.kind,
            slot.renewal_date,
            account.contract_end,
            slot.act_by,
            late,
            band,
            state,
            last_state,
            shown,
            sum([reason.points for reason in shown]) if shown else 0,
            desk.has_renewal_field(account.source),
            until,
        )
        arr = account.arr_cents
        weight = 1 if arr is None else -arr
        bands[band].append((slot.place, weight, account.name.casefold(), account.id, row))
    ordered: list[QueueRow] = []
    for entries in bands.values():
        entries.sort()
        ordered += [entry[4] for entry in entries]
    return ordered


class _Desk:
    """What building one day's queue needs at hand: the rules, the day, the marks."""

    def __init__(
        self,
        marks: Iterable[QueueMark],
        rules: HouseRules,
        day: date,
        mapped: Mapping[str, frozenset[str]],
    ) -> None:
        self._rules = rules
        self._day = day
        self._first_stage = rules.first_stage
        self._stale_stages = {
            stage.label for stage in rules.pipeline.stages if stage.stale_after_bill
        }
        self._unmapped = {source for source, facts in mapped.items() if _RENEWAL not in facts}
        self._marks: dict[AccountId, list[QueueMark]] = {}
        for mark in marks:
            self._marks.setdefault(mark.account_id, []).append(mark)
        self._why = Reasons(rules, day)
        self._monthly: Callable[[date | None, date | None], _Slot] = cache(self._monthly_slot)
        self._annual: Callable[[date | None, date | None, date | None, date | None], _Slot]
        self._annual = cache(self._annual_slot)
        self._local_day: Callable[[datetime], date] = cache(local_day)

    def has_renewal_field(self, source: str) -> bool:
        """Whether the renewal date of that source's accounts comes from a field there."""
        return source not in self._unmapped

    def slot(self, account: Account) -> _Slot:
        """What the account's dates say about its place."""
        end, expiry = account.contract_end, account.credit_expiry
        if end is None and expiry is None:
            return self._monthly(account.renewal_date, account.run_out)
        kind, renewal = renewal_of(account, self._day)
        if kind == "monthly":
            return self._monthly(renewal, None)  # the run-out belonged to the ended contract
        return self._annual(renewal, end, expiry, account.run_out)

    def standing(
        self, account: AccountId, renewal: date | None
    ) -> tuple[QueueState, QueueState | None, date | None]:
        """State for this renewal date, state for an earlier one, day a snooze ends."""
        mine = self._marks.get(account)
        if mine is None:
            return "to_contact", None, None
        here: QueueMark | None = None
        before: QueueMark | None = None
        for mark in mine:
            if mark.renewal_date == renewal:
                here = mark if here is None or mark.at > here.at else here
            else:
                before = mark if before is None or mark.at > before.at else before
        last = None if before is None else before.state
        if here is None:
            return "to_contact", last, None
        if here.state != "snoozed":
            return here.state, last, None
        until = here.snoozed_until
        asleep = until is not None and until > self._day
        return "snoozed" if asleep else "to_contact", last, until

    def is_new(self, account: Account) -> bool:
        """Whether it joined a segment, or stands at the first stage, and nobody was in touch."""
        entered = account.entered_at
        if account.touch is None:
            return entered is not None or (
                account.stage is not None and account.stage == self._first_stage
            )
        return entered is not None and account.touch.day < self._local_day(entered)

    def reasons(
        self, account: Account, slot: _Slot, is_new: bool, settled: bool, late: bool
    ) -> tuple[Reason, ...]:
        """The reasons shown for an account; a settled one keeps only what is still to mend."""
        why = self._why
        found: list[Reason | None] = [] if settled else list(slot.reasons)
        add = found.append
        if is_new:
            add(why.new(account.entered_at, account.entered_segment))
        due = account.next_task_due
        if due is not None and due < self._day:
            add(why.promise(due))
        touch = account.touch
        if touch is None and not is_new and not settled:
            add(why.plain("never_touched"))
        if account.health_drop is not None:
            add(why.health(account.health_drop))
        if touch is not None and not settled:
            add(why.quiet(touch.day))
        if late:
            add(slot.late_reason)
        if account.owner_name is None and account.owner_email is None:
            add(why.plain("no_owner"))
        stage = account.stage
        if stage in self._stale_stages and stage is not None and slot.bill_passed_at is not None:
            since = account.stage_since
            if since is not None and since < slot.bill_passed_at:
                add(why.stale(stage))
        if slot.renewal_date is None:
            mapped = self.has_renewal_field(account.source)
            add(why.plain("renewal_unknown" if mapped else "renewal_not_mapped"))
        return why.shown([reason for reason in found if reason is not None])

    def _monthly_slot(self, bill: date | None, run_out: date | None) -> _Slot:
        credits_out = None if run_out is None else self._why.credits(run_out)
        if bill is None:
            return _Slot(
                "monthly", None, None, _NO_DAY, False, False, _known(credits_out), None, None
            )
        act_by = outreach_day(bill, self._rules.contact.window_days)
        window = self._why.bill(bill) if act_by <= self._day else None
        passed = bill if bill < self._day else add_months(bill, -1)
        return self._dated("monthly", bill, act_by, _known(window, credits_out), passed)

    def _annual_slot(
        self, renewal: date, end: date | None, expiry: date | None, run_out: date | None
    ) -> _Slot:
        lasts = _end(expiry, end, self._day)
        act_by = annual_start(run_out, lasts, self._rules.annual.start_months)
        assert act_by is not None, "an annual account has an end"
        window = self._why.contract(renewal, end is None)
        early = run_out is not None and lasts is not None and run_out < lasts
        credits_out = self._why.credits(run_out) if early and run_out is not None else None
        return self._dated("annual", renewal, act_by, _known(window, credits_out), None)

    def _dated(
        self,
        kind: RenewalKind,
        renewal: date,
        act_by: date,
        reasons: tuple[Reason, ...],
        bill_passed: date | None,
    ) -> _Slot:
        return _Slot(
            kind,
            renewal,
            act_by,
            act_by.toordinal(),
            act_by <= self._day,
            overdue(act_by, self._day),
            reasons,
            self._why.act_by(act_by),
            None if bill_passed is None else _midnight(bill_passed),
        )


def _known(*reasons: Reason | None) -> tuple[Reason, ...]:
    return tuple(reason for reason in reasons if reason is not None)


def _midnight(day: date) -> datetime:
    """The start of a local day, in UTC."""
    return datetime.combine(day, time.min).astimezone(UTC)
