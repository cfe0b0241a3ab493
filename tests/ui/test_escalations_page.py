"""The list of escalations, and the ways to one: keys, the account's pane, a line of a note."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import note_writing, points
from book.escalation_writing import begin_escalation
from book.escalations import EscalationId, escalation, escalations_of
from book.records import AccountId, PointId
from book.store import Store
from tests.ui.escalation_desk import ALDER, on_disk, stored_form, with_people
from tests.ui.writing_desk import CTRL, dialog, hit, press_toast, queue, toast, type_in
from ui.account.escalations import ESCALATION
from ui.account.points import ESCALATE, lines, point_lines
from ui.escalation.list_page import EscalationsPage
from ui.queue.bands import BandHeader
from ui.queue.words import isolated
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog
from ui.writing.task_dialog import TaskDialog


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    with_people(store)


def begun(window: MainWindow, subject: str, account: int = ALDER) -> EscalationId:
    reading = window.reading
    form = stored_form(subject=subject)
    return begin_escalation(reading.store, reading.rules, AccountId(account), form)[0]


def the_list(window: MainWindow) -> EscalationsPage:
    window.go("escalations")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, EscalationsPage)
    window.desk.focus_list()
    return page


def test_an_empty_list_offers_to_begin_one(qtbot: QtBot, window: MainWindow) -> None:
    page = the_list(window)
    assert page.empty.heading.text() == "No escalations"
    page.empty.button.click()
    assert isinstance(QApplication.activeModalWidget(), PickDialog)
    hit(qtbot, Qt.Key.Key_Escape)


def test_keys_move_open_close_and_delete(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    first, second = begun(window, "Boards"), begun(window, "Funnels")
    page = the_list(window)
    assert page.list.current is not None and page.list.current.id == second
    hit(qtbot, Qt.Key.Key_J)
    assert page.list.current.id == first
    assert page.status() == "2 escalations"
    hit(qtbot, Qt.Key.Key_Return)
    assert on_disk(window).id == first
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "escalations" and page.list.hasFocus()
    hit(qtbot, Qt.Key.Key_E)
    type_in(qtbot, "Mended in a release", Qt.Key.Key_Return)
    one = escalation(store, first)
    assert one is not None and one.outcome == "Mended in a release"
    assert toast(window) == "Closed: Mended in a release"
    qtbot.waitUntil(lambda: page.status() == "1 escalation", timeout=2_000)
    page.list.choose(first)
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_E)
    again = escalation(store, first)
    assert again is not None and again.closed_at is None, "a closed one is opened again"
    page.list.choose(second)
    window.desk.focus_list()
    hit(qtbot, Qt.Key.Key_Delete)
    assert escalation(store, second) is None
    press_toast(window)
    assert escalation(store, second) is not None


def test_the_filter_narrows_and_says_when_nothing_fits(qtbot: QtBot, window: MainWindow) -> None:
    begun(window, "Boards")
    begun(window, "Funnels", 2)
    page = the_list(window)
    hit(qtbot, Qt.Key.Key_Slash)
    type_in(qtbot, "birch")
    assert [one.account for one in page.model.items if not hasattr(one, "caption")] == [
        "Birch & Sons"
    ]  # fmt: skip
    type_in(qtbot, "x")
    assert page.empty.isVisible() and page.empty.heading.text() == "Nothing for “birchx”"


def test_a_closed_one_is_opened_again_from_its_form(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number = begun(window, "Boards")
    acts = window.acts.escalations
    acts.open(number)
    assert window.commands.run("close_escalation")
    hit(qtbot, Qt.Key.Key_Return)
    assert acts.page.strip.words.words == "Closed: Solved."
    assert not window.commands.run("close_escalation")
    acts.page.strip.buttons["reopen"].click()
    assert on_disk(window).closed_at is None
    assert window.commands.run("delete_escalation")
    assert escalations_of(store, ALDER) == []
    assert window.desk.area.key != "escalation"


def test_the_pane_lists_what_is_open_and_opens_it(qtbot: QtBot, window: MainWindow) -> None:
    number = begun(window, "Boards")
    queue(window)
    window.desk.refill(frozenset())
    pane = window.desk.seat.pane.lines
    at = pane.number_of(f"{ESCALATION}{number}")
    assert (
        pane.lines[at].spoken
        == f"{isolated('Boards')}, Support ticket · draft, only on this laptop, now"
    )
    pane.setFocus()
    pane.stand_at(at)
    hit(qtbot, Qt.Key.Key_Return)
    assert on_disk(window).id == number


def test_a_line_of_a_note_becomes_an_escalation_once(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    reading = window.reading
    note_writing.add_note(
        store, reading.rules, ALDER, subject="Call", body="^ escalate: funnels time out",
        day=reading.day, today=reading.day,
    )  # fmt: skip
    queue(window)
    window.desk.refill(frozenset())
    pane = window.desk.seat.pane.lines
    (key,) = [line.key for line in pane.lines if line.key.startswith(ESCALATE)]
    window.acts.carry_out(key)
    assert isinstance(dialog(PickDialog), PickDialog)
    type_in(qtbot, "support", Qt.Key.Key_Return)
    one = on_disk(window)
    assert (one.subject, one.kind, one.point_id) == ("funnels time out", "support", 1)
    window.go("today")
    window.acts.carry_out(key)
    assert on_disk(window).id == one.id, "begun once, it is gone on with"


def test_the_list_has_the_lines_of_notes_that_nothing_came_of_yet(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    reading = window.reading
    note_writing.add_note(
        store, reading.rules, ALDER, subject="Call", day=reading.day, today=reading.day,
        body="^ escalate: funnels time out\n^ escalate: exports stop\n! a risk",
    )  # fmt: skip
    page = the_list(window)
    (band, first, second) = page.model.items
    assert isinstance(band, BandHeader) and band.name == "From your notes"
    assert page.status() == "0 escalations"
    text = page.model.text(1)
    assert text is not None and text.below == "asked for in a note; Enter begins it"
    hit(qtbot, Qt.Key.Key_E)
    point = points.point(store, PointId(-first.id))
    assert point is not None and point.done_at is not None, "E ticks it"
    qtbot.waitUntil(lambda: len(page.model.items) == 2, timeout=2_000)
    hit(qtbot, Qt.Key.Key_Return)
    type_in(qtbot, "support", Qt.Key.Key_Return)
    assert on_disk(window).point_id == -second.id
    hit(qtbot, Qt.Key.Key_Escape)

    def bands() -> list[str]:
        return [one.name for one in page.model.items if isinstance(one, BandHeader)]

    qtbot.waitUntil(lambda: bands() == ["Drafts"], timeout=2_000)


def test_what_was_typed_stands_in_the_list_when_one_comes_back(
    qtbot: QtBot, window: MainWindow
) -> None:
    begun(window, "Boards")
    page = the_list(window)
    hit(qtbot, Qt.Key.Key_Return)
    window.acts.escalations.page.go_to("subject")
    type_in(qtbot, " and funnels")
    hit(qtbot, Qt.Key.Key_Escape)

    def subject() -> str:
        text = page.model.text(1)
        return text.subject if text is not None else ""

    qtbot.waitUntil(lambda: subject() == "Boards and funnels", timeout=2_000)


def test_ctrl_e_takes_the_line_of_the_note_along(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "^ escalate: boards are slow")
    hit(qtbot, Qt.Key.Key_E, CTRL)
    type_in(qtbot, "question", Qt.Key.Key_Return)
    one = on_disk(window)
    assert (one.account_id, one.subject, one.kind) == (ALDER, "boards are slow", "engineering")


def test_only_a_line_that_asks_for_it_offers_to_escalate() -> None:
    from tests.ui.test_account_points import TODAY, point

    found = point_lines([point(1, "risk"), point(2, "escalation"),
                         point(3, "escalation", closed=0)], TODAY)  # fmt: skip
    keys = [line.key for line in lines(found)]
    assert keys == ["point 1", "point 2", f"{ESCALATE}2", "point 3"]


def test_the_palette_opens_one(qtbot: QtBot, window: MainWindow) -> None:
    number = begun(window, "Xylophones are out of tune")
    window.commands.run("palette")
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "xylophones")
    assert asked.current is not None and asked.current.value == f"escalation {number}"
    assert asked.current.beside == "escalation"
    hit(qtbot, Qt.Key.Key_Return)
    assert on_disk(window).id == number


def test_a_task_begun_at_a_form_is_its_accounts(qtbot: QtBot, window: MainWindow) -> None:
    window.acts.escalations.open(begun(window, "Boards", 2))
    hit(qtbot, Qt.Key.Key_T, CTRL)
    asked = dialog(TaskDialog)
    assert asked.windowTitle() == "New task for Birch & Sons"
    hit(qtbot, Qt.Key.Key_Escape)
