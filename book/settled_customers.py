"""What a person settled: which accounts are one customer and which are two.

An act of theirs is one row of the change log that holds how the accounts stood before and after,
so that undo can put it back. What holds is also remembered by the ids of the sources: it is true
again when a source that was let go of comes back (`recall`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from book import changes, copies
from book.editing import Edit
from book.living import IN_THE_BOOK
from book.matching import Match
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

TOGETHER: Final = "together"
"""The field of an account under which an act of joining, parting or confirming is logged."""
_MANY: Final = "(SELECT value FROM json_each(?1))"


class Standing(Struct, frozen=True):
    """How some accounts stand to each other: as part of which each is shown, and told by what;
    which of them a person said are two; and where their unfinished notes are."""

    places: list[tuple[int, int | None, str | None]]
    apart: list[tuple[int, int]]
    drafts: list[tuple[int, int | None]]


_STANDING = msgspec.json.Decoder(Standing)


def standing(connection: Connection, numbers: Collection[int]) -> Standing:
    """How these accounts stand now."""
    wanted = (_as_json(numbers),)
    return Standing(
        connection.execute(
            f"SELECT id, shown_with, matched_by FROM accounts WHERE id IN {_MANY} ORDER BY id",
            wanted,
        ).fetchall(),
        connection.execute(
            f"SELECT one, other FROM apart WHERE one IN {_MANY} AND other IN {_MANY}"
            " ORDER BY one, other",
            wanted,
        ).fetchall(),
        connection.execute(
            f"SELECT id, account_id FROM drafts WHERE account_id IN {_MANY} ORDER BY id", wanted
        ).fetchall(),
    )


def log_act(edit: Edit, leader: int, before: Standing) -> None:
    """Logs what the act did to these accounts, and remembers it."""
    numbers = [row[0] for row in before.places]
    now = standing(edit.connection, numbers)
    old, new = (msgspec.json.encode(one).decode() for one in (before, now))
    edit.log([("account", leader, TOGETHER, old, new)])
    for number in numbers:
        edit.count("account", number)
    remember(edit.connection, numbers)


def reverse(edit: Edit, leader: int, old: str, new: str) -> bool:
    """Puts an act's accounts back as they stood; False where they are placed otherwise by now."""
    before, after = _STANDING.decode(old), _STANDING.decode(new)
    numbers = [row[0] for row in after.places]
    connection = edit.connection
    if standing(connection, numbers).places != after.places:
        return False
    stood = {row[0]: row[1] for row in after.places}
    moved: list[changes.Row] = []
    for number, shown_with, how in before.places:
        connection.execute(
            "UPDATE accounts SET shown_with = ?, matched_by = ? WHERE id = ?",
            (shown_with, how, number),
        )
        if stood.get(number) != shown_with:
            texts = changes.text_of(stood.get(number)), changes.text_of(shown_with)
            moved.append(("account", number, "shown_with", *texts))
    connection.execute(
        f"DELETE FROM apart WHERE one IN {_MANY} AND other IN {_MANY}", (_as_json(numbers),)
    )
    connection.executemany("INSERT INTO apart VALUES (?, ?)", before.apart)
    # Only those that the act moved: what was begun since stays where it is.
    where = dict(after.drafts)
    for draft, home in before.drafts:
        if draft in where and where[draft] != home:
            connection.execute(
                "UPDATE drafts SET account_id = ? WHERE id = ? AND account_id = ?",
                (home, draft, where[draft]),
            )
    edit.log([*moved, ("account", leader, TOGETHER, new, old)])
    copies.part(connection, numbers)
    for number in numbers:
        edit.count("account", number)
        edit.refigure(number)
    remember(connection, numbers)
    return True


def remember(connection: Connection, numbers: Collection[int]) -> None:
    """Notes what a person settled of these accounts by the ids of their sources."""
    wanted = (_as_json(numbers),)
    connection.execute(
        f"DELETE FROM settled_customers WHERE (source, external_id) IN"
        f" (SELECT source, external_id FROM accounts WHERE id IN {_MANY})"
        " AND (other_source, other_id) IN"
        f" (SELECT source, external_id FROM accounts WHERE id IN {_MANY})",
        wanted,
    )
    connection.execute(
        "INSERT OR REPLACE INTO settled_customers"
        " SELECT iif(a.source < b.source, a.source, b.source),"
        " iif(a.source < b.source, a.external_id, b.external_id),"
        " iif(a.source < b.source, b.source, a.source),"
        " iif(a.source < b.source, b.external_id, a.external_id), p.is_one FROM ("
        f" SELECT one, other, 0 AS is_one FROM apart WHERE one IN {_MANY} AND other IN {_MANY}"
        " UNION ALL SELECT id, shown_with, 1 FROM accounts"
        f" WHERE matched_by = 'hand' AND shown_with IN {_MANY} AND id IN {_MANY}"
        ") p JOIN accounts a ON a.id = p.one JOIN accounts b ON b.id = p.other"
        " WHERE a.source <> b.source",
        wanted,
    )


_PAIRS: Final = (
    "SELECT min(a.id, b.id), max(a.id, b.id) FROM settled_customers s"
    " JOIN accounts a ON a.source = s.source AND a.external_id = s.external_id"
    " JOIN accounts b ON b.source = s.other_source AND b.external_id = s.other_id"
)


def recall_apart(store: Store) -> None:
    """Two that a person parted before one of them was forgotten are parted again."""
    missing = (
        f"{_PAIRS} WHERE s.is_one = 0 AND NOT EXISTS (SELECT 1 FROM apart p"
        " WHERE (p.one = a.id AND p.other = b.id) OR (p.one = b.id AND p.other = a.id))"
    )
    if not store.rows(f"{missing} LIMIT 1"):
        return
    with store.writing(person=False) as connection:
        connection.execute(f"INSERT OR IGNORE INTO apart {missing}")


def recall_one(store: Store) -> list[Match]:
    """Two that a person said are one, and that are not shown so since one of them is back."""
    rows = store.rows(
        f"{_PAIRS} WHERE s.is_one = 1 AND a.{IN_THE_BOOK} AND b.{IN_THE_BOOK}"
        " AND coalesce(a.shown_with, a.id) <> coalesce(b.shown_with, b.id)"
        " AND NOT EXISTS (SELECT 1 FROM accounts x JOIN accounts y ON y.source = x.source"
        " WHERE coalesce(x.shown_with, x.id) = coalesce(a.shown_with, a.id)"
        f" AND coalesce(y.shown_with, y.id) = coalesce(b.shown_with, b.id)"
        f" AND x.{IN_THE_BOOK} AND y.{IN_THE_BOOK})"
    )
    found: dict[int, Match] = {}
    for leader, twin in rows:
        lead, place = (
            int(
                store.rows("SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (one,))[0][
                    0
                ]
            )
            for one in (leader, twin)
        )
        found.setdefault(place, Match(place, lead, "hand"))
    taken: set[int] = set()
    alone: list[Match] = []
    for match in found.values():
        # One step at a time: what hangs on another of these is joined by the next look.
        if not taken & {match.twin, match.leader}:
            alone.append(match)
            taken |= {match.twin, match.leader}
    return alone


def _as_json(numbers: Collection[int]) -> str:
    return msgspec.json.encode(sorted(set(numbers))).decode()
