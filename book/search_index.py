"""The index of all that can be found: what waits is taken in, rows are found by their numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from book.steps.m0007_search import KINDS, taken_in

if TYPE_CHECKING:
    from sqlite3 import Connection

_TAKEN_IN: Final = {kind.code: taken_in(kind) for kind in KINDS}


def take_in(connection: Connection) -> None:
    """Indexes what the transaction in hand wrote; called before every commit."""
    waiting = connection.execute("SELECT DISTINCT number >> 56 FROM search_waiting").fetchall()
    if not waiting:
        return
    for (code,) in waiting:
        for statement in _TAKEN_IN[code]:
            connection.execute(statement)
    connection.execute("DELETE FROM search_waiting")
