"""The list of records, two lines each: what is said of one, who moves, and when the ring shows."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import theme
from ui.look.two_line_list import ROW_U, TwoLineList, TwoLines

LINES = [
    TwoLines("Heron Mills", "two fields"),
    TwoLines("Today 10:04", "4 words added", "me"),
    TwoLines("Wren & <Sons>", "one field"),
]


@pytest.fixture
def shown(qtbot: QtBot) -> TwoLineList:
    made = TwoLineList()
    qtbot.addWidget(made)
    made.resize(320, 240)
    made.show_lines(LINES, 0)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_both_lines_and_the_aside_are_spoken(shown: TwoLineList) -> None:
    assert [shown.heard(row) for row in range(3)] == [
        "Heron Mills, two fields",
        "Today 10:04, me, 4 words added",
        "Wren & <Sons>, one field",
    ]
    index = shown.model().index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Today 10:04, me, 4 words added"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Today 10:04, me\n4 words added"
    assert "<Sons>" not in shown.model().index(2, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_showing_tells_nobody_and_moving_does(qtbot: QtBot, shown: TwoLineList) -> None:
    told: list[int] = []
    shown.chosen.connect(told.append)
    shown.show_lines(LINES[:2], 1)
    assert (shown.currentIndex().row(), told) == (1, [])
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    assert (shown.currentIndex().row(), told) == (0, [0])


def test_the_same_lines_again_leave_the_list_where_it_was(qtbot: QtBot, shown: TwoLineList) -> None:
    shown.show_lines([*LINES] * 8, 20)
    bar = shown.verticalScrollBar()
    bar.setValue(bar.maximum())
    stood = bar.value()
    with qtbot.assertNotEmitted(shown.model().modelReset):
        shown.show_lines([*LINES] * 8, 22)
    assert bar.value() == stood > 0


def test_letters_move_nothing(qtbot: QtBot, shown: TwoLineList) -> None:
    qtbot.keyClicks(shown, "w2")
    assert shown.currentIndex().row() == 0


def pictured(shown: TwoLineList) -> QImage:
    return shown.viewport().grab().toImage()


def test_the_ring_comes_with_the_keyboard_and_goes_with_the_mouse(
    qtbot: QtBot, shown: TwoLineList
) -> None:
    shown.activateWindow()
    shown.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(shown.hasFocus)
    bare = pictured(shown)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Up)
    ringed = pictured(shown)
    assert ringed != bare
    middle = shown.visualRect(shown.model().index(0, 0)).center()
    qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not shown.by_keyboard


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_the_chosen_row_has_its_bar_where_reading_begins(
    qapp: QApplication, shown: TwoLineList, direction: Qt.LayoutDirection
) -> None:
    shown.setLayoutDirection(direction)
    image = pictured(shown)
    accent = theme.current().color("accent").name()
    rtl = direction == Qt.LayoutDirection.RightToLeft
    begins, ends = (image.width() - 1, 0) if rtl else (0, image.width() - 1)
    y = round(theme.current().px(ROW_U) / 2 * image.devicePixelRatio())
    assert image.pixelColor(begins, y).name() == accent
    assert image.pixelColor(ends, y).name() != accent
