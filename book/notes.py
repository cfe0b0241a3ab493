"""Reading the notes of an account."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import msgspec

from book.records import AccountId, Note, NoteId
from book.store import Store

_COLUMNS: Final = (
    "id, account_id, source, external_id, subject, body, day, tags, kind, author, mine, private"
)
_TAGS = msgspec.json.Decoder(tuple[str, ...])


def notes_of(store: Store, account_id: AccountId, limit: int = 50) -> list[Note]:
    """The notes of one account that are not archived, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM notes WHERE account_id = ? AND archived_at IS NULL"
        " ORDER BY day DESC, id DESC LIMIT ?",
        (account_id, limit),
    )
    return [_note(row) for row in rows]


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
    )
