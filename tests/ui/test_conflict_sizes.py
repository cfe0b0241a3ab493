"""The conflicts page at every size and in both directions: aligned, whole, marked."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conflict_samples import (
    BUDGET_MINE,
    BUDGET_THEIRS,
    Heard,
    due_conflict,
    make_page,
    many_overlaps,
    press,
    result,
    text_conflict,
    use,
    write_in_result,
)
from tests.ui.shell_book import application
from ui.conflict.page import ConflictPage
from ui.conflict.placing import SIDES, Side
from ui.look import theme
from ui.look.tokens import Scheme

LONG = "Die Einführung der Lagerverwaltung wird voraussichtlich erst im Januar abgeschlossen. " * 4


def inside(part: QWidget, page: QWidget) -> bool:
    corner = part.mapTo(page, QPoint(0, 0))
    return page.rect().contains(part.rect().translated(corner))


def top_of(page: ConflictPage, side: Side, line: str) -> float:
    """How far down a line stands in its column."""
    column = page.view.difference.columns[side]
    block = column.document().findBlockByNumber(column.lines.index(line))
    return column.placed.blockBoundingRect(block).top()


def colour_at(page: ConflictPage, side: Side, line: str, *, leading: bool) -> QColor:
    """The pixel at the leading or trailing edge of a line."""
    column = page.view.difference.columns[side]
    picture = column.viewport().grab().toImage()
    right = leading == (column.layoutDirection() == Qt.LayoutDirection.RightToLeft)
    x = column.viewport().width() - 2 if right else 1
    return QColor(picture.pixel(x, int(top_of(page, side, line)) + 2))


@pytest.mark.parametrize("size", [(1250, 800), (1000, 700), (812, 640), (700, 560)])
def test_nothing_is_cut(qtbot: QtBot, size: tuple[int, int]) -> None:
    page = make_page(qtbot, text_conflict(), due_conflict(), size=size)
    assert (page.width(), page.height()) == size
    footer, difference = page.view.footer, page.view.difference
    parts: list[QWidget] = [footer.later, footer.both, footer.use, difference]
    parts += [difference.take_mine, difference.take_theirs, *difference.columns.values()]
    for part in parts:
        assert inside(part, page), part.objectName()
    widths = [column.width() for column in difference.columns.values()]
    assert max(widths) - min(widths) <= 2
    assert page.list.isVisible() == (size[0] >= 980)
    assert page.view.head.next.isVisible() == (size[0] < 980)
    for one, other in ((footer.later, footer.both), (footer.both, footer.use)):
        assert one.geometry().right() <= other.geometry().left()


def test_without_the_list_the_head_leads_on(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict(1), due_conflict(2), size=(812, 640))
    steps = page.view.head
    assert not steps.previous.isEnabled()
    steps.next.click()
    assert page.current() == 2
    assert not steps.next.isEnabled()
    assert steps.place.text() == "2 of 2"
    steps.previous.click()
    assert page.current() == 1


def test_equal_lines_stand_at_one_height_however_often_they_break(qtbot: QtBot) -> None:
    lines = ["first", LONG, "middle", "last"]
    mine = ["first", LONG, "middle", LONG + "mine", "last"]
    theirs = ["first", LONG, "their middle", "last"]
    page = make_page(
        qtbot,
        text_conflict(base="\n".join(lines), mine="\n".join(mine), theirs="\n".join(theirs)),
        size=(812, 700),
    )
    for line in ("first", LONG, "last"):
        assert len({top_of(page, side, line) for side in SIDES}) == 1
    assert len({top_of(page, side, "last") for side in SIDES}) == 1
    before = top_of(page, "mine", "last")
    page.resize(1250, 700)
    qtbot.waitUntil(lambda: top_of(page, "mine", "last") < before)
    assert len({top_of(page, side, "last") for side in SIDES}) == 1
    heights = {c.placed.documentSize().height() for c in page.view.difference.columns.values()}
    assert len(heights) == 1


def test_equal_lines_stay_beside_each_other_while_somebody_types(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    column = write_in_result(page, 0)
    qtbot.keyClick(column, Qt.Key.Key_Return)
    qtbot.keyClicks(column, "typed")
    for line in ("The pilot runs to spring.", "# Next step"):
        assert len({top_of(page, side, line) for side in SIDES}) == 1
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_1)
    for line in ("# What we did", "# Next step"):
        assert len({top_of(page, side, line) for side in SIDES}) == 1


def test_both_texts_of_an_overlap_begin_at_one_height(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    tops = [
        top_of(page, "mine", BUDGET_MINE),
        top_of(page, "theirs", BUDGET_THEIRS),
        top_of(page, "result", BUDGET_MINE),
    ]
    assert len(set(tops)) == 1
    assert top_of(page, "result", BUDGET_THEIRS) > tops[0]


@pytest.mark.parametrize(
    "direction", [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_stand_at_their_edges(
    qtbot: QtBot, direction: Qt.LayoutDirection, scheme: Scheme
) -> None:
    page = make_page(qtbot, text_conflict())
    theme.apply(application(), scheme)
    page.setLayoutDirection(direction)
    look = theme.current()
    assert colour_at(page, "mine", BUDGET_MINE, leading=True) == look.color("accent")
    assert colour_at(page, "theirs", BUDGET_THEIRS, leading=True) == look.color("edge")
    assert colour_at(page, "result", BUDGET_MINE, leading=True) == look.color("accent")
    assert colour_at(page, "result", BUDGET_MINE, leading=False) == look.color("amber")
    write_in_result(page, 0)  # the ring of the keyboard goes round the others otherwise
    assert colour_at(page, "mine", BUDGET_MINE, leading=False) == look.color("accent_tint")
    assert colour_at(page, "theirs", BUDGET_THEIRS, leading=False) == look.color("other")
    assert colour_at(page, "mine", "# Next step", leading=True) == look.color("surface")
    page.view.difference.take("mine")
    page.setFocus()
    assert colour_at(page, "result", BUDGET_MINE, leading=False) == look.color("accent_tint")


def test_a_gap_is_hatched(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    column = page.view.difference.columns["theirs"]
    top = int(top_of(page, "mine", "Left a recording."))
    picture = column.viewport().grab().toImage()
    row = {picture.pixel(x, top + 10) for x in range(column.viewport().width())}
    equal = {picture.pixel(x, top + 55) for x in range(200, column.viewport().width())}
    assert len(row) > 1
    assert len(equal) == 1


def test_the_frame_ends_where_the_text_ends(qtbot: QtBot) -> None:
    page = make_page(qtbot, text_conflict())
    short = page.view.difference.height()
    assert short < 450
    column = write_in_result(page, 0)
    for _ in range(3):
        qtbot.keyClick(column, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.view.difference.height() > short)
    page.show_conflicts([many_overlaps(9, 60)])
    qtbot.waitUntil(lambda: page.view.difference.height() > short + 100)
    assert inside(page.view.difference, page)


def test_sizes_follow_the_system_font(qtbot: QtBot) -> None:
    app = application()
    before = QFont(app.font())
    page = make_page(qtbot, text_conflict(), size=(1250, 900))
    small = top_of(page, "mine", "# Next step")
    larger = QFont(before)
    larger.setPixelSize(round(13 * 1.5))
    try:
        app.setFont(larger)
        theme.apply(app, "light")
        assert top_of(page, "mine", "# Next step") > small * 1.3
        qtbot.waitUntil(lambda: inside(page.view.footer.use, page))
    finally:
        app.setFont(before)
        theme.apply(app, "light")


def test_a_text_too_long_to_show_is_settled_around_its_differences(qtbot: QtBot) -> None:
    lines = [f"line {n} of a long text" for n in range(20_000)]
    mine, theirs = list(lines), list(lines)
    mine[15_000], theirs[15_000] = "mine", "theirs"
    began = time.process_time()
    page = make_page(
        qtbot,
        text_conflict(base="\n".join(lines), mine="\n".join(mine), theirs="\n".join(theirs)),
    )
    assert time.process_time() - began < 10
    heard = Heard(page)
    assert page.view.difference.columns["result"].isReadOnly()
    assert len(page.view.difference.columns["mine"].lines) < 30
    press(Qt.Key.Key_3)
    both = [*lines[:15_000], "mine", "theirs", *lines[15_001:]]
    assert result(page) == "\n".join(both)
    use()
    assert heard.resolved == [(1, "both", "\n".join(both))]
