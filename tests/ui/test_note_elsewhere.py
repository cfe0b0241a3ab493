"""The open note while others write: what became of it or of its account is said at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from book import drafts, note_writing, notes
from book.records import AccountId, NoteId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.writing_desk import dialog, toast, waiting
from ui.note.page import NotePage
from ui.versions.dialog import VersionsDialog
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

ALDER, BIRCH = AccountId(1), AccountId(2)
CHECK_IN = NoteId(1)


@pytest.fixture
def page(window: MainWindow) -> NotePage:
    """The note of the sample book, opened to be edited."""
    window.acts.notes.edit(CHECK_IN)
    return window.acts.notes.page


def written_elsewhere(window: MainWindow, store: Store, body: str) -> None:
    """What `satchel edit` does while the window is open."""
    note_writing.edit_note(store, window.reading.rules, CHECK_IN, body=body)
    window.refresh(None)


def set_status(window: MainWindow, store: Store, status: str) -> None:
    """What a pull says of the account."""
    with store.writing() as connection:
        connection.execute("UPDATE accounts SET status = ? WHERE id = ?", (status, ALDER))
    window.refresh(None)


@pytest.mark.parametrize("saved", [True, False])
def test_a_note_changed_elsewhere_is_said_and_its_versions_are_a_press_away(
    qtbot: QtBot, window: MainWindow, store: Store, page: NotePage, saved: bool
) -> None:
    assert page.notice.isHidden()
    page.text.setPlainText("They move to a new plan.\nMine.")
    if saved:
        page.keeper.save()
    written_elsewhere(window, store, "They move to a new plan.\n\nTheirs.")
    qtbot.waitUntil(page.notice.isVisible, timeout=2_000)
    assert page.notice.words.whole == (
        "This note was changed elsewhere meanwhile. Ending the edit keeps both."
    )
    assert page.text.toPlainText().endswith("Mine.")
    page.notice.button.click()
    dialog(VersionsDialog).close()
    window.acts.notes.end()
    found = notes.note(store, CHECK_IN)
    assert found is not None and "Mine." in found.body and "Theirs." in found.body


def test_it_is_still_said_when_the_draft_is_taken_up_again(
    window: MainWindow, store: Store, page: NotePage
) -> None:
    page.text.setPlainText("Mine.")
    window.go("today")
    written_elsewhere(window, store, "Theirs.")
    window.acts.notes.edit(CHECK_IN)
    assert page.notice.isVisible()
    assert page.notice.button.text() == "See the versions"


def test_a_note_that_only_stands_open_shows_the_new_words_and_says_nothing(
    window: MainWindow, store: Store, page: NotePage
) -> None:
    written_elsewhere(window, store, "Theirs.")
    assert page.text.toPlainText() == "Theirs."
    assert page.notice.isHidden()


def test_a_note_deleted_elsewhere_is_said(
    qtbot: QtBot, window: MainWindow, store: Store, page: NotePage
) -> None:
    page.text.setPlainText("Mine.")
    page.keeper.save()
    note_writing.delete_note(store, window.reading.rules, CHECK_IN)
    window.refresh(None)
    qtbot.waitUntil(page.notice.isVisible, timeout=2_000)
    assert page.notice.words.whole.startswith("This note was deleted elsewhere.")


def test_an_account_that_is_gone_is_said_and_the_note_asks_for_another(
    window: MainWindow, store: Store
) -> None:
    window.acts.notes.new(ALDER)
    page = window.acts.notes.page
    page.text.setPlainText("They start in July.")
    set_status(window, store, "removed")
    assert page.notice.words.whole == (
        "Alder Works is gone from its source. The note stays here until it has another account."
    )
    window.acts.notes.end()
    asked = dialog(PickDialog)
    assert waiting(store) == [] and page.text.toPlainText() == "They start in July."
    asked.close()
    page.set_account(BIRCH, "Birch & Sons")
    assert page.notice.isHidden()
    window.acts.notes.end()
    assert toast(window).endswith("Leaves in 60 s.")


def test_an_edit_of_a_note_whose_account_is_gone_never_says_that_it_leaves(
    window: MainWindow, store: Store, page: NotePage
) -> None:
    page.text.setPlainText("They stay.")
    set_status(window, store, "removed")
    assert page.notice.words.whole == (
        "Alder Works is gone from its source. What you write is kept here and not sent."
    )
    window.acts.notes.end()
    assert toast(window).endswith("It stays here: its account is gone from its source.")
    assert "Leaves" not in toast(window)


def test_an_account_that_left_the_book_is_said_and_still_takes_the_note(
    window: MainWindow, store: Store
) -> None:
    window.acts.notes.new(ALDER)
    page = window.acts.notes.page
    page.text.setPlainText("They start in July.")
    set_status(window, store, "left")
    assert page.notice.words.whole.startswith("Alder Works left your book.")
    window.acts.notes.end()
    assert waiting(store) == [("note", "create")]
    assert toast(window).endswith("Leaves in 60 s.")


def test_an_ended_note_is_no_draft_until_a_word_of_it_is_another(
    window: MainWindow, page: NotePage
) -> None:
    assert page.chip.words == "Ended note, nothing changed"
    page.text.setPlainText("They stay.")
    page.keeper.save()
    assert page.chip.words == "Draft of other words, only here until you end it"


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("Ada Lind", "Ada Lind wrote this note; read only"),
        (None, "Somebody else wrote this note; read only"),
    ],
)
def test_a_note_of_somebody_else_is_read_and_not_written(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock, author: str, said: str
) -> None:
    with store.writing() as connection:
        connection.execute("UPDATE notes SET mine = 0, author = ? WHERE id = 1", (author,))
    window.acts.notes.edit(CHECK_IN)
    page = window.acts.notes.page
    assert page.chip.words == said
    assert page.end.isHidden() and page.keep_private.isHidden() and page.bar.add_link.isHidden()
    page.text.setFocus()
    qtbot.keyClicks(page.text, "x")
    clock.now += timedelta(seconds=2)
    page.keeper.save()
    assert page.text.toPlainText() == "They move to a new plan."
    window.acts.notes.turn_private()
    assert not page.private and drafts.drafts(store) == []
    writing = ("add_link", "end_note", "discard_draft", "paste_machine_made", "keep_private")
    for name in writing:
        assert not window.commands.run(name), "its key and its line of the menu rest too"
    window.go("today")
    window.acts.notes.new(ALDER)  # the page is a writer's again
    assert all(window.commands.action(name).isEnabled() for name in writing)
    assert not page.text.isReadOnly() and page.end.isVisible() and page.account.isEnabled()


def test_a_draft_taken_up_again_can_still_take_a_template(
    window: MainWindow, store: Store, page: NotePage
) -> None:
    assert page.template_button.isHidden()  # an ended note has its words
    window.acts.notes.new(ALDER)
    page.text.setPlainText("Mine.")
    window.go("today")
    ((draft, _),) = drafts.drafts(store)
    window.acts.notes.open_draft(draft.id)
    assert page.template_button.isVisible()
    assert page.template_button.text() == "Template"
    page.template_button.click()
    dialog(PickDialog).close()
