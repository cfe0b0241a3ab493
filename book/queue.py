"""The renewal queue of one day: whom to contact, in order, and why. Pure, no storage.

An account's place comes from its dates alone; the score of its reasons decides only where it
is asked for (`by_score`). A snoozed account is left out until its day and is back on that
day as `to_contact`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from book.clock import local_day
from book.reasons import Memo, Reason, Reasons
from book.records import Account, AccountId, QueueMark, QueueState
from book.renewal_dates import add_months, late_before, outreach_day
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

_Standing = tuple[QueueState, QueueState | None, date | None]
"""State for this renewal date, state for an earlier one, the day a snooze ends."""

_RENEWAL: Final = "renewal_date"
_CHANNEL: Final = "slack_channel"
_NO_DAY: Final = date.max.toordinal()
_NOTHING: Final[tuple[tuple[Reason, ...], int]] = ((), 0)
_UNMARKED: Final[_Standing] = ("to_contact", None, None)
_SETTLED: Final = frozenset({"done", "skipped"})
_IN_TOUCH: Final = frozenset({"contacted", "booked"})
"""I have been in touch, whatever the CRM knows of it by now."""


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


class _Due(Struct, frozen=True, gc=False):
    """What a day to act by means today."""

    act_by: date | None
    place: int
    is_open: bool
    late: bool


class _Slot(Struct, frozen=True, gc=False):
    """What an account's dates alone say about its place."""

    kind: RenewalKind
    renewal_date: date | None
    due: _Due
    reasons: tuple[Reason, ...] = ()
    bill_passed: date | None = None
    """The newest bill that is behind us."""


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
    # Looked up once, not once per account: this loop is most of what a large book costs.
    slot_of, is_new_to_me, reasons_of = desk.slot, desk.is_new, desk.reasons
    marked, unmapped = desk.marks, desk.unmapped
    bands: dict[Band, Memo[int, list[QueueRow]]] = {band: Memo(_no_rows) for band in BANDS}
    for account in accounts:
        if account.status != "active":
            continue
        slot = slot_of(account)
        due = slot.due
        if account.twins:
            desk.take_marks_of_twins(account)
        state, last_state, until = (
            desk.standing(account.id, slot.renewal_date) if account.id in marked else _UNMARKED
        )
        if state == "to_contact":
            is_new = is_new_to_me(account)
            settled = in_touch = False
            late = due.late
        elif state == "snoozed":
            continue
        else:
            is_new = late = False
            settled = state in _SETTLED
            in_touch = settled or state in _IN_TOUCH
        # What nobody looks after stands on top as well, whoever was in touch with it.
        if is_new or (state == "to_contact" and not account.has_owner):
            band: Band = "new"
        elif due.act_by is None:
            band = "undated"
        else:
            band = "act" if due.is_open and not settled else "later"
        shown, score = reasons_of(account, slot, is_new, settled, in_touch, late)
        row = QueueRow(
            account,
            slot.kind,
            slot.renewal_date,
            account.contract_end,
            due.act_by,
            late,
            band,
            state,
            last_state,
            shown,
            score,
            not desk.nowhere_mapped(account) if unmapped else True,
            until,
        )
        bands[band][due.place].append(row)
    # Few days carry many accounts: sorting day by day costs half of sorting all at once.
    return [
        row for days in bands.values() for place in sorted(days) for row in _ranked(days[place])
    ]


def _newer(one: QueueMark, other: QueueMark | None) -> QueueMark:
    """The newer mark; of two made at once, the one for the later renewal date."""
    if other is None:
        return one
    first, second = one.renewal_date or date.min, other.renewal_date or date.min
    return one if (one.at, first) > (other.at, second) else other


def _no_rows(_place: int) -> list[QueueRow]:
    return []


