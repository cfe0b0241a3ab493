"""Writing moments: what is where in a recording, and how marks of a call are moved over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from book.editing import Edit, editing
from book.errors import Usage
from book.moments import MomentId, NewMoment, second_of
from book.offsets import LONGEST, spell_offset
from book.recordings import RecordingId
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

LONGEST_LABEL: Final = 500


def add_moments(
    store: Store,
    rules: HouseRules | None,
    recording_id: RecordingId,
    moments: Sequence[NewMoment],
    *,
    clock_shift_s: int | None = None,
) -> Changed:
    """Adds moments to a recording; one that is there already is not added again.

    `clock_shift_s` is how long after the call's clock the recording began, where marks of a call
    became the moments (`book.moments.moments_from_marks`).
    """
    words = "Add moment" if len(moments) == 1 else "Add moments"
    with editing(store, rules, words) as edit:
        row = edit.row("recording", recording_id)
        check_moments(row["kind"], moments)
        put_moments(edit, recording_id, moments)
        if clock_shift_s is not None:
            edit.set("recording", recording_id, {"clock_shift_s": clock_shift_s})
    return edit.changed


def edit_moment(
    store: Store,
    rules: HouseRules | None,
    moment_id: MomentId,
    *,
    at_s: int | None = None,
    label: str | None = None,
    kind: str | None = None,
) -> Changed:
    """Changes what is given of a moment."""
    values: dict[str, Any] = {}
    if at_s is not None:
        values["at_s"] = checked_second(at_s)
    if label is not None:
        values["label"] = checked_label(label)
    if kind is not None:
        values["kind"] = kind.strip()
    with editing(store, rules, "Edit moment") as edit:
        for number in _same_moments(edit, moment_id):
            edit.set("moment", number, values)
    return edit.changed


def delete_moment(store: Store, rules: HouseRules | None, moment_id: MomentId) -> Changed:
    """Takes a moment away."""
    with editing(store, rules, "Delete moment") as edit:
        for number in _same_moments(edit, moment_id):
            edit.remove("moment", number)
    return edit.changed


def align(
    store: Store, rules: HouseRules | None, recording_id: RecordingId, shift_s: int
) -> Changed:
    """Says how long after the call's clock a recording began, and moves what was marked there.

    Moments that no mark of a call became stay where they are.
    """
    with editing(store, rules, "Align moments") as edit:
        edit.row("recording", recording_id)
        for number in together(edit, recording_id):
            rows = edit.connection.execute(
                "SELECT id, clock_s FROM moments"
                " WHERE recording_id = ? AND clock_s IS NOT NULL ORDER BY id",
                (number,),
            ).fetchall()
            for moment, clock_s in rows:
                edit.set("moment", moment, {"at_s": second_of(clock_s, shift_s)})
            edit.set("recording", number, {"clock_shift_s": shift_s})
    return edit.changed


def checked_label(label: str) -> str:
    """What is at a moment, on one line; raises Usage for far too much."""
    words = " ".join(label.split())
    if len(words) > LONGEST_LABEL:
        raise Usage(
            f"The label of the moment has {len(words):,} characters;"
            f" {LONGEST_LABEL:,} are the most.",
            "Put the rest into a note.",
        )
    return words


def checked_second(second: int) -> int:
    """A second of a recording; raises Usage for one before its start or far beyond any end."""
    if not 0 <= second <= LONGEST:
        raise Usage(
            f"No recording has a second {second:,}.",
            f"A moment lies between 0:00 and {spell_offset(LONGEST)}.",
        )
    return second


def put_moments(edit: Edit, recording_id: int, moments: Iterable[NewMoment]) -> int:
    """Adds moments as part of an act, but none twice; returns how many are new.

    A label fills in for a moment of that second without one.
    """
    added = 0
    for one in moments:
        label, kind = checked_label(one.label), one.kind.strip()
        standing = edit.connection.execute(
            "SELECT m.id, m.label, m.kind FROM moments m WHERE m.at_s = ? AND m.recording_id IN"
            f" ({', '.join(map(str, together(edit, recording_id)))}) ORDER BY m.id",
            (one.at_s,),
        ).fetchall()
        if any(row[1] == label and row[2] == kind for row in standing):
            continue
        if not label and not kind and standing:
            continue  # the second is known; it has a better name already
        blank = next((row[0] for row in standing if not row[1] and not row[2]), None)
        if blank is not None:
            edit.set("moment", blank, {"label": label, "kind": kind})
            continue
        edit.insert(
            "moment",
            {
                "recording_id": recording_id,
                "at_s": checked_second(one.at_s),
                "label": label,
                "kind": kind,
                "clock_s": one.clock_s,
            },
        )
        added += 1
    return added


def check_moments(kind: str, moments: Sequence[NewMoment]) -> None:
    """Raises Usage for what cannot be: of a folder, beyond any end, with too long a label."""
    if kind == "folder" and moments:
        raise Usage(
            "A folder of recordings has no moments.", "Log the link of the one recording instead."
        )
    for one in moments:
        checked_second(one.at_s)
        checked_label(one.label)


def leading(edit: Edit, account_id: int) -> int:
    """The account as part of which one is shown."""
    found = edit.connection.execute(
        "SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account_id,)
    ).fetchone()
    return int(found[0]) if found else account_id


def together(edit: Edit, recording_id: int) -> list[int]:
    """A recording and its copies at the same customer; raises Refused where it is gone."""
    row = edit.row("recording", recording_id)
    home = leading(edit, row["account_id"])
    rows = edit.connection.execute(
        "SELECT r.id FROM recordings r JOIN accounts a ON a.id = r.account_id"
        " WHERE r.key = ? AND (a.id = ? OR a.shown_with = ?) ORDER BY r.id",
        (row["key"], home, home),
    ).fetchall()
    return [int(found[0]) for found in rows]


def _same_moments(edit: Edit, moment_id: int) -> list[int]:
    """A moment, and the same one of the recording's copies."""
    row = edit.row("moment", moment_id)
    found: list[int] = []
    for number in together(edit, row["recording_id"]):
        rows = edit.connection.execute(
            "SELECT id FROM moments WHERE recording_id = ? AND at_s = ? AND label = ? AND kind = ?",
            (number, row["at_s"], row["label"], row["kind"]),
        ).fetchall()
        found += [int(one[0]) for one in rows]
    return found
