"""Accounts of two sources shown as one: what is shown, and who goes and comes."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import (
    accounts,
    contacts,
    figures,
    note_writing,
    notes,
    queue_marks,
    sources,
    task_writing,
    tasks,
    twins,
)
from book.errors import Refused
from book.facts import ContactFacts, NoteFacts, TaskFacts
from book.living import IN_THE_BOOK
from book.records import AccountId, Changed, Source
from tests.book.two_sources import WHEN, account, note, shown, state_of, take
from tests.book.writing_book import RULES


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


def test_the_customer_of_a_leader_that_left_is_shown_before_any_other_run(two):
    twins.match(two)
    take(two, "vitally", left=("a-1",))
    assert set(shown(two)) == {"Customer One", "Customer 2"}
    assert figures_agree(two)


def test_a_leader_that_returns_is_the_same_customer_again_also_one_joined_by_hand(two):
    one = accounts.find_account(two, "Customer 1")
    other = accounts.find_account(two, "Customer 2")
    twins.join(two, one.id, other.id)
    take(two, "vitally", left=("a-1",))
    assert accounts.find_account(two, "Customer 2").twins == ()
    take(two, "vitally", accounts=(account(1, health=7.5),))
    both = accounts.find_account(two, "Customer 2")
    assert [(twin.id, twin.how) for twin in both.twins] == [(one.id, "hand")]
    assert accounts.account(two, one.id) == both


def test_a_twin_that_leaves_takes_its_notes_out_of_the_counts_and_brings_them_back(two):
    take(two, "hubspot", notes=(note("n-1"),))
    twins.match(two)
    counts = [shown(two)["Customer 1"].notes_count]
    take(two, "hubspot", left=("a-1",))
    counts.append(shown(two)["Customer 1"].notes_count)
    take(two, "hubspot", accounts=(account(1, name="Customer One"),))
    counts.append(shown(two)["Customer 1"].notes_count)
    assert counts == [1, 0, 1]


def test_one_that_left_gives_its_place_to_another_of_its_source(two):
    twins.match(two)
    take(two, "vitally", left=("a-1",))
    take(two, "vitally", accounts=(account(3, name="Customer 1", domain="c1.example"),))
    twins.match(two)
    take(two, "vitally", accounts=(account(1),))
    twins.match(two)
    for one in accounts.all_accounts(two):
        assert len(set(one.sources)) == len(one.sources), one.sources


def test_a_half_fetched_source_takes_no_part_and_is_looked_at_once_it_is_whole(two):
    sources.save(two, Source(name="salesforce", url="https://s.example"))
    take(two, "salesforce", accounts=(account(1, name="A"),))
    twins.match(two)
    assert "A" in shown(two)
    take(two, "salesforce", accounts=(account(7, name="B", domain="c1.example"),))
    sources.finish_baseline(two, "salesforce")
    twins.match(two)
    assert {"A", "B"} <= set(shown(two)), "two have that domain: it tells nothing"


def test_where_nothing_is_new_nothing_is_written(two):
    assert twins.match(two)
    before = two.connection.total_changes
    assert twins.match(two) == Changed() and two.connection.total_changes == before


def test_a_removed_leader_hands_its_place_to_the_account_that_continues_it(two):
    take(two, "vitally", accounts=(account(5, name="Old", domain=None, org_id="org-5"),))
    old, other = accounts.find_account(two, "Old"), accounts.find_account(two, "Customer 2")
    twins.join(two, old.id, other.id)
    queue_marks.mark(two, old, None, "done")
    take(two, "vitally", accounts=(account(6, name="New", domain=None, org_id="org-5"),))
    take(two, "vitally", gone=("a-5",))
    new = accounts.find_account(two, "New")
    assert [twin.id for twin in new.twins] == [other.id]
    assert state_of(two, "New") == "done"


def test_a_removed_twin_hands_its_place_on_too(two):
    take(two, "hubspot", accounts=(account(5, name="Old", domain=None, org_id="org-5"),))
    old, lead = accounts.find_account(two, "Old"), accounts.find_account(two, "Customer 1")
    twins.join(two, lead.id, old.id)
    take(two, "hubspot", accounts=(account(6, name="New", domain=None, org_id="org-5"),))
    take(two, "hubspot", gone=("a-5",))
    assert accounts.find_account(two, "New").id == lead.id
    assert [twin.how for twin in accounts.find_account(two, "New").twins] == ["hand"]


def test_a_second_sources_mail_is_a_touch_and_its_late_arrival_is_no_news(two, clock):
    take(two, "vitally", accounts=(account(4),))
    clock.move(minutes=1)
    sent = "2026-06-03T09:00:00.000Z"
    take(two, "hubspot", accounts=(account(4, name="Four", last_outbound_at=sent),))
    two.connection.execute(
        "UPDATE segment_seen SET is_new = 0 WHERE account_id IN"
        " (SELECT id FROM accounts WHERE source = 'vitally')"
    )
    twins.match(two)
    one = shown(two)["Customer 4"]
    assert one.touch is not None and one.touch.day == date(2026, 6, 3)
    assert one.teller("touch") == "hubspot"
    assert one.entered_at is None


def figures_agree(store):
    """Whether the kept figures are what counting from scratch gives."""
    read = "SELECT * FROM account_figures ORDER BY account_id"
    kept = store.rows(read)
    everybody = [row[0] for row in store.rows("SELECT id FROM accounts")]
    store.connection.execute("DELETE FROM account_figures")
    figures.refresh(store.connection, everybody)
    again = {row[0]: row for row in store.rows(read)}
    return all(again[row[0]] == row for row in kept)


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["note", "task", "done", "away", "gone", "back", "join", "part", "match"]),
        st.sampled_from(["vitally", "hubspot", "salesforce"]),
        st.integers(1, 3),
        st.integers(1, 3),
    ),
    max_size=25,
)


@given(acts=ACTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_figures_are_right_whatever_joins_parts_comes_and_goes(two, acts):
    store = two
    for table in ("changes", "apart", "accounts", "queue_marks", "drafts", "cursors"):
        store.connection.execute(f"DELETE FROM {table}")
    sources.save(store, Source(name="salesforce", url="https://s.example"))
    sources.finish_baseline(store, "salesforce")
    for source in ("vitally", "hubspot", "salesforce"):
        take(store, source, accounts=tuple(account(n) for n in (1, 2, 3)))
    for act, source, one, other in acts:
        play(store, act, source, one, other)
        assert figures_agree(store)
        for customer in accounts.all_accounts(store):
            assert len(set(customer.sources)) == len(customer.sources)
            assert customer.notes_count == len(notes.notes_of(store, customer.id, 1000))
            still = [task for task in tasks.tasks_of(store, customer.id) if not task.completed_at]
            assert customer.open_tasks == len(still)
        living = store.rows(f"SELECT id FROM accounts WHERE {IN_THE_BOOK}")
        listed = {
            number
            for customer in accounts.all_accounts(store)
            for number in (customer.id, *(twin.id for twin in customer.twins))
        }
        assert listed == {row[0] for row in living}, "every account of the book is in a list"


def play(store, act, source, one, other):
    home = f"a-{one}"
    if act == "note":
        take(store, source, notes=(note(f"n-{other}", home=home, body=str(one)),))
    elif act in ("task", "done"):
        done = WHEN if act == "done" else None
        facts = TaskFacts(
            external_id=f"t-{other}", account_external_id=home, title="Send", mine=one % 2,
            completed_at=done,
        )  # fmt: skip
        take(store, source, tasks=(facts,))
    elif act == "away":
        take(store, source, left=(home,))
    elif act == "gone":
        take(store, source, gone=(home,))
    elif act == "back":
        take(store, source, accounts=(account(one),))
    elif act == "match":
        twins.match(store)
    else:
        ids = store.rows("SELECT id FROM accounts ORDER BY id")
        here, there = (AccountId(ids[(3 * n + len(source)) % len(ids)][0]) for n in (one, other))
        with suppress(Refused):
            twins.join(store, here, there) if act == "join" else twins.separate(store, here)


def test_what_exists_only_here_stays_when_the_leader_leaves(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    day = date(2026, 6, 1)
    note_writing.add_note(two, RULES, leader.id, body="Mine alone", day=day, private=True)
    note_writing.add_note(two, RULES, leader.id, body="Not sent", day=day)
    task_writing.add_task(two, RULES, leader.id, "Ring them", due=None)
    take(two, "vitally", left=("a-1",))
    twins.match(two)
    heir = shown(two)["Customer One"]
    assert {one.body for one in notes.notes_of(two, heir.id)} == {"Mine alone", "Not sent"}
    assert [one.title for one in tasks.tasks_of(two, heir.id)] == ["Ring them"]
    assert [name for one, name in tasks.open_tasks(two)] == ["Customer One"]
    take(two, "vitally", accounts=(account(1),))
    twins.match(two)
    back = next(one for one in accounts.all_accounts(two) if one.name.startswith("Customer 1")
                or one.name == "Customer One")  # fmt: skip
    assert len(notes.notes_of(two, back.id)) == 2
