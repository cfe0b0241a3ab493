"""The painted list under hand: pointer, keyboard, tooltip, clipboard, screen reader."""

from __future__ import annotations

import gc
import time
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QFontInfo, QGuiApplication, QHelpEvent, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.account.note_excerpt import NoteText
from ui.facts import access as fact_access
from ui.facts.layout import NO_LINE, Line, Span
from ui.facts.lines import FactLines, LineScroller
from ui.look import theme

NO_KEYS = Qt.KeyboardModifier.NoModifier
LINES = (
    Line(key="head", kind="heading", spans=(Span("Facts", "ink2", "caption_strong"),), height_u=16,
         spoken="Facts"),
    Line(key="gap", kind="space", height_u=4),
    Line(key="arr", label="ARR", label_u=112, spans=(Span("$64,080"),), copy="$64,080",
         right=Span("12 min", "ink3", "caption"), tip="Vitally, today 09:12",
         spoken="ARR, $64,080"),
    Line(key="plan", label="Plan", label_u=112, spans=(Span("not mapped", "ink3"),),
         spoken="Plan, not mapped"),
    Line(key="note", spans=(Span("Intro call"),), act=True, spoken="Intro call"),
    Line(key="more", kind="link", spans=(Span("2 more", "accent"),), act=True, spoken="2 more"),
)  # fmt: skip


@pytest.fixture
def lines(qtbot: QtBot) -> FactLines:
    theme.apply(_app(), "light")
    shown = FactLines("Facts of Rydberg")
    qtbot.addWidget(shown)
    shown.set_lines(LINES)
    shown.resize(334, shown.heightForWidth(334))
    with qtbot.waitActive(shown):
        shown.show()
    shown.clearFocus()  # a window gives it to its first widget by itself
    return shown


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def middle(shown: FactLines, key: str) -> QPoint:
    """A point inside the line of that key."""
    return shown.line_rect(shown.number_of(key)).center()


def click(qtbot: QtBot, shown: FactLines, key: str) -> None:
    """A click on the line of that key."""
    QTest.mouseClick(
        shown, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(shown, key)
    )


def at(shown: FactLines) -> str:
    """The key of the line the keyboard is at."""
    return shown.lines[shown.current].key if shown.current != NO_LINE else ""


def walk(qtbot: QtBot, shown: FactLines, keys: Sequence[Qt.Key]) -> list[str]:
    """The lines the keyboard comes to."""
    visited = []
    for key in keys:
        QTest.keyClick(shown, key)
        visited.append(at(shown))
    return visited


def test_a_click_copies_the_value_and_says_so(qtbot: QtBot, lines: FactLines) -> None:
    with qtbot.waitSignal(lines.copied) as told:
        click(qtbot, lines, "arr")
    assert told.args == ["$64,080"]
    assert QGuiApplication.clipboard().text() == "$64,080"


def test_what_has_no_value_copies_nothing(qtbot: QtBot, lines: FactLines) -> None:
    QGuiApplication.clipboard().setText("before")
    with qtbot.assertNotEmitted(lines.copied), qtbot.assertNotEmitted(lines.chosen):
        click(qtbot, lines, "plan")
        click(qtbot, lines, "head")
    assert QGuiApplication.clipboard().text() == "before"


def test_a_line_that_does_something_is_chosen_by_click_and_by_enter(
    qtbot: QtBot, lines: FactLines
) -> None:
    with qtbot.waitSignal(lines.chosen) as told:
        click(qtbot, lines, "note")
    assert told.args == ["note"]
    lines.setFocus()
    QTest.keyClick(lines, Qt.Key.Key_Down)
    with qtbot.waitSignal(lines.chosen) as told:
        QTest.keyClick(lines, Qt.Key.Key_Return)
    assert told.args == ["more"]


def test_a_button_released_elsewhere_does_nothing(qtbot: QtBot, lines: FactLines) -> None:
    with qtbot.assertNotEmitted(lines.copied), qtbot.assertNotEmitted(lines.chosen):
        QTest.mousePress(lines, Qt.MouseButton.LeftButton, NO_KEYS, middle(lines, "arr"))
        QTest.mouseRelease(lines, Qt.MouseButton.LeftButton, NO_KEYS, middle(lines, "note"))
        QTest.mouseClick(lines, Qt.MouseButton.RightButton, NO_KEYS, middle(lines, "arr"))


