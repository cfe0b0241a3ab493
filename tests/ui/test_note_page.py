"""The note page as it stands: names, widths, both schemes, the text's measure."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from book.gate import WriteGate
from book.store import Store
from tests.ui.shell_book import NARROW, resize
from tests.ui.writing_desk import SHIFT, hit, queue, toast, type_in
from ui.look import theme
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
