"""List and entry side by side, or one over the other."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.outbox_samples import (
    Book,
    Heard,
    click_row,
    make_page,
    press,
    settle,
    usual,
)
from ui.look import theme

NARROW = (700, 700)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def test_a_narrow_page_shows_the_list_or_the_entry(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual(), size=NARROW)
    heard = Heard(page)
    assert page.list.isVisible()
    assert not page.detail.isVisible()
    press(Key.Key_Return)
    assert heard.said == []
    assert page.detail.isVisible()
    assert not page.list.isVisible()
    assert page.detail.back.isVisible()
    press(Key.Key_R)
    assert heard.said == [("retried", 1)]
    press(Key.Key_Escape)
    assert page.list.isVisible()
    assert page.list.hasFocus()
    click_row(page, 3, twice=True)
    assert page.detail.isVisible()
    QTest.mouseClick(page.detail.back, LEFT)
    assert page.list.isVisible()


def test_a_narrow_page_asks_nothing_about_an_entry_nobody_opened(qtbot: QtBot) -> None:
    book = Book()
    page = make_page(qtbot, *usual(), size=NARROW, book=book)
    assert book.asked == []
    press(Key.Key_Return)
    assert book.asked == [1]
    assert page.detail.request.whole


def test_where_there_is_room_again_both_are_shown(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual(), size=NARROW)
    page.open_entry()
    unit = theme.current().unit
    page.resize(round(1250 * unit), round(700 * unit))
    settle()
    assert page.list.isVisible()
    assert page.detail.isVisible()
    assert not page.detail.back.isVisible()
    assert page.detail.width() >= round(340 * unit)


def test_esc_leads_from_the_entry_to_the_list(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    page.detail.head.setFocus(Qt.FocusReason.TabFocusReason)
    press(Key.Key_Escape)
    assert page.list.hasFocus()
