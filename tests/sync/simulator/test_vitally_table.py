"""Every answer of the simulator against our own table of Vitally's objects and rules."""

from __future__ import annotations

import pytest

from sync.simulator import RateLimit, Simulator, sample_book
from tests.sync.simulator.vitally_table import (
    LISTS,
    faults_of,
    fields_of,
    list_faults,
    read_faults,
    tolerated,
)
from tests.sync.simulator.walking import pages, walk

PAGED = (
    "accounts",
    "users",
    "notes",
    "tasks",
    "conversations",
    "npsResponses",
    "admins",
    "noteCategories",
    "taskCategories",
)


@pytest.mark.parametrize("seed", [1, 2, 3, 11])
def test_every_list_of_any_book_keeps_to_the_table(seed, clock, ask):
    book = sample_book(seed, 14, now=clock())
    with Simulator(book, clock=clock, limit=RateLimit(units=None)) as simulator:
        client = ask(simulator)
        for when in ("at first", "two weeks on"):
            for name in PAGED:
                faults = [
                    fault
                    for page in pages(client, f"/resources/{name}", limit=17)
                    for fault in list_faults(name, page, limit=17)
                ]
                assert not faults, (when, name)
            clock.move(days=14)
            simulator.advance()


@pytest.mark.parametrize("name", ["notes", "tasks"])
def test_deleted_ones_keep_to_the_table(name, shared, ask):
    gone = walk(ask(shared), f"/resources/{name}", archived="true")
    assert gone
    assert not [fault for one in gone for fault in faults_of(name, one)]


@pytest.mark.parametrize("name", ["users", "notes", "tasks", "conversations", "npsResponses"])
def test_lists_of_one_account_keep_to_the_table(name, shared, ask):
    client = ask(shared)
    seen = 0
    for account in walk(client, "/resources/accounts"):
        for page in pages(client, f"/resources/accounts/{account['id']}/{name}"):
            assert not list(list_faults(name, page))
            seen += len(page["results"])
    assert seen


@pytest.mark.parametrize("name", ["projects", "organizations"])
def test_lists_of_what_the_sample_has_none_of_are_empty(name, shared, ask):
    assert ask(shared).get(f"/resources/{name}").json() == {"results": [], "next": None}


@pytest.mark.parametrize("model", ["accounts", "users", "notes", "tasks"])
def test_custom_fields_are_a_bare_array(model, shared, ask):
    fields = ask(shared).get("/resources/customFields", params={"model": model}).json()
    assert fields
    assert not [fault for one in fields for fault in faults_of("customFields", one)]


def test_a_model_without_custom_fields_has_an_empty_array(shared, ask):
    client = ask(shared)
    assert client.get("/resources/customFields", params={"model": "projects"}).json() == []


def test_a_conversation_alone_has_its_messages_and_a_listed_one_has_not(shared, ask):
    client = ask(shared)
    listed = walk(client, "/resources/conversations")[0]
    alone = client.get(f"/resources/conversations/{listed['id']}").json()
    messages = alone.pop("messages")
    assert alone == listed
    assert messages
    assert not [fault for one in messages for fault in faults_of("message", one)]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"name": None}, "accounts.name is null"),
        ({"mrr": "12"}, "accounts.mrr is no number"),
        ({"healthScore": 11}, "accounts.healthScore is no score"),
        ({"nextRenewalDate": "2026-12-14"}, "accounts.nextRenewalDate is no moment"),
        ({"segments": [{"id": "1"}]}, "segment.name is missing"),
        ({"arr": 12}, "accounts.arr is not in the table"),
    ],
)
def test_the_table_catches_what_is_wrong(broken, words, shared):
    account = shared.records("accounts")[0]
    assert not list(faults_of("accounts", account))
    assert any(fault.startswith(words) for fault in faults_of("accounts", account | broken))


def test_the_table_catches_a_list_out_of_shape(shared):
    account = shared.records("accounts")[0]
    assert list(list_faults("accounts", {"results": [account]}))
    assert list(list_faults("accounts", {"results": [account], "next": 3}))
    assert list(list_faults("accounts", {"results": [account] * 3, "next": None}, limit=2))
    assert list(list_faults("accounts", [account]))


@pytest.mark.parametrize(
    ("method", "path", "query", "fault"),
    [
        ("GET", "/resources/accounts", "limit=100&status=activeOrChurned", None),
        ("GET", "/resources/accounts/7/notes", "limit=100&from=abc%3D", None),
        ("GET", "/resources/accounts", "limit=101", "limit cannot be 101"),
        ("GET", "/resources/accounts", "updatedAt=2026", "knows no parameter updatedAt"),
        ("GET", "/resources/notes", "status=active", "knows no parameter status"),
        ("GET", "/resources/segments", "", "is not documented"),
        ("GET", "/resources/accounts/7/tasks", "archived=false", None),
        ("GET", "/resources/accounts/7/users", "archived=false", "knows no parameter archived"),
        ("PUT", "/resources/accounts/7", "", None),
        ("DELETE", "/resources/accounts/7", "", "is not a write"),
        ("PATCH", "/resources/notes/7", "", "no method"),
    ],
)
def test_requests_are_held_against_the_lists(method, path, query, fault):
    found = list(read_faults(method, path, query))
    assert bool(found) == (fault is not None)
    assert fault is None or fault in found[0]


def test_what_is_only_tolerated_is_named_with_its_reason():
    (said,) = tolerated("/resources/accounts/7/tasks", "limit=5&archived=true")
    assert said.startswith("archived at /resources/accounts/:id/tasks: documented for")
    assert not list(tolerated("/resources/accounts/7/notes", "archived=true"))


def test_the_table_itself_reads_without_gaps():
    assert {"id", "traits", "keyRoles"} <= fields_of("accounts").keys()
    assert len(fields_of("notes")) == 21
    assert len(LISTS.split("\n")) > 20
