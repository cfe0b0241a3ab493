"""A thread that became a ticket: found by its link, or offered by time; then it is watched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from book import escalations, intake, organizations, sources, ticketed_threads, undo
from book.clock import stamp
from book.escalation_standing import standing
from book.escalations import EscalationId
from book.facts import AccountFacts, CommentFacts, OrganizationFacts, Page, TicketFacts
from book.records import AccountId, Source
from book.rules import load
from book.rules_escalations import GROUP, SEVERITY, SUBJECT
from book.store import Store
from book.thread_links import ThreadLink, recognise
from book.ticketed_threads import account_of_channel, keep_thread, look, watch_found, watch_number

RULES = load()
THREAD = "https://pine.slack.com/archives/C012ABCDE/p1764000000123456"
BEGAN = datetime(2025, 11, 24, 16, 0, tzinfo=UTC)
DESK = "zendesk"


@pytest.fixture
def pine(store: Store) -> AccountId:
    """A customer whose organization the ticket system knows; another one beside it."""
    sources.save(
        store, Source(name=DESK, url="https://pine.zendesk.com", capabilities={"takes": "ticket"})
    )
    known = tuple(
        AccountFacts(external_id=one, name=name, slack_channel=channel)
        for one, name, channel in (("A", "Pine", "C012ABCDE"), ("B", "Oak", ""))
    )
    intake.apply(store, Page(source="vitally", resource="accounts", accounts=known))
    firms = tuple(OrganizationFacts(external_id=f"O-{one.name}", name=one.name) for one in known)
    intake.apply(store, Page(source=DESK, resource="organizations", organizations=firms))
    row = store.row("SELECT id FROM accounts WHERE external_id = 'A'")
    assert row is not None
    return AccountId(row[0])


def bring(
    store: Store, number: str, subject: str, *, after: int = 1, said: str = "", of: str = "Pine",
    group: str = "Product Analytics", severity: str = "High",
) -> None:  # fmt: skip
    """A pull brings a ticket, opened so many minutes after the thread began."""
    ticket = TicketFacts(
        external_id=number, account_external_id=f"O-{of}", number=number, subject=subject,
        status="Open", opened_at=stamp(BEGAN + timedelta(minutes=after)), group_name=group,
        severity=severity, url=f"https://pine.zendesk.com/agent/tickets/{number}",
    )  # fmt: skip
    words = CommentFacts(
        ticket_external_id=number, external_id=f"c{number}", at=stamp(BEGAN), text=said or "Hello"
    )
    page = Page(source=DESK, resource="tickets", tickets=(ticket,), comments=(words,))
    intake.apply(store, page)


def thread(text: str = THREAD) -> ThreadLink:
    link = recognise(text)
    assert link is not None
    return link


def state(store: Store, number: EscalationId) -> tuple[str, str]:
    one = escalations.escalation(store, number)
    assert one is not None
    stands = standing(store, one)
    return stands.state, stands.ticket.external_id if stands.ticket else ""


def test_the_ticket_that_holds_the_link_is_found_and_watched_once(
    store: Store, pine: AccountId
) -> None:
    bring(store, "7", "Boards time out", said=f"From Slack: {THREAD}?thread_ts=1764000000.123456")
    bring(store, "8", "Something else", after=0)
    looked = look(store, THREAD, DESK, None)
    assert looked.exact is not None and looked.candidates == ()
    assert (looked.exact.ticket.number, looked.exact.account) == ("7", "Pine")
    number, _ = watch_found(store, RULES, looked.exact, thread=THREAD)
    one = escalations.escalation(store, number)
    assert one is not None and one.account_id == pine
    assert (one.form.text(SUBJECT), one.form.text(GROUP), one.form.text(SEVERITY)) == (
        "Boards time out", "Product Analytics", "high",
    )  # fmt: skip
    assert state(store, number) == ("sent", "7")
    assert organizations.watched_ids(store, DESK) == {"7"}
    again = look(store, THREAD, DESK, None).exact
    assert again is not None and again.watched_by == number
    assert watch_found(store, RULES, again)[0] == number
    undo.undo(store, RULES)
    assert escalations.escalations_of(store, pine) == []
    assert organizations.watched_ids(store, DESK) == set()
    undo.redo(store, RULES)
    assert state(store, number) == ("sent", "7")


@pytest.mark.parametrize("lacks", [{"group": ""}, {"severity": ""}])
def test_what_lacks_group_or_severity_is_not_routed(
    store: Store, pine: AccountId, lacks: dict[str, str]
) -> None:
    bring(store, "7", "Boards time out", **lacks)  # type: ignore[arg-type]  # texts, both
    found = look(store, "#7", DESK, None).exact
    assert found is not None and not found.ticket.is_routed


def test_without_the_link_tickets_near_in_time_are_offered_and_none_is_taken(
    store: Store, pine: AccountId
) -> None:
    for number, after in (("1", -60), ("2", 300), ("3", 4), ("4", 60 * 24 * 4)):
        bring(store, number, f"Ticket {number}", after=after)
    bring(store, "5", "Not theirs", of="Oak")
    looked = look(store, THREAD, DESK, pine)
    assert looked.exact is None
    assert [one.ticket.number for one in looked.candidates] == ["3", "2"]
    assert look(store, THREAD, DESK, None).candidates == ()


def test_several_tickets_with_the_link_are_no_proof(store: Store, pine: AccountId) -> None:
    bring(store, "1", "One", said=THREAD)
    bring(store, "2", "Two", said=THREAD)
    looked = look(store, THREAD, DESK, pine)
    assert looked.exact is None and len(looked.candidates) == 2


def test_words_of_the_subject_find_the_account_s_tickets(store: Store, pine: AccountId) -> None:
    bring(store, "1", "Funnels time out")
    bring(store, "2", "Boards are slow")
    bring(store, "3", "Funnels time out", of="Oak")
    found = look(store, "TIME funnels", DESK, pine).candidates
    assert [one.ticket.number for one in found] == ["1"]


def test_a_thread_that_is_kept_is_watched_as_soon_as_its_ticket_is_there(
    store: Store, pine: AccountId
) -> None:
    number, _ = keep_thread(store, RULES, pine, thread())
    assert state(store, number) == ("sent", "")
    assert look(store, THREAD, DESK, pine).kept_by == number
    keep_thread(store, RULES, pine, thread(), escalation_id=number)
    assert len(escalations.handovers_of(store, number)) == 1
    bring(store, "6", "Near in time, without the link")
    assert not ticketed_threads.watch_what_arrived(store, RULES)
    bring(store, "7", "Boards time out", said=THREAD)
    assert ticketed_threads.watch_what_arrived(store, RULES)
    assert state(store, number) == ("sent", "7")
    assert not ticketed_threads.watch_what_arrived(store, RULES)
    assert look(store, THREAD, DESK, pine).kept_by is None
    undo.undo(store, RULES)  # the person's own act, not what the run did
    assert organizations.watched_ids(store, DESK) == {"7"}, "a ticket came of it meanwhile"


def test_a_number_is_watched_before_the_ticket_is_here(store: Store, pine: AccountId) -> None:
    link = thread("https://pine.zendesk.com/agent/tickets/99")
    number, _ = watch_number(store, RULES, pine, DESK, link)
    assert organizations.watched_ids(store, DESK) == {"99"}, "the next pull asks for it"
    bring(store, "99", "Theirs")
    assert state(store, number) == ("sent", "99")


def test_a_ticket_s_link_that_was_kept_is_asked_for_once_its_system_is_there(
    store: Store, pine: AccountId
) -> None:
    link = thread("https://pine.zendesk.com/agent/tickets/99")
    number, _ = keep_thread(store, RULES, pine, link)
    other = thread("https://oak.zendesk.com/agent/tickets/98")
    keep_thread(store, RULES, pine, other)
    ticketed_threads.watch_what_arrived(store, RULES)
    assert organizations.watched_ids(store, DESK) == {"99"}
    assert {one.external_id for one in escalations.handovers_of(store, number)} == {None, "99"}


def test_the_channel_tells_whose_thread_it_is(store: Store, pine: AccountId) -> None:
    assert account_of_channel(store, thread()) == pine
    other = thread(THREAD.replace("C012ABCDE", "C999ABCDE"))
    assert account_of_channel(store, other) is None
