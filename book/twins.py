"""One customer known to several sources: which of its accounts are shown as one.

Each source's account stays a row of its own, with its own facts, notes and tasks. A twin only
says as part of which account it is shown (`shown_with`), so taking them apart loses nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from book import changes, copies, cursors, figures, settled_customers
from book.editing import Edit, editing
from book.errors import Refused
from book.living import IN_THE_BOOK
from book.matching import Face, How, Match, matches
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

BY: Final = "match"
"""Who the change log names for a match that nobody made by hand."""
_MATCHED: Final = "matched"
"""The cursor that says how far the accounts of all sources were looked through."""
_COPIES: Final = "copies"
"""The cursor that asks to look through all customers once for copies not yet remembered."""
_AT_ONCE: Final = 500
"""So many are joined in one transaction: nobody's save waits for a whole book."""
_GROUP: Final = "(SELECT id FROM accounts WHERE id = {0} OR shown_with = {0})"


def match(store: Store) -> Changed:
    """Joins accounts that several sources know, after a pull; writes nothing where none are new.

    A source takes part once it was fetched to the end: of a half-read list nobody knows which
    domain or name is one account's alone.
    """
    _look_for_copies(store)
    keeper = store.row("SELECT min(name) FROM sources")
    # Any source may keep it: without the cursor all are looked through once more.
    name = keeper[0] if keeper else None
    stood = cursors.cursor(store, name, _MATCHED) if name else None
    stands = _stands(store, stood or "0")
    if stands is None or stands == stood:
        return Changed()
    touched: set[int] = set()
    settled_customers.recall_apart(store)
    more = bool(_found(store))
    done = False
    while not done:
        with store.writing(person=False) as connection:
            # Asked again: the person may have joined or parted some while this waited its turn.
            found = _found(store) if more else []
            joined: set[int] = set()
            for one in found[:_AT_ONCE]:
                joined |= _join(connection, one, BY, store.clock())
            figures.refresh(connection, joined)
            touched |= joined
            # What a person said is joined first; signs are asked for again after it.
            again = bool(joined) and _found(store) not in ([], found)
            done = len(found) <= _AT_ONCE and not again
            if done and name:
                cursors.put(connection, name, _MATCHED, stands)
    return Changed({"account": frozenset(touched)} if touched else {})


def join(store: Store, account_id: AccountId, other: AccountId) -> Changed:
    """Shows the second account as part of the first, because the person says so.

    What either is shown with comes along. Said of two that a sign brought together, it holds
    whatever becomes of that sign. Raises Refused for two that share a source.
    """
    with editing(store, None, "Show as one customer") as edit:
        connection = edit.connection
        faces = {face.id: face for face in _faces(store)}
        one, two = faces.get(int(account_id)), faces.get(int(other))
        if one is None or two is None or one.id == two.id or not (one.in_book and two.in_book):
            raise Refused("These are not two accounts of the book.", "Name two that it lists.")
        leader, twin = one.shown_with or one.id, two.shown_with or two.id
        before = _standing(edit, leader, twin)
        if leader == twin and (confirmed := _confirm(connection, (one, two), store.clock())):
            settled_customers.log_act(edit, leader, before)
            return Changed({"account": confirmed})
        groups = [
            {face.source for face in faces.values() if face.in_book and lead in _places(face)}
            for lead in (leader, twin)
        ]
        if leader == twin or groups[0] & groups[1]:
            raise Refused(
                "Both accounts come from the same source, or are shown as one already.",
                "Only accounts of different sources can be the same customer; merge them there.",
            )
        here, there = _GROUP.format("?1"), _GROUP.format("?2")
        connection.execute(
            f"DELETE FROM apart WHERE (one IN {here} AND other IN {there})"
            f" OR (one IN {there} AND other IN {here})",
            (leader, twin),
        )
        touched = _join(connection, Match(twin, leader, "hand"), "me", store.clock())
        settled_customers.log_act(edit, leader, before)
        figures.refresh(connection, touched)
    return Changed({"account": frozenset(touched)})


