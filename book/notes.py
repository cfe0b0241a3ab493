"""Reading the notes of an account."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from book import copies, twins
from book.records import AccountId, Note, NoteId
from book.store import Store
from book.sync_state import sync_column

_COLUMNS: Final = (
    "n.id, coalesce(a.shown_with, a.id),"
    " n.source, n.external_id, n.subject, n.body, n.day, n.tags, n.kind,"
    f" n.author, n.mine, n.private, n.pinned, {sync_column('note', 'n')}"
)
_TAGS = msgspec.json.Decoder(tuple[str, ...])


def notes_of(store: Store, account_id: AccountId, limit: int = 50) -> list[Note]:
    """The notes of one account that are not archived, newest first; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM notes n JOIN accounts a ON a.id = n.account_id"
        f" WHERE {twins.whose(store, account_id, 'n')} AND n.archived_at IS NULL"
        f" AND {copies.shown('note', 'n')} ORDER BY n.day DESC, n.id DESC LIMIT ?",
        (limit,),
    )
    return [_note(row) for row in rows]


def pinned_of(store: Store, account_id: AccountId) -> list[Note]:
    """The notes pinned to one account, newest first; each once."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM notes n JOIN accounts a ON a.id = n.account_id"
        f" WHERE {twins.whose(store, account_id, 'n')} AND n.pinned = 1 AND n.archived_at IS NULL"
        f" AND {copies.shown('note', 'n')} ORDER BY n.day DESC, n.id DESC",
    )
    return [_note(row) for row in rows]


def written_in_order(store: Store, account_id: AccountId) -> list[NoteId]:
    """My own notes of one account, the oldest first: those one can go through and write on."""
    rows = store.rows(
        f"SELECT n.id FROM notes n WHERE {twins.whose(store, account_id, 'n')}"
        f" AND n.mine = 1 AND n.archived_at IS NULL AND {copies.shown('note', 'n')}"
        " ORDER BY n.day, n.id",
    )
    return [NoteId(row[0]) for row in rows]


def note(store: Store, note_id: NoteId) -> Note | None:
    """One note that is not deleted, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM notes n JOIN accounts a ON a.id = n.account_id"
        " WHERE n.id = ? AND n.archived_at IS NULL",
        (note_id,),
    )
    return _note(row) if row else None


def _note(row: tuple[Any, ...]) -> Note:
    return Note(
        id=NoteId(row[0]),
        account_id=AccountId(row[1]),
        source=row[2],
        external_id=row[3],
        subject=row[4],
        body=row[5],
        day=date.fromisoformat(row[6]),
        tags=_TAGS.decode(row[7]),
        kind=row[8],
        author=row[9],
        mine=bool(row[10]),
        private=bool(row[11]),
        pinned=bool(row[12]),
        sync=row[13],
    )
