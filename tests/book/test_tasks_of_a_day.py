"""Days to do tasks on, repeats that come once, checklists, putting off, and several at once."""

from __future__ import annotations

from datetime import date

import pytest

from book import intake, outbox, task_writing, tasks, undo
from book.errors import Refused, Usage
from book.facts import Page, TaskFacts
from book.records import AccountId, NoteId, Task, TaskId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, StandIn, begin

ACORN, BIRCH, PLAN, KICK_OFF = AccountId(1), AccountId(2), TaskId(1), NoteId(1)
DUE = date(2026, 6, 20)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def one(book: Store, number: int) -> Task:
    found = tasks.task(book, TaskId(number))
    assert found is not None
    return found


def still_open(book: Store) -> list[Task]:
    return [task for task, _ in tasks.open_tasks(book)]


def done_there(book: Store, at: str = "2026-06-22T08:00:00.000000+00:00") -> None:
    """The plan was finished in its source, on whatever laptop."""
    there = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-06-20",
        mine=1, completed_at=at,
    )  # fmt: skip
    intake.apply(book, Page(source=SOURCE, resource="tasks", tasks=(there,)))


def test_the_day_to_do_it_on_stays_here_and_decides_where_it_stands(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, do_on=date(2026, 6, 12))
    late, _ = task_writing.add_task(book, RULES, ACORN, "Later", due=date(2026, 6, 14))
    found = still_open(book)
    assert [task.id for task in found] == [PLAN, late]  # by do-on day before the other's due day
    assert (found[0].due, found[0].stands_on) == (DUE, date(2026, 6, 12))
    assert [entry.record_id for entry in outbox.entries(book)] == [late]  # nothing of it is sent
    assert all("do_on" not in entry.intent for entry in outbox.entries(book))


@pytest.mark.parametrize(
    ("do_on", "due", "stands"),
    [("06-12", "06-20", "06-12"), ("06-25", "06-20", "06-20"), (None, "06-20", "06-20"),
     ("06-12", None, "06-12"), (None, None, None)],
)  # fmt: skip
def test_a_due_day_is_never_passed_over(
    book: Store, do_on: str | None, due: str | None, stands: str | None
) -> None:
    def day(text: str | None) -> date | None:
        return date.fromisoformat(f"2026-{text}") if text else None

    number, _ = task_writing.add_task(book, RULES, ACORN, "It", due=day(due), do_on=day(do_on))
    assert one(book, number).stands_on == day(stands)
    in_order = [task.stands_on or date.max for task in still_open(book)]
    assert in_order == sorted(in_order)


def test_done_makes_the_next_one_and_undo_takes_both_back(book: Store) -> None:
    task_writing.edit_task(
        book, RULES, PLAN, repeat="every month on the 31st", do_on=date(2026, 6, 18)
    )
    task_writing.edit_task(book, RULES, PLAN, body="- [x] one\n- [ ] two")
    task_writing.finish(book, RULES, [PLAN])
    (following,) = still_open(book)
    assert following.id != PLAN and one(book, PLAN).completed_at is not None
    assert (following.due, following.do_on) == (date(2026, 6, 30), date(2026, 6, 28))
    assert (following.title, following.body) == ("Send the plan", "- [ ] one\n- [ ] two")
    assert undo.undo(book, RULES).words == "Complete task"
    (again,) = still_open(book)
    assert (again.id, again.repeat) == (PLAN, "every month on the 31st from 2026-06-20")
    undo.redo(book, RULES)
    assert [task.due for task in still_open(book)] == [date(2026, 6, 30)]


def test_done_twice_is_followed_once(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="weekly")
    task_writing.finish(book, RULES, [PLAN])
    task_writing.finish(book, RULES, [PLAN])
    assert len(still_open(book)) == 1
    task_writing.reopen(book, RULES, [PLAN])
    task_writing.finish(book, RULES, [PLAN])
    assert len(still_open(book)) == 1
    (following,) = still_open(book)
    task_writing.finish(book, RULES, [following.id])
    assert len(still_open(book)) == 1


def test_done_in_the_source_is_followed_once_too(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="every 2 days")
    done_there(book)
    assert still_open(book) == []
    assert task_writing.follow_what_was_done_elsewhere(book, RULES)
    (following,) = still_open(book)
    assert following.due == date(2026, 6, 24)  # done late on the 22nd: what was missed is over
    assert not task_writing.follow_what_was_done_elsewhere(book, RULES)
    done_there(book, "2026-06-22T09:00:00.000000+00:00")
    assert not task_writing.follow_what_was_done_elsewhere(book, RULES)
    assert [task.id for task in still_open(book)] == [following.id]
    (entry,) = outbox.entries(book)
    assert (entry.record_id, entry.action) == (following.id, "create")


def test_done_here_and_there_is_followed_once(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="every 2 days")
    task_writing.finish(book, RULES, [PLAN])
    done_there(book)
    assert not task_writing.follow_what_was_done_elsewhere(book, RULES)
    assert len(still_open(book)) == 1


def test_what_followed_by_itself_is_no_act_to_take_back(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="weekly")
    done_there(book)
    task_writing.follow_what_was_done_elsewhere(book, RULES)
    assert undo.undo(book, RULES).words == "Edit task"  # the one before, not the new task
    assert len(still_open(book)) == 1
    (number,) = (task.id for task in still_open(book))
    task_writing.delete_task(book, RULES, number)
    assert not task_writing.follow_what_was_done_elsewhere(book, RULES)
    assert still_open(book) == []  # deleted is not made again


