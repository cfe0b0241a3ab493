"""Writing a note by key: the draft follows, ending queues it, nothing typed is ever lost."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import drafts, note_writing, notes, outbox
from book.drafts import Draft
from book.gate import WriteGate
from book.records import AccountId, Note, NoteId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    close_writing,
    dialog,
    edits,
    hit,
    press_toast,
    queue,
    toast,
    type_in,
    waiting,
)
from ui.note.page import NotePage
from ui.window.main_window import MainWindow
from ui.words import time_words
from ui.writing.note_questions import ask_day
from ui.writing.pick_list import PickDialog
from ui.writing.question import Question

ALDER = AccountId(1)


def open_note(qtbot: QtBot, window: MainWindow) -> NotePage:
    """A new note for the account the queue stands on."""
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    return note_page(window)


def note_page(window: MainWindow) -> NotePage:
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    return page


def write(qtbot: QtBot, subject: str, body: str, tags: str = "") -> None:
    """Type a note: its tags and its subject, which stand before the text, then the text."""
    hit(qtbot, Qt.Key.Key_Backtab, SHIFT)
    hit(qtbot, Qt.Key.Key_Backtab, SHIFT)
    type_in(qtbot, tags, Qt.Key.Key_Tab)
    type_in(qtbot, subject, Qt.Key.Key_Return)
    first, *others = body.split("\n")
    type_in(qtbot, first)
    for line in others:
        hit(qtbot, Qt.Key.Key_Return)
        type_in(qtbot, line)


def only_draft(store: Store) -> Draft:
    ((draft, _name),) = drafts.drafts(store)
    return draft


def notes_of(store: Store) -> list[Note]:
    """The notes of the account that the sample book did not have."""
    return [note for note in notes.notes_of(store, ALDER) if note.subject != "Check-in"]


def test_n_opens_a_note_for_the_account_with_the_cursor_in_its_text(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    # Until now it stood in the subject; the look has it in the first line of the text.
    page = open_note(qtbot, window)
    assert page.title.whole == "Call with Alder Works"
    assert page.text.hasFocus()
    assert page.chip.words == "Draft, only on this laptop until you end it"
    assert window.windowTitle() == "Call with Alder Works: Wren's book"
    assert drafts.drafts(store) == []  # nothing was written yet


def test_a_pause_puts_it_on_disk_and_queues_nothing(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Intro", "They start in July.", "call, plan")
    qtbot.waitUntil(lambda: bool(drafts.drafts(store)), timeout=2_000)
    qtbot.waitUntil(lambda: only_draft(store).body == "They start in July.", timeout=2_000)
    draft = only_draft(store)
    assert (draft.account_id, draft.subject, draft.tags) == (ALDER, "Intro", ("call", "plan"))
    assert (draft.kind, draft.day, draft.private) == ("call", TODAY, False)
    assert page.saved.whole == f"saved here {time_words(clock.now)}:00"  # with its second
    assert waiting(store) == []
    assert edits(store) == []
    assert window.status.counts.whole == "4 words"


def test_ctrl_s_saves_now(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    open_note(qtbot, window)
    write(qtbot, "", "One line.")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert only_draft(store).body == "One line."


def test_ctrl_enter_ends_it_and_the_toast_takes_it_back_to_the_page(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    open_note(qtbot, window)
    write(qtbot, "Intro", "They start in July.")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (ended,) = notes_of(store)
    assert (ended.subject, ended.body, ended.kind) == ("Intro", "They start in July.", "call")
    assert ended.sync == "queued"
    assert waiting(store) == [("note", "create")]
    assert drafts.drafts(store) == []
    assert window.desk.area.key == "today"
    assert toast(window) == f"Saved here {time_words(clock.now)}. Leaves in 60 s."
    press_toast(window)
    assert waiting(store) == []
    assert notes_of(store) == []
    page = note_page(window)
    assert page.text.toPlainText() == "They start in July."
    assert only_draft(store).subject == "Intro"


def test_the_hold_time_is_the_persons(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    window.settings.change(hold_seconds=10)
    open_note(qtbot, window)
    write(qtbot, "Intro", "x")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert toast(window).endswith("Leaves in 10 s.")
    (entry,) = outbox.entries(store)
    assert entry.not_before is not None
    assert (entry.not_before - entry.created_at).total_seconds() == 10


def test_an_empty_note_is_not_ended_and_leaves_no_trace(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    open_note(qtbot, window)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert toast(window).startswith("The note has no words in it.")
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today"
    assert drafts.drafts(store) == []
    assert edits(store) == []


def test_esc_goes_back_and_the_draft_waits_in_the_column(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    open_note(qtbot, window)
    write(qtbot, "Intro", "one\n\ntwo")
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today"
    assert only_draft(store).body == "one\n\ntwo"
    column = window.desk.today.column
    qtbot.waitUntil(lambda: bool(column.view.unfinished), timeout=1_000)
    (line,) = [one for one in column.lines.lines if one.key.startswith("draft ")]
    assert line.spoken == "\u2068Alder Works, Intro\u2069, today, 2 lines, only here"
    column.lines.act(column.lines.number_of(line.key))
    page = note_page(window)
    assert (page.subject.text(), page.text.toPlainText()) == ("Intro", "one\n\ntwo")
    assert len(drafts.drafts(store)) == 1


def test_going_elsewhere_keeps_it_too(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    open_note(qtbot, window)
    write(qtbot, "", "half a")
    window.go("accounts")
    assert only_draft(store).body == "half a"
    window.go("today")
    assert window.desk.area.key == "today"


def test_a_draft_emptied_again_is_given_up_silently(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "", "no")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    page.text.clear()
    hit(qtbot, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []
    assert toast(window) == ""


def test_a_private_note_is_locked_and_never_queued(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Mine", "not for the team")
    hit(qtbot, Qt.Key.Key_L, CTRL | SHIFT)
    assert page.chip.words == "Draft, only on this laptop for good"
    assert page.keep_private.isChecked()
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (kept,) = notes_of(store)
    assert kept.private
    assert waiting(store) == []
    assert toast(window).endswith("It stays on this laptop.")


def test_a_note_without_an_account_asks_whose_it_is(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.go("week")
    hit(qtbot, Qt.Key.Key_N, CTRL)
    page = note_page(window)
    assert page.title.whole == "New note"
    write(qtbot, "Intro", "met at a fair")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    asked = dialog(PickDialog)
    assert asked.windowTitle() == "Whose note is it"
    type_in(qtbot, "alder", Qt.Key.Key_Return)
    assert [note.subject for note in notes_of(store)] == ["Intro"]
    assert window.desk.area.key == "week"


def test_day_and_kind_are_asked_for_and_kept(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Intro", "x")
    page.day_button.click()
    type_in(qtbot, "yesterday", Qt.Key.Key_Return)
    assert page.day_button.text() == "Mon 23 Nov"
    page.kind_button.click()
    type_in(qtbot, "meet", Qt.Key.Key_Return)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (ended,) = notes_of(store)
    assert (ended.day, ended.kind) == (date(2026, 11, 23), "meeting")


def test_a_note_is_edited_through_a_draft_of_it(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.acts.notes.edit(NoteId(1))
    page = note_page(window)
    assert page.text.toPlainText() == "They move to a new plan."
    assert page.end.text() == "End edit"
    hit(qtbot, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []  # looked at only
    window.acts.notes.edit(NoteId(1))
    page.text.setPlainText("They stay.")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert only_draft(store).note_id == NoteId(1)
    hit(qtbot, Qt.Key.Key_Escape)
    window.acts.notes.edit(NoteId(1))  # goes on with the same draft
    assert page.text.toPlainText() == "They stay."
    assert len(drafts.drafts(store)) == 1
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    found = notes.note(store, NoteId(1))
    assert found is not None and found.body == "They stay."
    assert waiting(store) == [("note", "update")]


def test_a_draft_is_discarded_after_a_question_and_undo_brings_it_back(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    open_note(qtbot, window)
    write(qtbot, "Intro", "three words here")
    window.commands.run("discard_draft")
    question = dialog(Question)
    assert isinstance(question, Question)
    assert question.accessibleDescription() == "It has 3 words and exists only on this laptop."
    question.verb.click()
    assert drafts.drafts(store) == []
    assert window.desk.area.key == "today"
    press_toast(window)
    assert note_page(window).text.toPlainText() == "three words here"


def test_a_full_disk_keeps_the_text_and_goes_on_once_there_is_room(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Intro", "short")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    [(pages,)] = store.rows("PRAGMA page_count")
    store.rows(f"PRAGMA max_page_count = {pages}")
    long = "They said a lot. " * 3_000
    page.text.setPlainText(long)
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert page.trouble.whole == "Not saved yet: disk is full. The text stays here."
    assert page.trouble.isVisible()
    assert window.status.saved.standing.words.startswith("Not saved yet")
    hit(qtbot, Qt.Key.Key_Return, CTRL)  # nor is it ended
    assert page.text.toPlainText() == long
    assert notes_of(store) == []
    hit(qtbot, Qt.Key.Key_Escape)
    window.acts.notes.new()  # another note must not take its place
    assert page.text.toPlainText() == long
    window.close()
    assert window.isVisible()
    store.rows("PRAGMA max_page_count = 1000000")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert not page.trouble.isVisible()
    assert window.status.saved.standing.words == "Saved here"
    assert only_draft(store).body == long


def test_a_busy_file_is_waited_for_in_order_and_said(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Intro", "while somebody else writes")
    with WriteGate(store.profile).held():
        hit(qtbot, Qt.Key.Key_Return, CTRL)
        assert window.status.saved.standing.words == "saving…"
        assert page.text.toPlainText() == "while somebody else writes"
        assert window.desk.area.key == "note"
        assert notes_of(store) == []
    qtbot.waitUntil(lambda: len(notes_of(store)) == 1, timeout=2_000)
    qtbot.waitUntil(lambda: window.desk.area.key == "today", timeout=2_000)
    assert window.status.saved.standing.words == "Saved here"
    assert edits(store) == ["End note"]


def test_a_draft_that_was_ended_elsewhere_keeps_its_words(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = open_note(qtbot, window)
    write(qtbot, "Intro", "first")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    drafts.end(store, window.reading.rules, only_draft(store).id)
    type_in(qtbot, " and more")
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert "ended or discarded elsewhere" in page.trouble.whole
    assert page.text.toPlainText() == "first and more"
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert only_draft(store).body == "first and more"


def test_the_first_edit_on_a_source_that_is_not_written_to_says_so_once(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    close_writing(store)
    window.reading.forget(None)
    for number in range(2):
        open_note(qtbot, window)
        write(qtbot, f"Note {number}", "x")
        hit(qtbot, Qt.Key.Key_Return, CTRL)
        said = toast(window)
        assert said.endswith("It waits here: writing to Vitally is off.") == (number == 0)
    assert len(waiting(store)) == 2


def test_turning_writing_on_from_the_toast(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    close_writing(store)
    window.reading.forget(None)
    note_writing.add_note(store, window.reading.rules, ALDER, body="before", day=TODAY)
    open_note(qtbot, window)
    write(qtbot, "", "x")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    press_toast(window)
    assert toast(window) == "Writing to Vitally is on."
    (source,) = window.reading.sources
    assert source.options["read-only"] == "false"


def test_undo_in_the_text_is_the_texts_own(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_C)
    page = open_note(qtbot, window)
    write(qtbot, "", "typed")
    hit(qtbot, Qt.Key.Key_Z, CTRL)
    assert page.text.toPlainText() == ""
    assert edits(store) == ["Mark contacted"]
    window.commands.run("redo")
    assert page.text.toPlainText() == "typed"


@pytest.mark.parametrize("letters", [True, False])
def test_with_letters_off_ctrl_n_still_opens_one(
    qtbot: QtBot, window: MainWindow, letters: bool
) -> None:
    window.settings.change(letter_keys=letters)
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    assert (window.desk.area.key == "note") == letters
    window.go("today")
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_N, CTRL)
    assert window.desk.area.key == "note"
    assert QApplication.activeModalWidget() is None


def test_a_day_that_is_still_to_come_cannot_be_picked(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    page = window.acts.notes.page
    stood = page.day
    asked = ask_day(page, window.reading.day)
    asked.field.setText("2999-01-01")
    (option,) = asked.model.options
    assert (option.refused, option.below) == (
        True, "That is years ahead; a note tells of what was.",
    )  # fmt: skip
    hit(qtbot, Qt.Key.Key_Return)
    assert page.day == stood
    asked.field.setText("yesterday")
    hit(qtbot, Qt.Key.Key_Return)
    assert page.day == stood - timedelta(days=1)
