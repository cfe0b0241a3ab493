"""Notes being written. A draft never leaves this laptop; ending it makes the note.

Autosaves replace each other without a trace in the change log: one sitting is one change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NewType

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.editable import tags_of, tags_text
from book.editing import HOLD_SECONDS, editing
from book.errors import Refused
from book.note_writing import checked_body, insert_note, living
from book.records import AccountId, Changed, NoteId, TouchKind
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

DraftId = NewType("DraftId", int)
_COLUMNS: Final = (
    "d.id, d.account_id, d.note_id, d.subject, d.body, d.day, d.kind, d.tags, d.private,"
    " d.begun_at, d.saved_at"
)


class Draft(Struct, frozen=True, kw_only=True):
    """A note that is not ended; with `note_id` it is new words for a note that exists."""

    id: DraftId
    account_id: AccountId | None
    note_id: NoteId | None
    subject: str
    body: str
    day: date
    kind: TouchKind
    tags: tuple[str, ...]
    private: bool
    begun_at: datetime
    saved_at: datetime


def begin(
    store: Store,
    *,
    account_id: AccountId | None = None,
    note_id: NoteId | None = None,
    subject: str = "",
    body: str = "",
    day: date,
    kind: TouchKind = "note",
    tags: Sequence[str] = (),
    private: bool = False,
) -> Draft:
    """Begins a draft; it is on disk when this returns."""
    at = stamp(store.clock())
    with store.writing() as connection:
        cursor = connection.execute(
            "INSERT INTO drafts (account_id, note_id, subject, body, day, kind, tags, private,"
            " begun_at, saved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                account_id,
                note_id,
                subject,
                body,
                day.isoformat(),
                kind,
                tags_text(tuple(tags)),
                int(private),
                at,
                at,
            ),
        )
    made = draft(store, DraftId(int(cursor.lastrowid or 0)))
    if made is None:
        raise Refused("The draft is gone as soon as it was made.", "Try again.")
    return made


def draft(store: Store, draft_id: DraftId) -> Draft | None:
    """One draft, or None."""
    row = store.row(f"SELECT {_COLUMNS} FROM drafts d WHERE d.id = ?", (draft_id,))
    return _draft(row) if row else None


def draft_of_note(store: Store, note_id: NoteId) -> Draft | None:
    """The draft that has new words for a note, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM drafts d WHERE d.note_id = ? ORDER BY d.saved_at DESC LIMIT 1",
        (note_id,),
    )
    return _draft(row) if row else None


def drafts(store: Store) -> list[tuple[Draft, str | None]]:
    """All drafts with their account's name, the one saved last first."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, a.name FROM drafts d LEFT JOIN accounts a ON a.id = d.account_id"
        " ORDER BY d.saved_at DESC, d.id DESC"
    )
    return [(_draft(row), row[11]) for row in rows]


def save(store: Store, draft: Draft) -> Draft:
    """Puts a draft's words on disk; returns it with the time of the save.

    Raises Refused when the draft was ended or discarded meanwhile: the words are the caller's.
    """
    at = store.clock()
    with store.writing() as connection:
        kept = connection.execute(
            "UPDATE drafts SET account_id = ?, subject = ?, body = ?, day = ?, kind = ?,"
            " tags = ?, private = ?, saved_at = ? WHERE id = ?",
            (
                draft.account_id,
                draft.subject,
                draft.body,
                draft.day.isoformat(),
                draft.kind,
                tags_text(draft.tags),
                int(draft.private),
                stamp(at),
                draft.id,
            ),
        ).rowcount
    if not kept:
        raise Refused(
            "This draft was ended or discarded elsewhere.", "Its words are still in this window."
        )
    return msgspec.structs.replace(draft, saved_at=at)


def discard(store: Store, rules: HouseRules, draft_id: DraftId) -> Changed:
    """Gives a draft up; undo brings it back."""
    with editing(store, rules, "Discard draft") as edit:
        edit.remove("draft", draft_id)
    return edit.changed


def end(
    store: Store, rules: HouseRules, draft_id: DraftId, *, hold_seconds: float = HOLD_SECONDS
) -> tuple[NoteId, Changed]:
    """Makes the note of a draft and queues it.

    Raises Usage for a draft without words, Refused for one without an account or whose note is
    gone; the draft stays as it was.
    """
    with editing(store, rules, "End note", hold_seconds=hold_seconds) as edit:
        row = edit.row("draft", draft_id)
        checked_body(row["subject"], row["body"])
        if row["account_id"] is None:
            raise Refused("The note has no account yet.", "Choose one, then end it.")
        if row["note_id"] is not None:
            number = int(row["note_id"])
            living(edit, "note", number)
            names = ("account_id", "subject", "body", "day", "tags", "kind")
            edit.set("note", number, {name: row[name] for name in names})
        else:
            number = insert_note(
                edit,
                row["account_id"],
                subject=row["subject"],
                body=row["body"],
                day=row["day"],
                tags=row["tags"],
                kind=row["kind"],
                private=bool(row["private"]),
            )
        edit.remove("draft", draft_id)
    return NoteId(number), edit.changed


def _draft(row: tuple[Any, ...]) -> Draft:
    return Draft(
        id=DraftId(row[0]),
        account_id=AccountId(row[1]) if row[1] is not None else None,
        note_id=NoteId(row[2]) if row[2] is not None else None,
        subject=row[3],
        body=row[4],
        day=date.fromisoformat(row[5]),
        kind=row[6],
        tags=tuple(tags_of(row[7])),
        private=bool(row[8]),
        begun_at=moment(row[9]),
        saved_at=moment(row[10]),
    )
