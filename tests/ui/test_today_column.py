"""The Today column on screen: folding, choosing, what stays when there is nothing."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.records import AccountId
from tests.ui.account_samples import TODAY, change, source, task
from ui.look import theme
from ui.today.column import TodayColumn, TodayView, build_today, lines_of
from ui.today.view import Need, Unfinished

NAMES = {10: "Vinterby ApS", 11: "تقنيات الواحة", 12: "Old Mill Ltd"}


def full() -> TodayView:
    """Seven due tasks, three changes, one source to sign in to."""
    tasks = [
        (task(n, f"Task {n}", TODAY if n else date(2026, 11, 21), account_id=n), f"Account {n}")
        for n in range(7)
    ]
    changes = [
        change(1, 10, "created", None, None),
        change(2, 11, "stage", "1", "2"),
        change(3, 12, "stage", "1", "2"),
    ]
    waiting = [source(name="hubspot", state="needs_sign_in")]
    return build_today(tasks, changes, waiting, TODAY, names=NAMES)


@pytest.fixture
def column(qtbot: QtBot) -> TodayColumn:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    shown = TodayColumn()
    qtbot.addWidget(shown)
    shown.resize(shown.sizeHint().width(), 900)
    with qtbot.waitActive(shown):
        shown.show()
    shown.show_today(full())
    return shown


def keys(of: TodayColumn) -> list[str]:
    """The keys of the lines the keyboard stops at."""
    return [line.key for line in of.lines.lines if line.walks]


def click(qtbot: QtBot, of: TodayColumn, key: str) -> None:
    """A click on the line of that key."""
    inside = of.lines.line_rect(of.lines.number_of(key)).center()
    QTest.mouseClick(of.lines, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, inside)


def headings(view: TodayView) -> list[tuple[str, str]]:
    """Each heading with its count."""
    return [
        (line.spans[0].text, line.right.text if line.right else "")
        for line in lines_of(view)
        if line.kind == "heading"
    ]


def test_sections_stand_in_order_with_their_counts() -> None:
    assert headings(full()) == [
        ("Due today", "7"),
        ("Since you last looked", "3"),
        ("Needs you", "1"),
    ]


def test_a_section_without_content_leaves_but_what_is_due_stays() -> None:
    later = [(task(1, "Later", date(2026, 11, 27)), "Rydberg")]
    view = build_today(later, [], [], TODAY)
    assert headings(view) == [("Due today", "")]
    spoken = [line.spoken for line in lines_of(view)]
    assert "Nothing due, Next: Fri 27 Nov" in spoken


def test_five_tasks_show_and_the_rest_unfold(qtbot: QtBot, column: TodayColumn) -> None:
    assert keys(column)[:6] == ["due 0", "due 1", "due 2", "due 3", "due 4", "more due"]
    number = column.lines.number_of("more due")
    assert column.lines.lines[number].spans[0].text == "2 more"
    click(qtbot, column, "more due")
    assert keys(column)[:7] == [f"due {n}" for n in range(7)]


def test_late_is_amber_and_a_word() -> None:
    late, plain = (line for line in lines_of(full()) if line.key in ("due 0", "due 1"))
    assert (late.below[0].text, late.below[0].tone) == ("3 days late", "amber")
    assert (plain.below[0].text, plain.below[0].tone) == ("today", "ink3")
    # A box that ticks (below) stands where a dot stood while it could not.
    assert (late.sign, late.copy) == ("square", "")


def test_the_box_of_a_task_ticks_it_and_the_rest_of_its_line_leads_on(
    qtbot: QtBot, column: TodayColumn
) -> None:
    asked: list[str] = []
    column.asked.connect(asked.append)
    number = column.lines.number_of("due 3")
    box = column.lines.box(number)
    assert box.height() >= 24, "what is clicked is large enough"
    with qtbot.assertNotEmitted(column.task_chosen):
        QTest.mouseClick(
            column.lines, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, box.center()
        )
    task_id = column.view.due[3].task_id
    assert asked == [f"task {task_id}"]
    with qtbot.waitSignal(column.task_chosen):
        click(qtbot, column, "due 3")
    column.lines.setFocus(Qt.FocusReason.ShortcutFocusReason)
    column.lines.stand_at(number)
    QTest.keyClick(column.lines, Qt.Key.Key_Space)
    assert asked == [f"task {task_id}"] * 2
    with qtbot.waitSignal(column.task_chosen):
        QTest.keyClick(column.lines, Qt.Key.Key_Return)


def test_an_account_that_does_not_fit_beside_the_day_has_a_row_of_its_own(
    column: TodayColumn,
) -> None:
    name = "Quarrelton Parcel Network"
    late = (task(1, "Walkthrough", date(2026, 11, 21), account_id=1), name)
    short = (task(2, "Walkthrough", date(2026, 11, 21), account_id=2), "Oak")
    column.show_today(build_today([late, short], [], [], TODAY))
    placed = {one.line.key: one for one in column.lines.placed()}
    texts = [run.text for run in placed["due 1"].runs]
    assert texts == ["Walkthrough", "3 days late", f"\u2068{name}\u2069"], "nothing is cut"
    assert not placed["due 1"].cut
    assert [run.text for run in placed["due 0"].runs][2] == "· \u2068Oak\u2069"
    assert placed["due 1"].height > placed["due 0"].height
    longer = (task(3, "Walkthrough", date(2026, 11, 21), account_id=3), f"{name} and Sons Ltd")
    column.show_today(build_today([longer], [], [], TODAY))
    (one,) = (each for each in column.lines.placed() if each.line.key == "due 0")
    assert not one.cut
    rows = [run.text for run in one.runs][2:]
    assert len(rows) == 2
    assert " ".join(rows) == f"\u2068{name} and Sons Ltd\u2069"


def test_a_task_leads_to_its_account(qtbot: QtBot, column: TodayColumn) -> None:
    with qtbot.waitSignal(column.task_chosen) as told:
        click(qtbot, column, "due 3")
    assert told.args == [3]


def test_a_change_of_one_account_leads_there(qtbot: QtBot, column: TodayColumn) -> None:
    with qtbot.waitSignal(column.account_chosen) as told:
        click(qtbot, column, "news created")
    assert told.args == [10]


def test_a_change_of_several_unfolds_their_names(qtbot: QtBot, column: TodayColumn) -> None:
    with qtbot.assertNotEmitted(column.account_chosen):
        click(qtbot, column, "news stage")
    assert {"account stage 11", "account stage 12"} <= set(keys(column))
    with qtbot.waitSignal(column.account_chosen) as told:
        click(qtbot, column, "account stage 12")
    assert told.args == [12]
    click(qtbot, column, "news stage")
    assert "account stage 12" not in keys(column)


def test_a_source_that_waits_is_chosen(qtbot: QtBot, column: TodayColumn) -> None:
    with qtbot.waitSignal(column.source_chosen) as told:
        click(qtbot, column, "need hubspot")
    assert told.args == ["hubspot"]


def test_an_unfinished_note_and_what_stopped_are_asked_for(
    qtbot: QtBot, column: TodayColumn
) -> None:
    begun = Unfinished(4, "Rydberg, Intro call", "today, 2 lines, only here")
    stopped = Need(words="Task for Old Mill Ltd stopped", asked="go_outbox", sign="circle-pause")
    mail = Unfinished(2, "Old Mill Ltd: your bill", "mail, today", mail=True)
    column.show_today(msgspec.structs.replace(full(), unfinished=(begun, mail), needs=(stopped,)))
    assert headings(column.view)[-2:] == [("Unfinished", "2"), ("Needs you", "1")]
    asked: list[str] = []
    column.asked.connect(asked.append)
    click(qtbot, column, "draft 4")
    click(qtbot, column, "mail 2")
    click(qtbot, column, "open 0")
    assert asked == ["draft 4", "mail 2", "go_outbox"]


def test_the_keyboard_reaches_every_line(qtbot: QtBot, column: TodayColumn) -> None:
    column.lines.clearFocus()
    column.lines.setFocus(Qt.FocusReason.ShortcutFocusReason)
    visited = []
    for _ in keys(column):
        visited.append(column.lines.lines[column.lines.current].key)
        QTest.keyClick(column.lines, Qt.Key.Key_Down)
    assert visited == keys(column)


def test_newer_facts_keep_the_place_and_what_is_unfolded(qtbot: QtBot, column: TodayColumn) -> None:
    click(qtbot, column, "more due")
    click(qtbot, column, "due 5")
    column.show_today(full())
    assert column.lines.lines[column.lines.current].key == "due 5"


def test_screen_readers_hear_title_day_and_account(column: TodayColumn) -> None:
    tree = QAccessible.queryAccessibleInterface(column.lines)
    assert tree is not None
    said = [tree.child(n).text(QAccessible.Text.Name) for n in range(tree.childCount())]
    assert "\u2068Task 0\u2069, 3 days late, \u2068Account 0\u2069" in said
    assert "2 stages changed, \u2068Old Mill Ltd\u2069, \u2068تقنيات الواحة\u2069" in said


def test_a_match_in_doubt_leads_to_its_account(qtbot: QtBot, column: TodayColumn) -> None:
    doubt = Need(words="Does it still belong?", account_id=AccountId(10), sign="circle-alert")
    column.show_today(msgspec.structs.replace(full(), needs=(doubt,)))
    with qtbot.waitSignal(column.account_chosen) as chosen:
        click(qtbot, column, "open 0")
    assert chosen.args == [10]
