"""A ticketed thread is pasted: found, offered, not here yet, another's; then it is watched."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import escalations, intake, sources
from book.clock import stamp
from book.facts import CommentFacts, OrganizationFacts, Page, TicketFacts
from book.store import Store
from tests.ui.escalation_desk import ALDER, on_disk, opened, with_tickets
from tests.ui.shell_book import NOON
from tests.ui.writing_desk import hit, queue, toast, type_in
from ui.account.lines import lines_of
from ui.escalation.list_page import EscalationsPage
from ui.escalation.thread_dialog import ThreadDialog
from ui.note.link_lines import with_links
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

BEGAN = NOON - timedelta(hours=2)
STAMP = f"{int(BEGAN.timestamp())}.000100"
THREAD = f"https://alder.slack.com/archives/C012ABCDE/p{STAMP.replace('.', '')}"


@pytest.fixture(autouse=True)
def desk(window: MainWindow, store: Store) -> None:
    """A ticket system knows the first account; nothing is on the clipboard."""
    with_tickets(window)
    firm = OrganizationFacts(external_id="O1", name="Alder Works")
    intake.apply(store, Page(source="zendesk", resource="organizations", organizations=(firm,)))
    QGuiApplication.clipboard().clear()


def bring(
    window: MainWindow, number: str, subject: str, said: str = "", *, group: str = "Support",
    minutes: int = 3,
) -> None:  # fmt: skip
    ticket = TicketFacts(
        external_id=number, account_external_id="O1", number=number, subject=subject,
        status="Open", group_name=group, severity="High",
        opened_at=stamp(BEGAN + timedelta(minutes=minutes)),
        url=f"https://desk.test/agent/tickets/{number}",
    )  # fmt: skip
    words = CommentFacts(
        ticket_external_id=number, external_id=f"c{number}", at=stamp(BEGAN), text=said or "Hello"
    )
    page = Page(source="zendesk", resource="tickets", tickets=(ticket,), comments=(words,))
    intake.apply(window.reading.store, page)


def asked(window: MainWindow, text: str = "") -> ThreadDialog:
    """The dialog, for the first account of the queue."""
    queue(window)
    window.commands.run("watch_thread")
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ThreadDialog)
    dialog.field.setText(text)
    return dialog


def offered(dialog: ThreadDialog) -> list[str]:
    return [one.words for one in dialog.model.options]


def test_the_ticket_of_the_thread_is_watched_by_one_key(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    bring(window, "7", "Boards time out", f"from {THREAD}")
    dialog = asked(window)
    assert offered(dialog) == [] and dialog.hint.words.startswith("Paste the link of a thread")
    dialog.field.setText(f"{THREAD}?thread_ts={STAMP}")
    (one,) = dialog.model.options
    assert (one.words, one.beside) == ("Boards time out", "Alder Works, ticket 7")
    assert one.below.startswith("Open · opened today ") and one.below.endswith(" · Support, High")
    assert "This ticket holds the thread's link." in dialog.field.accessibleDescription()
    hit(qtbot, Qt.Key.Key_Return)
    page = window.acts.escalations.page
    assert window.desk.area.key == "escalation" and page.strip.words.words.startswith("Ticket 7")
    assert toast(window) == "Ticket 7 is watched."
    again = asked(window, THREAD)
    assert again.hint.words.startswith("It is watched already.")
    hit(qtbot, Qt.Key.Key_Return)
    assert len(escalations.escalations_of(store, ALDER)) == 1


def test_a_ticket_that_is_not_routed_is_said_before_and_after(
    qtbot: QtBot, window: MainWindow
) -> None:
    bring(window, "7", "Boards time out", group="")
    dialog = asked(window, "#7")
    (one,) = dialog.model.options
    assert one.below.endswith("not routed: Group empty there") and one.tone == "amber"
    assert dialog.hint.words.startswith("Nobody gets it") and dialog.hint.property("ink") == "amber"
    hit(qtbot, Qt.Key.Key_Return)
    assert toast(window) == "Ticket 7 is watched. It is not routed: Group empty there."


def test_where_only_the_time_fits_a_person_chooses(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    bring(window, "7", "Boards time out", minutes=40)
    bring(window, "8", "Where is the bill", minutes=5)
    dialog = asked(window, THREAD)
    assert offered(dialog) == [
        "Where is the bill", "Boards time out", "None of these: watch it once its ticket is here",
    ]  # fmt: skip
    assert dialog.hint.words.startswith("No ticket names this thread.")
    hit(qtbot, Qt.Key.Key_Down)
    hit(qtbot, Qt.Key.Key_Return)
    (one,) = escalations.escalations_of(store, ALDER)
    assert one.subject == "Boards time out"


def test_what_is_not_here_yet_is_kept_and_says_how_old_the_tickets_are(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    sources.note_state(store, "zendesk", "offline", "No answer.")
    window.reading.forget(None)
    dialog = asked(window, THREAD)
    assert offered(dialog) == ["Watch it once its ticket is here"]
    assert dialog.hint.words == (
        "The ticket comes with the next sync; it is watched as soon as it is there."
        " Zendesk does not answer. Never fetched."
    )
    hit(qtbot, Qt.Key.Key_Return)
    words = window.acts.escalations.page.strip.words.words
    assert words.startswith("Kept; the ticket of its thread is not here yet")
    assert [one.words for one in asked(window, THREAD).model.options] == ["Open its escalation"]
    hit(qtbot, Qt.Key.Key_Return)
    # Its ticket came without the link: chosen on its form, it is that escalation's.
    bring(window, "8", "Where is the bill")
    window.commands.run("watch_thread")
    hit(qtbot, Qt.Key.Key_Return)
    (one,) = escalations.escalations_of(store, ALDER)
    known = [each.external_id for each in escalations.handovers_of(store, one.id)]
    assert known == ["8", None]


def test_without_a_ticket_system_a_thread_is_kept_and_a_number_alone_is_not(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    sources.forget(store, "zendesk", rows=True)
    window.reading.forget(None)
    dialog = asked(window, THREAD)
    assert offered(dialog) == ["Watch it once its ticket is here"]
    assert dialog.hint.words.startswith("No ticket system is connected. A thread is kept")
    dialog.field.setText("#7")
    assert offered(dialog) == [] and dialog.hint.words.endswith("Paste the ticket's link.")


def test_another_company_s_ticket_is_refused_and_an_unknown_one_asks_whose_it_is(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    known = sources.source(store, "zendesk")
    assert known is not None
    sources.save(store, replace(known, url="https://alder.zendesk.com"))
    window.reading.forget(None)
    dialog = asked(window, "https://birch.zendesk.com/agent/tickets/7")
    assert offered(dialog) == [] and "(birch.zendesk.com)" in dialog.hint.words
    dialog.reject()
    window.acts.threads.ask_for(None, "https://alder.zendesk.com/agent/tickets/7")
    hit(qtbot, Qt.Key.Key_Return)
    assert isinstance(QApplication.activeModalWidget(), PickDialog)
    type_in(qtbot, "Alder", Qt.Key.Key_Return)
    hit(qtbot, Qt.Key.Key_Return)
    (one,) = escalations.escalations_of(store, ALDER)
    assert [each.external_id for each in escalations.handovers_of(store, one.id)] == ["7"]


def test_on_a_form_the_thread_is_that_escalation_s(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    bring(window, "7", "Boards time out", THREAD)
    opened(window)
    number = on_disk(window).id
    QGuiApplication.clipboard().setText(THREAD)
    window.commands.run("watch_thread")
    hit(qtbot, Qt.Key.Key_Return)
    assert [one.id for one in escalations.escalations_of(store, ALDER)] == [number]
    assert window.acts.escalations.standing_of(on_disk(window)).ticket is not None


def test_palette_list_pane_and_note_lead_there(qtbot: QtBot, window: MainWindow) -> None:
    bring(window, "7", "Boards time out", THREAD)
    assert [one.value for one in window.acts.palette.options(THREAD)] == [f"thread {THREAD}"]
    window.go("escalations")
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, EscalationsPage)
    page.of_thread.click()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ThreadDialog)
    dialog.reject()
    opened(window)
    queue(window)
    window.desk.open_account()
    view = window.desk.seat.pane.view
    assert view is not None and "watch_thread" in [line.key for line in lines_of(view)]
    window.acts.notes.new()
    window.acts.notes.page.text.setPlainText(f"Asked in {THREAD} today")
    dialog = window.acts.threads.ask()
    assert dialog.field.text() == THREAD
    dialog.reject()
    (line,) = with_links(f"They wrote {THREAD}", [], ())
    assert (line.name, line.verb) == ("Thread", "nothing")
