"""The sample book: alive on any day, its own invention, and every band of the queue in it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from book.clock import local_day, moment
from sync.simulator import DEMO_EMAIL, Book, blank_book, sample_book
from sync.simulator.cast import LEAD, MANAGED, NEW, STAGES
from sync.simulator.names import CAST, COMPANIES
from sync.simulator.writes import strip

DAYS = [
    datetime(2026, 3, 18, 9, 30, tzinfo=UTC),
    datetime(2027, 12, 31, 23, 55, tzinfo=UTC),
    datetime(2028, 2, 29, 0, 5, tzinfo=UTC),
]
PIPELINE = "vitally.custom.onboardingPipeline"


def mine(book: Book) -> list[dict[str, Any]]:
    def holds(account: dict[str, Any]) -> bool:
        roles = {role["vitallyUser"]["id"] for role in account["keyRoles"]}
        return book.me in {account["csmId"], account["accountOwnerId"], *roles}

    return [one for one in book.records["accounts"] if holds(one) and not one["churnedAt"]]


def renewal(account: dict[str, Any], today: date) -> int | None:
    day = account["nextRenewalDate"]
    return None if day is None else (date.fromisoformat(day[:10]) - today).days


@pytest.mark.parametrize("now", DAYS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_queue_has_something_in_every_band_on_any_day(now, seed):
    book = sample_book(seed, now=now)
    today = local_day(now)
    accounts = mine(book)
    assert len(accounts) == 60
    new = [one for one in accounts if one["lastOutboundMessageTimestamp"] is None]
    assert 2 <= len(new) <= 4
    assert all(one["traits"][PIPELINE] == NEW for one in new)
    monthly = [one for one in accounts if "vitally.custom.contractEnd" not in one["traits"]]
    bills = [renewal(one, today) for one in monthly if one not in new]
    assert 6 <= sum(bill is not None and 0 <= bill <= 14 for bill in bills) <= 9
    assert [bill for bill in bills if bill is not None and bill < 7]
    assert [bill for bill in bills if bill is not None and 7 <= bill <= 14]
    assert sum(bill is not None and bill > 14 for bill in bills) >= 25
    assert 2 <= bills.count(None) <= 4
    assert not [bill for bill in bills if bill is not None and bill < 0]


@pytest.mark.parametrize("now", DAYS)
def test_annual_accounts_keep_bill_and_contract_apart(now):
    book = sample_book(1, now=now)
    annual = [one for one in mine(book) if "vitally.custom.contractEnd" in one["traits"]]
    assert 5 <= len(annual) <= 9
    for one in annual:
        assert one["traits"]["credit_balance"] > 0
        assert one["traits"]["vitally.custom.contractEnd"] > local_day(now).isoformat()
        assert PIPELINE not in one["traits"]


@pytest.mark.parametrize("now", DAYS)
def test_nothing_happened_after_now_or_changed_before_it_was_made(now):
    book = sample_book(4, now=now)
    past = (
        "createdAt", "updatedAt", "archivedAt", "completedAt", "noteDate", "churnedAt",
        "lastSeenTimestamp", "lastOutboundMessageTimestamp", "firstKnown", "respondedAt",
        "deactivatedAt", "assignedAt",
    )  # fmt: skip
    for records in book.records.values():
        for one in records:
            for field in past:
                assert one.get(field) is None or moment(one[field]) <= now, (field, one)
            if "updatedAt" in one:
                assert one["createdAt"] <= one["updatedAt"], one


def test_my_book_is_mine_by_every_way_of_holding_an_account():
    book = sample_book(1, now=DAYS[0])
    accounts = mine(book)
    assert any(one["csmId"] == book.me for one in accounts)
    assert any(one["accountOwnerId"] == book.me for one in accounts)
    assert any(one["csmId"] is None and one["accountOwnerId"] is None for one in accounts)
    assert book.records["admins"][0]["email"] == DEMO_EMAIL


def test_around_my_book_are_colleagues_churned_ones_and_some_nobody_owns():
    book = sample_book(1, now=DAYS[0])
    others = [one for one in book.records["accounts"] if one not in mine(book)]
    churned = [one for one in others if one["churnedAt"]]
    free = [one for one in others if not one["keyRoles"] and not one["csmId"]]
    assert len(churned) == 2
    unassigned = [one for one in free if one["accountOwnerId"] is None]
    assert len(unassigned) >= 3
    assert all(LEAD in [s["name"] for s in one["segments"]] for one in unassigned)
    assert len(others) - len(churned) - len(unassigned) >= 5
    assert {one["licenseStatus"] for one in book.records["admins"]} == {
        "active",
        "deactivated",
        "auto-created",
    }


def test_stages_and_segments_carry_the_teams_labels():
    book = sample_book(2, now=DAYS[0])
    seen = {one["traits"][PIPELINE] for one in mine(book) if PIPELINE in one["traits"]}
    assert seen <= set(STAGES)
    assert len(seen) >= 8
    assert len(STAGES) == 12
    segments = Counter(s["name"] for one in mine(book) for s in one["segments"])
    assert segments[LEAD] > 20
    assert segments[MANAGED] > 5


def test_whatever_may_be_missing_is_missing_somewhere():
    book = sample_book(1, now=DAYS[0])
    accounts = mine(book)
    for field in ("nextRenewalDate", "healthScore", "mrr", "lastSeenTimestamp"):
        empty = sum(one[field] is None for one in accounts)
        assert 0 < empty < len(accounts) / 3, field
    for trait in ("plan", "region", "forecasted_mrr", "vitally.custom.slackChannel", PIPELINE):
        there = sum(trait in one["traits"] for one in accounts)
        assert 0 < there < len(accounts), trait
    people = book.records["users"]
    assert any(one["name"] is None for one in people)
    assert any(one["deactivatedAt"] for one in people)


def test_work_lies_on_every_side_of_today():
    now = DAYS[0]
    book = sample_book(1, now=now)
    today = local_day(now).isoformat()
    open_mine = [
        one
        for one in book.records["tasks"]
        if one["assignedToId"] == book.me and not one["completedAt"] and not one["archivedAt"]
    ]
    dues = [one["dueDate"][:10] for one in open_mine]
    assert min(dues) < today < max(dues)
    assert dues.count(today) >= 2
    assert any(one["completedAt"] for one in book.records["tasks"])
    assert any(one["assignedToId"] is None for one in book.records["tasks"])
    notes = book.records["notes"]
    assert {one["authorId"] == book.me for one in notes} == {True, False}
    lengths = [len(re.sub(r"<[^>]*>", " ", one["note"]).split()) for one in notes]
    assert min(lengths) < 20
    assert max(lengths) > 300


def test_notes_and_descriptions_are_as_the_service_would_have_kept_them():
    book = sample_book(3, now=DAYS[0])
    texts = [one["note"] for one in book.records["notes"]]
    texts += [one["description"] for one in book.records["tasks"] if one["description"]]
    assert [text for text in texts if strip(text) != text] == []
    everything = " ".join(texts)
    for tag in ("<ul>", "<ol>", "<b>", "<a href=", "<code>", "<br>"):
        assert tag in everything


def test_names_come_in_many_scripts_and_every_host_is_reserved():
    names = [name for name, _ in (*CAST, *COMPANIES)]
    assert len(set(names)) == len(names)
    everything = " ".join(names)
    for script in ("ア-ヶー", "一-鿿", "ء-ي", "α-ω", "а-я", "ऀ-ॿ", "가-힣", "À-ž"):
        assert re.search(f"[{script}]", everything) or script == "ア-ヶー", script
    assert max(len(name) for name in names) > 100
    assert any(ord(letter) > 0x1F300 for letter in everything)
    book = sample_book(1, 200, now=DAYS[0])
    hosts = {one["traits"]["domain"] for one in book.records["accounts"]}
    hosts |= {one["email"].partition("@")[2] for one in book.records["users"] if one["email"]}
    assert [host for host in hosts if not host.endswith((".example", ".test"))] == []


def test_ids_are_one_of_a_kind():
    book = sample_book(1, 120, now=DAYS[0])
    every = [one["id"] for records in book.records.values() for one in records]
    assert len(set(every)) == len(every)
    names = [one["name"] for one in book.records["accounts"]]
    assert len(set(names)) == len(names)


def test_the_same_seed_gives_the_same_book_and_another_another():
    first, again, other = (sample_book(seed, 10, now=DAYS[0]) for seed in (1, 1, 2))
    assert (first.records, first.later) == (again.records, again.later)
    assert first.records != other.records


@pytest.mark.parametrize("count", [0, 1, 5, 13, 14, 300])
def test_a_book_has_as_many_accounts_as_asked_for(count):
    book = sample_book(1, count, now=DAYS[0])
    assert len(mine(book)) == count
    assert len(book.records["accounts"]) > count


def test_a_blank_book_has_a_team_and_nothing_else():
    book = blank_book(now=DAYS[0])
    filled = {name for name, records in book.records.items() if records}
    assert filled == {"admins", "noteCategories", "taskCategories"}
    assert book.custom_fields["accounts"]
    assert book.later == ()


def test_two_weeks_bring_falling_health_and_an_arrival(simulate, clock):
    crm = simulate(accounts=60)
    before = {one["id"]: one for one in crm.records("accounts")}
    notes = {one["id"]: one for one in crm.records("notes")}
    clock.move(minutes=1)
    assert crm.advance() > 8
    after = {one["id"]: one for one in crm.records("accounts")}
    falls = {
        key: before[key]["healthScore"] - one["healthScore"]
        for key, one in after.items()
        if key in before and one["healthScore"] != before[key]["healthScore"]
    }
    assert len(falls) >= 2
    assert min(falls.values()) > 0.5
    arrived = [one for key, one in after.items() if key not in before]
    assert len(arrived) == 1
    assert arrived[0]["traits"][PIPELINE] == NEW
    assert arrived[0]["updatedAt"] == crm.state.now()
    changed = [one for one in crm.records("notes") if one != notes[one["id"]]]
    assert any(one["archivedAt"] for one in changed)
    assert any("Corrected" in one["note"] for one in changed)
    assert crm.advance() == 0


def test_steps_can_be_taken_one_by_one(simulate):
    crm = simulate()
    assert crm.advance(2) == 2
    rest = crm.advance()
    assert rest > 0
    assert crm.advance(1) == 0


def test_days_are_counted_from_the_clock_that_was_given():
    now = DAYS[0]
    first = sample_book(1, 10, now=now)
    later = sample_book(1, 10, now=now + timedelta(days=40))
    moved = zip(mine(first), mine(later), strict=True)
    today = local_day(now)
    gaps = {(renewal(b, today) or 0) - (renewal(a, today) or 0) for a, b in moved}
    assert gaps == {40}
