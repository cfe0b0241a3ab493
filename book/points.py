"""Reading points: what the lines of notes left on an account, and what of it is open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from book import twins
from book.clock import local_day, moment, stamp
from book.living import IN_THE_BOOK
from book.records import AccountId, NoteId, Point, PointId
from book.store import Store

_COLUMNS: Final = (
    "p.id, coalesce(a.shown_with, a.id), p.note_id, p.kind, p.text, p.due, p.done_at,"
    " p.created_at, (SELECT n.day FROM notes n WHERE n.id = p.note_id)"
)
_OPEN: Final = "p.done_at IS NULL AND p.archived_at IS NULL"


def points_of_account(store: Store, account_id: AccountId) -> list[Point]:
    """The points of one account: open ones by due day, undated last, then closed, newest first."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM points p JOIN accounts a ON a.id = p.account_id"
        f" WHERE p.account_id IN ({_homes(store, account_id)}) AND p.archived_at IS NULL"
        " ORDER BY p.done_at IS NOT NULL, p.done_at DESC, p.due NULLS LAST, p.id"
    )
    return [_point(row) for row in rows]


def open_points(
    store: Store, until: date | None = None, *, undated: bool = True
) -> list[tuple[Point, str]]:
    """Open points of the book with their account's name, by due day, undated last.

    With `until`, those that are due by that day, and the undated ones unless told otherwise.
    """
    bound = ""
    if until is not None:
        bound = " AND (p.due <= ?" + (" OR p.due IS NULL)" if undated else ")")
    elif not undated:
        bound = " AND p.due IS NOT NULL"
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) AS shown"
        " FROM points p JOIN accounts a ON a.id = p.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        f" WHERE {_OPEN}{bound} AND (a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK})"
        " ORDER BY p.due NULLS LAST, shown, p.id",
        (until.isoformat(),) if until is not None else (),
    )
    return [(_point(row), row[9]) for row in rows]


def closed_points(store: Store, since: datetime, *, limit: int = 500) -> list[tuple[Point, str]]:
    """Points that were closed since a moment, the last one first, with their account's name."""
    rows = store.rows(
        f"SELECT {_COLUMNS}, coalesce(lead.name, a.name) AS shown"
        " FROM points p JOIN accounts a ON a.id = p.account_id"
        " LEFT JOIN accounts lead ON lead.id = a.shown_with"
        " WHERE p.done_at >= ? AND p.archived_at IS NULL"
        f" AND (a.{IN_THE_BOOK} OR lead.{IN_THE_BOOK}) ORDER BY p.done_at DESC, p.id LIMIT ?",
        (stamp(since), limit),
    )
    return [(_point(row), row[9]) for row in rows]


def open_questions(store: Store, account_id: AccountId, limit: int = 20) -> list[Point]:
    """Questions left open at an account, those of the newest note first, in its order."""
    rows = store.rows(
        f"SELECT {_COLUMNS} FROM points p JOIN accounts a ON a.id = p.account_id"
        " LEFT JOIN notes n ON n.id = p.note_id"
        f" WHERE p.account_id IN ({_homes(store, account_id)}) AND {_OPEN}"
        " AND p.kind = 'question'"
        " ORDER BY coalesce(n.day, substr(p.created_at, 1, 10)) DESC, p.note_id DESC, p.id LIMIT ?",
        (limit,),
    )
    return [_point(row) for row in rows]


def point(store: Store, point_id: PointId) -> Point | None:
    """One point that is not deleted, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM points p JOIN accounts a ON a.id = p.account_id"
        " WHERE p.id = ? AND p.archived_at IS NULL",
        (point_id,),
    )
    return _point(row) if row else None


def lines_of(store: Store, record: str, number: int) -> list[tuple[NoteId, int]]:
    """Where a `task` or a `point` stands in notes: (note, line from 0), its maker first."""
    rows = store.rows(
        "SELECT l.note_id, l.line FROM note_lines l JOIN notes n ON n.id = l.note_id"
        " WHERE l.record_id = ? AND l.record = ? AND l.line IS NOT NULL"
        " AND n.archived_at IS NULL ORDER BY l.made DESC, n.day DESC, l.id",
        (number, record),
    )
    return [(NoteId(row[0]), row[1]) for row in rows]


def _homes(store: Store, account_id: AccountId) -> str:
    """The accounts shown as one, also those that left: points exist nowhere else."""
    several = (*twins.together(store, account_id), *twins.departed(store, account_id))
    return ", ".join(map(str, several))


def _point(row: tuple[Any, ...]) -> Point:
    made = moment(row[7])
    return Point(
        id=PointId(row[0]),
        account_id=AccountId(row[1]),
        note_id=NoteId(row[2]) if row[2] is not None else None,
        kind=row[3],
        text=row[4],
        due=date.fromisoformat(row[5]) if row[5] else None,
        done_at=moment(row[6]) if row[6] else None,
        created_at=made,
        since=date.fromisoformat(row[8]) if row[8] else local_day(made),
    )
