"""Accounts of two sources shown as one: their facts, notes, tasks and people, and the way back."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from book import (
    account_writing,
    accounts,
    contacts,
    intake,
    note_writing,
    notes,
    outbox,
    queue_marks,
    sources,
    task_writing,
    tasks,
    twins,
)
from book.errors import Refused
from book.facts import AccountFacts, ContactFacts, NoteFacts, Page, TaskFacts
from book.home import Candidate, choose, home_of
from book.records import Changed, Source
from tests.book.writing_book import RULES, STAGES

WHEN = "2026-06-01T09:00:00.000Z"


def account(number, **more):
    usual = {"name": f"Customer {number}", "domain": f"c{number}.example"}
    return AccountFacts(external_id=f"a-{number}", **usual | more)


def take(store, source, **parts):
    return intake.apply(store, Page(source=source, resource="accounts", **parts))


@pytest.fixture
def two(store, clock):
    """Vitally and HubSpot, both knowing customer 1; customer 2 is HubSpot's alone."""
    for name in ("vitally", "hubspot"):
        sources.save(store, Source(name=name, url=f"https://{name}.example", me_id="me"))
        sources.finish_baseline(store, name)
        clock.move(minutes=1)
    take(store, "vitally", accounts=(account(1, health=7.5, mrr_cents=100, currency="EUR"),))
    take(
        store,
        "hubspot",
        accounts=(
            account(1, name="Customer One", plan="Scale", stage="3a. Engaged", mrr_cents=999),
            account(2),
        ),
    )
    return store


def shown(store):
    return {one.name: one for one in accounts.all_accounts(store)}


def test_a_customer_of_two_sources_is_shown_once_with_the_source_of_each_fact(two):
    assert twins.match(two)
    assert set(shown(two)) == {"Customer 1", "Customer 2"}
    one = shown(two)["Customer 1"]
    assert (one.health, one.plan, one.mrr_cents, one.currency) == (7.5, "Scale", 100, "EUR")
    assert one.teller("plan") == "hubspot" and one.teller("health") == "vitally"
    assert one.sources == ("vitally", "hubspot")
    assert [twin.how for twin in one.twins] == ["domain"]
    assert twins.match(two) == Changed(), "a second look changes nothing"


def test_what_a_twin_is_called_leads_to_the_customer(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    twin = leader.twins[0]
    assert accounts.account(two, twin.id) == leader
    assert accounts.find_account(two, "Customer One") == leader
    assert accounts.find_account(two, "a-1") == leader
    assert accounts.find_account(two, "c1.example") == leader


def test_notes_tasks_and_people_of_both_stand_at_one_and_repeats_once(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    for source in ("vitally", "hubspot"):
        take(
            two,
            source,
            notes=(
                NoteFacts(
                    external_id=f"n-{source}", account_external_id="a-1", day="2026-06-01",
                    subject=f"Call by {source}", remote_created_at=WHEN,
                ),
            ),
            tasks=(
                TaskFacts(
                    external_id=f"t-{source}", account_external_id="a-1", title="Send  the docs",
                    due="2026-06-20", mine=1,
                ),
                TaskFacts(
                    external_id=f"u-{source}", account_external_id="a-1", title=source, mine=1
                ),
            ),
            contacts=(
                ContactFacts(
                    external_id=f"c-{source}", account_external_id="a-1", name="Eve",
                    email="Eve@c1.example",
                ),
            ),
        )  # fmt: skip
    assert {one.subject for one in notes.notes_of(two, leader.id)} == {
        "Call by vitally",
        "Call by hubspot",
    }
    assert sorted(str(one.external_id) for one in tasks.tasks_of(two, leader.id)) == [
        "t-vitally",
        "u-hubspot",
        "u-vitally",
    ]
    everything = tasks.open_tasks(two)
    assert len(everything) == 3 and {name for _, name in everything} == {"Customer 1"}
    assert {one.account_id for one, _ in everything} == {leader.id}
    assert len(contacts.contacts_of(two, leader.id)) == 1
    again = shown(two)["Customer 1"]
    assert (again.notes_count, again.open_tasks) == (2, 3)
    assert again.next_task_due == date(2026, 6, 20)


def test_taking_them_apart_brings_back_both_and_keeps_them_apart(two):
    before = shown(two)
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert twins.separate(two, leader.id)
    assert shown(two) == before
    assert not twins.match(two), "what a person said stays said"
    with pytest.raises(Refused):
        twins.separate(two, leader.id)
    other = next(one for one in accounts.all_accounts(two) if one.name == "Customer One")
    twins.join(two, leader.id, other.id)
    assert [twin.how for twin in shown(two)["Customer 1"].twins] == ["hand"]


def test_accounts_of_one_source_are_never_one(two):
    one, other = (accounts.find_account(two, text) for text in ("Customer One", "Customer 2"))
    with pytest.raises(Refused):
        twins.join(two, one.id, other.id)
    with pytest.raises(Refused):
        twins.join(two, one.id, one.id)


def test_when_the_leader_goes_its_twin_stands_in_with_its_marks(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    queue_marks.mark(two, leader, None, "contacted")
    take(two, "vitally", left=("a-1",))
    twins.match(two)
    assert set(shown(two)) == {"Customer One", "Customer 2"}
    (mark,) = queue_marks.marks(two)
    assert mark.account_id == shown(two)["Customer One"].id


def test_a_record_of_mine_goes_to_one_source():
    both = [Candidate(1, "vitally", False), Candidate(2, "hubspot", True)]
    assert choose(both) == 2, "where writing is allowed"
    assert choose(both, named="vitally") == 1, "the house rules have the word"
    assert choose([Candidate(1, "vitally", False)]) == 1
    mapped = [Candidate(1, "a", True), Candidate(2, "b", True, frozenset({"plan"}))]
    assert choose(mapped, fact="plan") == 2 and choose(mapped, fact="stage") == 1


def test_the_home_of_a_note_is_the_leading_account_where_it_may_be_written(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert home_of(two.connection, leader.id, "note") == leader.id
    assert home_of(two.connection, leader.id, "note", {"note": "hubspot"}) == leader.twins[0].id
    silent = Source(name="vitally", url="https://v.example", options={"read-only": "true"})
    sources.save(two, silent)
    assert home_of(two.connection, leader.id, "note") == leader.twins[0].id


def test_what_is_written_at_a_customer_of_two_goes_to_its_one_home(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    number, _ = note_writing.add_note(two, RULES, leader.id, body="Said", day=date(2026, 6, 1))
    task_writing.add_task(
        two, replace(RULES, home={"task": "hubspot"}), leader.id, "Send", due=None
    )
    assert {(one.record, one.source) for one in outbox.entries(two)} == {
        ("note", "vitally"),
        ("task", "hubspot"),
    }
    written = notes.note(two, number)
    assert written is not None and written.account_id == leader.id
    assert [one.title for one in tasks.tasks_of(two, leader.id)] == ["Send"]


def test_a_stage_is_moved_where_it_is_kept(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    hubspot = Source(name="hubspot", url="https://h.example", mapping={"stage": "onboarding_stage"})
    sources.save(two, hubspot)
    take(two, "hubspot", accounts=(account(1, name="Customer One", stage=STAGES[1]),))
    account_writing.move_stage(two, RULES, [leader.id], STAGES[2])
    (entry,) = outbox.entries(two)
    assert (entry.source, entry.record_id) == ("hubspot", leader.twins[0].id)
    assert shown(two)["Customer 1"].stage == STAGES[2]
