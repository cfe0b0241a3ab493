"""Writing calls and their marks; the marks become moments of the recording hung on their note.

That a clock runs is no edit, as a draft is none: nobody takes a start back with undo. A mark is
an edit, and so is whatever becomes of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from book.calls import LONGEST, Call, CallId, MarkId, call_of
from book.clock import moment, stamp
from book.editing import Edit, editing
from book.errors import Refused, Usage
from book.moment_writing import checked_label
from book.moments import MARK_KINDS, second_of
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

_AGAIN_WITHIN: Final = LONGEST


def begin(
    store: Store,
    *,
    account_id: int | None,
    draft_id: int | None = None,
    note_id: int | None = None,
) -> Call:
    """Starts the clock of a note's call, or lets one that was ended go on; it is on disk then.

    Any other call that still runs is over. Raises Refused without a draft or note to be of.
    """
    if draft_id is None and note_id is None:
        raise Refused("A call belongs to a note.", "Begin the note first.")
    now = store.clock()
    known = call_of(store, draft_id=draft_id, note_id=note_id)
    with store.writing() as connection:
        for number, began in connection.execute(
            "SELECT id, began_at FROM calls WHERE ended_at IS NULL AND id IS NOT ?",
            (known.id if known and now - known.began_at < _AGAIN_WITHIN else None,),
        ).fetchall():
            connection.execute(
                "UPDATE calls SET ended_at = ? WHERE id = ?", (_over(began, now), number)
            )
        if known is not None and now - known.began_at < _AGAIN_WITHIN:
            connection.execute("UPDATE calls SET ended_at = NULL WHERE id = ?", (known.id,))
        else:
            connection.execute(
                "INSERT INTO calls (account_id, draft_id, note_id, began_at) VALUES (?, ?, ?, ?)",
                (account_id, draft_id, note_id, stamp(now)),
            )
    made = call_of(store, draft_id=draft_id, note_id=note_id)
    if made is None:
        raise Refused("The call is gone as soon as it was made.", "Try again.")
    return made


def end(store: Store, call_id: CallId, seconds: float | None = None) -> None:
    """Stops a call's clock, `seconds` after it began where its own count is known."""
    with store.writing() as connection:
        row = connection.execute("SELECT began_at FROM calls WHERE id = ?", (call_id,)).fetchone()
        if row is None:
            return
        at = store.clock()
        if seconds is not None:
            at = moment(row[0]) + timedelta(seconds=seconds)
        connection.execute(
            "UPDATE calls SET ended_at = ? WHERE id = ? AND ended_at IS NULL",
            (_over(row[0], at), call_id),
        )


def forget(store: Store, call_id: CallId) -> None:
    """Takes away a call that was none: ended at once, without a mark; others stay."""
    with store.writing() as connection:
        connection.execute(
            "DELETE FROM calls WHERE id = ?1"
            " AND NOT EXISTS (SELECT 1 FROM marks WHERE call_id = ?1)",
            (call_id,),
        )


def _over(began: str, at: datetime) -> str:
    """When a call is over that ends at a moment: one that was left running ends at its longest."""
    return stamp(min(at, moment(began) + LONGEST))


def add_mark(
    store: Store,
    rules: HouseRules | None,
    call_id: CallId,
    clock_s: float,
    kind: str,
    words: str = "",
) -> tuple[MarkId, Changed]:
    """Sets a mark at a second of a call's clock; raises Usage for a kind there is not."""
    with editing(store, rules, "Set mark") as edit:
        edit.row("call", call_id)
        number = edit.insert(
            "mark",
            {
                "call_id": call_id,
                "clock_s": max(0.0, float(clock_s)),
                "kind": _checked_kind(kind),
                "words": checked_label(words),
            },
        )
    return MarkId(number), edit.changed


def follow_line(store: Store, mark_id: MarkId, words: str) -> None:
    """Gives a mark that was just set the words of its line as they are typed; no edit of its own.

    A mark that was taken back meanwhile stays away.
    """
    with store.writing() as connection:
        connection.execute(
            "UPDATE marks SET words = ? WHERE id = ?", (checked_label(words), mark_id)
        )


def edit_mark(
    store: Store,
    rules: HouseRules | None,
    mark_id: MarkId,
    *,
    kind: str | None = None,
    words: str | None = None,
) -> Changed:
    """Changes what is given of a mark, and of the moment it became."""
    values: dict[str, Any] = {}
    if kind is not None:
        values["kind"] = _checked_kind(kind)
    if words is not None:
        values["words"] = checked_label(words)
    with editing(store, rules, "Edit mark") as edit:
        row = edit.row("mark", mark_id)
        edit.set("mark", mark_id, values)
        if _is_there(edit, "moments", row["moment_id"]):
            label = {"label": values["words"]} if words is not None else {}
            named = {"kind": values["kind"]} if kind is not None else {}
            edit.set("moment", row["moment_id"], {**label, **named})
    return edit.changed


