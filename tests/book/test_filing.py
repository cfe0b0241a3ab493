"""Filing: lines become tasks and points once, follow their edits, and one undo takes all back."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from book import (
    drafts,
    intake,
    note_writing,
    notes,
    outbox,
    point_writing,
    points,
    task_writing,
    tasks,
    undo,
)
from book.facts import NoteFacts, Page
from book.line_links import links_of
from book.margin import preview
from book.note_writing import add_note, delete_note, edit_note
from book.records import AccountId, Changed, Filed, NoteId, Point, Task, TaskId
from book.store import Store
from tests.book.test_reversing import never
from tests.book.writing_book import RULES, SOURCE, StandIn, begin
from tests.clocks import HandClock

ACORN, BIRCH, PLAN = AccountId(1), AccountId(2), TaskId(1)
DAY = date(2026, 6, 10)  # the clock's day, a Wednesday
FRIDAY, MONDAY = date(2026, 6, 12), date(2026, 6, 15)
TEXT = (
    "Steering meeting in July.\n"
    "? can one board filter by group\n"
    "! CFO looks at all tools\n"
    "\n"
    "[] send event names @fri\n"
    "<< they send the list mon\n"
    ">> I owe them the price tomorrow\n"
    "^ escalate: boards time out\n"
    "They know where to get help."
)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def add(book: Store, body: str, account: AccountId = ACORN, *, private: bool = False) -> NoteId:
    return add_note(book, RULES, account, body=body, day=DAY, private=private)[0]


def edit(book: Store, note: NoteId, body: str) -> Changed:
    return edit_note(book, RULES, note, body=body)


def body(book: Store, note: NoteId) -> str:
    found = notes.note(book, note)
    assert found is not None
    return found.body


def made(book: Store, account: AccountId = ACORN) -> list[Task]:
    """My tasks but the one the book begins with."""
    return [one for one in tasks.tasks_of(book, account) if one.id != PLAN]


def left(book: Store, account: AccountId = ACORN) -> list[Point]:
    return points.points_of_account(book, account)


def filed(changed: Changed) -> Filed:
    assert changed.filed is not None
    return changed.filed


def everything(book: Store) -> list[tuple[object, ...]]:
    """All that an undo has to put back, but for what names the moment."""
    found: list[tuple[object, ...]] = []
    for table, columns in (
        ("notes", "id, subject, body, archived_at"),
        ("tasks", "id, title, due, completed_at IS NULL, archived_at IS NULL"),
        ("points", "id, kind, text, due, done_at IS NULL, archived_at IS NULL, note_id"),
        ("note_lines", "id, note_id, line, text, record, record_id, made"),
        ("outbox", "record, record_id, intent"),
        ("drafts", "id, body"),
    ):
        rows = book.rows(f"SELECT {columns} FROM {table} ORDER BY {columns}")
        found += [(table, *row) for row in rows]
    return found


def test_ending_a_draft_makes_what_its_lines_say(book: Store) -> None:
    draft = drafts.begin(book, account_id=ACORN, body=TEXT, day=DAY)
    standing = everything(book)
    note, changed = drafts.end(book, RULES, draft.id)
    (task,) = made(book)
    assert (task.title, task.due, task.mine, task.sync) == (
        "send event names", FRIDAY, True, "queued",
    )  # fmt: skip
    assert [(one.kind, one.text, one.due) for one in left(book)] == [
        ("i_owe", "I owe them the price", date(2026, 6, 11)),
        ("question", "can one board filter by group", FRIDAY),
        ("they_owe", "they send the list", MONDAY),
        ("risk", "CFO looks at all tools", None),
        ("escalation", "boards time out", None),
    ]
    assert {one.note_id for one in left(book)} == {note}
    assert [line.line for line in filed(changed).made] == [1, 2, 4, 5, 6, 7]
    assert body(book, note) == TEXT
    # What stays here is in no entry; the task and the note are.
    assert {one.record for one in outbox.entries(book)} == {"note", "task"}
    assert points.lines_of(book, "task", task.id) == [(note, 4)]
    done = everything(book)
    assert undo.undo(book, RULES).words == "End note"
    assert everything(book) == standing
    undo.redo(book, RULES)
    assert everything(book) == done
    assert not edit(book, note, TEXT)


def test_the_act_that_files_twice_changes_nothing(book: Store) -> None:
    note = add(book, TEXT)
    standing = everything(book)
    for text in (TEXT + "\nmore words", TEXT):
        changed = edit(book, note, text)
        assert changed.filed is None
        assert set(changed.ids) == {"note", "outbox"}
    assert everything(book) == standing


@pytest.mark.parametrize("sent", [False, True])
def test_an_edited_line_updates_its_own(book: Store, sent: bool) -> None:
    note = add(book, "Words\n[] send docs @fri\n? who owns it\nmore")
    (task,), (question,) = made(book), left(book)
    if sent:
        StandIn(book).take_all()
    standing = everything(book)
    changed = edit(book, note, "Words\n[] send all docs to Jo @mon\n- ? who pays for it @fri\nmore")
    ((task_now,), (question_now,)) = made(book), left(book)
    assert (task_now.id, task_now.title, task_now.due) == (task.id, "send all docs to Jo", MONDAY)
    assert (question_now.id, question_now.text, question_now.due) == (
        question.id, "who pays for it", FRIDAY,
    )  # fmt: skip
    assert [line.record_id for line in filed(changed).changed] == [task.id, question.id]
    undo.undo(book, RULES)
    assert everything(book)[: len(standing)] == standing


def test_a_line_written_anew_in_its_place_is_the_same_line(book: Store) -> None:
    note = add(book, "Next step\n[] send docs\nend")
    (task,) = made(book)
    edit(book, note, "Next step\n[] ring the CFO\nend")
    assert [(one.id, one.title) for one in made(book)] == [(task.id, "ring the CFO")]


def test_lines_that_move_keep_theirs(book: Store) -> None:
    note = add(book, "[] first thing\n[] second thing\n? third thing")
    first, second = made(book)
    edit(book, note, "? third thing\nwords\n[] second thing, really\n\n\n- [] first thing @fri")
    assert {(one.id, one.title) for one in made(book)} == {
        (first.id, "first thing"), (second.id, "second thing, really"),
    }  # fmt: skip
    assert len(left(book)) == 1
    assert points.lines_of(book, "task", first.id) == [(note, 5)]


def test_two_lines_alike_are_two_and_one_of_them_can_go(book: Store) -> None:
    note = add(book, "[] call\n[] call\n[] mail")
    one, two, _ = sorted(made(book), key=lambda task: task.id)
    edit(book, note, "[] call\n[] mail")
    assert {task.title for task in made(book)} == {"call", "mail"}
    assert len(made(book)) == 2
    assert len({one.id, two.id} & {task.id for task in made(book)}) == 1


def test_the_day_of_words_that_stay_is_not_seen_anew(book: Store, clock: HandClock) -> None:
    note = add(book, "[] send docs @fri\n? who owns it")
    clock.move(days=20)
    edit(book, note, "[] send the docs @fri\n? who owns it all")
    assert [one.due for one in made(book)] == [FRIDAY]
    assert [one.due for one in left(book)] == [FRIDAY]
    edit(book, note, "[] send the docs @mon\n? who owns it all")
    assert [one.due for one in made(book)] == [date(2026, 7, 6)]


def test_what_a_person_changed_in_the_list_is_left_by_an_edit_elsewhere(book: Store) -> None:
    note = add(book, "[] send docs @fri\nwords")
    (task,) = made(book)
    task_writing.edit_task(book, RULES, task.id, title="Send it all", due=MONDAY)
    edit(book, note, "[] send docs @fri\nother words")
    assert [(one.title, one.due) for one in made(book)] == [("Send it all", MONDAY)]


def test_a_line_taken_out_takes_what_never_left_along(book: Store) -> None:
    note = add(book, TEXT)
    standing = everything(book)
    changed = edit(book, note, "Steering meeting in July.")
    assert made(book) == []
    assert left(book) == []
    assert {entry.record for entry in outbox.entries(book)} == {"note"}
    assert len(filed(changed).dropped) == 6
    undo.undo(book, RULES)
    assert everything(book) == standing


def test_a_line_taken_out_leaves_what_is_sent_or_finished(book: Store) -> None:
    note = add(book, "[] send docs\n? who owns it\nwords")
    (question,), (task,) = left(book), made(book)
    StandIn(book).take_all()
    point_writing.close_points(book, RULES, [question.id])
    changed = edit(book, note, "words")
    assert [one.id for one in made(book)] == [task.id]
    assert [one.id for one in left(book)] == [question.id]
    assert len(filed(changed).kept) == 2
    assert points.lines_of(book, "task", task.id) == []
    assert [one.record for one in outbox.entries(book) if one.state == "queued"] == ["note"]


@pytest.mark.parametrize("sent", [False, True])
def test_a_line_that_comes_back_has_its_own_again(book: Store, sent: bool) -> None:
    note = add(book, "[] send docs\n? who owns it\nwords")
    if sent:
        StandIn(book).take_all()
    (task,), (question,) = made(book), left(book)
    edit(book, note, "words")
    edit(book, note, "words\n? who owns it\n\n[] send docs")
    assert [one.id for one in made(book)] == [task.id]
    assert [one.id for one in left(book)] == [question.id]
    assert points.lines_of(book, "point", question.id) == [(note, 1)]


def test_a_mark_in_the_note_ticks_and_takes_it_off_again(book: Store) -> None:
    note = add(book, "[] send docs @fri\n? who owns it")
    changed = edit(book, note, "[x] send docs @fri\n? [x] who owns it")
    assert [line.kind for line in filed(changed).closed] == ["task", "question"]
    (task,), (question,) = made(book), left(book)
    assert task.completed_at is not None
    assert question.done_at is not None
    undo.undo(book, RULES)
    assert made(book)[0].completed_at is None
    assert left(book)[0].done_at is None
    undo.redo(book, RULES)
    changed = edit(book, note, "[ ] send docs @fri\n? who owns it")
    assert [line.record_id for line in filed(changed).reopened] == [task.id, question.id]
    assert made(book)[0].completed_at is None
    assert left(book)[0].done_at is None


def test_a_tick_in_the_list_marks_the_line_and_goes_with_the_note(book: Store) -> None:
    note = add(book, "words\n- [] send docs @fri\n>> the price")
    StandIn(book).take_all()
    (task,), (promise,) = made(book), left(book)
    standing = everything(book)
    changed = task_writing.finish(book, RULES, [task.id])
    assert body(book, note) == "words\n- [x] send docs @fri\n>> the price"
    assert changed.ids["note"] == {note}
    assert {one.record for one in outbox.entries(book) if one.state == "queued"} == {"note", "task"}
    undo.undo(book, RULES)
    assert everything(book)[: len(standing)] == standing
    undo.redo(book, RULES)
    point_writing.close_points(book, RULES, [promise.id])
    assert body(book, note) == "words\n- [x] send docs @fri\n>> [x] the price"
    task_writing.reopen(book, RULES, [task.id])
    point_writing.reopen_points(book, RULES, [promise.id])
    assert body(book, note) == "words\n- [ ] send docs @fri\n>> [ ] the price"
    assert not edit(book, note, body(book, note))


def test_an_open_question_carried_over_is_answered_there_and_then(
    book: Store, clock: HandClock
) -> None:
    first = add(book, "? who owns the plant\n? do contractors count")
    clock.move(days=12)
    second = add(book, "[x] who owns the plant\n[ ] Do contractors  count")
    owner, contractors = sorted(left(book), key=lambda one: one.id)
    assert owner.done_at is not None
    assert contractors.done_at is None
    assert made(book) == []
    assert body(book, first) == "? [x] who owns the plant\n? do contractors count"
    assert points.lines_of(book, "point", contractors.id) == [(first, 1), (second, 1)]
    point_writing.close_points(book, RULES, [contractors.id])
    assert body(book, second).split("\n")[1] == "[x] Do contractors  count"
    assert body(book, first).split("\n")[1] == "? [x] do contractors count"
    undo.undo(book, RULES)
    undo.undo(book, RULES)
    assert body(book, first) == "? who owns the plant\n? do contractors count"
    assert all(one.done_at is None for one in left(book))


def test_a_carried_line_that_is_written_anew_or_taken_out_lets_go(book: Store) -> None:
    add(book, "? do contractors count")
    (question,) = left(book)
    second = add(book, "[ ] do contractors count")
    edit(book, second, "[ ] mail the list")
    assert [one.id for one in left(book)] == [question.id]
    assert [one.title for one in made(book)] == ["mail the list"]
    assert [note for note, _ in points.lines_of(book, "point", question.id)] != [second]


def test_a_task_that_stands_in_the_list_is_not_made_again(book: Store) -> None:
    add(book, "Open tasks\n[ ] send the PLAN\n[ ] another")
    assert [one.title for one in made(book)] == ["another"]
    changed = add_note(book, RULES, ACORN, body="[x] Send the plan", day=DAY)[1]
    assert [line.record_id for line in filed(changed).closed] == [PLAN]
    add(book, "[ ] another", BIRCH)
    assert [one.title for one in made(book, BIRCH)] == ["another"]


def test_what_was_done_already_makes_nothing(book: Store) -> None:
    note = add(book, "[x] sent the docs\n? [x] and this was answered")
    assert made(book) == []
    assert left(book) == []
    edit(book, note, "[ ] sent the docs\n? [x] and this was answered")
    assert [one.title for one in made(book)] == ["sent the docs"]


def test_a_line_that_changes_its_sign_has_one_object(book: Store) -> None:
    note = add(book, "[] the price @fri")
    (task,) = made(book)
    edit(book, note, ">> the price @fri")
    assert made(book) == []
    assert [(one.kind, one.text, one.due) for one in left(book)] == [("i_owe", "the price", FRIDAY)]
    edit(book, note, "<< the price @fri")
    assert [one.kind for one in left(book)] == ["they_owe"]
    edit(book, note, "[] the price @fri")
    assert left(book) == []
    assert [(one.title, one.due) for one in made(book)] == [("the price", FRIDAY)]
    StandIn(book).take_all()
    edit(book, note, ">> the price @fri")
    # The source has it: an edit of a note deletes nothing there.
    assert left(book) == []
    assert len(made(book)) == 1
    assert task.id not in {one.id for one in made(book)}


def test_what_was_deleted_in_the_list_stays_text(book: Store) -> None:
    note = add(book, "[] send docs\n? who owns it")
    (task,), (question,) = made(book), left(book)
    task_writing.delete_task(book, RULES, task.id)
    point_writing.delete_points(book, RULES, [question.id])
    edit(book, note, "[x] send all docs\n? who owns it at all")
    assert made(book) == []
    assert left(book) == []


def test_a_note_that_stays_here_makes_no_task(book: Store) -> None:
    note = add(book, "[] ask about their lawsuit @fri", private=True)
    assert made(book) == []
    assert [(one.kind, one.text, one.due) for one in left(book)] == [
        ("i_owe", "ask about their lawsuit", FRIDAY)
    ]
    assert outbox.entries(book) == []
    note_writing.make_public(book, RULES, note)
    assert [one.title for one in made(book)] == ["ask about their lawsuit"]
    assert left(book) == []
    note_writing.make_private(book, RULES, note)
    assert outbox.entries(book) == []
    assert [one.text for one in left(book)] == ["ask about their lawsuit"]


def test_a_deleted_note_takes_its_open_ones_along(book: Store) -> None:
    note = add(book, "[] send docs\n? who owns it\n? and this\n! that")
    other = add(book, "[ ] and this")
    closed = next(one for one in left(book) if one.text == "that")
    point_writing.close_points(book, RULES, [closed.id])
    standing = everything(book)
    delete_note(book, RULES, note)
    # What is closed, and what another note speaks of, stays.
    assert {one.text for one in left(book)} == {"that", "and this"}
    assert made(book) == []
    undo.undo(book, RULES)
    assert everything(book) == standing
    delete_note(book, RULES, other)
    assert {one.text for one in left(book)} == {"that", "and this", "who owns it"}


def test_what_the_house_rules_never_write_stays_text_and_is_named(book: Store) -> None:
    rules = never("task")
    note, changed = add_note(book, rules, ACORN, body="[] send docs\n? who owns it", day=DAY)
    assert made(book) == []
    assert len(left(book)) == 1
    assert [line for line, _ in filed(changed).refused] == [0]
    assert "house rules" in filed(changed).refused[0][1]
    edit(book, note, "[] send docs now\n? who owns it")
    (task,) = made(book)
    forbidding = never("note.body", "task.title")
    changed = task_writing.finish(book, forbidding, [task.id])
    assert body(book, note) == "[] send docs now\n? who owns it"


def test_what_others_wrote_into_my_note_makes_nothing(book: Store) -> None:
    add(book, "[] send docs\nwords\n? who owns it\nmore")
    StandIn(book).take_all()
    (note,) = (one for one in notes.notes_of(book, ACORN) if one.mine and one.subject == "")
    (task,), (question,) = made(book), left(book)
    theirs = "Hello\n[] a colleague's task\n[x] send docs\nwords\n? who really owns it\nmore"
    pull(book, str(note.external_id), theirs)
    assert body(book, note.id) == theirs
    assert [one.id for one in made(book)] == [task.id]
    mine = theirs.replace("more", "more of mine\n! a risk").replace("? who really", "? but who")
    edit(book, note.id, mine)
    assert [one.id for one in made(book)] == [task.id]
    assert made(book)[0].completed_at is None  # their mark is not mine
    assert sorted((one.kind, one.text) for one in left(book)) == [
        ("question", "but who owns it"), ("risk", "a risk"),
    ]  # fmt: skip
    assert points.lines_of(book, "task", task.id) == [(note.id, 2)]
    assert question.id in {one.id for one in left(book)}


def test_a_line_others_took_out_leaves_its_own_alone(book: Store) -> None:
    note = add(book, "[] send docs\n? who owns it\nwords")
    StandIn(book).take_all()
    found = notes.note(book, note)
    assert found is not None
    pull(book, str(found.external_id), "words")
    changed = edit(book, note, "words of mine")
    assert changed.filed is None
    assert len(made(book)) == len(left(book)) == 1


def pull(book: Store, external_id: str, text: str) -> None:
    facts = NoteFacts(
        external_id=external_id,
        account_external_id="A1",
        body=text,
        day=DAY.isoformat(),
        mine=1,
    )
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(facts,)))


def test_new_words_for_a_note_meet_what_stands_and_file_only_mine(book: Store) -> None:
    note = add(book, "one\n\n[] send docs\n\nlast")
    StandIn(book).take_all()
    draft = drafts.begin(book, note_id=note, account_id=ACORN, body=body(book, note), day=DAY)
    found = notes.note(book, note)
    assert found is not None
    pull(book, str(found.external_id), "one\n[] theirs\n\n[] send docs\n\nlast")
    drafts.save(
        book, msgspec.structs.replace(draft, body="one\n\n[] send docs @fri\n\nlast\n? mine")
    )
    _, changed = drafts.end(book, RULES, draft.id)
    assert body(book, note) == "one\n[] theirs\n\n[] send docs @fri\n\nlast\n? mine"
    assert [(one.title, one.due) for one in made(book)] == [("send docs", FRIDAY)]
    assert [one.text for one in left(book)] == ["mine"]
    assert len(filed(changed).made) == len(filed(changed).changed) == 1


def test_thousands_of_pasted_lines_make_some_and_stay_text(book: Store) -> None:
    body_text = "\n".join(f"[] thing number {n}" for n in range(5_000))
    _, changed = add_note(book, RULES, ACORN, body=body_text, day=DAY)
    assert len(made(book)) == 200
    assert filed(changed).beyond == 4_800


def carried(book: Store, title: str) -> tuple[TaskId, drafts.Draft]:
    """An open task of mine, and the draft of a note that carries it over."""
    number, _ = task_writing.add_task(book, RULES, ACORN, title, due=None)
    draft = drafts.begin(book, account_id=ACORN, body=f"talk\n[ ] {title}", day=DAY)
    return number, draft


@pytest.mark.parametrize("title", ["send docs", "Send the docs Friday", "plan for 3 dec"])
def test_a_task_carried_over_is_the_same_task(book: Store, title: str) -> None:
    number, draft = carried(book, title)
    before = tasks.task(book, number)
    note, changed = drafts.end(book, RULES, draft.id)
    assert not changed.filed
    assert tasks.task(book, number) == before
    stands = body(book, note)
    edit_note(book, RULES, note, body=stands.replace("[ ]", "[x]"))
    ticked = tasks.task(book, number)
    assert ticked is not None and ticked.completed_at is not None
    assert [one.title for one in tasks.tasks_of(book, ACORN) if one.title == title] == [title]


def test_a_task_ticked_in_the_list_while_its_note_is_written_is_made_no_second_time(
    book: Store, clock: HandClock
) -> None:
    number, draft = carried(book, "send docs")
    clock.move(minutes=5)
    task_writing.finish(book, RULES, [number])
    links = links_of(book, account_id=ACORN, since=draft.begun_at)
    (beside,) = preview(draft.body, links, DAY)
    assert (beside.verb, beside.words) == ("keep", "Done · in the list already")
    note, changed = drafts.end(book, RULES, draft.id)
    assert not changed.filed
    assert body(book, note) == "talk\n[x] send docs"
    clock.move(minutes=5)
    later = drafts.begin(book, account_id=ACORN, body="[] send docs", day=DAY)
    _, changed = drafts.end(book, RULES, later.id)
    assert [one.text for one in filed(changed).made] == ["send docs"], "a note begun later is new"
