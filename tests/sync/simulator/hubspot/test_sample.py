"""The sample account: Vitally's customers, spelt a little differently, and work around them."""

from __future__ import annotations

import pytest

from sync.simulator import sample_book
from sync.simulator.hubspot import KINDS, UNLIMITED, HubSpotSimulator, sample_portal
from sync.simulator.hubspot.seed import values_of
from sync.simulator.hubspot.values import Wrong, accepted
from tests.clocks import HandClock


@pytest.fixture(scope="module")
def crm():
    # Never started: what it holds is looked at without a single request.
    return HubSpotSimulator(accounts=60, clock=HandClock(), limits=UNLIMITED)


def test_it_holds_the_customers_of_the_other_book(crm):
    book = sample_book(1, 60, now=HandClock()())
    names = {one["name"].casefold() for one in book.records["accounts"]}
    domains = {one["traits"].get("domain") for one in book.records["accounts"]}
    companies = [one["properties"] for one in crm.records("companies")]
    assert len(companies) == len(book.records["accounts"])
    known = [one["domain"] for one in companies if "domain" in one]
    assert set(known) <= domains
    assert 50 < len(known) < len(companies), "some have to be matched by name"
    spelt = [one["name"] for one in companies if one["name"].casefold() not in names]
    assert spelt, "some have to be matched although they are spelt otherwise"
    mine = [one for one in companies if one.get("csm") == crm.me]
    assert len(mine) >= 50
    assert any(one.get("hubspot_owner_id") != crm.me for one in mine)


def test_every_value_is_one_the_service_would_take(crm):
    wrong = []
    for kind in KINDS:
        catalogue = crm.state.catalogues[kind].live
        for one in crm.records(kind):
            for name, value in one["properties"].items():
                definition = catalogue[name]
                if definition.read_only or definition.calculated:
                    continue
                try:
                    if accepted(definition, value, crm.state.owners) != value:
                        wrong.append((kind, name, value))
                except Wrong as error:
                    wrong.append((kind, name, error.words))
    assert wrong == []


def test_it_has_some_of_everything_and_every_activity_has_its_company(crm):
    for kind in KINDS:
        assert len(crm.records(kind)) >= 10, kind
    for kind in ("contacts", "notes", "tasks", "calls", "deals", "tickets"):
        assert all(one["associations"].get("companies") for one in crm.records(kind)), kind
    pipelines = {one["properties"]["pipeline"] for one in crm.records("deals")}
    assert pipelines == {"default", "renewals_2024"}
    assert any("amount" not in one["properties"] for one in crm.records("deals"))


def test_a_few_notes_and_tasks_are_the_same_in_both_books(crm):
    book = sample_book(1, 60, now=HandClock()())
    theirs = {one["note"] for one in book.records["notes"]}
    notes = [one["properties"]["hs_note_body"] for one in crm.records("notes")]
    same = sum(note in theirs for note in notes)
    assert 0 < same < len(notes) / 2


def test_nothing_was_changed_after_the_moment_it_was_made_for(crm):
    now = "2026-06-10T09:00:00.000Z"
    assert max(one["updatedAt"] for kind in KINDS for one in crm.records(kind)) <= now


def test_the_next_two_weeks_happen_once():
    clock = HandClock()
    simulator = HubSpotSimulator(accounts=20, clock=clock)
    before = {one["id"]: one for one in simulator.records("companies")}
    clock.move(days=1)
    assert simulator.advance(1) == 1
    assert simulator.advance() > 3
    assert simulator.advance() == 0
    after = {one["id"]: one for one in simulator.records("companies")}
    changed = {row_id for row_id in before if after[row_id] != before[row_id]}
    assert len(changed) >= 4
    assert len(after) == len(before) + 1


def test_the_same_seed_and_moment_give_the_same_account():
    now = HandClock()()
    one, again, other = (sample_portal(seed, 9, now=now) for seed in (1, 1, 2))
    assert one.records == again.records
    assert one.records != other.records
    assert values_of({"a": None, "b": True, "c": 1.5}) == {"b": "true", "c": "1.5"}
