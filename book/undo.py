"""Taking an edit back and bringing it again, from the change log alone.

The log only grows: an undo is an edit of its own that reverses another. What it puts back, and
what it keeps or has to leave, is decided in `book.reversing`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book import outbox_rows
from book.editable import FIELDS, ONLY_HERE, TABLES
from book.editing import HOLD_SECONDS, editing
from book.errors import Refused
from book.records import Changed
from book.reversing import NotWritten, Reversal, rows_of
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

_REACH: Final = 2_000
"""So many of the newest edits can be taken back."""
_LOOKED_AT: Final = 20
"""So many of an edit's fields are looked at to tell whether a source has them."""


class Undoable(Struct, frozen=True):
    """An edit that can be taken back (or brought again), and whether a source has it already."""

    edit: int
    words: str
    was_sent: bool


class Undone(Struct, frozen=True):
    """What an undo or redo did, and what it did not do.

    `kept` names the fields left alone because they changed since, `refused` those that must not be
    written any more, each with the reason.
    """

    words: str
    changed: Changed
    kept: tuple[str, ...] = ()
    refused: tuple[NotWritten, ...] = ()


class _Act(Struct):
    number: int
    words: str
    at: str
    times: int = 0
    """How often it was taken back and brought again."""
    latest: int = 0


def next_undo(store: Store) -> Undoable | None:
    """The newest edit that stands."""
    act = _to_undo(store)
    return _undoable(store, act) if act else None


def next_redo(store: Store) -> Undoable | None:
    """The edit that was taken back last, as long as nothing else was edited since."""
    act = _to_redo(store)
    return _undoable(store, act) if act else None


def undo(store: Store, rules: HouseRules, *, hold_seconds: float = HOLD_SECONDS) -> Undone:
    """Takes the newest edit back; what must not be written is left and named.

    Raises Refused when there is none.
    """
    act = _to_undo(store)
    if act is None:
        raise Refused("There is nothing to undo.", "Only edits made on this laptop can be undone.")
    return _reverse(store, rules, act, hold_seconds)


def redo(store: Store, rules: HouseRules, *, hold_seconds: float = HOLD_SECONDS) -> Undone:
    """Brings the edit that was taken back last again; what must not be written is left and named.

    Raises Refused when there is none.
    """
    act = _to_redo(store)
    if act is None:
        raise Refused(
            "There is nothing to redo.",
            "Redo brings back what undo took away, until something else is edited.",
        )
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


def _to_undo(store: Store) -> _Act | None:
    standing = (act for act in reversed(_acts(store)) if act.times % 2 == 0)
    return next((act for act in standing if _is_known(store, act)), None)


def _to_redo(store: Store) -> _Act | None:
    acts = _acts(store)
    if not acts:
        return None
    newest = acts[-1].number
    gone = [act for act in acts if act.times % 2 == 1 and act.latest > newest]
    gone = [act for act in gone if _is_known(store, act)]
    return min(gone, key=lambda act: act.number) if gone else None


def _is_known(store: Store, act: _Act) -> bool:
    """Whether the log still says what an act did: it forgets with the rows of a source let go."""
    return store.row("SELECT 1 FROM changes WHERE edit = ? LIMIT 1", (act.number,)) is not None


def _reverse(store: Store, rules: HouseRules, act: _Act, hold: float) -> Undone:
    with editing(store, rules, act.words, hold_seconds=hold) as edit:
        taken = edit.connection.execute(
            "SELECT 1 FROM edits WHERE reverses = ?", (act.latest,)
        ).fetchone()
        if taken is not None:
            raise Refused(
                "That was taken back or brought again elsewhere just now.",
                "Nothing was changed; look at it as it stands now.",
            )
        edit.reverses = act.latest
        _ = edit.number  # an act that can no longer be reversed at all still counts as reversed
        reversal = Reversal(edit)
        reversal.put_back(rows_of(edit.connection, act.latest))
    return Undone(
        act.words, edit.changed, tuple(dict.fromkeys(reversal.kept)), tuple(reversal.refused)
    )


def _undoable(store: Store, act: _Act) -> Undoable:
    rows = store.rows(
        "SELECT DISTINCT record, record_id, field FROM changes WHERE edit = ? LIMIT ?",
        (act.latest, _LOOKED_AT),
    )
    return Undoable(act.latest, act.words, any(_is_there(store, *row) for row in rows))


def _is_there(store: Store, record: str, number: int, field: str) -> bool:
    """Whether a source has, or may have, what an edit did to one field."""
    known = FIELDS.get(record, {}).get(field)
    if record in ONLY_HERE or (field != "created" and (known is None or known.local)):
        return False
    private = "private" if record == "note" else "0"  # nothing else is kept to this laptop
    row = store.row(f"SELECT external_id, {private} FROM {TABLES[record]} WHERE id = ?", (number,))
    if row is None or row[1]:
        return False
    unsent = outbox_rows.unsent_of(store.connection, record, number)
    if outbox_rows.any_under_way(unsent):
        return True
    waits = any(one.action == "create" or field in one.intent for one in unsent)
    disputed = store.row(
        "SELECT 1 FROM conflicts WHERE record_id = ? AND record = ? AND field = ?"
        " AND resolved_at IS NULL",
        (number, record, field),
    )
    return row[0] is not None and not waits and disputed is None
