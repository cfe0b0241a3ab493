"""Accounts of two sources shown as one: their facts, notes, tasks and people, and the way back."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book import (
    accounts,
    contacts,
    drafts,
    figures,
    note_writing,
    notes,
    outbox,
    queue_marks,
    queue_reading,
    sources,
    task_writing,
    tasks,
    twins,
    undo,
)
from book.errors import Refused
from book.facts import ContactFacts, NoteFacts, TaskFacts
from book.living import IN_THE_BOOK
from book.records import AccountId, Changed, Source
from tests.book.two_sources import WHEN, account, shown, take
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


def test_marks_made_before_a_match_count_for_both_and_come_back_with_the_parting(two):
    twin = shown(two)["Customer One"]
    queue_marks.mark(two, twin, None, "done")
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert state_of(two, "Customer 1") == "done"
    assert undo.undo(two, RULES).kept == ()
    assert state_of(two, "Customer 1") == "to_contact"
    undo.redo(two, RULES)
    assert state_of(two, "Customer 1") == "done"
    twins.separate(two, leader.id)
    assert (state_of(two, "Customer 1"), state_of(two, "Customer One")) == ("to_contact", "done")


def test_a_draft_comes_along_and_goes_back_and_new_words_for_a_note_stay_with_it(two):
    twin = shown(two)["Customer One"]
    begun = drafts.begin(two, account_id=twin.id, body="Said", day=date(2026, 6, 1))
    take(two, "hubspot", notes=(note("n-1"),))
    (there,) = notes.notes_of(two, twin.id)
    again = drafts.begin(
        two, account_id=twin.id, note_id=there.id, subject="Call", body="New", day=there.day
    )
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert drafts.draft(two, begun.id).account_id == leader.id
    drafts.end(two, RULES, again.id)
    (entry,) = outbox.entries(two)
    assert entry.account_id == twin.id and set(entry.intent) == {"body"}
    later = drafts.begin(two, account_id=leader.id, body="Later", day=date(2026, 6, 1))
    twins.separate(two, leader.id)
    assert drafts.draft(two, begun.id).account_id == twin.id
    assert drafts.draft(two, later.id).account_id == leader.id


def test_all_that_a_person_parted_stay_apart_from_each_other(two):
    sources.save(two, Source(name="salesforce", url="https://s.example"))
    sources.finish_baseline(two, "salesforce")
    take(two, "salesforce", accounts=(account(1, name="Customer Eins"),))
    twins.match(two)
    leader = shown(two)["Customer 1"]
    assert len(leader.twins) == 2
    twins.separate(two, leader.id)
    take(two, "salesforce", accounts=(account(9),))
    twins.match(two)
    assert {"Customer 1", "Customer One", "Customer Eins"} <= set(shown(two))
    names = shown(two)
    twins.join(two, names["Customer One"].id, names["Customer Eins"].id)
    twins.separate(two, names["Customer Eins"].id)
    twins.join(two, names["Customer 1"].id, names["Customer One"].id)
    with pytest.raises(Refused):
        twins.join(two, names["Customer One"].id, accounts.find_account(two, "Customer 2").id)


def test_what_a_person_parted_is_not_joined_by_way_of_a_third(two):
    sources.save(two, Source(name="salesforce", url="https://s.example"))
    sources.finish_baseline(two, "salesforce")
    twins.match(two)
    leader = shown(two)["Customer 1"]
    twins.separate(two, leader.id)
    take(two, "salesforce", accounts=(account(1, name="Customer One", domain="c1.example"),))
    twins.match(two)
    groups = [set(one.sources) for one in accounts.all_accounts(two)]
    assert not any({"vitally", "hubspot"} <= group for group in groups)


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


def note(number, *, home="a-1", **more):
    usual: dict[str, Any] = {
        "subject": "Call",
        "mine": 1,
        "day": "2026-06-01",
        "remote_created_at": WHEN,
    }
    return NoteFacts(external_id=number, account_external_id=home, **usual | more)


def state_of(store, name):
    rows = queue_reading.read_queue(store, RULES, date(2026, 6, 2))
    return next(row.state for row in rows if row.account.name == name)


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


def placed(store):
    return sorted(store.rows("SELECT external_id, source, shown_with, matched_by FROM accounts"))


@pytest.mark.parametrize("act", ["apart", "same", "confirm"])
def test_what_a_person_says_of_accounts_is_taken_back_and_brought_again(two, act):
    twins.match(two)
    leader = shown(two)["Customer 1"].id
    twin = shown(two)["Customer 1"].twins[0].id
    task_writing.add_task(two, RULES, leader, "Before", due=date(2026, 6, 20))
    if act == "same":
        twins.separate(two, leader)
    before, parted = placed(two), two.rows("SELECT * FROM apart")
    if act == "apart":
        twins.separate(two, leader)
    elif act == "same":
        twins.join(two, leader, twin)
    else:
        twins.confirm(two, leader)
    after = placed(two)
    assert after != before
    undone = undo.undo(two, RULES)
    assert (placed(two), two.rows("SELECT * FROM apart")) == (before, parted)
    assert undone.kept == () and leader in undone.changed.ids["account"]
    twins.match(two)
    assert placed(two) == before, "what was taken back is not done again by itself"
    assert any(one.title == "Before" for one, _ in tasks.open_tasks(two))
    undo.redo(two, RULES)
    assert placed(two) == after
    twins.match(two)
    assert placed(two) == after


def test_an_act_on_accounts_that_stand_otherwise_by_now_is_left_alone(two):
    twins.match(two)
    leader = shown(two)["Customer 1"]
    twins.separate(two, leader.id)
    two.connection.execute(
        "UPDATE accounts SET shown_with = ?, matched_by = 'name' WHERE id = ?",
        (leader.id, leader.twins[0].id),
    )
    before = placed(two)
    assert undo.undo(two, RULES).kept
    assert placed(two) == before


def test_confirming_what_was_said_already_is_refused(two):
    twins.match(two)
    leader = shown(two)["Customer 1"].id
    twins.confirm(two, leader)
    with pytest.raises(Refused):
        twins.confirm(two, leader)


def back_again(store, name):
    """The source is forgotten with all it told, and connected again."""
    sources.forget(store, name, rows=True)
    sources.save(store, Source(name=name, url=f"https://{name}.example", me_id="me"))
    again = (account(1), account(2)) if name == "hubspot" else (account(1),)
    take(store, name, accounts=again)
    sources.finish_baseline(store, name)
    twins.match(store)


@pytest.mark.parametrize("name", ["vitally", "hubspot"])
def test_what_a_person_parted_stays_apart_when_a_source_is_back(two, name):
    twins.match(two)
    twins.separate(two, shown(two)["Customer 1"].id)
    back_again(two, name)
    assert not any(one.twins for one in accounts.all_accounts(two))


@pytest.mark.parametrize("name", ["vitally", "hubspot"])
def test_what_a_person_joined_is_one_again_when_a_source_is_back(two, name):
    take(two, "vitally", accounts=(account(7, name="Quite another", domain="other.example"),))
    here, there = (shown(two)[each].id for each in ("Quite another", "Customer 2"))
    twins.join(two, here, there)
    sources.forget(two, name, rows=True)
    sources.save(two, Source(name=name, url=f"https://{name}.example", me_id="me"))
    if name == "vitally":
        again = (account(1), account(7, name="Quite another", domain="other.example"))
    else:
        again = (account(1), account(2))
    take(two, name, accounts=again)
    sources.finish_baseline(two, name)
    twins.match(two)
    joined = [one for one in accounts.all_accounts(two) if one.twins and one.twins[0].how == "hand"]
    assert [sorted(one.sources) for one in joined] == [["hubspot", "vitally"]]
    assert {joined[0].external_id} <= {"a-7", "a-2"}
