"""Escalations begun, kept, handed over: once, whole, and taken back as long as nobody has them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from book import escalations, handover_answers, outbox, outbox_sending, undo
from book.errors import Refused, Usage
from book.escalation_form import EscalationForm, form_from
from book.escalation_meter import Offered
from book.escalation_writing import (
    LARGEST_FILE,
    attach_file,
    begin_escalation,
    close_escalation,
    delete_escalation,
    keep_form,
    remove_file,
)
from book.escalations import EscalationId
from book.facts import AccountFacts, HandoverFacts, Page, TicketFacts
from book.handing_over import CLIPBOARD, Words, note_handed, send, send_new, watch_ticket
from book.intake import apply
from book.outbox_entry import OutboxEntry
from book.records import AccountId
from book.rules import load
from book.search import search
from book.sent_files import sent_files
from book.store import Store
from book.tasks import tasks_of
from book.thread_links import recognise
from book.ticketed_threads import keep_thread
from book.tickets import tickets_of
from tests.clocks import HandClock

RULES = load()
WHOLE: dict[str, Any] = {
    "kind": "support",
    "subject": "Boards time out",
    "requester": "ines@pine.test",
    "group": "Product Analytics",
    "severity": "high",
    "customer_told": True,
    "use_case": "One board for five plants",
    "error_text": "Query timed out after 600 s",
    "steps": ["open the board", "choose 90 days"],
    "tried": "a shorter span works",
    "urgency": "shown to their board on Friday",
    "next_update": "2026-11-25",
}
WORDS = Words(title="Boards time out", text="**Customer:** Pine", requester_name="Ines Olmo")


def form(**changes: Any) -> EscalationForm:
    said = {key: value for key, value in (WHOLE | changes).items() if value is not None}
    return form_from(said, RULES.escalations)


@pytest.fixture
def account(store: Store) -> AccountId:
    apply(
        store,
        Page(
            source="vitally",
            resource="accounts",
            accounts=(AccountFacts(external_id="A", name="Pine", currency="USD"),),
        ),
    )
    found = store.row("SELECT id FROM accounts")
    assert found is not None
    return AccountId(found[0])


def begun(store: Store, account: AccountId, **changes: Any) -> EscalationId:
    return begin_escalation(store, RULES, account, form(**changes))[0]


def waiting(store: Store) -> list[OutboxEntry]:
    """What waits of handovers; the promised day's task waits beside it, for the CRM."""
    return [one for one in outbox.entries(store) if one.record == "handover"]


