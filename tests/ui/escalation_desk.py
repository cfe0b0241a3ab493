"""What the tests of escalations share: a book with people and a ticket system, and the form."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import intake, sources
from book.escalation_form import EscalationForm
from book.escalation_writing import begin_escalation
from book.escalations import Escalation, EscalationId, escalation
from book.facts import ContactFacts, Page
from book.records import AccountId, Source
from book.store import Store
from tests.ui.writing_desk import CTRL, hit, queue, type_in
from ui.escalation.page import EscalationPage
from ui.escalation.preview import PreviewDialog
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

ALDER = AccountId(1)
WHOLE = {
    "subject": "Boards time out",
    "group": "Product Analytics",
    "severity": "high",
    "requester": "ines@alder.test",
    "customer_told": True,
    "use_case": "One board for five plants",
    "error_text": "Query timed out after 600 s",
    "steps": ("open the board", "choose 90 days"),
    "tried": "a shorter span works",
    "urgency": "shown to their board on Friday",
    "next_update": "2026-11-26",
}


def with_people(store: Store) -> None:
    """Two people with addresses at the first account, one of them me."""
    people = (
        ContactFacts(external_id="q1", account_external_id="x0", name="Ines Roth",
                     email="ines@alder.test", role="Analyst"),
        ContactFacts(external_id="q2", account_external_id="x0", name="Wren Adeyemi",
                     email="wren@desk.test"),
    )  # fmt: skip
    intake.apply(store, Page(source="vitally", resource="contacts", contacts=people))
    crm = sources.source(store, "vitally")
    assert crm is not None
    sources.save(store, replace(crm, me_email="wren@desk.test"))


def with_tickets(window: MainWindow) -> None:
    """A ticket system that takes escalations is connected."""
    store = window.reading.store
    sources.save(
        store,
        Source(name="zendesk", url="https://desk.test", capabilities={"takes": "ticket"}),
    )
    window.reading.forget(None)


def begin(qtbot: QtBot, window: MainWindow, kind: str = "support") -> EscalationPage:
    """A new form of the first account in the queue, by keys alone."""
    queue(window)
    hit(qtbot, Qt.Key.Key_E, CTRL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PickDialog)
    type_in(qtbot, window.reading.rules.escalations.kinds[kind].title, Qt.Key.Key_Return)
    assert window.desk.area.key == "escalation"
    return window.acts.escalations.page


def stored_form(
    kind: str = "support", *, changes: Mapping[str, object] | None = None, **answers: object
) -> EscalationForm:
    """A form that may leave, its answers changed; None leaves one out."""
    said = {
        key: value
        for key, value in (WHOLE | dict(changes or {}) | answers).items()
        if value is not None
    }
    return EscalationForm(kind=kind, answers=said)  # type: ignore[arg-type]  # of the right types


def opened(window: MainWindow, form: EscalationForm | None = None) -> EscalationPage:
    """The form of an escalation that was begun before, by default one that may leave."""
    reading = window.reading
    number, _ = begin_escalation(reading.store, reading.rules, ALDER, form or stored_form())
    window.acts.escalations.open(number)
    return window.acts.escalations.page


def on_disk(window: MainWindow, number: EscalationId | None = None) -> Escalation:
    """The escalation of the open form as it stands in the book."""
    found = number if number is not None else window.acts.escalations.page.keeper.number
    assert found is not None
    one = escalation(window.reading.store, found)
    assert one is not None
    return one


def preview(qtbot: QtBot) -> PreviewDialog:
    """The preview, opened by its key."""
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PreviewDialog)
    return dialog


def browser(window: MainWindow) -> list[str]:
    """The addresses that are opened from now on, in order."""
    found: list[str] = []

    def take(address: str) -> bool:
        found.append(address)
        return True

    window.acts.escalations.leaving.opener = take
    return found