def test_a_deleted_task_is_not_followed(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="weekly")
    task_writing.delete_task(book, RULES, PLAN)
    done_there(book)
    assert not task_writing.follow_what_was_done_elsewhere(book, RULES)


def test_a_repeat_counts_from_its_day_until_that_moves(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, repeat="every 2 weeks")
    assert one(book, PLAN).repeat == "every 2 weeks on sat from 2026-06-20"
    task_writing.edit_task(book, RULES, PLAN, repeat="every 2 weeks on sat", title="Other words")
    assert one(book, PLAN).repeat == "every 2 weeks on sat from 2026-06-20"
    task_writing.edit_task(book, RULES, PLAN, repeat="every 2 weeks on sat", due=date(2026, 6, 27))
    assert one(book, PLAN).repeat == "every 2 weeks on sat from 2026-06-27"
    task_writing.edit_task(book, RULES, PLAN, repeat=None)
    assert one(book, PLAN).repeat is None
    with pytest.raises(Usage):
        task_writing.edit_task(book, RULES, PLAN, repeat="now and then")


def test_put_off_moves_the_due_day_or_the_day_to_do_it_on(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 6, 22))
    assert (one(book, PLAN).due, one(book, PLAN).do_on) == (date(2026, 6, 22), None)
    task_writing.edit_task(book, RULES, PLAN, do_on=date(2026, 6, 10))
    task_writing.snooze(book, RULES, [PLAN], date(2026, 6, 15))
    assert (one(book, PLAN).due, one(book, PLAN).do_on) == (date(2026, 6, 22), date(2026, 6, 15))
    task_writing.snooze(book, RULES, [PLAN], date(2026, 6, 23))
    assert (one(book, PLAN).due, one(book, PLAN).do_on) == (date(2026, 6, 23), None)


def test_several_get_a_day_as_one_edit_with_one_undo(book: Store) -> None:
    second, _ = task_writing.add_task(book, RULES, BIRCH, "Second", due=None)
    day = date(2026, 7, 1)
    task_writing.edit_tasks(book, RULES, [PLAN, second], due=day, do_on=date(2026, 6, 30))
    assert [(task.due, task.do_on) for task in still_open(book)] == [(day, date(2026, 6, 30))] * 2
    assert undo.undo(book, RULES).words == "Edit 2 tasks"
    assert [(task.due, task.do_on) for task in still_open(book)] == [(DUE, None), (None, None)]


def test_several_go_to_another_account_and_the_source_is_told(book: Store) -> None:
    there = StandIn(book)
    second, _ = task_writing.add_task(book, RULES, ACORN, "Second", due=None)
    task_writing.edit_tasks(book, RULES, [PLAN, second], account_id=BIRCH)
    assert {task.account_id for task in still_open(book)} == {BIRCH}
    there.take_all()
    assert {fields["account_id"] for fields in there.living()["task"].values()} == {BIRCH}
    assert undo.undo(book, RULES).words == "Move 2 tasks"
    assert {task.account_id for task in still_open(book)} == {ACORN}


def test_what_a_task_belongs_to_is_kept_here_and_goes_on_with_its_next(book: Store) -> None:
    task_writing.edit_task(book, RULES, PLAN, note_id=KICK_OFF, recording_id=7, repeat="weekly")
    assert outbox.entries(book) == []
    task_writing.finish(book, RULES, [PLAN])
    (following,) = still_open(book)
    assert (following.note_id, following.recording_id) == (KICK_OFF, 7)
    task_writing.edit_task(book, RULES, following.id, note_id=None, recording_id=None)
    assert (one(book, following.id).note_id, one(book, following.id).recording_id) == (None, None)


def test_where_tasks_are_never_written_nothing_follows_and_nothing_breaks(book: Store) -> None:
    from msgspec.structs import replace

    task_writing.edit_task(book, RULES, PLAN, repeat="weekly")
    done_there(book)
    never = replace(RULES, never_write=replace(RULES.never_write, fields=("tasks",)))
    assert not task_writing.follow_what_was_done_elsewhere(book, never)
    assert one(book, PLAN).repeat is not None  # it follows once they may be written
    with pytest.raises(Refused):
        task_writing.finish(book, never, [task_writing.add_task(
            book, RULES, ACORN, "It", due=DUE, repeat="weekly")[0]])  # fmt: skip


def test_working_days_of_a_repeat_respect_the_house_rules(book: Store) -> None:
    from msgspec.structs import replace

    off = replace(RULES, tasks=replace(RULES.tasks, holidays=(date(2026, 6, 22),)))
    task_writing.edit_task(book, off, PLAN, repeat="every working day", due=date(2026, 6, 19))
    task_writing.finish(book, off, [PLAN])
    (following,) = still_open(book)
    assert following.due == date(2026, 6, 23)  # Monday the 22nd is off


def test_lately_done_tasks_of_mine(book: Store) -> None:
    task_writing.finish(book, RULES, [PLAN])
    done = one(book, PLAN).completed_at
    assert done is not None
    assert [task.id for task, _ in tasks.done_tasks(book, done)] == [PLAN]
    task_writing.reopen(book, RULES, [PLAN])
    assert tasks.done_tasks(book, done) == []


def test_only_mine_are_open_for_me(book: Store) -> None:
    others = TaskFacts(
        external_id="T9", account_external_id="A1", title="Theirs", due="2026-06-01",
        assignee="Kim", mine=0,
    )  # fmt: skip
    intake.apply(book, Page(source=SOURCE, resource="tasks", tasks=(others,)))
    assert [task.title for task in still_open(book)] == ["Send the plan"]
    assert [task.title for task in tasks.tasks_of(book, ACORN)] == ["Theirs", "Send the plan"]
