"""Writing points: closed, open again, other words, another day, deleted; undoable as any edit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from book.clock import stamp
from book.editing import HOLD_SECONDS, editing
from book.errors import Usage
from book.line_marks import tick
from book.own_records import LONGEST_TITLE, living
from book.records import Changed, PointId
from book.store import Store
from book.task_writing import UNCHANGED, Unchanged
from book.visible_text import says_something

if TYPE_CHECKING:
    from book.rules import HouseRules

_CALLED: Final = {
    "i_owe": "promise",
    "they_owe": "promise",
    "question": "question",
    "risk": "risk",
    "escalation": "escalation",
}


def close_points(
    store: Store,
    rules: HouseRules,
    point_ids: Sequence[PointId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Closes points now: kept, answered, over. The lines of notes they are of are ticked."""
    return _all(store, rules, point_ids, "Close", lambda at: {"done_at": at}, hold_seconds)


def reopen_points(
    store: Store,
    rules: HouseRules,
    point_ids: Sequence[PointId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Opens closed points again, and takes the mark off their lines."""
    return _all(store, rules, point_ids, "Reopen", lambda _: {"done_at": None}, hold_seconds)


def move_points(
    store: Store, rules: HouseRules, point_ids: Sequence[PointId], day: date | None
) -> Changed:
    """Moves points to another day, or to none; the words of their lines stay as they are."""
    due = day.isoformat() if day else None
    return _all(store, rules, point_ids, "Move", lambda _: {"due": due}, HOLD_SECONDS)


def edit_point(
    store: Store,
    rules: HouseRules,
    point_id: PointId,
    *,
    text: str | None = None,
    due: date | Unchanged | None = UNCHANGED,
) -> Changed:
    """Changes what is given of a point. Raises Usage for one without words, or with too many."""
    values: dict[str, Any] = {}
    if text is not None:
        values["text"] = _words(text)
    if not isinstance(due, Unchanged):
        values["due"] = due.isoformat() if due else None
    return _all(store, rules, [point_id], "Edit", lambda _: values, HOLD_SECONDS)


def delete_points(store: Store, rules: HouseRules, point_ids: Sequence[PointId]) -> Changed:
    """Deletes points; the lines they were made of stay as text that makes no second one."""
    return _all(store, rules, point_ids, "Delete", lambda at: {"archived_at": at}, HOLD_SECONDS)


def _all(
    store: Store,
    rules: HouseRules,
    point_ids: Sequence[PointId],
    verb: str,
    values: Callable[[str], dict[str, Any]],
    hold: float,
) -> Changed:
    several = tuple(dict.fromkeys(point_ids))
    with editing(store, rules, f"{verb} {len(several)} points", hold_seconds=hold) as edit:
        for point_id in several:
            row = living(edit, "point", point_id)
            if len(several) == 1:
                edit.words = f"{verb} {_CALLED[row['kind']]}"
            news = values(stamp(edit.at))
            edit.set("point", point_id, news)
            if "done_at" in news:
                tick(edit, "point", point_id, done=news["done_at"] is not None)
    return edit.changed


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not says_something(words):
        raise Usage("There are no words in it.", "Say in a few words what it is.")
    if len(words) > LONGEST_TITLE:
        raise Usage(
            f"That has {len(words):,} characters; {LONGEST_TITLE:,} are the most.",
            "Put the rest into a note.",
        )
    return words