def test_a_ticket_waits_word_for_word_under_a_key_of_its_own(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    handover, changed = send(store, RULES, number, "ticket", "zendesk", WORDS)
    (entry,) = waiting(store)
    assert (entry.source, entry.record, entry.record_id) == ("zendesk", "handover", handover)
    assert entry.key.startswith("satchel:handover:")
    assert {name: entry.intent[name] for name in ("title", "text", "group_name", "severity")} == {
        "title": "Boards time out",
        "text": "**Customer:** Pine",
        "group_name": "Product Analytics",
        "severity": "high",
    }
    assert (entry.intent["requester"], entry.intent["requester_name"]) == (
        "ines@pine.test",
        "Ines Olmo",
    )
    assert (entry.intent["customer_told"], entry.intent["is_public"]) == (1, 0)
    assert {"escalation", "handover", "outbox"} <= changed.ids.keys()
    # The form goes on living; what waits does not change with it.
    one = escalations.escalation(store, number)
    assert one is not None
    keep_form(store, one, form(subject="Boards time out again"))
    assert waiting(store)[0].intent["title"] == "Boards time out"


@pytest.mark.parametrize("blank", ["subject", "requester", "group", "severity", "customer_told"])
def test_no_ticket_is_queued_without_what_routes_it(
    store: Store, account: AccountId, blank: str
) -> None:
    number = begun(store, account, **{blank: None})
    with pytest.raises(Refused, match=blank):
        send(store, RULES, number, "ticket", "zendesk", WORDS)
    assert waiting(store) == []
    assert escalations.handovers_of(store, number) == []


def test_a_message_of_a_support_ticket_may_not_be_sent_as_a_ticket_by_another_kind(
    store: Store, account: AccountId
) -> None:
    asked = {"kind": "engineering", "subject": "S", "asked": "a", "use_case": "u"}
    question = form_from(asked | {"hypothesis": "h"}, RULES.escalations)
    number = begin_escalation(store, RULES, account, question)[0]
    with pytest.raises(Refused, match="group is missing"):
        send(store, RULES, number, "ticket", "zendesk", WORDS)
    send(store, RULES, number, "message", "slack", WORDS)
    assert waiting(store)[0].source == "slack"


def test_i_am_not_the_requester_and_what_is_not_offered_keeps_it_back(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    with pytest.raises(Refused, match="that is you"):
        send(store, RULES, number, "ticket", "zendesk", WORDS, me={"INES@pine.test"})
    offered = Offered(groups=("Billing",), severities=("high",))
    with pytest.raises(Refused, match="no group any more"):
        send(store, RULES, number, "ticket", "zendesk", WORDS, offered=offered)
    assert waiting(store) == []


def test_one_escalation_makes_one_ticket(store: Store, account: AccountId) -> None:
    number = begun(store, account)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    with pytest.raises(Refused, match="waits to be sent"):
        send(store, RULES, number, "ticket", "zendesk", WORDS)
    (entry,) = waiting(store)
    assert outbox_sending.claim(store, entry)
    facts = HandoverFacts(external_id="3456", url="https://pine.zendesk.test/agent/tickets/3456")
    handover_answers.arrived(store, entry, facts, "")
    with pytest.raises(Refused, match="was sent as a ticket"):
        send(store, RULES, number, "ticket", "zendesk", WORDS)
    assert [one.external_id for one in escalations.handovers_of(store, number)] == ["3456"]


def test_undo_takes_back_what_waits_and_never_what_arrived(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    undo.undo(store, RULES)
    assert waiting(store) == []
    assert escalations.handovers_of(store, number) == []
    undo.redo(store, RULES)
    (entry,) = waiting(store)
    handover_answers.arrived(store, entry, HandoverFacts(external_id="3456"), "")
    undone = undo.undo(store, RULES)
    assert undone.kept == ("handover",)
    assert [one.external_id for one in escalations.handovers_of(store, number)] == ["3456"]
    assert waiting(store) == []


def test_undo_of_one_that_arrived_keeps_the_escalation_it_is_of(
    store: Store, account: AccountId
) -> None:
    number, _, _ = send_new(store, RULES, account, form(), "ticket", "zendesk", WORDS)
    (entry,) = waiting(store)
    handover_answers.arrived(store, entry, HandoverFacts(external_id="3456"), "")
    assert set(undo.undo(store, RULES).kept) == {"handover", "escalation"}
    assert escalations.escalation(store, number) is not None
    with pytest.raises(Refused, match="was sent as a ticket"):
        send_new(store, RULES, account, form(), "ticket", "zendesk", WORDS)
    # One that nobody has goes whole.
    other, _, _ = send_new(store, RULES, account, form(subject="S"), "ticket", "zendesk", WORDS)
    assert undo.undo(store, RULES).kept == ()
    assert escalations.escalation(store, other) is None


def test_what_was_discarded_does_not_come_back_beside_another(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    outbox.discard(store, RULES, waiting(store)[0].id)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    handover_answers.arrived(store, waiting(store)[0], HandoverFacts(external_id="3456"), "")
    for _ in range(4):
        undo.undo(store, RULES)
        assert waiting(store) == []


def test_what_was_discarded_may_be_sent_anew_under_another_key(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    (first,) = waiting(store)
    outbox.discard(store, RULES, first.id)
    assert waiting(store) == []
    send(store, RULES, number, "ticket", "zendesk", replace(WORDS, text="Other words"))
    (second,) = waiting(store)
    assert second.key != first.key
    with pytest.raises(Refused, match="its own account"):
        outbox.move_entry_to(store, RULES, second.id, account)


def test_the_ticket_stands_at_the_account_as_soon_as_it_is_there(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    (entry,) = waiting(store)
    ticket = TicketFacts(
        external_id="3456", account_external_id="", subject="Boards time out", status="New"
    )
    changed = handover_answers.arrived(
        store, entry, HandoverFacts(external_id="3456", ticket=ticket), ""
    )
    (stands,) = tickets_of(store, account)
    assert (stands.external_id, stands.status, stands.is_open) == ("3456", "New", True)
    assert changed.ids["ticket"] == frozenset({stands.id})
    # Found once more after a lost answer, it is the same ticket.
    handover_answers.arrived(store, entry, HandoverFacts(external_id="3456", ticket=ticket), "")
    assert len(tickets_of(store, account)) == 1


def test_what_goes_by_hand_is_noted_and_owes_nothing(store: Store, account: AccountId) -> None:
    number = begun(store, account)
    note_handed(store, RULES, number, "message", CLIPBOARD, WORDS)
    (noted,) = escalations.handovers_of(store, number)
    assert (noted.via, noted.by_hand, noted.text) == ("clipboard", True, WORDS.text)
    assert waiting(store) == []
    send(store, RULES, number, "ticket", "zendesk", WORDS)  # copying keeps nothing back
    assert len(waiting(store)) == 1


def test_a_ticket_of_a_thread_is_watched_once_and_none_is_made_beside_it(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    for _ in range(2):
        watch_ticket(store, RULES, number, "zendesk", "77", title="Boards", url=None)
    assert [one.external_id for one in escalations.handovers_of(store, number)] == ["77"]
    with pytest.raises(Refused, match="was sent as a ticket"):
        send(store, RULES, number, "ticket", "zendesk", WORDS)


def test_none_is_made_while_the_ticket_of_its_thread_is_waited_for(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    link = recognise("https://pine.slack.com/archives/C012ABCDE/p1795419000000100")
    assert link is not None
    keep_thread(store, RULES, account, link, escalation_id=number)
    with pytest.raises(Refused, match="waits for the ticket of its thread"):
        send(store, RULES, number, "ticket", "zendesk", WORDS)
    undo.undo(store, RULES)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    assert len(waiting(store)) == 1


def test_words_typed_elsewhere_are_not_written_over(
    store: Store, account: AccountId, clock: HandClock
) -> None:
    number = begun(store, account)
    seen = escalations.escalation(store, number)
    assert seen is not None
    clock.move(seconds=1)
    keep_form(store, seen, form(urgency="the one thing"))
    clock.move(seconds=1)
    with pytest.raises(Refused, match="written on elsewhere"):
        keep_form(store, seen, form(urgency="another thing"))
    now = escalations.escalation(store, number)
    assert now is not None
    assert now.form.text("urgency") == "the one thing"
    delete_escalation(store, RULES, number)
    with pytest.raises(Refused, match="deleted elsewhere"):
        keep_form(store, now, form())


def test_files_stand_in_the_book_and_go_along(store: Store, account: AccountId) -> None:
    number = begun(store, account)
    attach_file(store, RULES, number, "shot.png", b"bytes", "image/png")
    attach_file(store, RULES, number, "again.png", b"bytes", "image/png")  # the same bytes
    (kept,) = escalations.files_of(store, number)
    assert (kept.name, kept.size, escalations.content(store, kept.digest)) == (
        "shot.png",
        5,
        b"bytes",
    )
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    (going,) = sent_files(waiting(store)[0].intent["files"])
    assert (going.name, going.digest) == ("shot.png", kept.digest)
    remove_file(store, RULES, number, kept.id)
    assert escalations.files_of(store, number) == []
    undo.undo(store, RULES)
    assert escalations.files_of(store, number) == [kept]


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "is empty"), (b"x" * (LARGEST_FILE + 1), "21 MB; 20 MB")]
)
def test_a_file_that_does_not_do_is_refused_by_name(
    store: Store, account: AccountId, content: bytes, says: str
) -> None:
    number = begun(store, account)
    with pytest.raises(Usage, match=says):
        attach_file(store, RULES, number, "log.txt", content, "text/plain")
    assert escalations.files_of(store, number) == []


def test_closing_asks_for_the_outcome_and_undo_opens_it_again(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    with pytest.raises(Usage, match="outcome"):
        close_escalation(store, RULES, number, "  ")
    close_escalation(store, RULES, number, "The limit was raised")
    assert escalations.open_escalations(store) == []
    ((one, name),) = escalations.closed_escalations(store)
    assert (one.outcome, name) == ("The limit was raised", "Pine")
    undo.undo(store, RULES)
    assert [name for _, name in escalations.open_escalations(store)] == ["Pine"]


def test_escalations_are_found_by_their_words(
    store: Store, account: AccountId, clock: HandClock
) -> None:
    number = begun(store, account)
    today = clock().date()
    hits = search(store, "plants", today=today)
    assert [(hit.kind, hit.id) for hit in hits] == [("escalation", number)]
    delete_escalation(store, RULES, number)
    assert search(store, "plants", today=today) == []


def test_the_promised_day_becomes_one_task_that_undo_takes_back(
    store: Store, account: AccountId
) -> None:
    number = begun(store, account)
    note_handed(store, RULES, number, "message", CLIPBOARD, WORDS)
    send(store, RULES, number, "ticket", "zendesk", WORDS)
    (task,) = tasks_of(store, account)
    assert (task.title, task.due, task.escalation_id, task.mine) == (
        "Tell them where “Boards time out” stands",
        date(2026, 11, 25),
        number,
        True,
    )
    undo.undo(store, RULES)
    assert len(tasks_of(store, account)) == 1  # copying had made it
    undo.undo(store, RULES)
    assert tasks_of(store, account) == []
