"""Which lines of a note made which task or point, and what else a line may speak of."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from book.clock import local_day, moment, stamp
from book.records import AccountId, NoteId, PointKind
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

_TASK: Final = (
    "'task', t.id, 'task', t.title, t.due, t.completed_at IS NOT NULL,"
    " t.archived_at IS NOT NULL, t.external_id IS NOT NULL OR EXISTS (SELECT 1 FROM outbox o"
    " WHERE o.record = 'task' AND o.record_id = t.id"
    " AND (o.state IN ('sending', 'sent') OR o.uncertain = 1)), NULL, t.remote_created_at"
)
_POINT: Final = (
    "'point', p.id, p.kind, p.text, p.due, p.done_at IS NOT NULL, p.archived_at IS NOT NULL, 0,"
    " (SELECT day FROM notes WHERE id = p.note_id), p.created_at"
)
_LINE: Final = "l.id, l.line, l.text, l.made"
_SAME_CUSTOMER: Final = (
    "account_id IN (SELECT a.id FROM accounts a JOIN accounts own ON own.id = ?1"
    " WHERE a.id = coalesce(own.shown_with, own.id)"
    " OR a.shown_with = coalesce(own.shown_with, own.id))"
)


class Target(Struct, frozen=True, kw_only=True):
    """A task or a point as a line sees it."""

    record: Literal["task", "point"]
    id: int
    kind: Literal["task"] | PointKind
    text: str
    due: date | None
    done: bool
    gone: bool
    """Whether it was deleted."""
    sent: bool
    """Whether a source has it, or may have."""
    since: date
    """The day of the note it was made in, else the day on which it was made."""


class LinkedLine(Struct, frozen=True, kw_only=True):
    """A line that was filed, as it was then."""

    id: int
    line: int | None
    """Its place in the note, from 0; None for one that was taken out."""
    text: str
    made: bool
    """Whether the line made its task or point, or only speaks of one that stood already."""
    target: Target


class LineLinks(Struct, frozen=True, kw_only=True):
    """What is known of a note's lines before it is filed; of a new note, only its account."""

    body: str = ""
    """The note's text as it stands in the book."""
    private: bool = False
    """Whether the note stays on this laptop, so that its lines make no tasks."""
    linked: tuple[LinkedLine, ...] = ()
    standing: tuple[Target, ...] = ()
    """Open tasks of mine and open points of the account, which a line may speak of, and those
    that were closed since the note was begun."""


def links_of(
    store: Store,
    *,
    note_id: NoteId | None = None,
    account_id: AccountId | None = None,
    private: bool = False,
    since: datetime | None = None,
) -> LineLinks:
    """What the live margin needs for a note, or for a draft of a new one at an account.

    `since` is when the draft was begun: what was closed in a list meanwhile is no new task.
    """
    return read_links(store.connection, note_id, account_id, private=private, since=since)


def read_links(
    connection: Connection,
    note_id: int | None,
    account_id: int | None,
    *,
    private: bool = False,
    body: str | None = None,
    since: datetime | None = None,
) -> LineLinks:
    """The same inside an act; `body` is the note's text before it, where that is another by now."""
    note = connection.execute(
        "SELECT account_id, body, private FROM notes WHERE id = ?", (note_id,)
    ).fetchone()
    if note is not None:
        account_id, stands, private = note[0], note[1], bool(note[2])
    else:
        stands = ""
    return LineLinks(
        body=stands if body is None else body,
        private=private,
        linked=_linked(connection, note_id),
        standing=_standing(connection, account_id, since),
    )


def _linked(connection: Connection, note_id: int | None) -> tuple[LinkedLine, ...]:
    if note_id is None:
        return ()
    rows = connection.execute(
        f"SELECT {_LINE}, {_TASK} FROM note_lines l JOIN tasks t ON t.id = l.record_id"
        " WHERE l.note_id = ?1 AND l.record = 'task'"
        f" UNION ALL SELECT {_LINE}, {_POINT} FROM note_lines l JOIN points p"
        " ON p.id = l.record_id WHERE l.note_id = ?1 AND l.record = 'point' ORDER BY 2, 1",
        (note_id,),
    ).fetchall()
    return tuple(
        LinkedLine(id=row[0], line=row[1], text=row[2], made=bool(row[3]), target=_target(row[4:]))
        for row in rows
    )


def _standing(
    connection: Connection, account_id: int | None, since: datetime | None
) -> tuple[Target, ...]:
    if account_id is None:
        return ()
    rows = connection.execute(
        f"SELECT {_TASK} FROM tasks t WHERE t.{_SAME_CUSTOMER}"
        " AND (t.completed_at IS NULL OR t.completed_at >= ?2)"
        " AND t.archived_at IS NULL AND t.mine = 1"
        f" UNION ALL SELECT {_POINT} FROM points p WHERE p.{_SAME_CUSTOMER}"
        " AND (p.done_at IS NULL OR p.done_at >= ?2) AND p.archived_at IS NULL ORDER BY 1, 2",
        (account_id, stamp(since) if since else None),
    ).fetchall()
    return tuple(_target(row) for row in rows)


def _target(row: tuple[Any, ...]) -> Target:
    record, number, kind, text, due, done, gone, sent, day, made_at = row
    if day is not None:
        since = date.fromisoformat(day)
    else:
        since = local_day(moment(made_at)) if made_at else date.min
    return Target(
        record=record,
        id=number,
        kind=kind,
        text=text,
        due=date.fromisoformat(due) if due else None,
        done=bool(done),
        gone=bool(gone),
        sent=bool(sent),
        since=since,
    )
