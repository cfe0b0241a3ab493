"""The note page as it stands: names, widths, both schemes, the text's measure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from book.gate import WriteGate
from book.records import AccountId
from book.store import Store
from tests.ui.shell_book import NARROW, resize
from tests.ui.writing_desk import CTRL, SHIFT, dialog, hit, queue, toast, type_in
from ui.look import theme
from ui.look.buttons import Button
from ui.note.current_line import band
from ui.note.page import NotePage
from ui.note.text_edit import column_width
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog


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
    # The bar stands at the page's edge since what a line makes stands right beside its text.
    qtbot.waitUntil(page.scroll_bar.isVisible, timeout=1_000)
    assert page.text.viewport().width() == column_width()
    assert page.scroll_bar.geometry().right() == page.width() - 1
    assert page.margin.geometry().left() == page.text.geometry().right() + 1


def test_the_bar_at_the_edge_and_the_text_go_together(qtbot: QtBot, page: NotePage) -> None:
    page.text.setPlainText("line\n" * 200)
    qtbot.waitUntil(page.scroll_bar.isVisible, timeout=1_000)
    page.scroll_bar.setValue(page.scroll_bar.maximum())
    assert page.text.verticalScrollBar().value() == page.scroll_bar.maximum() > 100
    page.text.verticalScrollBar().setValue(7)
    assert page.scroll_bar.value() == 7
    page.text.setPlainText("one line")
    qtbot.waitUntil(lambda: not page.scroll_bar.isVisible(), timeout=1_000)


def test_the_line_that_is_written_on_stands_out_through_text_and_margin(
    qtbot: QtBot, page: NotePage
) -> None:
    page.text.setPlainText("one\ntwo\nthree")
    page.text.moveCursor(page.text.textCursor().MoveOperation.Start)
    page.text.setFocus()
    found = band(page.text)
    assert found is not None
    tint, ground = theme.current().color("hover"), theme.current().color("surface")

    def at(widget: QWidget, x: int, y: int) -> QColor:
        return page.grab().toImage().pixelColor(widget.mapTo(page, QPoint(x, y)))

    top = page.text.viewport().y() + found.center().y()
    assert at(page.text, 2, top) == tint
    assert at(page.text, page.text.width() - 2, top) == tint
    assert at(page.margin, page.margin.width() - 2, top) == tint
    assert at(page.margin, page.margin.width() - 2, top + 2 * found.height()) == ground
    page.subject.setFocus()
    assert band(page.text) is None


def test_a_link_is_put_into_the_note_by_key_and_by_button(
    qtbot: QtBot, window: MainWindow, page: NotePage
) -> None:
    page.text.setPlainText("we looked at the board")
    QGuiApplication.clipboard().setText(
        " https://www.loom.com/share/0123456789abcdef0123456789abcdef "
    )
    page.text.setFocus()
    hit(qtbot, Qt.Key.Key_L, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    assert asked.current is not None
    assert asked.current.words.startswith("Loom")
    hit(qtbot, Qt.Key.Key_Return)
    assert page.text.toPlainText() == (
        "we looked at the board\nhttps://www.loom.com/share/0123456789abcdef0123456789abcdef\n"
    )
    page.bar.add_link.click()
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    asked.field.setText("not a link")
    assert asked.current is None or asked.current.refused
    asked.close()


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
