"""The queue's list under keys and pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QHelpEvent
from PySide6.QtWidgets import QApplication

from tests.ui.queue_rows import DAY, small_book
from ui.look import theme
from ui.queue.bands import BandHeader, FoldLine
from ui.queue.columns import ACCOUNT
from ui.queue.page import QueuePage

KEY = Qt.Key
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, qapp):
    """The small book on a page that has the keyboard."""
    theme.apply(qapp, "light")
    made = QueuePage()
    qtbot.addWidget(made)
    made.resize(760, 420)
    made.show_rows(small_book(), DAY, fetched=True)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    made.main.setFocus()
    return made


@pytest.fixture
def view(page):
    """The list of that page."""
    return page.main


def walked(qtbot, page, key, times):
    """The accounts chosen while a key is pressed so many times."""
    found = []
    for _ in range(times):
        qtbot.keyClick(page.main, key)
        found.append(page.current_account())
    return found


def middle(view, at):
    """The middle of a place of the list."""
    tall = view.rowHeight(at) // 2
    return QPoint(view.viewport().width() // 3, view.rowViewportPosition(at) + tall)


def click(qtbot, view, at):
    """Click a place of the list."""
    qtbot.mouseClick(view.viewport(), LEFT, pos=middle(view, at))


def test_the_first_account_is_chosen_at_the_start(page):
    assert page.current_account() == 1


@pytest.mark.parametrize("key", [KEY.Key_J, KEY.Key_Down])
def test_down_goes_from_account_to_account_over_bands(qtbot, page, key):
    assert walked(qtbot, page, key, 6) == [2, 3, 4, 5, 6, 7]


def test_the_fold_line_is_a_stop_where_the_account_above_stays_chosen(qtbot, page, view):
    page.select_account(7)
    assert walked(qtbot, page, KEY.Key_J, 1) == [7]
    assert isinstance(view.queue().entry(view.current_place()), FoldLine)
    assert walked(qtbot, page, KEY.Key_J, 2) == [14, 15]


@pytest.mark.parametrize("key", [KEY.Key_K, KEY.Key_Up])
def test_up_goes_back(qtbot, page, key):
    page.select_account(6)
    assert walked(qtbot, page, key, 5) == [5, 4, 3, 2, 1]
    assert walked(qtbot, page, key, 1) == [1]


def test_home_and_end(qtbot, page):
    assert walked(qtbot, page, KEY.Key_End, 1) == [15]
    assert walked(qtbot, page, KEY.Key_Home, 1) == [1]


def test_pages_end_on_accounts(qtbot, page):
    down = walked(qtbot, page, KEY.Key_PageDown, 3)
    assert down[-1] == 15
    assert len(set(down)) > 1
    assert walked(qtbot, page, KEY.Key_PageUp, 3)[-1] == 1


def test_the_window_can_step_too_and_passes_the_fold_line(page):
    page.select_account(7)
    assert page.next_row()
    assert page.current_account() == 14
    assert page.previous_row()
    assert page.current_account() == 7
    page.select_account(15)
    assert not page.next_row()


def test_letters_can_be_turned_off(qtbot, page):
    page.use_letters(False)
    assert walked(qtbot, page, KEY.Key_J, 1) == [1]
    assert walked(qtbot, page, KEY.Key_Down, 1) == [2]


def test_keys_with_ctrl_are_not_ours(qtbot, page):
    qtbot.keyClick(page.main, KEY.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert page.current_account() == 1


def test_the_current_row_is_clear_of_the_stuck_band(qtbot, page, view):
    for _ in range(12):
        qtbot.keyClick(view, KEY.Key_Down)
    for _ in range(12):
        qtbot.keyClick(view, KEY.Key_Up)
        at = view.current_place()
        stuck = view.stuck()
        bottom = 0 if stuck is None else stuck[1] + view.rows.look.band_height
        assert view.rowViewportPosition(at) >= bottom
        assert view.rowViewportPosition(at) + view.rowHeight(at) <= view.viewport().height()


def test_left_folds_the_band_and_right_opens_it_with_the_account_again(qtbot, page, view):
    page.select_account(4)
    qtbot.keyClick(view, KEY.Key_Left)
    assert view.queue().place_of(4) is None
    assert page.current_account() == 6
    qtbot.keyClick(view, KEY.Key_Right)
    assert view.queue().place_of(4) is not None
    header = view.queue().entry(view.queue().header_of(view.queue().place_of(4)))
    assert header.key == "act"


def test_every_band_can_be_folded_and_opened_by_key(qtbot, page, view):
    for _ in range(4):
        qtbot.keyClick(view, KEY.Key_Left)
    assert all(isinstance(one, BandHeader) for one in view.queue().entries)
    assert page.current_account() is None
    for _ in range(4):
        qtbot.keyClick(view, KEY.Key_Right)
    assert view.queue().rowCount() == 14
    assert page.current_account() is not None


@pytest.mark.parametrize("key", [KEY.Key_Return, KEY.Key_Enter, KEY.Key_Right])
def test_a_key_on_the_fold_line_opens_it(qtbot, page, view, key):
    page.select_account(7)
    qtbot.keyClick(view, KEY.Key_J)
    qtbot.keyClick(view, key)
    assert not any(isinstance(one, FoldLine) for one in view.queue().entries)
    assert page.current_account() == 7
    assert walked(qtbot, page, KEY.Key_J, 1) == [8]


def test_enter_opens_the_account(qtbot, page, view):
    page.select_account(3)
    with qtbot.waitSignal(page.account_opened) as opened:
        qtbot.keyClick(view, KEY.Key_Return)
    assert opened.args == [3]


def test_a_click_chooses_a_row_and_tells_once(qtbot, page, view):
    heard: list[int | None] = []
    page.account_chosen.connect(heard.append)
    click(qtbot, view, 5)
    click(qtbot, view, 5)
    assert heard == [4]
    assert view.currentIndex().column() == ACCOUNT


def test_a_double_click_opens(qtbot, page, view):
    with qtbot.waitSignal(page.account_opened) as opened:
        qtbot.mouseDClick(view.viewport(), LEFT, pos=middle(view, 4))
    assert opened.args == [3]


def test_a_click_on_a_band_folds_it_and_chooses_nothing(qtbot, page, view):
    page.select_account(3)
    click(qtbot, view, 0)
    assert view.queue().place_of(1) is None
    assert page.current_account() == 3
    click(qtbot, view, 0)
    assert view.queue().place_of(1) == 1
    assert page.current_account() == 3


def test_a_click_on_the_fold_line_opens_it(qtbot, page, view):
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    line = next(at for at in view.queue().lines if isinstance(view.queue().entry(at), FoldLine))
    click(qtbot, view, line)
    assert view.queue().place_of(12) is not None


def test_the_band_of_what_is_seen_sticks_to_the_top_and_is_pushed_out(view):
    assert view.stuck() is None
    bar, look = view.verticalScrollBar(), view.rows.look
    bar.setValue(10)
    assert view.stuck() == (0, 0)
    bar.setValue(view.verticalHeader().sectionPosition(3) - 8)
    assert view.stuck() == (0, 8 - look.band_height)
    bar.setValue(view.verticalHeader().sectionPosition(3) + 1)
    assert view.stuck() == (3, 0)


def test_a_click_on_the_stuck_band_folds_it(qtbot, page, view):
    view.verticalScrollBar().setValue(60)
    qtbot.mouseClick(view.viewport(), LEFT, pos=QPoint(50, 5))
    assert view.queue().entry(0).folded


def test_the_ring_shows_only_where_keys_led(qtbot, page, view):
    accent = theme.current().color("accent").name()

    def ringed():
        view.viewport().repaint()
        picture = view.viewport().grab().toImage()
        at = view.current_place()
        y = view.rowViewportPosition(at) + view.rowHeight(at) // 2
        return picture.pixelColor(view.viewport().width() - 1, y).name() == accent

    click(qtbot, view, 4)
    assert not ringed()
    qtbot.keyClick(view, KEY.Key_Down)
    assert ringed()
    page.focus_filter()
    assert not ringed()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    assert ringed()
    click(qtbot, view, 4)
    assert not ringed()


def test_the_chosen_row_has_tint_and_bar(view):
    picture = view.viewport().grab().toImage()
    look = theme.current()
    y = view.rowViewportPosition(1) + 10
    assert picture.pixelColor(0, y).name() == look.color("accent").name()
    assert picture.pixelColor(look.px(3) - 1, y).name() == look.color("accent").name()
    assert picture.pixelColor(look.px(3) + 1, y).name() == look.color("accent_tint").name()
    below = view.rowViewportPosition(2) + 10
    assert picture.pixelColor(0, below).name() == look.color("surface").name()


def test_the_row_under_the_pointer_has_its_own_ground(qtbot, view):
    qtbot.mouseMove(view.viewport(), middle(view, 4))
    qtbot.waitUntil(lambda: view.hovered == 4)
    y = view.rowViewportPosition(4) + 2
    colour = view.viewport().grab().toImage().pixelColor(1, y).name()
    assert colour == theme.current().color("hover").name()
    QApplication.sendEvent(view.viewport(), QEvent(QEvent.Type.Leave))
    assert view.hovered == -1


def test_heights_are_those_of_the_look(page, view):
    px = theme.current().px
    assert (view.rowHeight(0), view.rowHeight(1), view.rowHeight(10)) == (px(28), px(46), px(28))
    page.set_density("compact")
    assert (view.rowHeight(0), view.rowHeight(1), view.rowHeight(10)) == (px(24), px(28), px(24))


def test_a_place_that_was_a_band_gets_the_height_of_a_row_again(page, view):
    page.set_sort("renewal")
    heights = {view.rowHeight(at) for at in range(1, view.queue().rowCount())}
    assert heights == {view.rows.look.row_height}


def test_the_account_takes_what_the_others_leave(page, view):
    def widths():
        return [view.names.sectionSize(at) for at in range(5)]

    page.resize(1000, 420)
    assert sum(widths()) == view.viewport().width()
    before = widths()
    page.resize(900, 420)
    assert widths()[ACCOUNT] == before[ACCOUNT] - 100
    assert widths()[2:] == before[2:]
    page.resize(400, 420)
    # Names give way as far as they still tell one account from another, then it scrolls.
    px = theme.current().px
    assert widths()[ACCOUNT] == px(150) + px(10)
    assert view.horizontalScrollBar().maximum() > 0


def test_name_and_mark_stay_when_the_rest_is_scrolled_sideways(page, view):
    page.resize(400, 420)
    kept = view.names.sectionSize(0) + view.names.sectionSize(1) - 2
    before = view.viewport().grab().toImage().copy(0, 0, kept, 300)
    heads = view.names.viewport().grab().toImage().copy(0, 0, kept, 20)
    view.horizontalScrollBar().setValue(90)
    assert view.viewport().grab().toImage().copy(0, 0, kept, 300) == before
    assert view.names.viewport().grab().toImage().copy(0, 0, kept, 20) == heads


def test_scrolling_leaves_no_trace_of_what_lies_over_the_rows(view):
    view.viewport().grab()
    bar = view.verticalScrollBar()
    for step in (7, 40, 90, 55, 3):
        bar.setValue(step)
        scrolled = view.viewport().grab().toImage()
        view.viewport().update()
        assert view.viewport().grab().toImage() == scrolled


def test_no_tooltip_of_a_row_under_the_stuck_band(view):
    view.verticalScrollBar().setValue(60)
    where = QPoint(60, 5)
    asked = QHelpEvent(QEvent.Type.ToolTip, where, view.viewport().mapToGlobal(where))
    assert view.viewportEvent(asked)


def test_the_menu_is_asked_for_the_account_under_the_pointer(qtbot, page, view):
    where = middle(view, 4)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=where)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, where, view.viewport().mapToGlobal(where)
    )
    with qtbot.waitSignal(page.account_menu_asked) as asked:
        QApplication.sendEvent(view.viewport(), event)
    assert asked.args[0] == 3


def test_a_screen_reader_hears_the_row(view):
    table = QAccessible.queryAccessibleInterface(view)
    assert table.text(QAccessible.Text.Name) == "Renewal queue"
    heard = [
        table.child(at).text(QAccessible.Text.Name)
        for at in range(table.childCount())
        if table.child(at) is not None
    ]
    assert any("Kestrel Paper\u2069, act now, bill renews in 6 days" in text for text in heard)
    assert any(text.startswith("Act now, 3 accounts") for text in heard)
    assert "Account and reasons" in heard
