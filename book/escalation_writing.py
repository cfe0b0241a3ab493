"""Writing escalations: begun, kept while one types, files attached, closed, deleted.

What is typed replaces what was typed before without a trace in the change log, as in a draft;
beginning, attaching, closing and deleting are acts that undo takes back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from book.clock import local_day, stamp
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused, Usage
from book.escalation_form import EscalationForm
from book.escalations import Escalation, EscalationId, escalation
from book.own_records import living
from book.records import AccountId, Changed, PointId, TaskId
from book.rules_escalations import SUBJECT
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules

LARGEST_FILE: Final = 20_000_000
"""Bytes of one attached file."""
MOST_BYTES: Final = 50_000_000
"""Bytes of all files of one escalation; Zendesk takes no more with one comment."""
LONGEST_OUTCOME: Final = 10_000
_LONGEST_NAME: Final = 255
_MEGABYTE: Final = 1_000_000


class NewFile(Struct, frozen=True, kw_only=True):
    """A file to go along, with its bytes."""

    name: str
    content: bytes
    media_type: str


def begin_escalation(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    form: EscalationForm,
    *,
    point_id: PointId | None = None,
) -> tuple[EscalationId, Changed]:
    """Begins an escalation of a customer; from a note's line where `point_id` names its point.

    Raises Refused for an account that is not in the book.
    """
    title = rules.escalations.kinds[form.kind].title
    with editing(store, rules, f"Begin {title.lower()}") as edit:
        number = insert_escalation(edit, account_id, form, point_id=point_id)
    return number, edit.changed


def insert_escalation(
    edit: Edit,
    account_id: AccountId | int,
    form: EscalationForm,
    *,
    point_id: PointId | None = None,
) -> EscalationId:
    """Begins an escalation as part of an act; returns its id."""
    edit.row("account", account_id)  # refuses where it is gone
    at = stamp(edit.at)
    values: dict[str, Any] = {
        "account_id": account_id,
        **stored(form),
        "point_id": point_id,
        "begun_at": at,
        "saved_at": at,
    }
    return EscalationId(edit.insert("escalation", values))


def keep_form(store: Store, seen: Escalation, form: EscalationForm) -> Escalation:
    """Puts what was typed on disk; returns the escalation with the time of the save.

    Raises Refused where it was deleted, or written on elsewhere since `seen` was read: what was
    typed is the caller's.
    """
    at = stamp(store.clock())
    new = stored(form)
    with store.writing() as connection:
        kept = connection.execute(
            "UPDATE escalations SET kind = ?, subject = ?, form = ?, words = ?, saved_at = ?"
            " WHERE id = ? AND saved_at = ? AND archived_at IS NULL",
            (*new.values(), at, seen.id, stamp(seen.saved_at)),
        ).rowcount
    now = escalation(store, seen.id)
    if not kept or now is None:
        done = "deleted" if now is None else "written on"
        raise Refused(f"This escalation was {done} elsewhere.", "Its words are still here.")
    return now


def attach_file(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    name: str,
    content: bytes,
    media_type: str,
) -> Changed:
    """Keeps a file with an escalation. Raises Usage for one that is empty or too large."""
    with editing(store, rules, "Attach file") as edit:
        living(edit, "escalation", escalation_id)
        insert_file(edit, escalation_id, NewFile(name=name, content=content, media_type=media_type))
    return edit.changed


def insert_file(edit: Edit, escalation_id: EscalationId, file: NewFile) -> None:
    """Keeps a file as part of an act; the same bytes stand with an escalation once.

    Raises Usage for one that is empty or too large, also together with what is there.
    """
    check_size(file.name, len(file.content))
    digest = hashlib.sha256(file.content).hexdigest()
    rows = edit.connection.execute(
        "SELECT digest, size FROM escalation_files WHERE escalation_id = ?", (escalation_id,)
    ).fetchall()
    if any(row[0] == digest for row in rows):
        return
    if sum(row[1] for row in rows) + len(file.content) > MOST_BYTES:
        raise Usage(
            f"With {file.name} the files would have more than {MOST_BYTES // _MEGABYTE} MB.",
            "Remove one, or put a link to it into the form.",
        )
    edit.connection.execute(
        "INSERT OR IGNORE INTO file_contents (digest, content) VALUES (?, ?)",
        (digest, file.content),
    )
    edit.insert(
        "escalation_file",
        {
            "escalation_id": escalation_id,
            "name": file.name[-_LONGEST_NAME:],
            "media_type": file.media_type,
            "size": len(file.content),
            "digest": digest,
            "added_at": stamp(edit.at),
        },
    )
    edit.count("escalation", escalation_id)


def check_size(name: str, size: int) -> None:
    """Raises Usage for a file that is empty, or larger than one may be."""
    if size == 0:
        raise Usage(f"{name} is empty.", "Attach the file that was meant.")
    if size > LARGEST_FILE:
        raise Usage(
            f"{name} has {-(-size // _MEGABYTE)} MB; {LARGEST_FILE // _MEGABYTE} MB are the most.",
            "Make it smaller, or put a link to it into the form.",
        )


def remove_file(
    store: Store, rules: HouseRules, escalation_id: EscalationId, file_id: int
) -> Changed:
    """Takes a file off an escalation; undo brings it back."""
    with editing(store, rules, "Remove file") as edit:
        living(edit, "escalation", escalation_id)
        edit.remove("escalation_file", file_id)
        edit.count("escalation", escalation_id)
    return edit.changed


def close_escalation(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    outcome: str,
    *,
    finish: Sequence[TaskId] = (),
    tell: Sequence[AccountId | int] = (),
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Closes an escalation with what came of it, and finishes tasks that are done with it.

    The accounts of `tell` get a task each, to hear of it. Raises Usage without an outcome.
    """
    words = outcome.strip()
    if not words:
        raise Usage("The outcome is missing.", "Say in a line what came of it.")
    if len(words) > LONGEST_OUTCOME:
        raise Usage(f"The outcome is longer than {LONGEST_OUTCOME:,} characters.", "Shorten it.")
    with editing(store, rules, "Close escalation", hold_seconds=hold_seconds) as edit:
        row = living(edit, "escalation", escalation_id)
        edit.set("escalation", escalation_id, {"closed_at": stamp(edit.at), "outcome": words})
        if row["point_id"] is not None:
            _close_point(edit, row["point_id"])
        for task_id in finish:
            _finish(edit, task_id)
        if tell:
            from book.escalation_promise import circle_back

            for account_id in tell:
                circle_back(edit, escalation_id, account_id, row["subject"])
    return edit.changed


