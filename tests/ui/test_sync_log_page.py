"""The sync log under a person's hands: keys, clicks, the filter, the clipboard, every size."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.sync_log import KEPT_LINES
from tests.ui.log_lines import HALF_READ, LINES, QUIET, REFUSED, SENT, STOPPED, line, many
from tests.ui.shell_book import NOON, application
from ui.look import theme
from ui.sync_log import words
from ui.sync_log.model import PORTION
from ui.sync_log.page import SyncLogPage

LONG = line(1, "Records that could not be read in full: " + "n1 (no day at all); " * 30, "warning")


@pytest.fixture
def page(qtbot: QtBot) -> SyncLogPage:
    theme.apply(application(), "light")
    made = SyncLogPage()
    qtbot.addWidget(made)
    made.resize(812, 520)
    made.show_lines(LINES, NOON)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.main.setFocus(Qt.FocusReason.TabFocusReason)
    return made


def press(
    qtbot: QtBot, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)


def click_on(qtbot: QtBot, page: SyncLogPage, at: int) -> None:
    where = page.list.visualRect(page.model.index(at)).center()
    qtbot.mouseClick(page.list.viewport(), Qt.MouseButton.LeftButton, pos=where)


def mark_ink(page: SyncLogPage, at: int) -> str:
    """Whether the mark of a row is red or amber; empty where there is none."""
    look, view = theme.current(), page.list
    rect = view.visualRect(page.model.index(at))
    start = view.look.inset + view.look.time_width + view.look.after_time
    image = view.viewport().grab(rect).toImage().copy(start, 0, view.look.mark_side, rect.height())
    ground = look.color("surface")
    pixels = [
        image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height() - 1)
    ]
    strongest = max(pixels, key=lambda pixel: apart(pixel, ground))
    if apart(strongest, ground) < 30:
        return ""
    # A thin stroke is mixed with its ground: its hue stays, its strength does not.
    return min(("red", "amber"), key=lambda token: abs(look.color(token).hue() - strongest.hue()))


def apart(one: QColor, other: QColor) -> int:
    """How far two colours are from each other."""
    parts = (QColor.red, QColor.green, QColor.blue)
    return sum(abs(part(one) - part(other)) for part in parts)


def test_it_stands_on_the_newest_line_and_keys_go_over_the_days(
    qtbot: QtBot, page: SyncLogPage
) -> None:
    assert page.list.current_line() == SENT
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_J, Qt.Key.Key_Down, Qt.Key.Key_K, Qt.Key.Key_End):
        press(qtbot, key)
        seen.append(page.list.current_line())
    assert seen == [REFUSED, HALF_READ, STOPPED, HALF_READ, QUIET]
    press(qtbot, Qt.Key.Key_Down)
    assert page.list.current_line() == QUIET
    press(qtbot, Qt.Key.Key_Home)
    assert page.list.current_line() == SENT


def test_letters_can_be_turned_off(qtbot: QtBot, page: SyncLogPage) -> None:
    page.use_letters(False)
    press(qtbot, Qt.Key.Key_J)
    assert page.list.current_line() == SENT


def test_a_click_chooses_a_line_and_a_day_is_none(qtbot: QtBot, page: SyncLogPage) -> None:
    click_on(qtbot, page, 3)
    assert page.list.current_line() == HALF_READ
    click_on(qtbot, page, 4)
    assert page.list.current_line() == HALF_READ


def test_only_the_keyboard_brings_the_ring(qtbot: QtBot, page: SyncLogPage) -> None:
    accent = theme.current().color("accent").name()

    def ringed(at: int) -> bool:
        rect = page.list.visualRect(page.model.index(at))
        image = page.list.viewport().grab().toImage()
        return bool(image.pixelColor(rect.center().x(), rect.top()).name() == accent)

    press(qtbot, Qt.Key.Key_Down)
    assert ringed(2)
    click_on(qtbot, page, 2)
    assert not ringed(2)


def test_ctrl_c_copies_the_line_and_says_so(qtbot: QtBot, page: SyncLogPage) -> None:
    press(qtbot, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.copied, timeout=500) as told:
        press(qtbot, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == words.copied_line(REFUSED)
    assert told.args == ["Copied the line"]


def test_the_button_copies_too(qtbot: QtBot, page: SyncLogPage) -> None:
    click_on(qtbot, page, 3)
    with qtbot.waitSignal(page.copied, timeout=500):
        qtbot.mouseClick(page.copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == words.copied_line(HALF_READ)


def test_only_what_fell_short(qtbot: QtBot, page: SyncLogPage) -> None:
    press(qtbot, Qt.Key.Key_Down)
    page.only_short.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Space)
    assert [page.model.line(at) for at in (1, 2, 4)] == [REFUSED, HALF_READ, STOPPED]
    assert page.model.rowCount() == 5
    assert page.list.current_line() == REFUSED
    assert page.bar.beside.whole == "3 of 5"
    assert page.status() == "3 lines"
    press(qtbot, Qt.Key.Key_Space)
    assert page.model.rowCount() == 7
    assert page.list.current_line() == REFUSED
    assert page.bar.beside.whole == "5 lines, 3 fell short"


def test_far_down_the_line_stays_chosen_through_the_filter(qtbot: QtBot, page: SyncLogPage) -> None:
    page.show_lines(many(KEPT_LINES), NOON)
    press(qtbot, Qt.Key.Key_End)
    for _ in range(7):
        press(qtbot, Qt.Key.Key_Up)
    while (chosen := page.list.current_line()) is not None and not words.fell_short(chosen):
        press(qtbot, Qt.Key.Key_Up)
    for _on in (True, False):
        page.only_short.click()
        assert page.list.current_line() == chosen
        rect = page.list.visualRect(page.list.currentIndex())
        assert page.list.viewport().rect().contains(rect)


def test_where_nothing_fell_short_one_button_shows_all(qtbot: QtBot, page: SyncLogPage) -> None:
    page.show_lines([SENT, QUIET], NOON)
    page.only_short.click()
    assert page.empty.isVisible()
    assert page.empty.accessibleName() == "Nothing fell short. All 2 lines are in order."
    page.empty.button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert page.list.isVisible()
    assert not page.only_short.isChecked()
    assert page.list.hasFocus()


def test_before_the_first_run_there_is_nothing_to_filter_or_copy(
    qtbot: QtBot, page: SyncLogPage
) -> None:
    page.show_lines([], NOON)
    # As on every page: a heading has no full stop, and aloud there were two.
    assert page.empty.heading.text() == "Nothing was synced yet"
    assert page.status() == "No lines"
    assert not page.only_short.isVisible()
    assert not page.copy.isVisible()
    assert not page.empty.button.isVisible()
    page.show_lines(LINES, NOON)
    assert page.only_short.isVisible()
    assert page.list.isVisible()


def test_a_new_line_moves_neither_the_choice_nor_the_place(qtbot: QtBot, page: SyncLogPage) -> None:
    lines = many(200)
    page.show_lines(lines, NOON)
    page.list.choose(page.model.place(lines[90]))
    before = page.list.visualRect(page.model.index(page.model.place(lines[90]) or 0))
    page.show_lines([line(-1, "sent 1; nothing new"), *lines], NOON)
    assert page.list.current_line() == lines[90]
    after = page.list.visualRect(page.model.index(page.model.place(lines[90]) or 0))
    assert after.top() == before.top()


def test_who_looks_at_the_newest_sees_newer_ones_come(qtbot: QtBot, page: SyncLogPage) -> None:
    newest = line(-1, "sent 1; nothing new")
    page.show_lines([newest, *many(200)], NOON)
    assert page.list.verticalScrollBar().value() == 0
    assert page.model.line(1) == newest


@pytest.mark.parametrize(("at", "ink"), [(1, ""), (2, "red"), (3, "amber")])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_level_has_its_own_mark(page: SyncLogPage, at: int, ink: str, scheme: str) -> None:
    theme.apply(application(), "dark" if scheme == "dark" else "light")
    page.list.clearSelection()
    assert mark_ink(page, at) == ink
    theme.apply(application(), "light")


@pytest.mark.parametrize("width", [1250, 812, 560])
@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_a_long_text_stands_whole_over_several_lines(
    page: SyncLogPage, width: int, density: str
) -> None:
    page.set_density("compact" if density == "compact" else "comfortable")
    page.resize(width, 520)
    page.show_lines([LONG, *LINES], NOON)
    rows = page.list.look.rows_of(LONG, page.list.viewport().width())
    assert " ".join(rows) == " ".join(LONG.text.split())
    room = page.list.viewport().width() - page.list.look.text_offset - page.list.look.inset
    assert all(page.list.look.body.width(row) <= room for row in rows)
    page.list.doItemsLayout()
    tall = page.list.visualRect(page.model.index(1)).height()
    assert tall >= len(rows) * page.list.look.line_height


def test_the_day_sticks_to_the_top_while_its_lines_pass(page: SyncLogPage) -> None:
    page.show_lines(many(200), NOON)
    assert page.list.stuck_band() is None
    page.list.verticalScrollBar().setValue(100)
    stuck = page.list.stuck_band()
    assert stuck is not None
    assert stuck[0].name == "Today"
    chosen = page.list.current_line()
    point = stuck[1].center()
    assert page.list.indexAt(QPoint(point)).isValid()
    assert page.list.current_line() == chosen


def test_the_longest_log_is_quick_and_its_end_is_reached(qtbot: QtBot, page: SyncLogPage) -> None:
    lines = many(KEPT_LINES)
    began = time.process_time()
    page.show_lines(lines, NOON)
    QApplication.processEvents()
    assert time.process_time() - began < 1.0
    assert page.model.rowCount() <= 2 * PORTION
    press(qtbot, Qt.Key.Key_End)
    assert page.list.current_line() == lines[-1]


def test_scrolling_to_the_end_of_a_portion_brings_the_next(page: SyncLogPage) -> None:
    page.show_lines(many(3 * PORTION), NOON)
    bar = page.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert page.model.rowCount() == 2 * PORTION


def test_a_screen_reader_finds_names(page: SyncLogPage) -> None:
    seen = QAccessible.queryAccessibleInterface(page.list)
    assert seen.text(QAccessible.Text.Name) == "Sync log"
    assert seen.child(0).text(QAccessible.Text.Name) == "Today, 3 lines, 2 fell short"
    assert seen.child(2).text(QAccessible.Text.Name).endswith("failed, Vitally refused the key")
    assert page.only_short.accessibleName() == "Only what fell short"
