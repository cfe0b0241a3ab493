"""Copies of tasks and notes in a second source, remembered: which is hidden behind which.

A pair is made when what two sources say is alike (`book.doubles`), and it outlives a change of
either, because an integration needs a while to carry a change over. It ends when the original is
gone, when the accounts are not shown as one any more, or when the copy was given words or a day
of its own where it is kept: then the copy is shown again. What was deleted here stays hidden.

Pairs are looked through where the figures of a customer are worked out (`book.figures`), and
nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from book.copies_reading import KINDS, MANY, Record, as_json

if TYPE_CHECKING:
    from sqlite3 import Connection


def shown(record: Record, row: str) -> str:
    """SQL that tells whether a task or note, named `row`, is not hidden behind another one."""
    return f"NOT EXISTS (SELECT 1 FROM {record}_copies k WHERE k.copy = {row}.id AND k.hides)"


def settle(connection: Connection, leaders: Iterable[int]) -> None:
    """Brings the pairs of these customers in line with their records, inside a transaction.

    `leaders` are accounts that others are shown with. Nothing is written where nothing changed.
    """
    wanted = as_json(leaders)
    members = connection.execute(
        f"SELECT id, coalesce(shown_with, id) FROM accounts WHERE id IN {MANY}"
        f" UNION ALL SELECT id, shown_with FROM accounts WHERE shown_with IN {MANY}",
        (wanted, wanted),
    ).fetchall()
    if not members:
        return
    # Only a write settles; what merely asks for `shown`, a start among them, does without.
    from book.copies_settling import Settling
    from book.doubles import source_order

    order = source_order(connection)
    for kind in KINDS:
        settling = Settling(connection, kind, dict(members))
        settling.look_again()
        settling.pair(order)


def part(connection: Connection, accounts: Iterable[int]) -> None:
    """Ends the pairs between accounts that are not shown as one any more."""
    wanted = as_json(accounts)
    for kind in KINDS:
        connection.execute(
            f"DELETE FROM {kind.record}_copies WHERE copy IN (SELECT k.copy"
            f" FROM {kind.record}s c JOIN {kind.record}_copies k ON k.copy = c.id"
            f" JOIN {kind.record}s o ON o.id = k.original"
            " JOIN accounts ca ON ca.id = c.account_id JOIN accounts oa ON oa.id = o.account_id"
            f" WHERE c.account_id IN {MANY}"
            " AND coalesce(ca.shown_with, ca.id) <> coalesce(oa.shown_with, oa.id))",
            (wanted,),
        )
