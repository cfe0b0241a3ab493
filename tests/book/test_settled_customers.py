"""What a person settled of a customer: parted, joined, confirmed, taken back, and there again."""

from __future__ import annotations

from datetime import date

import pytest

from book import (
    accounts,
    drafts,
    notes,
    outbox,
    queue_marks,
    sources,
    task_writing,
    tasks,
    twins,
    undo,
)
from book.errors import Refused
from book.records import Source
from tests.book.two_sources import account, note, shown, state_of, take
from tests.book.writing_book import RULES


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