def separate(store: Store, account_id: AccountId) -> Changed:
    """Shows an account by itself again, and keeps it from being matched with the same ones.

    Given an account that others are shown with, all of them are taken apart. Raises Refused
    where nothing is shown as one.
    """
    with editing(store, None, "Take accounts apart") as edit:
        connection = edit.connection
        leader = int(shown(store, account_id))
        rows = connection.execute(
            "SELECT id FROM accounts WHERE shown_with = ? ORDER BY id", (leader,)
        ).fetchall()
        if not rows:
            raise Refused("That account is shown by itself already.", "Nothing was changed.")
        group = [leader, *(row[0] for row in rows)]
        going = group[1:] if leader == account_id else [int(account_id)]
        before = _standing(edit, leader)
        for twin in going:
            connection.executemany(
                "INSERT OR IGNORE INTO apart VALUES (?, ?)",
                [(other, twin) for other in group if other != twin],
            )
            _show(connection, twin, leader, None, None, "me", store.clock())
            _give_drafts_back(connection, leader, twin)
        copies.part(connection, group)
        settled_customers.log_act(edit, leader, before)
        figures.refresh(connection, group)
    return Changed({"account": frozenset({leader, *going})})


def give_way(
    connection: Connection, going: Collection[int], log: list[changes.Row]
) -> frozenset[int]:
    """Lets a twin lead where the account it is shown with leaves; marks and drafts follow.

    The one that left is shown with its heir from then on, so that it comes back as what it was.
    Inside the caller's transaction; returns the accounts whose figures are others now.
    """
    touched: set[int] = set()
    for gone in going:
        twins = connection.execute(
            f"SELECT id, matched_by, {IN_THE_BOOK} FROM accounts WHERE shown_with = ? ORDER BY id",
            (gone,),
        ).fetchall()
        (heir,) = connection.execute(
            "SELECT shown_with FROM accounts WHERE id = ?", (gone,)
        ).fetchone()
        living = [row for row in twins if row[2] and row[0] not in going]
        if living:
            heir, how, _ = living[0]
            changed = [(heir, None, None), *((n, heir, by) for n, by, _ in twins if n != heir)]
            for number, leader, by in (*changed, (gone, heir, how)):
                stood = None if number == gone else gone
                log.append(_place_row(connection, number, stood, leader, by))
            touched |= {row[0] for row in twins}
        if heir is not None:
            _hand_on(connection, gone, heir)
            touched |= {gone, heir}
    return frozenset(touched)


def take_place(connection: Connection, gone: int, heir: int, log: list[changes.Row]) -> None:
    """Puts the account that continues a removed one where that stood among its twins.

    One that is shown with others already keeps its own place.
    """
    taken = connection.execute(
        "SELECT 1 FROM accounts WHERE (id = ?1 AND shown_with IS NOT NULL) OR shown_with = ?1",
        (heir,),
    ).fetchone()
    if taken is not None:
        return
    stood, how = connection.execute(
        "SELECT shown_with, matched_by FROM accounts WHERE id = ?", (gone,)
    ).fetchone()
    if stood is not None:
        log.append(_place_row(connection, heir, None, stood, how))
        log.append(_place_row(connection, gone, stood, None, None))
    twins = connection.execute(
        "SELECT id, matched_by FROM accounts WHERE shown_with = ?", (gone,)
    ).fetchall()
    for twin, by in twins:
        log.append(_place_row(connection, twin, gone, heir, by))


def together(store: Store, account_id: AccountId) -> tuple[int, ...]:
    """The ids of the accounts shown as this one: its own, and those of its twins in the book."""
    rows = store.rows(
        f"SELECT id FROM accounts WHERE shown_with = ? AND {IN_THE_BOOK} ORDER BY id",
        (account_id,),
    )
    return (int(account_id), *(row[0] for row in rows))


def departed(store: Store, account_id: AccountId) -> tuple[int, ...]:
    """The accounts shown as this one that have left the book.

    What their source had of them is not shown any more; what exists only here still is.
    """
    rows = store.rows(
        f"SELECT id FROM accounts WHERE shown_with = ? AND NOT ({IN_THE_BOOK}) ORDER BY id",
        (account_id,),
    )
    return tuple(row[0] for row in rows)


