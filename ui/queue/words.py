"""What the cells of a queue row show, in words. No painting."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final, NamedTuple

from book.queue import QueueRow, Reason
from book.records import Account, QueueState, Touch
from ui import days
from ui.queue.bands import FoldLine
from ui.queue.columns import Key, header_words
from ui.words import count, money, plural, say, source_name

CHIPS: Final = 3
"""How many reasons a row shows as chips at most; the rest is counted."""

_FIRST_STRONG_ISOLATE: Final = "\N{FIRST STRONG ISOLATE}"
_POP_ISOLATE: Final = "\N{POP DIRECTIONAL ISOLATE}"


Mapped = Mapping[str, Collection[str]]
"""A source's name → the facts that come from a field there."""


class Cell(NamedTuple):
    """One cell: two lines, whether the first says that something is missing, and the second's
    weight: 0 an aside, 1 worth reading, 2 due today."""

    first: str
    second: str = ""
    missing: bool = False
    weight: int = 0


def isolated(text: str) -> str:
    """A name fenced off, so that its direction does not disturb the words around it."""
    return f"{_FIRST_STRONG_ISOLATE}{text}{_POP_ISOLATE}"


class RowWords:
    """Words for the rows of one day.

    `codes` shows currency codes instead of signs. `mapped` names, by source, the facts that
    come from a field there; without it nothing is called unmapped but a renewal date.
    """

    def __init__(self, day: date, *, codes: bool = False, mapped: Mapped | None = None) -> None:
        self.day = day
        self.codes = codes
        self.mapped = mapped or {}
        self._cells: dict[Key, Callable[[QueueRow], Cell]] = {
            "mark": self._mark,
            "account": self._account,
            "renewal": self._renewal,
            "stage": self._stage,
            "arr": self._arr,
            "contract_end": self._contract_end,
            "users": self._users,
            "next_task": self._next_task,
            "notes": self._notes,
            "owner": self._owner,
        }

    def cell(self, row: QueueRow, key: Key) -> Cell:
        """What the cell of a column shows."""
        return self._cells[key](row)

    def tooltip(self, row: QueueRow, key: Key) -> str:
        """The cell in full: the name whole, the reasons with their points, days with year."""
        account = row.account
        if key in ("mark", "account"):
            lines = [account.name] if key == "account" else [state_words(row)]
            lines.extend(reason_line(reason) for reason in row.reasons)
            if row.reasons:
                lines.append(say("Score {n}", n=count(row.score)))
            return "\n".join(lines)
        cell = self.cell(row, key)
        lines = [header_words(key), cell.first, cell.second]
        if key == "renewal" and row.renewal_date is not None:
            lines = [_renewal_heading(row), full_day(row.renewal_date)]
            if row.act_by is not None:
                lines.append(say("act by {day}", day=full_day(row.act_by)))
        return "\n".join(line for line in lines if line)

    def _mark(self, row: QueueRow) -> Cell:
        return Cell(state_words(row))

    def _account(self, row: QueueRow) -> Cell:
        return Cell(row.account.name, "" if row.reasons else plain_line(row))

    def _renewal(self, row: QueueRow) -> Cell:
        at = row.renewal_date
        if at is None:
            if not row.renewal_mapped:
                return Cell(say("not mapped"), source_name(row.account.source), missing=True)
            return Cell(say("none"), missing=True)
        second = (
            contract_line(row, self.day)
            if row.kind == "annual"
            else act_by_line(row.act_by, self.day)
        )
        weight = 2 if row.act_by == self.day else int(row.band == "act")
        return Cell(days.day_words(at, self.day), second, weight=weight)

    def _stage(self, row: QueueRow) -> Cell:
        account = row.account
        if account.stage is None:
            words = say("annual, no stage") if row.kind == "annual" else say("no stage")
            return self._missing(account, "stage", words)
        if account.stage_since is None:
            return Cell(account.stage)
        since = account.stage_since.astimezone().date()
        fresh = row.band == "new" or (self.day - since).days < 1
        age = days.since(since, self.day) if fresh else days.span((self.day - since).days)
        return Cell(account.stage, age)

    def _arr(self, row: QueueRow) -> Cell:
        account = row.account
        touch = touch_line(account.touch, self.day)
        if account.arr_cents is None:
            return self._missing(account, "arr_cents", say("none"), touch)
        return Cell(money(account.arr_cents, account.currency, code=self.codes), touch)

    def _missing(self, account: Account, fact: str, words: str, second: str = "") -> Cell:
        """A word for what the source did not say, or that it was never told which field it is."""
        facts = self.mapped.get(account.source)
        if facts is not None and fact not in facts:
            return Cell(say("not mapped"), second or source_name(account.source), missing=True)
        return Cell(words, second, missing=True)

    def _contract_end(self, row: QueueRow) -> Cell:
        end = row.contract_end
        if end is None:
            return self._missing(row.account, "contract_end", say("none"))
        words = say("ended") if end < self.day else days.away(end, self.day)
        return Cell(days.day_words(end, self.day), words)

    def _users(self, row: QueueRow) -> Cell:
        users = row.account.users_count
        return Cell(say("none"), missing=True) if users is None else Cell(count(users))

    def _next_task(self, row: QueueRow) -> Cell:
        account = row.account
        if account.next_task_due is None:
            open_ones = plural(account.open_tasks, "{n} without a day", "{n} without a day")
            return Cell(say("none"), open_ones if account.open_tasks else "", missing=True)
        due = account.next_task_due
        return Cell(days.day_words(due, self.day), days.away(due, self.day))

    def _notes(self, row: QueueRow) -> Cell:
        notes = row.account.notes_count
        return Cell(count(notes)) if notes else Cell(say("none"), missing=True)

    def _owner(self, row: QueueRow) -> Cell:
        name = row.account.owner_name
        return Cell(name) if name else Cell(say("no owner"), missing=True)


