"""Taking an edit back and bringing it again, from the change log alone.

The log only grows: an undo is an edit of its own that reverses another. What was edited is put
back only where it still stands as that edit left it; whatever changed since stays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from book import conflicts, outbox_rows
from book.clock import stamp
from book.editable import FIELDS, TABLES, Value, sent_fields
from book.editing import HOLD_SECONDS, MARK, Edit, editing
from book.errors import Refused
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

_REACH: Final = 2_000
"""So many of the newest edits can be taken back."""
_LOOKED_AT: Final = 20
"""So many of an edit's fields are looked at to tell whether a source has them."""
_WHOLE: Final = frozenset(("account_id", "private", "sentiment"))
_SNAPSHOT = msgspec.json.Decoder(dict[str, Any])
_NAMES = msgspec.json.Decoder(list[str])


class Undoable(Struct, frozen=True):
    """An edit that can be taken back (or brought again), and whether a source has it already."""

    edit: int
    words: str
    was_sent: bool


class Undone(Struct, frozen=True):
    """What an undo or redo did; `kept` names the fields left alone because they changed since."""

    words: str
    changed: Changed
    kept: tuple[str, ...] = ()


class _Act(Struct):
    number: int
    words: str
    at: str
    times: int = 0
    """How often it was taken back and brought again."""
    latest: int = 0


def next_undo(store: Store) -> Undoable | None:
    """The newest edit that stands."""
    act = _to_undo(_acts(store))
    return _undoable(store, act) if act else None


def next_redo(store: Store) -> Undoable | None:
    """The edit that was taken back last, as long as nothing else was edited since."""
    act = _to_redo(_acts(store))
    return _undoable(store, act) if act else None


def undo(store: Store, rules: HouseRules, *, hold_seconds: float = HOLD_SECONDS) -> Undone:
    """Takes the newest edit back. Raises Refused when there is none."""
    act = _to_undo(_acts(store))
    if act is None:
        raise Refused("There is nothing to undo.")
    return _reverse(store, rules, act, hold_seconds)


def redo(store: Store, rules: HouseRules, *, hold_seconds: float = HOLD_SECONDS) -> Undone:
    """Brings the edit that was taken back last again. Raises Refused when there is none."""
    act = _to_redo(_acts(store))
    if act is None:
        raise Refused("There is nothing to redo.")
    return _reverse(store, rules, act, hold_seconds)


def _acts(store: Store) -> list[_Act]:
    """The newest edits, oldest first, without the undos and redos among them."""
    rows = store.rows(
        "SELECT id, words, at, reverses FROM edits ORDER BY id DESC LIMIT ?", (_REACH,)
    )
    acts: dict[int, _Act] = {}
    origin: dict[int, int] = {}
    for number, words, at, reverses in reversed(rows):
        if reverses is None:
            acts[number] = _Act(number, words, at, latest=number)
            origin[number] = number
        elif reverses in origin:
            first = origin[reverses]
            origin[number] = first
            acts[first].times += 1
            acts[first].latest = number
            acts[first].at = at
    return list(acts.values())


def _to_undo(acts: list[_Act]) -> _Act | None:
    return next((act for act in reversed(acts) if act.times % 2 == 0), None)


def _to_redo(acts: list[_Act]) -> _Act | None:
    if not acts:
        return None
    newest = acts[-1].number
    gone = [act for act in acts if act.times % 2 == 1 and act.latest > newest]
    return min(gone, key=lambda act: act.number) if gone else None


def _reverse(store: Store, rules: HouseRules, act: _Act, hold: float) -> Undone:
    kept: list[str] = []
    with editing(store, rules, act.words, hold_seconds=hold) as edit:
        taken = edit.connection.execute(
            "SELECT 1 FROM edits WHERE reverses = ?", (act.latest,)
        ).fetchone()
        if taken is not None:
            raise Refused("That was taken back or brought again elsewhere just now.")
        edit.reverses = act.latest
        _ = edit.number  # an act that can no longer be reversed at all still counts as reversed
        rows = edit.connection.execute(
            "SELECT record, record_id, field, old, new FROM changes WHERE edit = ?"
            " ORDER BY id DESC",
            (act.latest,),
        ).fetchall()
        for record, number, field, old, new in rows:
            _reverse_one(edit, record, number, field, old, new, kept)
    return Undone(act.words, edit.changed, tuple(dict.fromkeys(kept)))


def _reverse_one(
    edit: Edit,
    record: str,
    number: int,
    field: str,
    old: str | None,
    new: str | None,
    kept: list[str],
) -> None:
    if field == "removed":
        if old is not None:
            if not _restored(edit, record, old):
                kept.append(record)
        elif _went_on(edit, record, number, new) or not _take_away(edit, record, number):
            kept.append(record)
    elif field == "created":
        if not _take_away(edit, record, number):
            kept.append(record)
    elif record == "account" and field.partition(" ")[0] == MARK:
        state, _, until = (old or "").partition(" until ")
        edit.mark(number, field.partition(" ")[2], state or None, until or None)
    elif field == "dismissed_new":
        edit.set_new(number, _NAMES.decode(new or old or "[]"), is_new=new is not None)
    elif record == "conflict" and field == conflicts.SETTLED and old is None:
        conflicts.reopen(edit, number)
    elif field in FIELDS.get(record, ()):
        _put_back(edit, record, number, field, old, new, kept)


