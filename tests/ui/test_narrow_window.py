"""In a narrow window nothing is cut: verbs stay whole, and every figure stays in view."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import make_window, shown
from tests.ui.writing_desk import hit, queue
from ui.account.head import AccountHead
from ui.look.buttons import Button
from ui.look.tokens import Density
from ui.queue.table import QueueTable
from ui.window.main_window import MainWindow


@pytest.fixture(params=["comfortable", "compact"])
def density(request: pytest.FixtureRequest) -> Density:
    found: Density = request.param
    return found


def narrow(
    qtbot: QtBot, store: Store, clock: HandClock, width: int, density: Density
) -> MainWindow:
    window = shown(qtbot, make_window(store, clock), (width, 700))
    window.settings.change(density=density)
    queue(window)
    hit(qtbot, Qt.Key.Key_Down)
    return window


def is_whole(button: Button) -> bool:
    """Whether there is room for all that stands in a button."""
    return button.width() >= button.minimumSizeHint().width()


@pytest.mark.parametrize("width", [1024, 1100, 1280, 1440])
def test_no_verb_of_the_pane_is_cut(
    qtbot: QtBot, store: Store, clock: HandClock, width: int, density: Density
) -> None:
    window = narrow(qtbot, store, clock, width, density)
    (head,) = window.findChildren(AccountHead)
    if head.isVisible():
        assert [one.text() for one in head.findChildren(Button) if not is_whole(one)] == []


@pytest.mark.parametrize("width", [1024, 1100, 1280])
def test_every_column_is_in_view(
    qtbot: QtBot, store: Store, clock: HandClock, width: int, density: Density
) -> None:
    (table,) = queue(narrow(qtbot, store, clock, width, density)).findChildren(QueueTable)
    wide = sum(table.names.sectionSize(at) for at in range(table.names.count()))
    assert wide <= table.viewport().width()


def test_the_keys_come_back_with_the_room(qtbot: QtBot) -> None:
    seat = QWidget()
    qtbot.addWidget(seat)
    head = AccountHead(seat)
    seat.resize(600, 300)
    seat.show()
    head.resize(500, 200)
    with_keys = head.mail.whole_width
    head.resize(260, 200)
    assert head.mail.sizeHint().width() < with_keys
    assert head.mail.whole_width == with_keys
    head.resize(500, 200)
    assert head.mail.sizeHint().width() == with_keys
