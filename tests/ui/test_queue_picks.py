"""Several rows of the queue selected at once: by Shift, Ctrl, all of them, and kept."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from book.records import AccountId
from tests.ui.writing_desk import CTRL, SHIFT, hit, queue
from ui.queue.bands import BandHeader
from ui.queue.page import QueuePage
from ui.window.main_window import MainWindow


def shown(page: QueuePage) -> list[AccountId]:
    """The accounts of the list in order."""
    entries = page.main.queue().entries
    return [
        row.account.id for at in range(len(entries)) if (row := page.main.queue().account_row(at))
    ]


def middle_of(page: QueuePage, account_id: AccountId) -> QPoint:
    """A point inside an account's row."""
    at = page.main.queue().place_of(account_id)
    assert at is not None
    return QPoint(200, page.main.rowViewportPosition(at) + page.main.rowHeight(at) // 2)


def test_one_row_is_selected_at_first_and_the_bar_does_not_count_it(window: MainWindow) -> None:
    page = queue(window)
    assert page.main.picks() == [shown(page)[0]]
    assert "selected" not in window.status.counts.whole


def test_shift_and_arrows_select_a_stretch_and_plain_arrows_end_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = queue(window)
    order = shown(page)
    hit(qtbot, Qt.Key.Key_J)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    assert page.main.picks() == order[1:4]
    assert page.current_account() == order[3]
    assert window.status.counts.whole.endswith("· 3 selected")
    hit(qtbot, Qt.Key.Key_Up, SHIFT)
    assert page.main.picks() == order[1:3]
    hit(qtbot, Qt.Key.Key_Down)
    assert page.main.picks() == [order[3]]


def test_a_stretch_goes_over_bands_and_takes_none_of_them(qtbot: QtBot, window: MainWindow) -> None:
    page = queue(window)
    hit(qtbot, Qt.Key.Key_End, SHIFT)
    assert page.main.picks() == shown(page)
    lines = page.main.queue().headers
    assert lines
    for at in lines:
        assert isinstance(page.main.queue().entry(at), BandHeader)
        assert not page.main.selectionModel().isSelected(page.main.queue().index(at, 1))


def test_ctrl_a_selects_all_and_esc_one(qtbot: QtBot, window: MainWindow) -> None:
    page = queue(window)
    hit(qtbot, Qt.Key.Key_J)
    hit(qtbot, Qt.Key.Key_A, CTRL)
    assert page.main.picks() == shown(page)
    hit(qtbot, Qt.Key.Key_Escape)
    assert page.main.picks() == [shown(page)[1]]


def test_ctrl_and_shift_clicks(qtbot: QtBot, window: MainWindow) -> None:
    page = queue(window)
    order = shown(page)
    left, port = Qt.MouseButton.LeftButton, page.main.viewport()
    qtbot.mouseClick(port, left, CTRL, middle_of(page, order[2]))
    qtbot.mouseClick(port, left, CTRL, middle_of(page, order[4]))
    assert page.main.picks() == [order[0], order[2], order[4]]
    qtbot.mouseClick(port, left, CTRL, middle_of(page, order[2]))
    assert page.main.picks() == [order[0], order[4]]
    qtbot.mouseClick(port, left, pos=middle_of(page, order[1]))
    assert page.main.picks() == [order[1]]
    qtbot.mouseClick(port, left, SHIFT, middle_of(page, order[3]))
    assert page.main.picks() == order[1:4]
    qtbot.mouseClick(port, Qt.MouseButton.RightButton, pos=middle_of(page, order[2]))
    assert page.main.picks() == order[1:4]  # a menu is for all of them


def test_a_refresh_keeps_what_is_selected(qtbot: QtBot, window: MainWindow) -> None:
    page = queue(window)
    order = shown(page)
    hit(qtbot, Qt.Key.Key_Down, SHIFT)
    window.refresh(None)
    qtbot.waitUntil(lambda: page.main.picks() == order[:2], timeout=1_000)
    window.commands.run("order_renewal")
    assert set(page.main.picks()) == set(order[:2])
    page.set_filter("birch")
    assert len(page.main.picks()) == 1


def test_after_the_last_row_comes_the_one_before(qtbot: QtBot, window: MainWindow) -> None:
    page = queue(window)
    order = shown(page)
    hit(qtbot, Qt.Key.Key_End)
    hit(qtbot, Qt.Key.Key_Up, SHIFT)
    page.main.pass_on()
    assert page.main.picks() == [order[-3]]
    page.main.choose(page.main.queue().place_of(order[0]))
    page.main.pass_on()
    assert page.main.picks() == [order[1]]
