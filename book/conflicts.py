"""Real overlaps: both sides changed one field, both are kept, and a person decides once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from msgspec import Struct

from book import changes, outbox_rows, owing
from book.clock import moment, stamp
from book.editable import FIELDS, TABLES, Value, from_log, sent_fields, tags_of, tags_text
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused, Usage
from book.records import AccountId, Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

Keep = Literal["mine", "theirs", "both"]
_COLUMNS: Final = "id, source, record, record_id, account_id, field, base, mine, theirs, at"
SETTLED: Final = "settled"
"""The field under which a decision is logged."""
_TITLES: Final = frozenset(("subject", "title"))


class Conflict(Struct, frozen=True, kw_only=True):
    """One field two sides changed: what stood before, what I say, what the source says."""

    id: int
    source: str
    record: Literal["account", "note", "task"]
    record_id: int
    account_id: AccountId
    field: str
    base: str | None
    mine: str | None
    theirs: str | None
    at: datetime


def open_conflicts(store: Store) -> list[Conflict]:
    """Those not decided yet, oldest first."""
    rows = store.rows(f"SELECT {_COLUMNS} FROM conflicts WHERE resolved_at IS NULL ORDER BY id")
    return [_conflict(row) for row in rows]


def conflict(store: Store, conflict_id: int) -> Conflict | None:
    """One that is not decided yet, or None."""
    row = store.row(
        f"SELECT {_COLUMNS} FROM conflicts WHERE id = ? AND resolved_at IS NULL", (conflict_id,)
    )
    return _conflict(row) if row else None


def count(store: Store) -> int:
    """How many wait for a decision."""
    found = store.row("SELECT count(*) FROM conflicts WHERE resolved_at IS NULL")
    return int(found[0]) if found else 0


def resolve(
    store: Store,
    rules: HouseRules,
    conflict_id: int,
    keep: Keep,
    *,
    value: str | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Decides a conflict; `value` is what the person made of both and goes before `keep`.

    Both sides stay in the history. What differs from the source is queued. Raises Usage for
    `both` where a field holds only one value.
    """
    with editing(store, rules, "Settle a conflict", hold_seconds=hold_seconds) as edit:
        one = conflict(store, conflict_id)
        if one is None:
            raise Refused(
                "There is no such conflict, or it is settled.", "“satchel conflicts” lists them."
            )
        wanted = _wanted(one, keep, value)
        edit.connection.execute(
            "UPDATE conflicts SET resolved_at = ?, kept = ? WHERE id = ?",
            (stamp(edit.at), keep if value is None else "own", conflict_id),
        )
        edit.count("conflict", conflict_id)
        name, kind, number = one.field, one.record, one.record_id
        theirs = from_log(name, one.theirs)
        stood = edit.row(kind, number)[name]
        # The row has my side; from here it starts as theirs, so that the log tells of both.
        edit.connection.execute(
            f"UPDATE {TABLES[kind]} SET {name} = ? WHERE id = ?", (theirs, number)
        )
        if stood != theirs:
            edit.log([(kind, number, name, changes.text_of(stood), one.theirs)])
        edit.set(kind, number, {name: wanted})
        edit.count(kind, number)
        edit.refigure(one.account_id)
        edit.log([("conflict", conflict_id, SETTLED, None, name)])
    return edit.changed


def reopen(edit: Edit, conflict_id: int) -> None:
    """Undoes a decision whose result has not left yet; one that has left stays decided."""
    row = edit.connection.execute(
        f"SELECT {_COLUMNS} FROM conflicts WHERE id = ? AND resolved_at IS NOT NULL",
        (conflict_id,),
    ).fetchone()
    if row is None:
        return
    one = _conflict(row)
    waiting = outbox_rows.unsent_of(edit.connection, one.record, one.record_id)
    there = from_log(one.field, one.theirs)
    mine = [entry for entry in waiting if one.field in entry.intent]
    if outbox_rows.any_under_way(mine) or (
        not mine and edit.row(one.record, one.record_id)[one.field] != there
    ):
        return
    taken = edit.connection.execute(
        "SELECT 1 FROM conflicts WHERE record_id = ? AND record = ? AND field = ?"
        " AND resolved_at IS NULL",
        (one.record_id, one.record, one.field),
    ).fetchone()
    if taken is not None:
        return
    edit.connection.execute(
        "UPDATE conflicts SET resolved_at = NULL, kept = NULL WHERE id = ?", (conflict_id,)
    )
    edit.log([("conflict", conflict_id, SETTLED, one.field, None)])
    for entry in mine:
        owing.take_field_out(edit.connection, entry, one.field)
        edit.count("outbox", entry.id)


def sides(store: Store, one: Conflict) -> dict[str, Value]:
    """The record of a conflict as it stands here: its editable fields."""
    names = sent_fields(one.record)
    row = store.row(
        f"SELECT {', '.join(names)} FROM {TABLES[one.record]} WHERE id = ?", (one.record_id,)
    )
    return dict(zip(names, row, strict=True)) if row else {}


def _wanted(one: Conflict, keep: Keep, value: str | None) -> Value:
    if value is not None:
        return from_log(one.field, value)
    if keep == "mine":
        return from_log(one.field, one.mine)
    if keep == "theirs":
        return from_log(one.field, one.theirs)
    merging = FIELDS[one.record][one.field].merging
    if merging == "text":
        from book.merge_text import merge  # only where two texts meet

        return merge(one.base or "", one.mine or "", one.theirs or "").text
    if merging == "tags":
        return tags_text([*tags_of(one.mine), *tags_of(one.theirs)])
    if one.field in _TITLES:
        return f"{one.mine} / {one.theirs}"
    raise Usage(
        f"Both cannot be kept: a {one.record} has one {one.field.replace('_', ' ')}.",
        "Keep mine or theirs; the other stays in the history.",
    )


def _conflict(row: tuple[Any, ...]) -> Conflict:
    return Conflict(
        id=row[0],
        source=row[1],
        record=row[2],
        record_id=row[3],
        account_id=AccountId(row[4]),
        field=row[5],
        base=row[6],
        mine=row[7],
        theirs=row[8],
        at=moment(row[9]),
    )
