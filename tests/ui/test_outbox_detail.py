"""The opened entry: its request and what happened, asked for late, copied whole."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.outbox_samples import (
    Book,
    Heard,
    make_page,
    note,
    press,
    settle,
    usual,
)

NARROW = (700, 700)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def test_the_request_is_asked_for_once_the_choice_rests(qtbot: QtBot) -> None:
    book = Book()
    page = make_page(qtbot, *usual(), book=book)
    assert book.asked == [1]
    assert page.detail.request.toPlainText() == book.request(1)
    book.asked.clear()
    page.list.step(1)
    page.list.step(1)
    assert book.asked == []
    assert page.detail.request.toPlainText() == ""
    settle()
    assert book.asked == [3]
    assert page.detail.happened.lines[-1].spoken.endswith("sending number 3")


def test_ctrl_c_copies_the_request_and_a_selection_copies_itself(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    press(Key.Key_C, CONTROL)
    assert clipboard.text() == page.detail.request.whole != ""
    assert heard.said == [("copied", "Copied the request")]
    page.detail.request.setFocus()
    page.detail.request.moveCursor(page.detail.request.textCursor().MoveOperation.Start)
    cursor = page.detail.request.textCursor()
    cursor.movePosition(cursor.MoveOperation.EndOfWord, cursor.MoveMode.KeepAnchor)
    page.detail.request.setTextCursor(cursor)
    press(Key.Key_C, CONTROL)
    assert clipboard.text() == "POST"
    QTest.mouseClick(page.detail.copy, LEFT)
    assert clipboard.text() == page.detail.request.whole


def test_a_very_long_request_is_shown_in_part_and_copied_whole(qtbot: QtBot) -> None:
    class Long(Book):
        def request(self, entry_id: int) -> str:
            return "x" * 50_000

    page = make_page(qtbot, note(1), book=Long())
    assert page.detail.request.toPlainText().endswith(
        "30,000 more characters; copying takes them along."
    )
    page.detail.copy_request()
    assert len(QGuiApplication.clipboard().text()) == 50_000
    assert page.detail.request.height() < page.height()


def test_nothing_can_be_typed_into_the_request(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    before = page.detail.request.toPlainText()
    page.detail.request.setFocus()
    press(Key.Key_X)
    press(Key.Key_H)
    assert page.detail.request.toPlainText() == before
    assert heard.said == [("held", 1)]