def reopen_escalation(
    store: Store,
    rules: HouseRules,
    escalation_id: EscalationId,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Opens a closed escalation again, with what was finished by closing it; the outcome stays."""
    with editing(store, rules, "Reopen escalation", hold_seconds=hold_seconds) as edit:
        row = living(edit, "escalation", escalation_id)
        edit.set("escalation", escalation_id, {"closed_at": None})
        _open_again(edit, row)
    return edit.changed


def delete_escalation(store: Store, rules: HouseRules, escalation_id: EscalationId) -> Changed:
    """Deletes an escalation here; what left the laptop stays where it went."""
    with editing(store, rules, "Delete escalation") as edit:
        living(edit, "escalation", escalation_id)
        edit.set("escalation", escalation_id, {"archived_at": stamp(edit.at)})
    return edit.changed


def stored(form: EscalationForm) -> dict[str, str]:
    """What the book keeps of a form: kind, subject, the whole, and its words to search for."""
    return {
        "kind": form.kind,
        "subject": form.text(SUBJECT),
        "form": msgspec.json.encode(form, order="deterministic").decode(),
        "words": _words(form),
    }


def _words(form: EscalationForm) -> str:
    said = [form.text(code) for code in form.answers if code != SUBJECT]
    said += [part for one in form.homework for part in (one.query, one.result) if part]
    said += [one.label for one in form.moments if one.label]
    return "\n".join(text for text in said if text not in ("", "yes"))


def _finish(edit: Edit, task_id: int) -> None:
    """As the list of tasks does it: what repeats goes on, and the line of its note is ticked."""
    from book.line_marks import tick
    from book.task_writing import follow

    row = living(edit, "task", task_id)
    if row["completed_at"] is None:
        follow(edit, row, local_day(edit.at))
        edit.set("task", task_id, {"completed_at": stamp(edit.at)})
        tick(edit, "task", task_id, done=True)


def _open_again(edit: Edit, row: Mapping[str, Any]) -> None:
    """What was finished at the very moment of closing was finished by it."""
    from book.line_marks import tick

    closed = row["closed_at"]
    found = edit.connection.execute(
        "SELECT id FROM tasks WHERE escalation_id = ? AND completed_at = ? AND archived_at IS NULL",
        (row["id"], closed),
    ).fetchall()
    for (task_id,) in found:
        edit.set("task", task_id, {"completed_at": None})
        tick(edit, "task", task_id, done=False)
    point = edit.connection.execute(
        "SELECT id FROM points WHERE id = ? AND done_at = ? AND archived_at IS NULL",
        (row["point_id"], closed),
    ).fetchone()
    if point is not None:
        edit.set("point", point[0], {"done_at": None})


def _close_point(edit: Edit, point_id: int) -> None:
    found = edit.connection.execute(
        "SELECT 1 FROM points WHERE id = ? AND done_at IS NULL AND archived_at IS NULL",
        (point_id,),
    ).fetchone()
    if found is not None:
        edit.set("point", point_id, {"done_at": stamp(edit.at)})
