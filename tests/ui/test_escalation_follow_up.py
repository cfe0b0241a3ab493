"""Following an escalation up on real screens: nudges, promises, closing, wishes, calls, risks."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import intake, note_writing, sources
from book.escalation_writing import begin_escalation
from book.escalations import EscalationId, escalation, escalations_of
from book.facts import AccountFacts, Page, TicketFacts
from book.handing_over import CLIPBOARD, Words, note_handed, watch_ticket
from book.organizations import WATCHED
from book.records import AccountId
from book.store import Store
from book.tasks import tasks_of, tasks_of_escalation
from tests.clocks import HandClock
from tests.ui.escalation_desk import (
    ALDER,
    begin,
    browser,
    on_disk,
    opened,
    stored_form,
    with_people,
)
from tests.ui.shell_book import WIDE, resize
from tests.ui.writing_desk import CTRL, hit, press_toast, queue, toast, type_in
from ui.account.escalations import ESCALATION
from ui.escalation.close_dialog import CloseDialog
from ui.escalation.list_page import EscalationsPage
from ui.tables.task_columns import more_words
from ui.window.main_window import MainWindow

BIRCH = AccountId(2)


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    with_people(store)


def left(window: MainWindow, kind: str = "support", **answers: object) -> EscalationId:
    """An escalation of the first account that was copied for those who take it."""
    reading = window.reading
    form = stored_form(kind, changes=answers)
    number, _ = begin_escalation(reading.store, reading.rules, ALDER, form)
    note_handed(reading.store, reading.rules, number, "message", CLIPBOARD,
                Words(title="Boards", text="text"))  # fmt: skip
    window.refresh(None)
    return number


def closing() -> CloseDialog:
    asked = QApplication.activeModalWidget()
    assert isinstance(asked, CloseDialog)
    return asked


def test_what_waits_for_me_is_counted_named_today_and_nudged_by_one_key(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    left(window, next_update=None)
    window.go("today")
    window.refresh(None)
    places = window.sidebar.view.places

    def count() -> int | None:
        place = places.rows[places.row_of("escalations") or 0]
        return place.count if place is not None else 0

    assert count() is None
    clock.now += timedelta(days=2)
    window.refresh(None)
    qtbot.waitUntil(lambda: count() == 1, timeout=2_000)
    (need,) = (one for one in window.desk.today.column.view.needs if one.sign == "life-buoy")
    assert need.words.endswith("no answer noted for 2 days")
    window.acts.carry_out(need.asked)
    assert window.desk.area.key == "escalation"
    window.go("escalations")
    window.desk.focus_list()
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, EscalationsPage)
    assert page.status() == "1 escalation · 1 needs you"
    hit(qtbot, Qt.Key.Key_C)
    assert "It has been 2 working days" in QGuiApplication.clipboard().text()
    qtbot.waitUntil(lambda: page.status() == "1 escalation", timeout=2_000)
    press_toast(window)
    qtbot.waitUntil(lambda: "needs you" in page.status(), timeout=2_000)


def test_the_pane_of_the_account_says_first_what_is_due(
    window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = left(window, next_update=None)
    clock.now += timedelta(days=2)
    window.reading.forget(None)
    queue(window)
    window.desk.refill(frozenset())
    pane = window.desk.seat.pane.lines
    line = pane.lines[pane.number_of(f"{ESCALATION}{number}")]
    (below,) = line.below
    assert below.text == "no answer noted for 2 days · copied to paste, 2 d"


def test_they_have_heard_of_it_and_the_next_day_is_promised(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = left(window, next_update=window.reading.day.isoformat())
    window.acts.escalations.open(number)
    page = window.acts.escalations.page
    assert "They were promised an update today." in page.strip.words.words
    page.strip.buttons["told"].click()
    type_in(qtbot, "fri", Qt.Key.Key_Return)
    (open_task,) = tasks_of_escalation(store, number)
    done = next(task for task in tasks_of(store, ALDER) if task.completed_at is not None)
    assert done.completed_at is not None and open_task.due is not None
    assert on_disk(window).form.text("next_update") == open_task.due.isoformat()
    assert "promised" not in page.strip.words.words
    assert toast(window).startswith("Kept. They hear of it next ")


def test_another_day_in_the_form_moves_its_task(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number = left(window, next_update="2026-11-26")
    window.acts.escalations.open(number)
    page = window.acts.escalations.page
    page.go_to("next_update")
    hit(qtbot, Qt.Key.Key_A, CTRL)
    type_in(qtbot, "2026-12-03", Qt.Key.Key_Tab)
    window.go("today")
    assert [task.due for task in tasks_of_escalation(store, number)] == [date(2026, 12, 3)]


def test_closing_keeps_the_outcome_ticks_tasks_and_writes_the_mail(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number = left(window, next_update="2026-11-26")
    window.acts.escalations.open(number)
    page = window.acts.escalations.page
    page.strip.buttons["close"].click()
    asked = closing()
    (tick,) = asked.ticks.values()
    assert tick.isChecked() and tick.text().startswith("Tell them where “Boards time out” stands")
    type_in(qtbot, "Mended in a release")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    one = escalation(store, number)
    assert one is not None and one.outcome == "Mended in a release"
    assert tasks_of_escalation(store, number) == []
    assert window.desk.area.key == "mail"
    mail = window.acts.mails.page.words()
    assert "“Boards time out”: Mended in a release" in mail.body
    assert mail.to == "ines@alder.test"
    window.acts.escalations.open(number)
    assert page.strip.buttons["mail"].isVisible()
    page.strip.buttons["reopen"].click()
    assert on_disk(window).closed_at is None
    assert len(tasks_of_escalation(store, number)) == 1


def test_a_task_left_unticked_stays_open_and_esc_closes_nothing(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    number = left(window, next_update="2026-11-26")
    window.acts.escalations.open(number)
    window.commands.run("close_escalation")
    hit(qtbot, Qt.Key.Key_Escape)
    assert on_disk(window).closed_at is None
    window.commands.run("close_escalation")
    asked = closing()
    next(iter(asked.ticks.values())).setChecked(False)
    asked.usual[1].click()
    asked.verb.click()
    assert on_disk(window).outcome == "Answered"
    assert len(tasks_of_escalation(store, number)) == 1


def test_a_ticket_solved_while_my_task_is_open_is_said_on_the_task(
    window: MainWindow, store: Store
) -> None:
    number = left(window, next_update="2026-11-26")
    watch_ticket(store, window.reading.rules, number, "zendesk", "7", title="Boards", url=None)
    ticket = TicketFacts(external_id="7", account_external_id=f"{WATCHED}7", number="7",
                         subject="Boards", status="open")  # fmt: skip
    intake.apply(store, Page(source="zendesk", resource="tickets", tickets=(ticket,)))
    assert not tasks_of_escalation(store, number)[0].ticket_solved
    solved = TicketFacts(external_id="7", account_external_id=f"{WATCHED}7", number="7",
                         subject="Boards", status="solved", is_open=0)  # fmt: skip
    intake.apply(store, Page(source="zendesk", resource="tickets", tickets=(solved,)))
    (task,) = tasks_of_escalation(store, number)
    assert more_words(task).split(" · ")[0] == "its ticket is solved"
    window.acts.escalations.open(number)
    page = window.acts.escalations.page
    assert page.strip.words.words.startswith("Ticket 7 is solved there; close it")


def test_a_wish_that_is_there_is_offered_and_joined_instead_of_a_second_one(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    reading = window.reading
    form = stored_form("product-request", changes={"subject": "Boards that refresh"})
    known, _ = begin_escalation(store, reading.rules, BIRCH, form)
    page = begin(qtbot, window, "product-request")
    page.go_to("subject")
    type_in(qtbot, "refresh boards hourly")
    (join,) = page.aside.wishes.joins
    join.click()
    assert on_disk(window).id == known
    assert on_disk(window).form.answers["other_accounts"] == ("Alder Works",)
    assert page.column.facts.whole.startswith("2 accounts ask, together ARR")
    assert escalations_of(store, ALDER) == [], "what was begun here is no second wish"
    window.commands.run("close_escalation")
    told = [key for key in closing().ticks if key[0] == "tell"]
    assert told == [("tell", BIRCH), ("tell", ALDER)], "each of them hears what came of it"


def test_the_summary_of_a_call_is_taken_from_its_note(window: MainWindow, store: Store) -> None:
    reading = window.reading
    day = reading.day - timedelta(days=1)
    note_writing.add_note(
        store, reading.rules, ALDER, subject="Call", body="They shard by plant.", day=day,
        today=reading.day,
    )  # fmt: skip
    number = left(window, "engineer-call", call_day=day.isoformat(), next_update=None)
    window.acts.escalations.open(number)
    page = window.acts.escalations.page
    assert page.strip.words.words.endswith("The summary afterwards is due today.")
    page.strip.buttons["call"].click()
    assert on_disk(window).form.text("call_summary") == "They shard by plant."
    assert not page.strip.buttons["call"].isVisible()


def test_the_mark_of_risk_is_set_where_the_account_is_kept(
    window: MainWindow, store: Store
) -> None:
    window.acts.escalations.open(left(window, "at-risk", next_update=None))
    page = window.acts.escalations.page
    assert page.bar.title.whole == "At risk, for Wednesday: Alder Works"
    assert page.aside.after.words.startswith("Recovery call within 48 h, then a check-in every 7")
    assert "Flagged here, not in Vitally." in page.strip.words.words
    assert "Recovery call by" in page.strip.words.words
    found = browser(window)
    page.strip.buttons["crm"].click()
    assert (found, toast(window)) == (
        [], "No address of Vitally is known. Set “Churn Risk” there by hand.",
    )  # fmt: skip
    crm = sources.source(store, "vitally")
    assert crm is not None
    sources.save(store, replace(crm, url="https://team.rest.vitally.io"))
    window.reading.forget(None)
    assert window.commands.run("escalation_crm")
    assert found == ["https://team.vitally.io"]
    assert QGuiApplication.clipboard().text() == "Alder Works"
    marked = AccountFacts(external_id="x0", name="Alder Works", segments='["Churn Risk"]')
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=(marked,)))
    window.acts.escalations.refresh()
    assert "Flagged here" not in page.strip.words.words


def test_a_narrow_page_shows_the_homework_in_turn_with_the_form(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = opened(window)
    resize(window, (1024, 720))
    place = next(iter(page.aside.rows.values()))
    assert place.name.isVisible() and page.column.isVisible() and not page.sides.turn.isVisible()
    resize(window, (820, 700))
    qtbot.waitUntil(lambda: page.sides.narrow, timeout=2_000)
    assert page.column.isVisible() and not place.name.isVisible() and page.sides.turn.isVisible()
    page.sides.turn.click()
    assert place.name.isVisible() and not page.column.isVisible()
    page.aside.go_asked.emit("subject")
    assert page.column.isVisible() and not page.aside.isVisible()
    page.go_to(f"homework.{place.code}")
    assert place.query.isVisible()
    resize(window, WIDE)
    qtbot.waitUntil(lambda: not page.sides.narrow, timeout=2_000)
    assert place.query.isVisible() and page.column.isVisible()
