"""The index of all that can be found: what waits is taken in, rows are found by their numbers.

A number holds kind, day and id of a record (`book.steps.m0007_search`): the newest of a kind come
first without sorting, and a span of days is a span of numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.store import Store

_EPOCH: Final = date(1970, 1, 1).toordinal()
_LAST_DAY: Final = 65_535
_MERGED_AT_ONCE: Final = 200
"""Pages of the index put together in one go, so that nobody's save waits long."""


def take_in(connection: Connection) -> None:
    """Indexes what the transaction in hand wrote; called before every commit."""
    waiting = connection.execute("SELECT DISTINCT number >> 56 FROM search_waiting").fetchall()
    if not waiting:
        return
    indexed = _indexed()
    for (code,) in waiting:
        for statement in indexed[code]:
            connection.execute(statement)
    connection.execute("DELETE FROM search_waiting")


def forget_words(store: Store) -> None:
    """Takes out of the index's pages the words of all that was deleted from it.

    A word that is taken away only gets a note that it is gone, until the pieces in which both
    stand are put together. This puts all of them together, in small transactions of their own.
    """
    from book.steps.m0007_search import TABLES

    for table in TABLES:
        pages = -_MERGED_AT_ONCE  # the first call marks every piece to be put together
        while True:
            with store.writing(person=False) as connection:
                before = connection.total_changes
                connection.execute(
                    f"INSERT INTO {table} ({table}, rank) VALUES ('merge', ?)", (pages,)
                )
                worked = connection.total_changes - before
            if worked < 2:  # SQLite's own sign that there was nothing left to do
                break
            pages = _MERGED_AT_ONCE


def kind_of(number: int) -> int:
    """The code of the kind a number belongs to."""
    return number >> 56


def id_of(number: int) -> int:
    """The record's own id."""
    return number & ((1 << 36) - 1)


def span(code: int, first: date | None = None, last: date | None = None) -> tuple[int, int]:
    """The numbers of a kind, or those of its days from first to last: (from, below)."""
    low = (code << 56) + (_days(first) << 36 if first else 0)
    high = (code << 56) + (_days(last) + 1 << 36) if last else (code + 1) << 56
    return low, high


def numbers(
    connection: Connection, table: str, match: str, limit: int, within: tuple[int, int]
) -> list[int]:
    """The numbers that match, highest first: kinds in their order, in each the newest first."""
    rows = connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? AND rowid < ?"
        " ORDER BY rowid DESC LIMIT ?",
        (match, *within, limit),
    )
    return [row[0] for row in rows]


def numbers_among(
    connection: Connection, part: str, match: str, words: str, limit: int, within: tuple[int, int]
) -> list[int]:
    """The numbers whose parts match, among those few whose words match; highest first."""
    table, few = f"search_{part}_parts", f"search_{part}s"
    rows = connection.execute(
        f"SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? AND rowid < ?"
        f" AND rowid IN (SELECT rowid FROM {few} WHERE {few} MATCH ?)"
        " ORDER BY rowid DESC LIMIT ?",
        (match, *within, words, limit),
    )
    return [row[0] for row in rows]


def state_mark(state: str) -> str:
    """The mark of a state, as the index holds it."""
    from book.steps.m0007_search import STATE, STATES
    from book.steps.m0020_notes_pinned import PINNED

    return chr(STATE) * 2 + chr(STATE + (STATES | {"pinned": PINNED})[state])


def account_marks(accounts: Sequence[int]) -> list[str]:
    """The marks of accounts, by which what belongs to them is found."""
    from book.steps.m0007_search import FIRST_SIGN, SIGNS

    return [
        "".join(chr(FIRST_SIGN + number // SIGNS**power % SIGNS) for power in (2, 1, 0))
        for number in accounts
    ]


@cache
def _indexed() -> dict[int, tuple[str, ...]]:
    """What takes the rows of each kind in; the kinds of later steps are added here.

    Loaded with the first write: a start does not pay for it.
    """
    from book.steps.m0007_search import taken_in
    from book.steps.m0023_escalations import INDEXED

    return {kind.code: taken_in(kind) for kind in INDEXED}


def _days(day: date) -> int:
    return max(0, min(_LAST_DAY, day.toordinal() - _EPOCH))
