"""What else has to know that two accounts are shown as one: drafts, names, letting a source go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import accounts, drafts, intake, named, notes, outbox, queue_marks, sources, twins
from book.errors import Refused
from book.facts import AccountFacts, NoteFacts, Page
from book.records import Source
from tests.book.writing_book import RULES

DAY = date(2026, 6, 1)
WHEN = "2026-06-01T09:00:00.000Z"


@pytest.fixture
def two(store, clock):
    """Vitally and HubSpot, both with customer 1; HubSpot's has a note of mine and is new."""
    for name in ("vitally", "hubspot"):
        sources.save(store, Source(name=name, url=f"https://{name}.example", me_id="me"))
        sources.finish_baseline(store, name)
        clock.move(minutes=1)
    note = NoteFacts(
        external_id="n-1", account_external_id="a-1", day="2026-06-01", subject="Call", mine=1,
        remote_created_at=WHEN,
    )  # fmt: skip
    take(store, "vitally", accounts=(account("Customer 1"),))
    take(store, "hubspot", accounts=(account("Customer One", segments='["onboarding"]'),))
    take(store, "hubspot", notes=(note,))
    return store


def account(name, **more):
    usual: dict[str, Any] = {"name": name, "domain": "c1.example"}
    return AccountFacts(external_id="a-1", **usual | more)


def take(store, source, **parts):
    return intake.apply(store, Page(source=source, resource="accounts", **parts))


def the_one(store):
    (found,) = accounts.all_accounts(store)
    return found


def test_new_words_for_a_twins_note_leave_it_at_its_account(two):
    twins.match(two)
    (there,) = notes.notes_of(two, the_one(two).id)
    begun = drafts.begin(
        two, account_id=there.account_id, note_id=there.id, subject="Call", body="New", day=DAY
    )
    assert [name for _, name in drafts.drafts(two)] == ["Customer 1"]
    drafts.end(two, RULES, begun.id)
    (entry,) = outbox.entries(two)
    assert set(entry.intent) == {"body"}
    assert entry.account_id == the_one(two).twins[0].id
    assert named.account_names(two, [entry.account_id]) == {entry.account_id: "Customer 1"}


def test_new_words_begun_before_a_match_are_taken_up_at_the_customer_and_stay_with_the_note(two):
    twin = accounts.find_account(two, "Customer One")
    (there,) = notes.notes_of(two, twin.id)
    drafts.begin(two, account_id=twin.id, note_id=there.id, subject="Call", body="New", day=DAY)
    twins.match(two)
    found = drafts.draft_of_note(two, there.id)
    assert found is not None and found.account_id == the_one(two).id
    drafts.save(two, found)
    twins.separate(two, the_one(two).id)
    drafts.end(two, RULES, found.id)
    (entry,) = outbox.entries(two)
    assert (set(entry.intent), entry.account_id) == ({"body"}, twin.id)


def test_what_is_new_by_a_twin_can_be_dismissed(two):
    two.connection.execute("UPDATE segment_seen SET is_new = segment <> ''")
    twins.match(two)
    assert the_one(two).entered_segment == "onboarding"
    queue_marks.dismiss_new(two, the_one(two))
    assert the_one(two).entered_segment is None


def test_forgetting_the_leaders_source_leaves_marks_and_drafts_with_its_twin(two):
    twins.match(two)
    leader = the_one(two)
    queue_marks.mark(two, leader, None, "done")
    begun = drafts.begin(two, account_id=leader.id, body="Said", day=DAY)
    sources.forget(two, "vitally", rows=True)
    left = the_one(two)
    assert (left.source, left.twins, left.notes_count) == ("hubspot", (), 1)
    assert [(mark.account_id, mark.state) for mark in queue_marks.marks(two)] == [(left.id, "done")]
    kept = drafts.draft(two, begun.id)
    assert kept is not None and kept.account_id == left.id


def test_forgetting_a_twins_source_takes_its_notes_out_of_the_count(two):
    twins.match(two)
    assert the_one(two).notes_count == 1
    sources.forget(two, "hubspot", rows=True)
    assert (the_one(two).source, the_one(two).notes_count) == ("vitally", 0)


def test_a_match_whose_sign_is_gone_is_left_and_doubted_until_a_person_says_so(two):
    twins.match(two)
    assert [twin.doubtful for twin in the_one(two).twins] == [False]
    other = account("Oak", domain="oak.example")
    take(two, "hubspot", accounts=(other,))
    twins.match(two)
    (twin,) = the_one(two).twins
    assert twin.doubtful and twin.how == "domain"
    assert twins.join(two, the_one(two).id, twin.id)
    (twin,) = the_one(two).twins
    assert (twin.how, twin.doubtful) == ("hand", False)
    with pytest.raises(Refused):
        twins.join(two, the_one(two).id, twin.id)


def test_a_sign_that_comes_back_ends_the_doubt(two):
    twins.match(two)
    take(two, "vitally", accounts=(account("Customer 1", domain="pine.example"),))
    assert [twin.doubtful for twin in the_one(two).twins] == [True]
    take(two, "hubspot", accounts=(account("customer 1", domain="pine.example"),))
    assert [twin.doubtful for twin in the_one(two).twins] == [False]


def test_accounts_shown_as_part_of_another_are_told_also_when_they_left(two):
    twins.match(two)
    leader, twin = the_one(two).id, the_one(two).twins[0].id
    take(two, "hubspot", left=("a-1",))
    assert twins.parts(two, [leader, twin, 99]) == {twin: leader}