def whose(store: Store, account_id: AccountId, row: str) -> str:
    """SQL that tells whether a note or task, named `row`, is shown at an account."""
    homes = ", ".join(map(str, together(store, account_id)))
    gone = ", ".join(map(str, departed(store, account_id)))
    if not gone:
        return f"{row}.account_id IN ({homes})"
    return (
        f"({row}.account_id IN ({homes})"
        f" OR ({row}.account_id IN ({gone}) AND {row}.external_id IS NULL))"
    )


def shown(store: Store, account_id: int) -> AccountId:
    """The account as part of which one is shown: itself, for most."""
    row = store.row("SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account_id,))
    return AccountId(row[0] if row else account_id)


def parts(store: Store, numbers: Collection[int]) -> dict[int, AccountId]:
    """Of some accounts those shown as part of another one, also departed ones → which."""
    rows = store.rows(
        "SELECT id, shown_with FROM accounts WHERE shown_with IS NOT NULL"
        " AND id IN (SELECT value FROM json_each(?))",
        (msgspec.json.encode(sorted(numbers)).decode(),),
    )
    return {row[0]: AccountId(row[1]) for row in rows}


def confirm(store: Store, account_id: AccountId) -> Changed:
    """All that is shown as this customer stays so, because the person says it.

    Raises Refused where nothing but the person's word holds it together already.
    """
    with editing(store, None, "Keep as one customer") as edit:
        leader = int(shown(store, account_id))
        before = _standing(edit, leader)
        faces = [face for face in _faces(store) if leader in _places(face)]
        if not (confirmed := _confirm(edit.connection, faces, store.clock())):
            raise Refused("You said so already, or the account is shown by itself.",
                          "Nothing was changed.")  # fmt: skip
        settled_customers.log_act(edit, leader, before)
    return Changed({"account": confirmed})


def _standing(edit: Edit, *leaders: int) -> settled_customers.Standing:
    """How all accounts stand that are shown as these."""
    rows = edit.connection.execute(
        f"SELECT id FROM accounts WHERE id IN {_GROUP.format(leaders[0])}"
        f" OR id IN {_GROUP.format(leaders[-1])}"
    ).fetchall()
    return settled_customers.standing(edit.connection, [row[0] for row in rows])


def _look_for_copies(store: Store) -> None:
    """Once after an upgrade: copies that its statements could not tell are remembered, too."""
    asking = store.row("SELECT source FROM cursors WHERE resource = ?", (_COPIES,))
    if asking is None:
        return
    rows = store.rows("SELECT DISTINCT shown_with FROM accounts WHERE shown_with IS NOT NULL")
    leaders = [row[0] for row in rows]
    for at in range(0, len(leaders), _AT_ONCE):
        with store.writing(person=False) as connection:
            figures.refresh(connection, leaders[at : at + _AT_ONCE])
    with store.writing(person=False) as connection:
        connection.execute("DELETE FROM cursors WHERE resource = ?", (_COPIES,))


def _confirm(connection: Connection, said: Collection[Face], at: datetime) -> frozenset[int]:
    """What a sign had told, a person says now; returns the twins that this is news of."""
    twins = [face.id for face in said if face.shown_with is not None]
    rows = connection.execute(
        "UPDATE accounts SET matched_by = 'hand' WHERE matched_by <> 'hand'"
        " AND id IN (SELECT value FROM json_each(?)) RETURNING id",
        (msgspec.json.encode(twins).decode(),),
    ).fetchall()
    # Only that it is said now is logged: nobody reads what had told it before.
    log: list[changes.Row] = [("account", row[0], "matched_by", None, "hand") for row in rows]
    changes.write(connection, log, by="me", at=at)
    return frozenset(row[0] for row in rows)


def _stands(store: Store, stood: str) -> str | None:
    """Which accounts and sources there are to match, as a text; None where there is one source."""
    rows = store.rows("SELECT DISTINCT source FROM accounts LIMIT 2")
    if len(rows) < 2:
        return None
    before = stood.partition(" ")[0]
    # What a person did to an account makes it no other customer, and matching is no news itself.
    newest = store.row(
        "SELECT max(id) FROM changes WHERE id > ? AND record = 'account' AND by NOT IN ('me', ?)",
        (int(before), BY),
    )
    at = newest[0] if newest and newest[0] else before
    done = store.rows("SELECT name FROM sources WHERE baseline_at IS NOT NULL ORDER BY name")
    return " ".join([str(at), *(row[0] for row in done)])


def _found(store: Store) -> list[Match]:
    """What is to be joined: first what a person said, then what signs tell."""
    if said := settled_customers.recall_one(store):
        return said
    half = {row[0] for row in store.rows("SELECT name FROM sources WHERE baseline_at IS NULL")}
    faces = [face for face in _faces(store) if face.source not in half or face.shown_with]
    apart = store.rows("SELECT one, other FROM apart")
    return matches(faces, frozenset((row[0], row[1]) for row in apart))


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


def _places(face: Face) -> tuple[int | None, int]:
    return face.shown_with, face.id


def _join(connection: Connection, one: Match, by: str, at: datetime) -> set[int]:
    """Shows a twin, and what was shown with it, as part of its leader."""
    # An account that left keeps its place only until another of its source takes it.
    replaced = connection.execute(
        f"SELECT id, shown_with FROM accounts WHERE shown_with IN (?1, ?2) AND NOT ({IN_THE_BOOK})"
        f" AND source IN (SELECT source FROM accounts WHERE {IN_THE_BOOK}"
        f" AND (id IN {_GROUP.format('?1')} OR id IN {_GROUP.format('?2')}))",
        (one.leader, one.twin),
    ).fetchall()
    for number, stood in replaced:
        _show(connection, number, stood, None, None, by, at)
    rows = connection.execute(
        "SELECT id, shown_with, matched_by FROM accounts WHERE id = ?1 OR shown_with = ?1",
        (one.twin,),
    ).fetchall()
    for number, stood, how in rows:
        _show(connection, number, stood, one.leader, how or one.how, by, at)
    # What is written anew goes where the customer stands; new words for a note stay with it.
    drafts = connection.execute(
        "UPDATE drafts SET account_id = ? WHERE account_id = ? AND note_id IS NULL RETURNING id",
        (one.leader, one.twin),
    ).fetchall()
    moved = [("draft", row[0], "account_id", str(one.twin), str(one.leader)) for row in drafts]
    changes.write(connection, moved, by=by, at=at)
    return {one.leader, *(row[0] for row in (*rows, *replaced))}


def _give_drafts_back(connection: Connection, leader: int, twin: int) -> None:
    """What was begun at a twin before it was joined belongs to it again."""
    connection.execute(
        "UPDATE drafts SET account_id = ?2 WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM"
        " changes c WHERE c.record_id = drafts.id AND c.record = 'draft'"
        " AND c.field = 'account_id' AND c.old = ?3 AND c.edit IS NULL)",
        (leader, twin, str(twin)),
    )
    # New words for one of its notes were begun where the note was shown.
    connection.execute(
        "UPDATE drafts SET account_id = ?2 WHERE account_id = ?1"
        " AND note_id IN (SELECT id FROM notes WHERE account_id = ?2)",
        (leader, twin),
    )


def _hand_on(connection: Connection, gone: int, heir: int) -> None:
    """The person's own marks and unfinished notes of an account that leaves go on at another."""
    connection.execute(
        "UPDATE OR IGNORE queue_marks SET account_id = ? WHERE account_id = ?", (heir, gone)
    )
    connection.execute(
        "UPDATE drafts SET account_id = ? WHERE account_id = ? AND note_id IS NULL", (heir, gone)
    )


def _show(
    connection: Connection,
    twin: int,
    stood: int | None,
    leader: int | None,
    how: How | None,
    by: str,
    at: datetime,
) -> None:
    changes.write(connection, [_place_row(connection, twin, stood, leader, how)], by=by, at=at)


def _place_row(
    connection: Connection, twin: int, stood: int | None, leader: int | None, how: How | None
) -> changes.Row:
    """Shows an account with another or by itself; returns what the log has to say of it."""
    connection.execute(
        "UPDATE accounts SET shown_with = ?, matched_by = ? WHERE id = ?", (leader, how, twin)
    )
    return ("account", twin, "shown_with", changes.text_of(stood), changes.text_of(leader))
