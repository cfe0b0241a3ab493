"""The note page as it stands: names, widths, both schemes, the text's measure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from book.gate import WriteGate
from book.records import AccountId
from book.store import Store
from tests.ui.shell_book import NARROW, resize
from tests.ui.writing_desk import SHIFT, hit, queue, toast, type_in
from ui.look import theme
from ui.look.buttons import Button
from ui.note.page import NotePage
from ui.note.text_edit import column_width
from ui.window.main_window import MainWindow


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> NotePage:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    return window.acts.notes.page


def test_whatever_takes_the_keyboard_has_a_name(page: NotePage) -> None:
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and not widget.accessibleName()
    ]
    assert nameless == []


def test_tab_leads_from_field_to_field_and_out_of_the_text(
    qtbot: QtBot, page: NotePage, window: MainWindow
) -> None:
    # It begins in the text since the subject is no longer the first field of all.
    hit(qtbot, Qt.Key.Key_Backtab, SHIFT)
    assert page.subject.hasFocus()
    hit(qtbot, Qt.Key.Key_Backtab, SHIFT)
    assert page.tags.hasFocus()
    hit(qtbot, Qt.Key.Key_Tab)
    hit(qtbot, Qt.Key.Key_Tab)
    assert page.text.hasFocus()
    hit(qtbot, Qt.Key.Key_Tab)
    assert not page.text.hasFocus()
    assert page.text.toPlainText() == ""


def test_lines_keep_to_their_measure_whatever_the_width(qtbot: QtBot, page: NotePage) -> None:
    assert page.text.viewport().width() == column_width()
    page.text.setPlainText("line\n" * 200)
    qtbot.waitUntil(page.text.verticalScrollBar().isVisible, timeout=1_000)
    assert page.text.viewport().width() == column_width()
    assert page.subject.width() <= column_width()


def test_a_narrow_window_loses_words_and_no_button(
    qtbot: QtBot, window: MainWindow, page: NotePage
) -> None:
    page.keeper.saved.emit(window.reading.now)
    resize(window, NARROW)
    inside = page.rect()
    for button in (page.keep_private, page.end, page.account, page.day_button):
        corner = button.mapTo(page, button.rect().bottomRight())
        assert inside.contains(corner), button.text()
    resize(window, (600, 500))
    assert page.chip.width() < page.chip.sizeHint().width()
    assert page.chip.toolTip() == page.chip.words


def test_another_scheme_dresses_the_text(window: MainWindow, page: NotePage) -> None:
    before = page.subject.styleSheet()
    window.commands.run("scheme_dark")
    assert theme.current().dark
    assert page.subject.styleSheet() != before
    assert page.text.font().pixelSize() == theme.current().font("note").pixelSize()


def test_a_window_with_unsaved_words_stays_until_they_are_saved(
    qtbot: QtBot, window: MainWindow, page: NotePage, store: Store
) -> None:
    type_in(qtbot, "half a subject")
    with WriteGate(store.profile).held():
        window.close()
        assert window.isVisible()
        assert toast(window).startswith("A note is not saved yet.")
    qtbot.waitUntil(lambda: not page.keeper.unsaved, timeout=2_000)
    window.close()
    assert not window.isVisible()


def test_enter_in_the_subject_leads_to_the_text(qtbot: QtBot, page: NotePage) -> None:
    page.subject.setFocus()
    type_in(qtbot, "Intro", Qt.Key.Key_Return)
    assert page.text.hasFocus()
    assert (page.subject.text(), page.text.toPlainText()) == ("Intro", "")


def test_a_long_name_takes_no_room_from_what_is_beside_it(
    qtbot: QtBot, window: MainWindow, page: NotePage
) -> None:
    name = "Society of Lighthouse Keepers " * 6
    page.set_account(page.words().account_id or AccountId(1), name)
    resize(window, (1000, 700))
    look = theme.current()
    assert page.account.width() < look.px(360)
    assert page.account.toolTip() == page.account.text() == name
    assert page.title.width() >= look.px(90)
    qtbot.waitUntil(lambda: page.chip.width() == page.chip.short_width(), timeout=500)
    assert page.end.geometry().right() < page.width()


def test_a_name_with_an_and_sign_stands_as_it_is(page: NotePage) -> None:
    page.set_account(AccountId(2), "Birch & Sons")
    assert page.account.text() == "Birch & Sons"
    assert page.account.shortcut().isEmpty()
    bare, marked = Button("Birch  Sons"), Button("Birch & Sons")
    assert marked.sizeHint().width() > bare.sizeHint().width()


def test_why_it_is_not_saved_takes_the_place_of_what_is_less_urgent(page: NotePage) -> None:
    page.bar.tell_trouble("Not saved yet: disk is full. The text stays here.")
    assert page.trouble.isVisible()
    assert not page.chip.isVisible()
    assert not page.saved.isVisible()
    page.bar.tell_trouble("")
    assert page.chip.isVisible()


def test_the_title_says_what_kind_of_note_it_is(page: NotePage, window: MainWindow) -> None:
    page.change(kind="meeting")
    assert page.title.whole == "Meeting with Alder Works"
    assert window.windowTitle().startswith("Meeting with Alder Works: ")
    page.change(kind="note")
    assert page.title.whole == "Note on Alder Works"


def test_the_status_bar_has_the_signs_and_the_button_its_key(
    page: NotePage, window: MainWindow
) -> None:
    # The bar told how to end a note before lines had signs; the button has said so all along.
    signs = "[] task · ? question · ! risk · >> I owe · << they owe · ^ escalate"
    assert window.status.hint.whole == signs
    assert page.end.key == "Ctrl+Enter"
