"""One customer known to several sources: which of its accounts are shown as one.

Each source's account stays a row of its own, with its own facts, notes and tasks. A twin only
says as part of which account it is shown (`shown_with`), so taking them apart loses nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from book import changes, figures
from book.errors import Refused
from book.living import IN_THE_BOOK
from book.matching import Face, How, Match, matches
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

BY: Final = "match"
"""Who the change log names for a match that nobody made by hand."""


def match(store: Store) -> Changed:
    """Joins accounts that several sources know, after a pull; writes nothing where none are."""
    if _sources_with_accounts(store) < 2 and not _any_twins(store):
        return Changed()
    faces = _faces(store)
    promoted = _orphans(faces)
    made = matches(faces, _apart(store)) if not promoted else []
    if not made and not promoted:
        return Changed()
    with store.writing(person=False) as connection:
        if promoted:
            _promote(store, connection, promoted)
            made = matches(_faces(store), _apart(store))
        touched: set[int] = set()
        for one in made:
            touched |= _join(store, connection, one, BY)
        figures.refresh(connection, touched)
    accounts = frozenset(touched | set(promoted))
    return Changed({"account": accounts})


def join(store: Store, account_id: AccountId, other: AccountId) -> Changed:
    """Shows the second account as part of the first, because the person says so.

    Raises Refused for two accounts of one source, and for an account with itself.
    """
    faces = {face.id: face for face in _faces(store)}
    one, two = faces.get(int(account_id)), faces.get(int(other))
    if one is None or two is None or one.id == two.id or not (one.in_book and two.in_book):
        raise Refused("These are not two accounts of the book.", "Name two that it lists.")
    leader = one.shown_with or one.id
    group = {face.source for face in faces.values() if leader in (face.id, face.shown_with)}
    if two.source in group or (two.shown_with or two.id) == leader:
        raise Refused(
            "Both accounts come from the same source, or are shown as one already.",
            "Only accounts of different sources can be the same customer; merge them there.",
        )
    with store.writing() as connection:
        connection.execute(
            "DELETE FROM apart WHERE (one = ? AND other = ?) OR (one = ? AND other = ?)",
            (leader, two.id, two.id, leader),
        )
        touched = _join(store, connection, Match(two.id, leader, "hand"), "me")
        figures.refresh(connection, touched)
    return Changed({"account": frozenset(touched)})


def separate(store: Store, account_id: AccountId) -> Changed:
    """Shows an account by itself again, and keeps it from being matched with the same one.

    Given an account that others are shown with, all of them are taken apart. Raises Refused
    where nothing is shown as one.
    """
    rows = store.rows(
        "SELECT id, shown_with FROM accounts WHERE shown_with IS NOT NULL AND (id = ?1 OR"
        " shown_with = ?1)",
        (account_id,),
    )
    if not rows:
        raise Refused("That account is shown by itself already.", "Nothing was changed.")
    with store.writing() as connection:
        for twin, leader in rows:
            connection.execute("INSERT OR IGNORE INTO apart VALUES (?, ?)", (leader, twin))
            _show(store, connection, twin, leader, None, None, "me")
        touched = {number for row in rows for number in row}
        figures.refresh(connection, touched)
    return Changed({"account": frozenset(touched)})


def together(store: Store, account_id: AccountId) -> tuple[int, ...]:
    """The ids of the accounts shown as this one: its own, and those of its twins in the book."""
    rows = store.rows(
        f"SELECT id FROM accounts WHERE shown_with = ? AND {IN_THE_BOOK} ORDER BY id",
        (account_id,),
    )
    return (int(account_id), *(row[0] for row in rows))


def shown(store: Store, account_id: int) -> AccountId:
    """The account as part of which one is shown: itself, for most."""
    row = store.row("SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account_id,))
    return AccountId(row[0] if row else account_id)


def _faces(store: Store) -> list[Face]:
    rows = store.rows(
        "SELECT a.id, a.source, a.external_id, a.org_id, coalesce(a.domain, f.contact_domain),"
        f" a.name, a.shown_with, a.{IN_THE_BOOK}"
        " FROM accounts a LEFT JOIN account_figures f ON f.account_id = a.id ORDER BY a.id"
    )
    return [
        Face(
            id=row[0],
            source=row[1],
            external_id=row[2],
            org_id=row[3],
            domain=row[4],
            name=row[5],
            shown_with=row[6],
            in_book=bool(row[7]),
        )
        for row in rows
    ]


def _sources_with_accounts(store: Store) -> int:
    rows = store.rows("SELECT DISTINCT source FROM accounts LIMIT 2")
    return len(rows)


def _any_twins(store: Store) -> bool:
    return store.row("SELECT 1 FROM accounts WHERE shown_with IS NOT NULL LIMIT 1") is not None


def _apart(store: Store) -> frozenset[tuple[int, int]]:
    return frozenset((row[0], row[1]) for row in store.rows("SELECT one, other FROM apart"))


def _orphans(faces: list[Face]) -> dict[int, int]:
    """Leaders that are no longer in the book → the twin that leads from now on."""
    in_book = {face.id: face.in_book for face in faces}
    heirs: dict[int, int] = {}
    for face in faces:
        leader = face.shown_with
        if leader is not None and face.in_book and not in_book.get(leader, False):
            heirs[leader] = min(face.id, heirs.get(leader, face.id))
    return heirs


def _promote(store: Store, connection: Connection, heirs: dict[int, int]) -> None:
    """Lets a twin lead where the account it was shown with has gone; marks and drafts follow."""
    touched: set[int] = set()
    for old, new in heirs.items():
        rows = connection.execute("SELECT id FROM accounts WHERE shown_with = ?", (old,)).fetchall()
        for (twin,) in rows:
            leader = None if twin == new else new
            _show(store, connection, twin, old, leader, "hand" if leader else None, BY)
            touched.add(twin)
        for table in ("queue_marks", "drafts"):
            connection.execute(
                f"UPDATE OR IGNORE {table} SET account_id = ? WHERE account_id = ?", (new, old)
            )
        touched.add(old)
    figures.refresh(connection, touched)


def _join(store: Store, connection: Connection, one: Match, by: str) -> set[int]:
    """Shows a twin, and what was shown with it, as part of its leader."""
    rows = connection.execute(
        "SELECT id, shown_with FROM accounts WHERE id = ?1 OR shown_with = ?1", (one.twin,)
    ).fetchall()
    for number, stood in rows:
        _show(store, connection, number, stood, one.leader, one.how, by)
    for table in ("queue_marks", "drafts"):
        connection.execute(
            f"UPDATE OR IGNORE {table} SET account_id = ? WHERE account_id = ?",
            (one.leader, one.twin),
        )
    return {one.leader, *(row[0] for row in rows)}


def _show(
    store: Store,
    connection: Connection,
    twin: int,
    stood: int | None,
    leader: int | None,
    how: How | None,
    by: str,
) -> None:
    connection.execute(
        "UPDATE accounts SET shown_with = ?, matched_by = ? WHERE id = ?", (leader, how, twin)
    )
    row: Any = ("account", twin, "shown_with", changes.text_of(stood), changes.text_of(leader))
    changes.write(connection, [row], by=by, at=store.clock())
