"""Writing tasks: new ones, their edits, done and done again, open again, put off, moved.

A repeated task hands its rule on to the one that follows it, in the act that finishes it: so
there is always one task that repeats, and what is done twice is followed once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from book import checklists, repeats
from book.clock import local_day, moment, stamp
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused, Usage
from book.home import home_of, homes
from book.living import IN_THE_BOOK
from book.own_records import LONGEST_TITLE, living, new_task
from book.records import AccountId, Changed, NoteId, TaskId
from book.store import Store
from book.visible_text import says_something
from book.working_days import NO_HOLIDAYS

if TYPE_CHECKING:
    from book.rules import HouseRules


class Unchanged:
    """Stands for “leave it as it is” where None means something."""


UNCHANGED: Final = Unchanged()


_GOES_ON: Final = ("repeat", "note_id", "recording_id", "escalation_id", "at_time")
"""What the next one of a task that repeats has of the one before."""


def add_task(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    title: str,
    *,
    due: date | None,
    body: str = "",
    do_on: date | None = None,
    repeat: str | None = None,
    note_id: NoteId | None = None,
    recording_id: int | None = None,
    at_time: time | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[TaskId, Changed]:
    """Adds a task of mine and queues it; what is this laptop's own stays here.

    Raises Usage for a task without a title, or a repeat that is none.
    """
    name = _title(title)
    with editing(store, rules, "Add task", hold_seconds=hold_seconds) as edit:
        home = home_of(edit.connection, account_id, "task", homes(rules))
        values = new_task(edit, home, name, due.isoformat() if due else None, body)
        values["do_on"] = do_on.isoformat() if do_on else None
        values["repeat"] = _rule(repeat, due, do_on, local_day(edit.at))
        values["note_id"], values["recording_id"] = note_id, recording_id
        values["at_time"] = _time_text(at_time)
        number = edit.insert("task", values)
    return TaskId(number), edit.changed


def edit_task(
    store: Store,
    rules: HouseRules,
    task_id: TaskId,
    *,
    title: str | None = None,
    due: date | Unchanged | None = UNCHANGED,
    body: str | None = None,
    do_on: date | Unchanged | None = UNCHANGED,
    repeat: str | Unchanged | None = UNCHANGED,
    note_id: NoteId | Unchanged | None = UNCHANGED,
    recording_id: int | Unchanged | None = UNCHANGED,
    escalation_id: int | Unchanged | None = UNCHANGED,
    at_time: time | Unchanged | None = UNCHANGED,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Changes what is given of a task. A repeat counts from its new day where that moves too."""
    values: dict[str, Any] = {}
    if title is not None:
        values["title"] = _title(title)
    if body is not None:
        values["body"] = body
    for name, said in (("due", due), ("do_on", do_on)):
        if not isinstance(said, Unchanged):
            values[name] = said.isoformat() if said else None
    ties = {"note_id": note_id, "recording_id": recording_id, "escalation_id": escalation_id}
    values |= {name: said for name, said in ties.items() if not isinstance(said, Unchanged)}
    if not isinstance(at_time, Unchanged):
        values["at_time"] = _time_text(at_time)
    with editing(store, rules, "Edit task", hold_seconds=hold_seconds) as edit:
        row = living(edit, "task", task_id)
        if not isinstance(repeat, Unchanged):
            days = {**row, **values}
            rule = _rule(repeat, _day(days["due"]), _day(days["do_on"]), local_day(edit.at))
            moved = (days["due"], days["do_on"]) != (row["due"], row["do_on"])
            if moved or not _says_the_same(rule, row["repeat"]):
                values["repeat"] = rule
        edit.set("task", task_id, values)
    return edit.changed


