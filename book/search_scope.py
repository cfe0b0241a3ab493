"""Where a question may find its answers: what its operators leave of kinds, days and marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from book import search_accounts, search_index
from book.search_kinds import BY_CODE, KINDS, Kind
from book.search_operators import Asked
from book.search_words import is_said, quoted

if TYPE_CHECKING:
    from sqlite3 import Connection

_FIRST_DAY: Final = date(1970, 1, 2)
"""What has no day stands on the one before."""


class Scope:
    """The part of the index that one question is about."""

    def __init__(self, connection: Connection, question: Asked, today: date) -> None:
        self.connection = connection
        self.question = question
        self.today = today

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds the operators leave."""
        asked_for = self.question
        if not asked_for.has_operators:
            return KINDS
        return tuple(
            kind
            for kind in KINDS
            if asked_for.states <= kind.states
            and not (asked_for.tags and kind.tags == "NULL")
            and not (asked_for.people and kind.who == "NULL")
            and not (asked_for.due and "overdue" not in kind.states)
            and not (asked_for.accounts and kind.name == "account")
        )

    @cached_property
    def filters(self) -> list[str] | None:
        """What the operators ask of the index; None where nothing can fulfil it."""
        question = self.question
        states = question.states - {"overdue"}
        if ("overdue" in question.states or question.due) and "done" not in states:
            states |= {"open"}
        found = [quoted(search_index.state_mark(state)) for state in sorted(states)]
        for name in question.accounts:
            numbers = search_accounts.named(self.connection, name)
            if not numbers:
                return None
            marks = map(quoted, search_index.account_marks(numbers))
            found.append("(" + " OR ".join(marks) + ")")
        values = (*question.tags, *question.people)
        return [*found, *(f"keys : {quoted(value)} *" for value in values if is_said(value))]

    def within(self, kind: Kind) -> tuple[int, int]:
        """The numbers of a kind that the operators leave: (from, below)."""
        due = self.question.due
        low, high = search_index.span(kind.code, *(due or (None, None)))
        if due and due[0] == date.min:
            low = search_index.span(kind.code, _FIRST_DAY)[0]  # what is not due has no day
        if "overdue" in self.question.states:
            first = search_index.span(kind.code, _FIRST_DAY)[0]
            below = search_index.span(kind.code, self.today)[0]
            low, high = max(low, first), min(high, below)
        return low, high

    @property
    def has_days(self) -> bool:
        """Whether only some days of a kind are asked for."""
        return bool(self.question.due) or "overdue" in self.question.states

    def all_of(self, said: Sequence[str]) -> str:
        """The expression for all of this and all that the operators ask; empty for nothing."""
        return " AND ".join([*said, *(self.filters or ())])

    def matching(self, table: str, match: str, limit: int, within: tuple[int, int]) -> list[int]:
        """The numbers that match in a table of the index, highest first."""
        return search_index.numbers(self.connection, table, match, limit, within)

    def has(self, number: int, allowed: Mapping[int, tuple[int, int]]) -> bool:
        """Whether a number that was found by its parts fulfils the operators too."""
        code = search_index.kind_of(number)
        low, below = allowed.get(code, (0, 0))
        if not low <= number < below:
            return False
        if not self.filters or self.question.accounts:
            return True
        table = BY_CODE[code].words
        return bool(self.matching(table, self.all_of(()), 1, (number, number + 1)))
