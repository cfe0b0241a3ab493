"""The outbox's list: keys and clicks, the band that sticks, many rows, what is read aloud."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.outbox_samples import (
    Book,
    Heard,
    click_row,
    make_page,
    note,
    press,
    settle,
    usual,
)
from tests.ui.shell_book import NOON, application
from ui.look import theme

NARROW = (700, 700)
CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


def test_keys_walk_over_bands(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    seen = []
    for key in (Key.Key_J, Key.Key_Down, Key.Key_J, Key.Key_J, Key.Key_J, Key.Key_K, Key.Key_Up):
        press(key)
        seen.append(page.current())
    assert seen == [2, 3, 4, 5, 5, 4, 3]
    press(Key.Key_Home)
    assert page.current() == 1
    press(Key.Key_End)
    assert page.current() == 5
    press(Key.Key_PageUp)
    assert page.current() == 1


def test_the_same_entries_again_move_nothing(qtbot: QtBot) -> None:
    many = [note(number) for number in range(40)]
    page = make_page(qtbot, *many)
    page.select(30)
    bar = page.list.verticalScrollBar()
    bar.setValue(bar.value() // 2)
    before, resets = bar.value(), []
    page.model.modelReset.connect(lambda: resets.append(1))
    page.show_entries([*many[:-1], note(39, state="held")], now=NOON)
    settle()
    assert (bar.value(), resets, page.current()) == (before, [], 30)
    text = page.model.text(page.model.place(39) or 0)
    assert text is not None
    assert text.when == "held by you"


def test_a_click_chooses_and_a_band_does_nothing(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    click_row(page, 3)
    assert page.current() == 3
    QTest.mouseClick(page.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(20, 4))
    assert page.current() == 3
    assert page.list.currentIndex().row() == page.model.place(3)


def test_a_double_click_takes_the_way_out_only_where_there_is_one(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    heard = Heard(page)
    click_row(page, 3, twice=True)
    assert heard.said == []
    assert page.detail.head.hasFocus()


def test_rows_are_read_as_sentences_and_bands_by_name_and_count(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    said = [
        page.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(page.model.rowCount())
    ]
    assert said[0] == "Needs you, 1 entry"
    assert said[2] == "Waiting, 3 entries, can still be taken back"
    assert all("in Vitally" in words for words in (said[1], *said[3:6]))


def test_both_densities_and_schemes_can_be_painted(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    tall = page.list.visualRect(page.model.index(1)).height()
    page.set_density("compact")
    settle()
    assert page.list.visualRect(page.model.index(1)).height() < tall
    light = page.grab().toImage().pixelColor(page.width() // 3, page.height() - 5)
    theme.apply(application(), "dark")
    settle()
    dark = page.grab().toImage().pixelColor(page.width() // 3, page.height() - 5)
    theme.apply(application(), "light")
    assert light.lightness() > 200
    assert dark.lightness() < 60


def test_five_hundred_are_chosen_and_scrolled_without_asking_for_each(qtbot: QtBot) -> None:
    book = Book()
    many = [note(number, f"Account {number % 30}") for number in range(500)]
    page = make_page(qtbot, *many, book=book)
    for _ in range(5):
        QTest.keyClick(page.list, Key.Key_PageDown)
    settle()
    assert page.current() is not None
    assert len(book.asked) <= 7
    assert len(page.model._texts) < 200
    place = page.list.place()
    assert place is not None
    seen = page.list.visualRect(page.model.index(place))
    assert seen.top() >= page.list.look.band_height
    assert seen.bottom() <= page.list.viewport().height()


def test_a_row_under_the_band_that_sticks_is_brought_out(qtbot: QtBot) -> None:
    page = make_page(qtbot, *[note(number) for number in range(40)], size=(1250, 500))
    press(Key.Key_End)
    for _ in range(20):
        press(Key.Key_K)
    place = page.list.place()
    assert place is not None
    stuck = page.list.stuck_band()
    assert stuck is not None
    assert stuck[0].name == "Waiting"
    assert page.list.visualRect(page.model.index(place)).top() >= stuck[1].bottom()
    top = page.current()
    QTest.mouseClick(page.list.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, QPoint(20, 4))
    assert page.current() == top
    press(Key.Key_Home)
    assert page.list.verticalScrollBar().value() == 0


def test_the_ring_is_for_who_came_by_keyboard(qtbot: QtBot) -> None:
    page = make_page(qtbot, *usual())
    assert page.list.ringed
    click_row(page, 3)
    assert not page.list.ringed
    press(Key.Key_J)
    assert page.list.ringed
    page.list.clearFocus()
    page.list.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    assert page.list.ringed
    place = page.list.place()
    assert place is not None
    row = page.list.visualRect(page.model.index(place))
    edge = page.list.viewport().grab().toImage().pixelColor(row.right() - 1, row.center().y())
    assert edge == theme.current().color("accent")