def test_arrows_walk_the_lines_and_pass_headings(qtbot: QtBot, lines: FactLines) -> None:
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    assert at(lines) == "arr"
    down, up, home, end = Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End
    assert walk(qtbot, lines, [down, down, down, down]) == ["plan", "note", "more", "more"]
    assert walk(qtbot, lines, [up, home, up, end]) == ["note", "arr", "arr", "more"]
    page = [Qt.Key.Key_PageUp, Qt.Key.Key_PageDown]
    assert walk(qtbot, lines, page) == ["arr", "more"]


def test_shift_tab_comes_in_at_the_end(lines: FactLines) -> None:
    lines.setFocus(Qt.FocusReason.BacktabFocusReason)
    assert at(lines) == "more"


def test_ctrl_c_copies_where_the_keyboard_is(qtbot: QtBot, lines: FactLines) -> None:
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    with qtbot.waitSignal(lines.copied):
        QTest.keyClick(lines, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "$64,080"


def test_other_keys_are_left_to_the_window(lines: FactLines) -> None:
    from PySide6.QtGui import QKeyEvent

    for key in (Qt.Key.Key_J, Qt.Key.Key_Escape, Qt.Key.Key_Tab):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        lines.keyPressEvent(event)
        assert not event.isAccepted()


def test_the_ring_shows_only_for_the_keyboard(qtbot: QtBot, lines: FactLines) -> None:
    click(qtbot, lines, "arr")
    lines.setFocus(Qt.FocusReason.MouseFocusReason)
    assert lines.ringed == NO_LINE
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert lines.lines[lines.ringed].key == "plan"
    lines.clearFocus()
    assert lines.ringed == NO_LINE


def test_the_pointer_lights_what_a_click_would_do(qtbot: QtBot, lines: FactLines) -> None:
    lit = []
    for key in ("arr", "plan", "note", "head"):
        point = QPointF(middle(lines, key))
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            point,
            lines.mapToGlobal(point),
            Qt.MouseButton.NoButton,
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
        )
        lines.mouseMoveEvent(moved)
        lit.append((lines.lit != NO_LINE, lines.cursor().shape()))
    hand, arrow = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.ArrowCursor
    assert lit == [(True, arrow), (False, arrow), (True, hand), (False, arrow)]


def test_the_tooltip_is_the_lines_own_and_never_markup(qtbot: QtBot, lines: FactLines) -> None:
    def hover(key: str) -> str:
        point = middle(lines, key)
        _app().sendEvent(lines, QHelpEvent(QEvent.Type.ToolTip, point, lines.mapToGlobal(point)))
        return QToolTip.text()

    assert hover("arr") == "Vitally, today 09:12"
    lines.set_lines([Line(key="x", spans=(Span("<b>bold</b> " * 20),), tip="by <i>her</i>")])
    assert "&lt;b&gt;bold" in hover("x")
    assert "<i>" not in hover("x")
    QToolTip.hideText()


def test_newer_lines_keep_the_keyboards_place(qtbot: QtBot, lines: FactLines) -> None:
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(lines, Qt.Key.Key_Down)
    lines.set_lines(LINES[1:], keep_place=True)
    assert at(lines) == "plan"
    lines.set_lines(LINES[4:], keep_place=True)
    assert at(lines) == ""
    QTest.keyClick(lines, Qt.Key.Key_Down)
    assert at(lines) == "note"


def test_a_theme_change_repaints_in_its_colours(qtbot: QtBot, lines: FactLines) -> None:
    light = lines.grab().toImage()
    theme.apply(_app(), "dark")
    dark = lines.grab().toImage()
    theme.apply(_app(), "light")
    assert light != dark
    assert _has(dark, theme.Theme("dark").color("accent").name())
    assert lines.grab().toImage() == light


def test_lines_grow_with_the_systems_text(lines: FactLines) -> None:
    app, number = _app(), lines.number_of("arr")
    before, font = lines.placed()[number], app.font()
    larger = app.font()
    larger.setPixelSize(2 * QFontInfo(font).pixelSize())
    app.setFont(larger)
    theme.apply(app, "light")
    after = lines.placed()[number]
    app.setFont(font)
    theme.apply(app, "light")
    assert after.height == pytest.approx(2 * before.height, abs=2)
    value, age = (before.runs[1], after.runs[1]), (before.runs[2], after.runs[2])
    assert value[1].x == pytest.approx(2 * value[0].x, abs=6)
    width = lines.width()
    assert width - age[1].x > 1.7 * (width - age[0].x)  # caption type is rounded
    assert lines.placed()[number] == before


def _has(image: QImage, colour: str) -> bool:
    seen = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    return colour in seen