def delete_mark(store: Store, rules: HouseRules | None, mark_id: MarkId) -> Changed:
    """Takes a mark away, and the moment it became."""
    with editing(store, rules, "Delete mark") as edit:
        row = edit.row("mark", mark_id)
        edit.remove("mark", mark_id)
        if _is_there(edit, "moments", row["moment_id"]):
            edit.remove("moment", row["moment_id"])
    return edit.changed


def hand_on(edit: Edit, draft_id: int, note_id: int) -> None:
    """The calls of a draft are the note's from now on, and over: part of the act that ends it."""
    found = edit.connection.execute(
        "SELECT id, ended_at, began_at FROM calls WHERE draft_id = ?1"
        " OR (note_id = ?2 AND ended_at IS NULL) ORDER BY id",
        (draft_id, note_id),
    ).fetchall()
    account = edit.row("note", note_id)["account_id"] if found else None
    for number, ended, began in found:
        values = {"draft_id": None, "note_id": note_id, "account_id": account}
        edit.set("call", number, {**values, "ended_at": ended or _over(began, edit.at)})


def give_marks(edit: Edit, note_id: int) -> int:
    """Makes moments of the marks of a note's calls, as part of the act that hung a recording on it.

    Each call has one recording, the first of the note's that no other call has; returns how many
    moments were made. What became a moment once does so no second time.
    """
    calls = edit.connection.execute(
        "SELECT id, recording_id FROM calls WHERE note_id = ? ORDER BY began_at, id", (note_id,)
    ).fetchall()
    if not calls:
        return 0
    taken = {row[1] for row in calls if _is_there(edit, "recordings", row[1])}
    free = [number for number in _recordings_on(edit, note_id) if number not in taken]
    made = 0
    for number, had in calls:
        marks = _marks(edit, number)
        anew = had not in taken
        if anew and (not free or not marks):
            continue
        recording = free.pop(0) if anew else had
        edit.set("call", number, {"recording_id": recording})
        shift = edit.row("recording", recording)["clock_shift_s"]
        for mark in marks:
            if anew or mark["moment_id"] is None:
                _make_moment(edit, recording, mark, shift)
                made += 1
    return made


def moments_given(edit: Edit, note_id: int) -> int:
    """How many marks of a note's calls are moments of a recording by now."""
    found = edit.connection.execute(
        "SELECT count(m.moment_id) FROM marks m JOIN calls c ON c.id = m.call_id"
        " WHERE c.note_id = ?",
        (note_id,),
    ).fetchone()
    return int(found[0])


def _make_moment(edit: Edit, recording_id: int, mark: dict[str, Any], shift_s: int) -> None:
    moment_id = edit.insert(
        "moment",
        {
            "recording_id": recording_id,
            "at_s": second_of(mark["clock_s"], shift_s),
            "label": mark["words"],
            "kind": mark["kind"],
            "clock_s": mark["clock_s"],
        },
    )
    edit.set("mark", mark["id"], {"moment_id": moment_id})


def _marks(edit: Edit, call_id: int) -> list[dict[str, Any]]:
    rows = edit.connection.execute(
        "SELECT id FROM marks WHERE call_id = ? ORDER BY clock_s, id", (call_id,)
    ).fetchall()
    return [edit.row("mark", row[0]) for row in rows]


def _recordings_on(edit: Edit, note_id: int) -> list[int]:
    """The recordings that hang on a note, without folders, in the order they came."""
    rows = edit.connection.execute(
        "SELECT r.id FROM attachments x JOIN recordings r ON r.id = x.recording_id"
        " WHERE x.record = 'note' AND x.record_id = ? AND r.kind = 'recording' ORDER BY x.id",
        (note_id,),
    ).fetchall()
    return [int(row[0]) for row in rows]


def _is_there(edit: Edit, table: str, number: int | None) -> bool:
    found = edit.connection.execute(f"SELECT 1 FROM {table} WHERE id = ?", (number,)).fetchone()
    return found is not None


def _checked_kind(kind: str) -> str:
    if kind not in MARK_KINDS:
        raise Usage(f"“{kind}” is no kind of mark.", f"Known: {', '.join(MARK_KINDS)}.")
    return kind