def _ranked(rows: list[QueueRow]) -> list[QueueRow]:
    """The rows of one day in order: larger ARR, an unknown one last, then name."""
    arrs = [row.account.arr_cents for row in rows]
    if None in arrs or len(set(arrs)) < len(arrs):
        return sorted(rows, key=_rank)
    # All different: no name is needed, and plain numbers sort several times as fast.
    return [row for _, row in sorted(zip(arrs, rows, strict=True), reverse=True)]


def _rank(row: QueueRow) -> tuple[int, str, int]:
    account = row.account
    arr = account.arr_cents
    return 1 if arr is None else -arr, account.name.casefold(), account.id


def by_renewal(rows: Iterable[QueueRow]) -> list[QueueRow]:
    """The same rows by renewal date alone, larger ARR first on one day, undated last."""
    return sorted(rows, key=lambda row: (row.renewal_date or date.max, _rank(row)))


def by_score(rows: Iterable[QueueRow]) -> list[QueueRow]:
    """The same rows by score, highest first; equal scores stay in the order they came in."""
    return sorted(rows, key=lambda row: -row.score)


def next_opening(rows: Iterable[QueueRow], day: date) -> tuple[date, int] | None:
    """The next day on which accounts come up to be contacted, and how many do."""
    coming = [
        row.act_by
        for row in rows
        if row.band == "later" and row.act_by and row.act_by > day and row.state not in _SETTLED
    ]
    return (min(coming), coming.count(min(coming))) if coming else None