def test_scrolling_follows_the_keyboard_and_no_text_moves_for_the_bar(qtbot: QtBot) -> None:
    many = [Line(key=f"{n}", spans=(Span(f"line {n}"),), right=Span("2 Nov")) for n in range(60)]
    shown = FactLines("many")
    scroller = LineScroller(shown)
    frame = QWidget()
    QVBoxLayout(frame).addWidget(scroller)
    qtbot.addWidget(frame)
    frame.resize(334, 300)
    shown.set_lines(many[:3])
    with qtbot.waitActive(frame):
        frame.show()
    edge = shown.placed()[0].runs[-1].x
    shown.set_lines(many)
    qtbot.waitUntil(scroller.verticalScrollBar().isVisible)
    assert shown.placed()[0].runs[-1].x == pytest.approx(edge, abs=1)
    shown.clearFocus()
    shown.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(shown, Qt.Key.Key_End)
    assert shown.visibleRegion().boundingRect().contains(shown.line_rect(59))


def test_a_text_opens_below_its_line(qtbot: QtBot, lines: FactLines) -> None:
    text = NoteText()
    text.show_body("word " * 100, "the note")
    before = lines.heightForWidth(334)
    lines.put_text("note", text)
    inside = lines.line_rect(lines.number_of("note"))
    assert text.isVisible()
    assert text.y() == inside.bottom() + 1
    assert text.geometry().bottom() < lines.line_rect(lines.number_of("more")).top()
    assert lines.heightForWidth(334) > before + text.height()
    lines.put_text("", None)
    assert lines.heightForWidth(334) == before
    assert not text.isVisible()


def test_every_line_that_speaks_is_a_child_for_screen_readers(lines: FactLines) -> None:
    tree = QAccessible.queryAccessibleInterface(lines)
    assert tree is not None
    assert tree.text(QAccessible.Text.Name) == "Facts of Rydberg"
    said = [tree.child(n).text(QAccessible.Text.Name) for n in range(tree.childCount())]
    assert said == ["Facts", "ARR, $64,080", "Plan, not mapped", "Intro call", "2 more"]
    roles = [tree.child(n).role() for n in range(tree.childCount())]
    assert roles[0] == QAccessible.Role.Heading
    assert roles[1] == QAccessible.Role.ListItem
    assert roles[-1] == QAccessible.Role.Link
    arr = tree.child(1)
    assert arr.text(QAccessible.Text.Description) == "Vitally, today 09:12"
    assert tree.indexOfChild(arr) == 1
    point = lines.mapToGlobal(middle(lines, "arr"))
    assert tree.childAt(point.x(), point.y()) is arr
    assert arr.rect().contains(point)
    assert tree.child(17) is None


def test_screen_readers_hear_where_the_keyboard_is(qtbot: QtBot, lines: FactLines) -> None:
    tree = QAccessible.queryAccessibleInterface(lines)
    assert tree is not None
    lines.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(lines, Qt.Key.Key_Down)
    here = tree.focusChild()
    assert here is not None
    assert here.text(QAccessible.Text.Name) == "Plan, not mapped"
    assert here.state().focused
    assert not tree.child(1).state().focused
    assert not tree.child(0).state().focusable


def test_an_open_text_is_a_child_after_its_line(lines: FactLines) -> None:
    text = NoteText()
    text.show_body("Wants funnels.", "Thu 12 Nov, call")
    lines.put_text("note", text)
    tree = QAccessible.queryAccessibleInterface(lines)
    assert tree is not None
    names = [tree.child(n).text(QAccessible.Text.Name) for n in range(tree.childCount())]
    assert names[-3:] == ["Intro call", "Thu 12 Nov, call", "2 more"]


def test_interfaces_outlive_neither_their_lines_nor_their_list(qtbot: QtBot) -> None:
    before = len(fact_access.kept())
    for turn in range(6):
        shown = FactLines(f"list {turn}")
        shown.set_lines(LINES)
        tree = QAccessible.queryAccessibleInterface(shown)
        assert tree is not None
        last = tree.child(4)
        shown.set_lines(LINES[:3])
        assert not last.isValid()
        assert last.text(QAccessible.Text.Name) == ""
        del tree, last
        shown.deleteLater()
        del shown
        _app().sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.collect()
    assert len(fact_access.kept()) <= before


def test_a_long_list_is_laid_out_and_painted_quickly(lines: FactLines) -> None:
    many = [
        Line(key=f"{n}", label="2 Nov", label_u=76, spans=(Span(f"Subject number {n}"),), act=True)
        for n in range(2_000)
    ]
    start = time.perf_counter()
    lines.set_lines(many)
    lines.resize(400, 800)
    lines.grab()
    assert time.perf_counter() - start < 2
