"""Notes being written. A draft never leaves this laptop; ending it makes the note.

Autosaves replace each other without a trace in the change log: one sitting is one change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, NewType

import msgspec
from msgspec import Struct

from book.call_writing import hand_on
from book.clock import moment, stamp
from book.editable import tags_of, tags_text
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused
from book.merge import three_way
from book.note_writing import checked_body, file_lines, insert_note, set_note
from book.records import AccountId, Changed, NoteId, TouchKind
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

DraftId = NewType("DraftId", int)
_NOTE_FIELDS: Final = ("account_id", "subject", "body", "day", "tags", "kind")
_BASE = msgspec.json.Decoder(dict[str, Any])
_COLUMNS: Final = (
    "d.id, coalesce((SELECT a.shown_with FROM accounts a WHERE a.id = d.account_id), d.account_id),"
    " d.note_id, d.subject, d.body, d.day, d.kind, d.tags, d.private,"
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
    read: Mapping[str, Any] | None = None,
) -> Draft:
    """Begins a draft; it is on disk when this returns.

    `read` is the note as it stood when the person began to change it, by the names of its fields;
    without it, as it stands now. What somebody else wrote in between is not taken back then.
    """
    at = stamp(store.clock())
    with store.writing() as connection:
        cursor = connection.execute(
            "INSERT INTO drafts (account_id, note_id, subject, body, day, kind, tags, private,"
            " begun_at, saved_at, base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                _account_there(connection, account_id),
                note_id,
                subject,
                body,
                day.isoformat(),
                kind,
                tags_text(tuple(tags)),
                int(private),
                at,
                at,
                _as_read(read) if read and note_id else _base_of(connection, note_id),
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
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) FROM drafts d"
        " LEFT JOIN accounts a ON a.id = d.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with ORDER BY d.saved_at DESC, d.id DESC"
    )
    return [(_draft(row), row[11]) for row in rows]


def save(store: Store, draft: Draft) -> Draft:
    """Puts a draft's words on disk; returns it with the time of the save.

    Raises Refused when the draft was ended, discarded or written on elsewhere since it was read:
    the words are the caller's.
    """
    at = store.clock()
    with store.writing() as connection:
        kept = connection.execute(
            "UPDATE drafts SET account_id = ?, subject = ?, body = ?, day = ?, kind = ?,"
            " tags = ?, private = ?, saved_at = ? WHERE id = ? AND saved_at = ?",
            (
                _account_there(connection, draft.account_id),
                draft.subject,
                draft.body,
                draft.day.isoformat(),
                draft.kind,
                tags_text(draft.tags),
                int(draft.private),
                stamp(at),
                draft.id,
                stamp(draft.saved_at),
            ),
        ).rowcount
        there = connection.execute("SELECT 1 FROM drafts WHERE id = ?", (draft.id,)).fetchone()
    if not kept:
        done = "written on" if there else "ended or discarded"
        raise Refused(f"This draft was {done} elsewhere.", "Its words are still in this window.")
    return msgspec.structs.replace(draft, saved_at=at)


def discard(store: Store, rules: HouseRules, draft_id: DraftId) -> Changed:
    """Gives a draft up; undo brings it back."""
    with editing(store, rules, "Discard draft") as edit:
        edit.remove("draft", draft_id)
    return edit.changed


def end(
    store: Store,
    rules: HouseRules,
    draft_id: DraftId,
    *,
    today: date | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[NoteId, Changed]:
    """Makes the note of a draft, files its lines and queues it.

    `today` is the local day from which day words are seen, by default that of the clock. Raises
    Usage for a draft without words, Refused for one without an account; the draft stays as it
    was. New words for a note that is gone become a note of their own.
    """
    with editing(store, rules, "End note", hold_seconds=hold_seconds) as edit:
        row = edit.row("draft", draft_id)
        standing = _note_of(edit, row["note_id"])
        checked_body(row["subject"], row["body"], before=standing["body"] if standing else "")
        if row["account_id"] is None:
            raise Refused("The note has no account yet.", "Choose one, then end it.")
        if standing is not None:
            number = int(standing["id"])
            news = _news(row, standing)
            if _same_customer(edit.connection, news.get("account_id"), standing["account_id"]):
                del news["account_id"]  # shown at the account that leads; it stays in its source
            set_note(edit, standing, news, today=today)
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
                today=today,
            )
        hand_on(edit, draft_id, number)  # the call the note was written in, before its marks count
        before = standing["body"] if standing is not None else ""
        file_lines(edit, number, before, today=today, since=moment(row["begun_at"]))
        edit.remove("draft", draft_id)
    return NoteId(number), edit.changed


def _account_there(connection: Connection, account_id: int | None) -> int | None:
    """An account's id; None where it left the book while somebody typed: the words come first."""
    found = connection.execute("SELECT id FROM accounts WHERE id = ?", (account_id,)).fetchone()
    return int(found[0]) if found else None


def _as_read(read: Mapping[str, Any]) -> str:
    """The same for a note that was read some time before."""
    stored = {
        **read,
        "day": read["day"].isoformat(),
        "tags": tags_text(tuple(read["tags"])),
    }
    return msgspec.json.encode({name: stored[name] for name in _NOTE_FIELDS}).decode()


def _base_of(connection: Connection, note_id: int | None) -> str | None:
    """The note a draft has new words for, as it stood when the draft was begun."""
    found = connection.execute(
        f"SELECT {', '.join(_NOTE_FIELDS)} FROM notes WHERE id = ?", (note_id,)
    ).fetchone()
    if found is None:
        return None
    return msgspec.json.encode(dict(zip(_NOTE_FIELDS, found, strict=True))).decode()


def _note_of(edit: Edit, note_id: int | None) -> dict[str, Any] | None:
    """The note a draft is for; None where there is none, or none any more."""
    found = edit.connection.execute(
        "SELECT id FROM notes WHERE id = ? AND archived_at IS NULL", (note_id,)
    ).fetchone()
    return edit.row("note", int(found[0])) if found else None


def _same_customer(connection: Connection, one: object, other: object) -> bool:
    found = connection.execute(
        "SELECT count(DISTINCT coalesce(shown_with, id)) FROM accounts WHERE id IN (?, ?)",
        (one, other),
    ).fetchone()
    return one is not None and found[0] == 1


def _news(draft: Mapping[str, Any], note: Mapping[str, Any]) -> dict[str, Any]:
    """What a draft changes of its note, met with what became of the note meanwhile.

    A field the person did not touch is not said again; the same lines written by two are both
    kept.
    """
    base = _BASE.decode(draft["base"]) if draft["base"] else {name: note[name] for name in note}
    return {
        name: three_way("note", name, base[name], draft[name], note[name]).value
        for name in _NOTE_FIELDS
        if draft[name] != base[name]
    }


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
