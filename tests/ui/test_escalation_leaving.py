"""An escalation leaves: looked over, sent once, or copied; the same text by every way."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from book import intake, outbox, recording_writing, sources
from book.errors import Refused
from book.escalation_text import text_of
from book.escalations import handovers_of
from book.facts import Page, TicketFacts
from book.handing_over import watch_ticket
from book.moments import NewMoment
from book.organizations import WATCHED
from book.outbox_entry import OutboxEntry
from book.points import points_of_account
from book.recording_links import recognise
from book.store import Store
from tests.ui.escalation_desk import (
    ALDER,
    browser,
    on_disk,
    opened,
    preview,
    stored_form,
    with_people,
    with_tickets,
)
from tests.ui.writing_desk import CTRL, hit, press_toast, queue, toast, type_in
from ui.escalation.page import EscalationPage
from ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def people(store: Store) -> None:
    with_people(store)


def queued(store: Store) -> list[OutboxEntry]:
    return [one for one in outbox.entries(store) if one.record == "handover"]


def expected(page: EscalationPage, way: Any) -> str:
    """The text as the book writes it, which the command line prints too."""
    assert page.sheet is not None
    form = page.words()
    return text_of(form, page.sheet.rules.escalations, page.sheet.customer_for(form), way,
                   page.sheet.today)  # fmt: skip


def test_what_is_shown_is_what_is_queued_word_for_word_and_once(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    dialog = preview(qtbot)
    assert dialog.text.toPlainText() == expected(page, "markdown")
    assert dialog.facts.words.splitlines() == [
        "Requester: Ines Roth <ines@alder.test>", "Group: Product Analytics", "Severity: High",
        "Subject: Boards time out",
    ]  # fmt: skip
    assert (dialog.send.text(), dialog.send.kind) == ("Send to Zendesk", "primary")
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (entry,) = queued(store)
    assert entry.source == "zendesk" and entry.intent["text"] == expected(page, "markdown")
    assert (entry.intent["requester"], entry.intent["is_public"]) == ("ines@alder.test", 0)
    assert toast(window) == "It leaves for Zendesk in 60 s."
    assert page.strip.words.words == "Waits to be sent to Zendesk."
    again = preview(qtbot)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert again.lacks.words.startswith("This escalation waits to be sent as a ticket already.")
    assert len(queued(store)) == 1
    hit(qtbot, Qt.Key.Key_Escape)


def test_undo_takes_it_back_before_it_leaves(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    preview(qtbot)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    press_toast(window)
    assert queued(store) == []
    qtbot.waitUntil(page.strip.isHidden, timeout=2_000)
    assert page.bar.chip.words == "Draft, only on this laptop"


@pytest.mark.parametrize("field", ["group", "severity", "requester", "subject", "customer_told"])
def test_nothing_is_sent_without_what_routes_it(
    qtbot: QtBot, window: MainWindow, store: Store, field: str
) -> None:
    with_tickets(window)
    page = opened(window, stored_form(changes={field: None}))
    dialog = preview(qtbot)
    assert not dialog.send.isEnabled()
    assert dialog.lacks.words == "1 thing is missing."
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    dialog.send_asked.emit(dialog.leaf)  # whoever gets past the button is stopped in the book
    assert queued(store) == []
    assert f"{field} is missing" in dialog.lacks.words
    hit(qtbot, Qt.Key.Key_Escape)
    assert page.column.boxes[field].message.isVisible(), "the form says what is missing"


def test_a_public_comment_is_chosen_on_purpose(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    opened(window)
    dialog = preview(qtbot)
    assert dialog.internal.isChecked() and not dialog.is_public
    dialog.public.click()
    dialog.send.click()
    assert queued(store)[0].intent["is_public"] == 1


def test_without_a_source_the_same_text_is_copied_and_noted(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    page = opened(window)
    dialog = preview(qtbot)
    assert dialog.send.isHidden()
    assert dialog.lacks.words.startswith("No ticket system is connected.")
    for key, way, told in (
        ("ticket", "markdown", "note"), ("message", "slack", "message"), ("mail", "mail", "mail"),
        ("issue", "markdown", "note"),
    ):  # fmt: skip
        dialog.tabs[key].click()  # type: ignore[index]
        dialog.copy.click()
        assert QGuiApplication.clipboard().text() == expected(page, way)
        (newest, *_) = handovers_of(store, on_disk(window).id)
        assert (newest.way, newest.via, newest.by_hand) == (told, "clipboard", True)
    hit(qtbot, Qt.Key.Key_Escape)
    assert queued(store) == []
    assert page.strip.words.words == "Copied to paste, now."


def test_the_button_copies_in_the_way_of_its_kind(qtbot: QtBot, window: MainWindow) -> None:
    page = opened(window, stored_form(kind="engineering"))
    page.copy.click()
    assert QGuiApplication.clipboard().text() == expected(page, "slack")
    assert toast(window).startswith("Copied. It is the same text")


def test_a_mail_goes_to_the_mail_program_without_saying_its_subject_twice(
    qtbot: QtBot, window: MainWindow
) -> None:
    house = window.reading.rules
    ours = replace(house.escalations, forward_to="support@desk.test")
    window.reading.rules = replace(house, escalations=ours)
    found = browser(window)
    opened(window)
    dialog = preview(qtbot)
    dialog.tabs["mail"].click()
    assert "To: support@desk.test" in dialog.facts.words
    dialog.mail.click()
    fields = parse_qs(urlsplit(found[0]).query)
    assert (fields["to"], fields["su"]) == (["support@desk.test"], ["Boards time out"])
    assert "Subject:" not in fields["body"][0]


def test_an_issue_is_searched_for_or_begun_where_the_house_rules_say(
    qtbot: QtBot, window: MainWindow
) -> None:
    found = browser(window)
    opened(window)
    dialog = preview(qtbot)
    dialog.tabs["issue"].click()
    assert dialog.opens.text() == "Copy, and search the issues"
    dialog.opens.click()
    assert found == ["https://github.com/search?type=issues&q=Boards%20time%20out"]
    hit(qtbot, Qt.Key.Key_Escape)
    house = window.reading.rules
    places = dict(house.escalations.homework)
    places["github"] = replace(places["github"], search="https://github.com/pine/board/issues")
    ours = replace(house.escalations, homework=places)
    window.reading.rules = replace(house, escalations=ours)
    window.acts.escalations.open(on_disk(window).id)
    dialog = preview(qtbot)
    dialog.tabs["issue"].click()
    dialog.opens.click()
    assert found[1].startswith("https://github.com/pine/board/issues/new?title=Boards%20time%20out")


def test_a_stopped_one_says_why_and_leads_to_the_outbox(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    preview(qtbot).send.click()
    with store.writing() as connection:
        connection.execute(
            "UPDATE outbox SET state = 'parked', reason = 'refused', error = ?",
            ('{"title": "Zendesk refused it: severity is gone.", "advice": "Choose another."}',),
        )
    window.acts.escalations.refresh()
    assert page.strip.words.words == "Zendesk refused it: severity is gone."
    page.strip.buttons["outbox"].click()
    assert window.desk.area.key == "outbox"


def test_what_it_was_refused_for_is_said_at_its_field_until_that_says_something_else(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    preview(qtbot).send.click()
    why = Refused("Zendesk refused it (422).", "Discard it.", fields=("severity", "text"))
    with store.writing() as connection:
        connection.execute(
            "UPDATE outbox SET state = 'parked', reason = 'refused', error = ?"
            " WHERE record = 'handover'",
            (json.dumps(why.as_json()),),
        )
    window.acts.escalations.open(on_disk(window).id)
    boxes = page.column.boxes
    said = {code for code, box in boxes.items() if not box.message.isHidden()}
    assert said == {"severity"}
    assert boxes["severity"].message.words == (
        "Zendesk refused it for this; discard what stopped in the outbox, put this right and send"
        " it anew."
    )
    page.go_to("severity")
    hit(qtbot, Qt.Key.Key_Return)
    type_in(qtbot, "low", Qt.Key.Key_Return)
    assert boxes["severity"].message.isHidden()
    window.acts.escalations.begin(ALDER, "support")
    assert all(box.message.isHidden() for box in page.column.boxes.values())


def test_offline_it_waits_and_says_so(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    with_tickets(window)
    sources.note_state(store, "zendesk", "offline", "Zendesk does not answer.")
    window.reading.forget(None)
    page = opened(window)
    assert page.aside.offline.words.startswith("Zendesk does not answer. The form is kept here")
    preview(qtbot).send.click()
    assert toast(window) == "It waits here and goes to Zendesk once, when it answers."
    assert len(queued(store)) == 1


def test_words_that_cannot_be_saved_are_not_sent(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    page.keeper._set_conflict(True)  # as when other words were written elsewhere
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    assert window.acts.escalations.leaving.dialog is None
    assert toast(window) == "The form is not saved yet."


def test_from_a_line_of_a_note_to_a_ticket_that_waits_offline(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    sources.note_state(store, "zendesk", "offline", "Zendesk does not answer.")
    link = recognise("https://www.loom.com/share/1f2e3d4c5b6a79880123456789abcdef")
    seen = NewMoment(at_s=725, label="the error they see")
    recording_writing.log_recording(
        store, None, ALDER, link, day=window.reading.day, moments=(seen,)
    )
    window.reading.forget(None)
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "^ escalate: funnels time out")
    hit(qtbot, Qt.Key.Key_E, CTRL)
    type_in(qtbot, "support", Qt.Key.Key_Return)
    page = window.acts.escalations.page
    for code, keys in (
        ("group", "product an"), ("severity", "high"), ("requester", "ines"),
    ):  # fmt: skip
        page.go_to(code)
        hit(qtbot, Qt.Key.Key_Return)
        type_in(qtbot, keys, Qt.Key.Key_Return)
    for code in ("use_case", "error_text", "steps", "tried", "urgency"):
        page.go_to(code)
        type_in(qtbot, f"words of {code}")
    page.go_to("next_update")
    type_in(qtbot, "thu")
    page.go_to("customer_told")
    hit(qtbot, Qt.Key.Key_Space)
    page.column.moments.add.click()
    type_in(qtbot, "error they", Qt.Key.Key_Return)
    preview(qtbot)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (entry,) = queued(store)
    assert entry.intent["title"] == "funnels time out"
    assert f"12:05 the error they see: {link.url}?t=725" in entry.intent["text"]
    assert entry.key.startswith("satchel:handover:") and entry.source == "zendesk"


def test_the_line_of_a_note_that_is_not_ended_leads_to_what_was_begun_of_it(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "^ escalate: funnels time out")
    hit(qtbot, Qt.Key.Key_E, CTRL)
    type_in(qtbot, "support", Qt.Key.Key_Return)
    begun = on_disk(window).id
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "note"
    hit(qtbot, Qt.Key.Key_E, CTRL)
    assert window.acts.escalations.page.keeper.number == begun, "not asked for a second time"
    hit(qtbot, Qt.Key.Key_Escape)
    hit(qtbot, Qt.Key.Key_Return, CTRL)
    (point,) = [one for one in points_of_account(store, ALDER) if one.kind == "escalation"]
    window.acts.escalations.beginnings.from_point(point.id)
    assert window.acts.escalations.page.keeper.number == begun
    assert store.rows("SELECT count(*) FROM escalations") == [(1,)]


def test_nobody_answered_so_there_is_a_nudge_to_copy(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with_tickets(window)
    page = opened(window)
    url = "https://desk.test/tickets/7"
    watch_ticket(store, window.reading.rules, on_disk(window).id, "zendesk", "7", title="Boards",
                 url=url)  # fmt: skip
    ticket = TicketFacts(
        external_id="7", account_external_id=f"{WATCHED}7", number="7", subject="Boards",
        status="open", url=url, group_name="Infrastructure", severity="High",
        opened_at="2026-11-19T09:00:00.000Z",
    )  # fmt: skip
    intake.apply(store, Page(source="zendesk", resource="tickets", tickets=(ticket,)))
    window.acts.escalations.refresh()
    assert page.strip.words.words == (
        "Ticket 7, no answer yet, 4 d over the target of 12 h. No reply for 3 days."
    )
    page.strip.buttons["nudge"].click()
    copied = QGuiApplication.clipboard().text()
    assert "“Boards time out”" in copied and "3 working days" in copied and url in copied
    # Noted, so that it is quiet for as many days again; taken back, it asks once more.
    assert page.strip.words.words.endswith("over the target of 12 h, nudged now.")
    assert not page.strip.buttons["nudge"].isVisible()
    press_toast(window)
    qtbot.waitUntil(page.strip.buttons["nudge"].isVisible, timeout=2_000)
    found = browser(window)
    page.strip.buttons["ticket"].click()
    assert found == [url]