def plain_line(row: QueueRow) -> str:
    """The caption of a row without reasons: how it pays and how many use it."""
    kind = say("Annual") if row.kind == "annual" else say("Monthly")
    users = row.account.users_count
    if users is None:
        return kind
    return say("{kind}, {users}", kind=kind, users=plural(users, "{n} user", "{n} users"))


def act_by_line(act_by: date | None, today: date) -> str:
    """`act by 16 Nov`, `act by Thu`, `act by today`; nothing without a date."""
    if act_by is None:
        return ""
    return say("act by {day}", day=days.near_day(act_by, today))


def contract_line(row: QueueRow, today: date) -> str:
    """`contract, by Sat`: an annual account's date is no bill, and its caption says so."""
    kind = say("contract") if row.renewal_date == row.contract_end else say("credits")
    if row.act_by is None:
        return kind
    return say("{kind}, by {day}", kind=kind, day=days.near_day(row.act_by, today))


def touch_line(touch: Touch | None, today: date) -> str:
    """`call, 12 d`, `no touch`."""
    if touch is None:
        return say("no touch")
    kind = touch_words(touch.kind)
    past = (today - touch.day).days
    if past <= 0:
        return say("{kind}, today", kind=kind)
    return say("{kind}, {n} d", kind=kind, n=past)


def fold_words(line: FoldLine, today: date) -> tuple[str, str]:
    """`90 more` and `from Wed 16 Dec on`."""
    if line.after_some:
        name = plural(line.count, "{n} more", "{n} more")
    else:
        name = plural(line.count, "{n} account", "{n} accounts")
    if line.since is None:
        return name, say("done or skipped")
    return name, say("from {day} on", day=days.day_words(line.since, today))


def reason_line(reason: Reason) -> str:
    """A reason with its points: `Bill renews in 6 days  40`."""
    text = reason.text[:1].upper() + reason.text[1:]
    return f"{text}  {count(reason.points)}" if reason.points else text


def state_words(row: QueueRow) -> str:
    """Where the person stands with the account, in words."""
    if row.band == "new" and row.state == "to_contact":
        return say("new, to contact")
    return standing_words(row.state)


def standing_words(state: QueueState) -> str:
    """A state of the queue in words."""
    return {
        "to_contact": say("to contact"),
        "contacted": say("contacted"),
        "booked": say("call booked"),
        "done": say("done"),
        "skipped": say("skipped"),
        "snoozed": say("snoozed"),
    }[state]


def touch_words(kind: str) -> str:
    """What kind of contact it was."""
    return {
        "note": say("note"),
        "meeting": say("meeting"),
        "call": say("call"),
        "ticket": say("ticket"),
        "mail": say("mail"),
    }[kind]


def full_day(day: date) -> str:
    """`Mon 30 Nov 2026`, for tooltips."""
    return f"{days.weekday(day)} {day.day} {days.month(day)} {day.year}"


def _renewal_heading(row: QueueRow) -> str:
    if row.kind == "monthly":
        return header_words("renewal")
    return say("Contract end") if row.renewal_date == row.contract_end else say("Credits end")
