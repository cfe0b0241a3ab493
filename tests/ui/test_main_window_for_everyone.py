"""The window by keyboard and by ear: names, sizes, the order of Tab."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import NAMES, NARROW, WIDE, press, resize
from ui.tables.record_page import RecordPage
from ui.window.main_window import MainWindow
from ui.window.pages import KEYS


def walk(window: MainWindow) -> list[QWidget]:
    """Every widget of the window that can take the keyboard now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and widget.isVisibleTo(window)
    ]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_whatever_takes_the_keyboard_has_a_name(
    window: MainWindow, key: str, size: tuple[int, int]
) -> None:
    resize(window, size)
    window.go(key)
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in walk(window)
        if not widget.accessibleName()
    ]
    assert nameless == []


def test_whatever_can_be_clicked_is_large_enough(window: MainWindow) -> None:
    small = [
        (type(button).__name__, button.size())
        for button in window.findChildren(QAbstractButton)
        if button.isVisible() and button.height() < min(24, window.status.height() - 1)
    ]
    assert small == []


def test_tab_reaches_every_part_in_reading_order(qtbot: QtBot, window: MainWindow) -> None:
    window.sidebar.view.setFocus()
    seen: list[QWidget] = []
    for _ in range(20):
        focus = QApplication.focusWidget()
        assert focus is not None
        seen.append(focus)
        press(qtbot, Qt.Key.Key_Tab)

    def first(part: QWidget) -> int:
        return next(
            n for n, widget in enumerate(seen) if part is widget or part.isAncestorOf(widget)
        )

    order = [
        window.sidebar,
        window.desk.area.pages,
        window.desk.seat,
        window.desk.today,
        window.status,
    ]
    places = [first(part) for part in order]
    assert places == sorted(places)


def test_names_are_those_of_the_book(window: MainWindow) -> None:
    window.go("accounts")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, RecordPage)
    assert [page.model.index(row, 0).data() for row in range(6)] == sorted(NAMES)


def test_a_script_finds_the_parts_by_identifier(window: MainWindow) -> None:
    for key in KEYS:
        window.go(key)
    wanted = {"sidebar", "status-sync", "status-saved", "account-pane", "today-column"}
    wanted |= {f"page-{key}" for key in KEYS} | {f"rows-{key}" for key in ("today", "accounts")}
    for identifier in wanted:
        found = window.findChildren(QWidget, identifier)
        assert len(found) == 1, identifier
        if hasattr(found[0], "accessibleIdentifier"):
            assert found[0].accessibleIdentifier() == identifier