def _restored(edit: Edit, record: str, kept: str) -> bool:
    """Brings a record back; False where the account it belongs to is not in the book any more."""
    values = _SNAPSHOT.decode(kept)
    home = values.get("account_id")
    found = edit.connection.execute("SELECT 1 FROM accounts WHERE id = ?", (home,)).fetchone()
    if found is None and record != "draft":
        return False
    if found is None:
        kept = msgspec.json.encode({**values, "account_id": None}).decode()
    edit.restore(record, kept)
    return True


def _went_on(edit: Edit, record: str, number: int, kept: str | None) -> bool:
    """Whether a draft that an undo brought back was written on since."""
    if record != "draft" or kept is None:
        return False
    found = edit.connection.execute("SELECT body FROM drafts WHERE id = ?", (number,)).fetchone()
    return found is not None and found[0] != _SNAPSHOT.decode(kept)["body"]


def _put_back(
    edit: Edit,
    record: str,
    number: int,
    field: str,
    old: str | None,
    new: str | None,
    kept: list[str],
) -> None:
    found = edit.connection.execute(
        f"SELECT {field} FROM {TABLES[record]} WHERE id = ?", (number,)
    ).fetchone()
    if found is None or found[0] != _stored(field, new):
        kept.append(field)
        return
    if field == "private" and record == "note" and old == "1" and _may_have_left(edit, number):
        # It is there for all to read: a lock on it here would be a lie.
        kept.append(field)
        return
    edit.set(record, number, {field: _stored(field, old)})


def _take_away(edit: Edit, record: str, number: int) -> bool:
    """A record that never left goes for good; one that may have left is deleted there too.

    False where somebody else wrote in it meanwhile: their words are not mine to delete.
    """
    found = edit.connection.execute(
        f"SELECT 1 FROM {TABLES[record]} WHERE id = ?", (number,)
    ).fetchone()
    if found is None:
        return True
    if record == "draft":
        edit.remove(record, number)
        return True
    if not _may_have_left(edit, number, record):
        edit.remove(record, number)
        return True
    if _others_wrote(edit, record, number):
        return False
    edit.set(record, number, {"archived_at": stamp(edit.at)})
    return True


def _may_have_left(edit: Edit, number: int, record: str = "note") -> bool:
    unsent = outbox_rows.unsent_of(edit.connection, record, number)
    return edit.row(record, number)["external_id"] is not None or any(
        one.state == "sending" or one.uncertain for one in unsent
    )


def _others_wrote(edit: Edit, record: str, number: int) -> bool:
    """Whether a source brought another's change of a record I made."""
    fields = msgspec.json.encode(list(sent_fields(record))).decode()
    found = edit.connection.execute(
        "SELECT 1 FROM changes WHERE record_id = ? AND record = ? AND edit IS NULL AND by <> 'me'"
        " AND field IN (SELECT value FROM json_each(?)) LIMIT 1",
        (number, record, fields),
    ).fetchone()
    return found is not None


def _undoable(store: Store, act: _Act) -> Undoable:
    rows = store.rows(
        "SELECT DISTINCT record, record_id, field FROM changes WHERE edit = ? LIMIT ?",
        (act.latest, _LOOKED_AT),
    )
    return Undoable(act.latest, act.words, any(_is_there(store, *row) for row in rows))


def _is_there(store: Store, record: str, number: int, field: str) -> bool:
    """Whether a source has, or may have, what an edit did to one field."""
    known = FIELDS.get(record, {}).get(field)
    if record == "draft" or (field != "created" and (known is None or known.local)):
        return False
    row = store.row(
        f"SELECT external_id, {0 if record == 'account' else 'private'} FROM {TABLES[record]}"
        " WHERE id = ?"
        if record != "task"
        else "SELECT external_id, 0 FROM tasks WHERE id = ?",
        (number,),
    )
    if row is None or row[1]:
        return False
    unsent = outbox_rows.unsent_of(store.connection, record, number)
    if any(one.state == "sending" or one.uncertain for one in unsent):
        return True
    waits = any(one.action == "create" or field in one.intent for one in unsent)
    disputed = store.row(
        "SELECT 1 FROM conflicts WHERE record_id = ? AND record = ? AND field = ?"
        " AND resolved_at IS NULL",
        (number, record, field),
    )
    return row[0] is not None and not waits and disputed is None


def _stored(field: str, text: str | None) -> Value:
    value: Any = int(text) if text is not None and field in _WHOLE else text
    return value
