"""Money is never cut: column and pane give way before the queue's columns do."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import WIDE, resize
from ui.account.pane_seat import LEAST_WIDTH_U
from ui.look import theme
from ui.look.page import Page
from ui.queue.page import QueuePage
from ui.queue.view import QueueView
from ui.window.main_window import MainWindow

ALL_COLUMNS = ["contract_end", "users", "next_task", "notes", "owner"]


@pytest.fixture
def page(window: MainWindow) -> QueuePage:
    shown = window.desk.area.pages.currentWidget()
    assert isinstance(shown, QueuePage)
    return shown


def cut(page: QueuePage) -> bool:
    """Whether the columns are wider than what is seen of them."""
    assert isinstance(page.main, QueueView)
    return page.main.horizontalScrollBar().maximum() > 0


def test_a_page_without_columns_fits_any_width(window: MainWindow) -> None:
    window.go("week")
    shown = window.desk.area.pages.currentWidget()
    assert isinstance(shown, Page)
    assert shown.wanted_width == 0


def test_the_wanted_width_is_where_cutting_begins(
    qtbot: QtBot, window: MainWindow, page: QueuePage
) -> None:
    area = window.desk.area
    area.open_pane(False)
    beside = window.width() - area.width() + area.today.width()
    window.resize(page.wanted_width + beside, window.height())
    assert area.today.isVisible()
    qtbot.waitUntil(lambda: not cut(page), timeout=500)
    window.resize(page.wanted_width + beside - 1, window.height())
    assert not area.today.isVisible()
    assert not cut(page)


def test_first_the_column_leaves_then_the_pane_narrows(window: MainWindow, page: QueuePage) -> None:
    area, look = window.desk.area, theme.current()
    seen = set()
    sidebar = window.width() - area.width()
    least = sidebar + page.wanted_width + 1 + look.px(LEAST_WIDTH_U)
    for width in range(look.px(1500), least - 1, -13):
        window.resize(width, window.height())
        assert not cut(page), width
        seen.add((area.today.isVisible(), area.pane.width() == look.px(334)))
    assert seen == {(True, True), (False, True), (False, False)}
    assert window.width() - area.width() == sidebar


def test_the_pane_is_never_narrower_than_its_least(window: MainWindow, page: QueuePage) -> None:
    page.set_columns(ALL_COLUMNS)
    resize(window, (1300, 800))
    assert window.desk.seat.width() == theme.current().px(LEAST_WIDTH_U)
    assert cut(page)


def test_more_columns_take_the_room_and_give_it_back(window: MainWindow, page: QueuePage) -> None:
    resize(window, (1500, 900))
    area, look = window.desk.area, theme.current()
    page.set_columns(ALL_COLUMNS)
    assert not area.today.isVisible()
    page.set_columns([])
    assert area.today.isVisible()
    assert area.pane.width() == look.px(334)


def test_a_pane_narrowed_for_the_page_is_not_kept_so(window: MainWindow, page: QueuePage) -> None:
    page.set_columns(ALL_COLUMNS)
    resize(window, (1300, 800))
    assert window.desk.area.pane_width_u == 334
    page.set_columns([])
    resize(window, WIDE)
    assert window.desk.seat.width() == theme.current().px(334)


def test_a_pane_widened_by_hand_sends_the_column_away(window: MainWindow, page: QueuePage) -> None:
    resize(window, WIDE)
    area = window.desk.area
    window.resize(window.width() - (area.left.width() - page.wanted_width) + 20, window.height())
    assert area.today.isVisible()
    area.splitter.setSizes([area.left.width() - 30, area.pane.width() + 30])
    area.splitter.splitterMoved.emit(area.left.width(), 1)  # as the handle does under a hand
    assert area.pane_width_u > 334
    assert not area.today.isVisible()
    assert not cut(page)


def test_where_room_is_short_a_stage_elides_rather_than_a_figure(
    window: MainWindow, page: QueuePage
) -> None:
    view = page.main
    assert isinstance(view, QueueView)
    view.lay_columns([*view.contents[:3], theme.current().px(250), *view.contents[4:]])
    window.desk.area.open_pane(False)
    resize(window, (1600, 900))
    whole = view.names.sectionSize(3)
    assert whole > theme.current().px(250)
    beside = window.width() - view.width()
    window.resize(page.wanted_width + beside, window.height())
    assert theme.current().px(172) <= view.names.sectionSize(3) < whole
    assert view.names.sectionSize(4) >= view.contents[4]
    assert not cut(page)


def test_a_page_that_was_left_squeezes_nobody(qtbot: QtBot, window: MainWindow) -> None:
    area = window.desk.area
    chosen = theme.current().px(area.pane_width_u)
    assert area.pane.width() == chosen
    window.go("week")
    shown = window.desk.area.pages.currentWidget()
    shown.setMinimumWidth(theme.current().px(950))
    window.go("today")
    qtbot.waitUntil(lambda: area.pane.width() == chosen, timeout=500)
