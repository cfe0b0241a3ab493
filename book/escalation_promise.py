"""The day on which a customer hears of an escalation: a task that is moved, kept, renewed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from book import write_rules
from book.clock import local_day, stamp
from book.editing import HOLD_SECONDS, Edit, editing
from book.escalation_form import EscalationForm
from book.escalations import PROMISED, Escalation
from book.home import home_of, homes
from book.own_records import living, new_task
from book.records import AccountId, Changed
from book.rules_escalations import NEXT_UPDATE, SUBJECT
from book.store import Store
from book.working_days import next_working_day

if TYPE_CHECKING:
    from book.rules import HouseRules


def promise(
    edit: Edit, escalation_id: int, account_id: int, form: EscalationForm, day: str
) -> None:
    """The task of a promised day: the open one moves there, else one is made, once a day.

    As part of an act.
    """
    still = _open_promises(edit, escalation_id)
    for number in still:
        edit.set("task", number, {"due": day})
    found = edit.connection.execute(
        "SELECT 1 FROM tasks WHERE escalation_id = ? AND due = ? AND archived_at IS NULL",
        (escalation_id, day),
    ).fetchone()
    if not still and found is None:
        _make(edit, escalation_id, account_id, form, day)


def _make(edit: Edit, escalation_id: int, account_id: int, form: EscalationForm, day: str) -> None:
    if edit.rules is None:
        return
    home = home_of(edit.connection, AccountId(account_id), "task", homes(edit.rules))
    kind = edit.rules.escalations.kinds.get(form.kind)
    about = form.text(SUBJECT) or (kind.title if kind is not None else form.kind)
    values = {
        **new_task(edit, home, f"{PROMISED}{about}” stands", day),
        "escalation_id": escalation_id,
    }
    # Where tasks are never written, the day still stands with the escalation itself.
    if write_rules.refusal_of_new(edit.connection, edit.rules, "task", values) is None:
        edit.insert("task", values)


def move_promise(
    store: Store,
    rules: HouseRules,
    one: Escalation,
    before: str,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """After the form's day became another: its open task moves there, or one is made.

    `before` is the day that stood in the form. Nothing is done where the day is the same, gone, or
    was never made a task because the form did not leave yet.
    """
    day = one.form.text(NEXT_UPDATE)
    if not day or day == before or one.closed_at is not None or not _left(store, one):
        return Changed()
    with editing(store, rules, "Move promised update", hold_seconds=hold_seconds) as edit:
        promise(edit, one.id, one.account_id, one.form, day)
    return edit.changed


def keep_promise(
    store: Store,
    rules: HouseRules,
    one: Escalation,
    following: date | None,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """They have heard of it: the day's task is done, and the next promised day becomes one.

    `following` is None where nothing further was promised. The form says that day from now on.
    """
    day = following.isoformat() if following is not None else ""
    with editing(store, rules, "Tell customer of escalation", hold_seconds=hold_seconds) as edit:
        row = living(edit, "escalation", one.id)
        for number in _open_promises(edit, one.id):
            edit.set("task", number, {"completed_at": stamp(edit.at)})
        if day:
            _make(edit, one.id, row["account_id"], one.form, day)
        answers = {code: said for code, said in one.form.answers.items() if code != NEXT_UPDATE}
        form = replace(one.form, answers=answers | ({NEXT_UPDATE: day} if day else {}))
        # As what is typed: no trace of the words before in the log.
        edit.connection.execute(
            "UPDATE escalations SET form = ?, saved_at = ? WHERE id = ?",
            (msgspec.json.encode(form, order="deterministic").decode(), stamp(edit.at), one.id),
        )
        edit.count("escalation", one.id)
    return edit.changed


def circle_back(edit: Edit, escalation_id: int, account_id: int, subject: str) -> None:
    """A task at an account that asked for it: they hear what came of it. As part of an act."""
    if edit.rules is None:
        return
    home = home_of(edit.connection, AccountId(account_id), "task", homes(edit.rules))
    day = next_working_day(local_day(edit.at), edit.rules.tasks.no_work).isoformat()
    values = {
        **new_task(edit, home, f"Tell them what came of “{subject}”", day),
        "escalation_id": escalation_id,
    }
    if write_rules.refusal_of_new(edit.connection, edit.rules, "task", values) is None:
        edit.insert("task", values)


def _left(store: Store, one: Escalation) -> bool:
    found = store.row(
        "SELECT 1 FROM handovers WHERE escalation_id = ? AND archived_at IS NULL", (one.id,)
    )
    return found is not None


def _open_promises(edit: Edit, escalation_id: int) -> list[int]:
    rows = edit.connection.execute(
        "SELECT id FROM tasks WHERE escalation_id = ? AND archived_at IS NULL"
        " AND completed_at IS NULL AND title LIKE ? || '%' ORDER BY id",
        (escalation_id, PROMISED),
    )
    return [row[0] for row in rows.fetchall()]