class _Desk:
    """What building one day's queue needs at hand: the rules, the day, the marks."""

    def __init__(
        self,
        marks: Iterable[QueueMark],
        rules: HouseRules,
        day: date,
        mapped: Mapping[str, frozenset[str]],
    ) -> None:
        self._day = day
        self._window_days = rules.contact.window_days
        self._start_months = rules.annual.start_months
        self._first_stage = rules.first_stage
        self._late_before = late_before(day)
        self._quiet_since = day - timedelta(days=max(rules.contact.quiet_days, 1))
        # Less than this would read as a fall of 0.0.
        self._min_drop = max(rules.health.min_drop, 0.05)
        self.unmapped = {source for source, facts in mapped.items() if _RENEWAL not in facts}
        """Sources without a field for the renewal date."""
        self._managed = rules.segments.managed
        self._channels = {source for source, facts in mapped.items() if _CHANNEL in facts}
        """Sources with a field for the channel."""
        self.marks: dict[AccountId, list[QueueMark]] = {}
        for mark in marks:
            self.marks.setdefault(mark.account_id, []).append(mark)
        self._why = Reasons(rules, day)
        self._bills = Memo(self._bill)
        self._starts = Memo(self._start)
        self._local_day = Memo(local_day)

    def slot(self, account: Account) -> _Slot:
        """What the account's dates say about its place."""
        end, expiry, run_out = account.contract_end, account.credit_expiry, account.run_out
        if end is None and expiry is None and run_out is None:
            return self._bills[account.renewal_date]
        kind, renewal = renewal_of(account, self._day)
        if kind == "monthly" or renewal is None:
            slot = self._bills[renewal]
            if end is None and expiry is None and run_out is not None:
                slot = self._with_credits(slot, run_out)
            return slot
        lasts = _end(expiry, end, self._day) or renewal
        due = self._starts[lasts]
        reasons: tuple[Reason, ...] = ()
        if due.is_open:
            ending = self._why.contract_end if lasts == end else self._why.credit_expiry
            reasons = (ending[lasts],)
        slot = _Slot("annual", renewal, due, reasons)
        if run_out is not None and run_out < lasts:
            slot = self._with_credits(slot, run_out)
        return slot

    def take_marks_of_twins(self, account: Account) -> None:
        """What was marked before two accounts were shown as one counts for both; newest wins."""
        for twin in account.twins:
            if twin.id in self.marks:
                self.marks.setdefault(account.id, []).extend(self.marks[twin.id])

    def standing(self, account: AccountId, renewal: date | None) -> _Standing:
        """Where the person stands with an account that has marks, for one renewal date."""
        here: QueueMark | None = None
        before: QueueMark | None = None
        for mark in self.marks[account]:
            if mark.renewal_date == renewal:
                here = _newer(mark, here)
            else:
                before = _newer(mark, before)
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
        return entered is not None and account.touch.day < self._local_day[entered]

    def reasons(
        self,
        account: Account,
        slot: _Slot,
        is_new: bool,
        settled: bool,
        in_touch: bool,
        late: bool,
    ) -> tuple[tuple[Reason, ...], int]:
        """The reasons shown for an account, and their sum.

        A settled account keeps only what is still to mend; one I was in touch with is not quiet.
        """
        why = self._why
        found: list[Reason] = [] if settled else [*slot.reasons]
        if is_new:
            found.append(why.new[account.entered_at, account.entered_segment])
        task, owed = account.my_next_due, account.my_next_promise
        # One of the two speaks for both: the one that is late for longer.
        if owed is not None and owed < self._late_before and (task is None or owed < task):
            found.append(why.owed[owed])
        elif task is not None and task < self._late_before:
            found.append(why.promise[task])
        drop = account.health_drop
        if drop is not None and drop >= self._min_drop:
            found.append(why.health_drop[drop])
        touch = account.touch
        if touch is None:
            if not (is_new or in_touch):
                found.append(why.never_touched)
        elif touch.day <= self._quiet_since and not in_touch:
            found.append(why.touched[touch.day])
        # A monthly bill says by its own nearness how late it is; once is enough.
        if late and slot.kind == "annual" and slot.due.act_by is not None:
            found.append(why.act_by[slot.due.act_by])
        if not account.has_owner:
            found.append(why.no_owner)
        stage = account.stage
        if stage in why.stale_stages and self._missed_a_bill(account, slot):
            found.append(why.stale_stages[stage])
        if self._channels and not account.slack_channel and self._lacks_channel(account):
            found.append(why.no_channel)
        if slot.renewal_date is None:
            found.append(why.not_mapped if self.nowhere_mapped(account) else why.unknown)
        return why.pick(found) if found else _NOTHING

    def nowhere_mapped(self, account: Account) -> bool:
        """Whether no source that knows the account has a field for its renewal."""
        return self.unmapped.issuperset(account.sources)

    def _lacks_channel(self, account: Account) -> bool:
        """Whether it is looked after, and a source that knows it would tell its channel."""
        managed = self._managed in account.segments
        return managed and not self._channels.isdisjoint(account.sources)

    def _bill(self, bill: date | None) -> _Slot:
        if bill is None:
            return _Slot("monthly", None, _Due(None, _NO_DAY, False, False))
        due = self._due(outreach_day(bill, self._window_days))
        window = (self._why.bill[bill],) if due.is_open else ()
        passed = bill if bill < self._day else add_months(bill, -1)
        return _Slot("monthly", bill, due, window, passed)

    def _start(self, end: date) -> _Due:
        return self._due(add_months(end, -self._start_months))

    def _due(self, act_by: date) -> _Due:
        return _Due(act_by, act_by.toordinal(), act_by <= self._day, act_by < self._late_before)

    def _with_credits(self, slot: _Slot, run_out: date) -> _Slot:
        """The slot of an account whose credits run out: the earlier of the two starts counts."""
        start = self._starts[run_out]
        reasons = slot.reasons
        if start.is_open:
            reasons = (*reasons, self._why.run_out[run_out])
        due = start if slot.kind == "annual" else slot.due
        return _Slot(slot.kind, slot.renewal_date, due, reasons, slot.bill_passed)

    def _missed_a_bill(self, account: Account, slot: _Slot) -> bool:
        since, passed = account.stage_since, slot.bill_passed
        return since is not None and passed is not None and self._local_day[since] < passed