def edit_tasks(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    due: date | Unchanged | None = UNCHANGED,
    do_on: date | Unchanged | None = UNCHANGED,
    account_id: AccountId | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Gives several tasks a due day, a day to do them on or another account, as one edit."""
    values: dict[str, Any] = {}
    for name, said in (("due", due), ("do_on", do_on)):
        if not isinstance(said, Unchanged):
            values[name] = said.isoformat() if said else None

    def news(edit: Edit, row: Mapping[str, Any]) -> dict[str, Any]:
        return values if account_id is None else {**values, **_moved(edit, row, account_id)}

    return _all(store, rules, task_ids, "Edit" if account_id is None else "Move", news,
                hold_seconds)  # fmt: skip


def finish(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Marks tasks as done now, and the lines of notes they are of; done ones are left alone.

    One that repeats is followed by its next.
    """

    def done(edit: Edit, row: Mapping[str, Any]) -> dict[str, Any]:
        if row["completed_at"] is None:
            follow(edit, row, local_day(edit.at))
        return {"completed_at": stamp(edit.at)}

    return _all(store, rules, task_ids, "Complete", done, hold_seconds)


def reopen(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Opens done tasks again, and takes the mark off their lines."""
    return _all(store, rules, task_ids, "Reopen", lambda *_: {"completed_at": None}, hold_seconds)


def snooze(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    day: date,
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Puts tasks off to a day.

    One with a day to do it on is done on that one, and its due day stays while it is not passed.
    """
    text = day.isoformat()

    def put_off(_: Edit, row: Mapping[str, Any]) -> dict[str, Any]:
        if row["do_on"] is None:
            return {"due": text}
        if row["due"] is None or text <= row["due"]:
            return {"do_on": text}
        return {"due": text, "do_on": None}

    return _all(store, rules, task_ids, "Move", put_off, hold_seconds)


def follow(edit: Edit, row: Mapping[str, Any], done: date) -> int | None:
    """Makes the task that follows one that repeats, which hands its rule on; None for others."""
    rule = repeats.from_stored(row["repeat"]) if row["repeat"] else None
    if rule is None:
        return None
    no_work = edit.rules.tasks.no_work if edit.rules is not None else NO_HOLIDAYS
    due, do_on = _day(row["due"]), _day(row["do_on"])
    day = repeats.next_after_done(rule, due or do_on, done, no_work)
    if day is None:
        return None
    values = new_task(
        edit,
        row["account_id"],
        row["title"],
        day.isoformat() if due or not do_on else None,
        checklists.unticked(row["body"]),
    )
    if do_on is not None:
        # As long before it is due as this time.
        lead = due - do_on if due is not None else timedelta(0)
        values["do_on"] = (day - lead).isoformat()
    values |= {name: row[name] for name in _GOES_ON}
    number = edit.insert("task", values)
    edit.set("task", row["id"], {"repeat": None})
    return number


def follow_what_was_done_elsewhere(store: Store, rules: HouseRules) -> Changed:
    """Makes what follows the repeated tasks that were finished in their source, each once.

    No act of the person: undo passes it by.
    """
    found = store.rows(f"SELECT id FROM tasks WHERE {_DONE_ELSEWHERE}")
    changed: dict[str, frozenset[int]] = {}
    for (number,) in found:
        try:
            with editing(store, rules, "Repeat task", hold_seconds=0) as edit:
                row = edit.row("task", number)
                # Asked again inside: another process may have been here meanwhile.
                if row["repeat"] is None or row["completed_at"] is None or row["archived_at"]:
                    continue
                if follow(edit, row, local_day(moment(row["completed_at"]))) is None:
                    edit.set("task", number, {"repeat": None})
                _by_rule(edit)
        except Refused:
            continue  # the house rules write no tasks any more; it follows once they do
        for kind, ids in edit.changed.ids.items():
            changed[kind] = changed.get(kind, frozenset()) | ids
    return Changed(changed)


_DONE_ELSEWHERE: Final = (
    "repeat IS NOT NULL AND completed_at IS NOT NULL AND archived_at IS NULL AND +account_id IN"
    f" (SELECT id FROM accounts WHERE {IN_THE_BOOK})"
)


def _by_rule(edit: Edit) -> None:
    """Lets an act be no edit that undo could take back: what it did is the rule's doing."""
    edit.connection.execute(
        "UPDATE changes SET edit = NULL, by = 'rule' WHERE edit = ?", (edit.number,)
    )
    edit.connection.execute("DELETE FROM edits WHERE id = ?", (edit.number,))


def delete_task(
    store: Store, rules: HouseRules, task_id: TaskId, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Deletes a task here and, where it has been sent, in its source too."""
    return delete_tasks(store, rules, [task_id], hold_seconds=hold_seconds)


def delete_tasks(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    *,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Deletes tasks as one edit, here and, where they have been sent, in their source too."""
    return _all(
        store,
        rules,
        task_ids,
        "Delete",
        lambda edit, _: {"archived_at": stamp(edit.at)},
        hold_seconds,
    )


def _all(
    store: Store,
    rules: HouseRules,
    task_ids: Sequence[TaskId],
    verb: str,
    values: Callable[[Edit, Mapping[str, Any]], Mapping[str, Any]],
    hold: float,
) -> Changed:
    several = tuple(dict.fromkeys(task_ids))
    words = f"{verb} task" if len(several) == 1 else f"{verb} {len(several)} tasks"
    # What reads the lines of notes is loaded with the first act on a task, not with the window.
    from book.line_marks import tick

    with editing(store, rules, words, hold_seconds=hold) as edit:
        for task_id in several:
            news = values(edit, living(edit, "task", task_id))
            edit.set("task", task_id, news)
            if "completed_at" in news:
                tick(edit, "task", task_id, done=news["completed_at"] is not None)
    return edit.changed


def _moved(edit: Edit, row: Mapping[str, Any], account_id: AccountId) -> dict[str, Any]:
    """The account of a task that goes to another customer: the one its own source knows.

    Raises Refused where that source does not know the customer.
    """
    home = home_of(edit.connection, account_id, "task", homes(edit.rules))
    if row["external_id"] is None:
        return {"account_id": home}
    found = edit.connection.execute(
        "SELECT id FROM accounts WHERE (id = ?1 OR shown_with = ?1) AND source = ?2"
        f" AND {IN_THE_BOOK} ORDER BY id <> ?1 LIMIT 1",
        (account_id, row["source"]),
    ).fetchone()
    if found is None:
        raise Refused(
            "The task is kept by a source that does not know that customer.",
            "Make a new task there, and delete this one.",
        )
    return {"account_id": found[0]}


def _rule(text: str | None, due: date | None, do_on: date | None, today: date) -> str | None:
    """A repeat as a task keeps it, counted from its day; None for none."""
    if text is None or not text.strip():
        return None
    return repeats.stored(repeats.parse_repeat(text, due or do_on or today))


def _says_the_same(rule: str | None, stood: str | None) -> bool:
    """Whether two kept repeats differ by the day they count from alone."""
    one = repeats.from_stored(rule) if rule else None
    other = repeats.from_stored(stood) if stood else None
    return one is not None and other is not None and repeats.spelled(one) == repeats.spelled(other)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time_text(at: time | None) -> str | None:
    return at.isoformat(timespec="minutes") if at is not None else None


def _title(title: str) -> str:
    name = " ".join(title.split())
    if not says_something(name):
        raise Usage("The task has no title.", "Say in a few words what is to be done.")
    if len(name) > LONGEST_TITLE:
        raise Usage(
            f"The task's title has {len(name):,} characters; {LONGEST_TITLE:,} are the most.",
            "Put the rest into a note.",
        )
    return name
