"""The first look: host, key, me, fields, capabilities; and that nothing is written there."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from book.errors import Auth, BadResponse, Offline, Refused, SatchelError, Usage
from sync.connect import test_connection as try_connection
from sync.simulator import Quirks
from tests.sync.books import COLLEAGUE, ME, ME_EMAIL, account, note, small_book, task
from tests.sync.scripted import Said, Scripted


def look(service, *, me=ME_EMAIL, key=None, url=None, **options):
    """One first look."""
    secret = service.key if key is None else key

    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    return asyncio.run(
        try_connection("vitally", url or service.url, me, options, secret, sleep=at_once)
    )


def test_a_first_look_finds_me_my_book_and_the_fields(simulate):
    found = look(simulate())
    assert (found.me_id, found.me_name, found.teammates) == (ME, "Ida Berg", 2)
    assert (found.in_book, found.looked_at, found.counted_all) == (3, 5, True)
    assert found.mapping["stage"] == "vitally.custom.pipeline"
    assert found.mapping["contract_end"] == "vitally.custom.contractEnd"
    assert found.mapping["renewal_date"] == "nextRenewalDate"
    assert found.guessed == ("contract_end", "stage")
    assert {one.label for one in found.fields} == {"Onboarding Pipeline", "Contract End"}
    assert found.capabilities["rate_limit"] == 1000
    assert found.capabilities["note_categories"] == '{"Call":"cat-call"}'


def test_it_can_be_sent_over_a_pipe(simulate):
    plain = msgspec.to_builtins(look(simulate()))
    assert msgspec.json.decode(msgspec.json.encode(plain))["me_id"] == ME


def test_nothing_is_written_there(simulate):
    service = simulate()
    look(service)
    assert {one.method for one in service.requests()} == {"GET"}
    assert len(service.requests()) < 20


def test_my_address_may_be_spelt_in_any_case(simulate):
    assert look(simulate(), me=" IDA@Pebble.example ").me_id == ME


def test_the_book_option_decides_what_is_counted(simulate):
    service = simulate()
    assert look(service, book="all").in_book == 5
    assert look(service, book="owner:bo@pebble.example").in_book == 2
    assert look(service, book="all", me="").me_id is None


@pytest.mark.parametrize("me", ["nobody@pebble.example", ""])
def test_somebody_who_is_no_teammate_is_refused_with_advice(simulate, me):
    with pytest.raises(Refused) as caught:
        look(simulate(), me=me)
    assert "--me" in caught.value.advice


def test_a_teammate_the_list_does_not_show_is_searched_for(simulate):
    service = simulate()
    service.fault("empty_next", "/resources/admins")
    # The list is cut short by that fault, the search still knows me.
    assert look(service).me_id == ME


def test_a_wrong_key_is_a_wrong_key(simulate):
    with pytest.raises(Auth):
        look(simulate(), key="sk_live_wrong")


@pytest.mark.parametrize("kind", ["html", "wrong_host", "not_json"])
def test_a_host_that_is_something_else(simulate, kind):
    service = simulate()
    service.fault(kind)
    with pytest.raises(BadResponse) as caught:
        look(service)
    assert "does not answer as Vitally does" in caught.value.title


def test_a_path_where_nothing_is():
    with Scripted(Said(404, b'{"error":"Not found"}')) as server, pytest.raises(BadResponse):
        look(None, url=f"{server.url}/elsewhere", key="k")
    with Scripted(Said(200, b'{"hello":1}')) as server, pytest.raises(BadResponse):
        look(None, url=server.url, key="k")


def test_a_host_that_is_not_there():
    with pytest.raises(Offline):
        look(None, url="https://pebble.rest.invalid", key="k")


@pytest.mark.parametrize("options", [{}, {"region": "us"}])
def test_without_an_address_nothing_is_asked(options):
    with pytest.raises(Usage):
        asyncio.run(try_connection("vitally", "", ME_EMAIL, options, "k"))


def test_an_address_with_a_path_keeps_it():
    seen = []

    def answer(path: str) -> Said:
        seen.append(path)
        return Said(401, b"{}")

    with Scripted(answer) as server, pytest.raises(Auth):
        look(None, url=f"{server.url}/vitally/", key="k")
    assert seen[0].startswith("/vitally/resources/accounts?")


@pytest.mark.parametrize("included", [True, False])
def test_whether_lists_hold_archived_rows_is_found_out(simulate, clock, included):
    service = simulate(quirks=Quirks(archived_when_omitted=included))
    assert look(service).capabilities["default_includes_archived"] is None
    service.archive("tasks", "task-0000")
    assert look(service).capabilities["default_includes_archived"] is included


def test_key_roles_are_listed(simulate, clock):
    roles = [
        {"id": "1", "keyRole": {"id": "r", "label": label}, "vitallyUser": {"id": ME}}
        for label in ("CSM", "AE")
    ]
    accounts = [account(1, clock, csmId=None, keyRoles=roles)]
    service = simulate(small_book(clock, accounts=accounts, users=[], notes=[], tasks=[]))
    found = look(service)
    assert found.capabilities["key_roles"] == "AE, CSM"
    assert found.in_book == 1


def test_a_large_workspace_is_counted_in_part(simulate, clock):
    accounts = [account(n, clock, csmId=COLLEAGUE if n else ME) for n in range(620)]
    service = simulate(
        small_book(clock, accounts=accounts, users=[], notes=[note(1, "acc-0001", clock)], tasks=[])
    )
    found = look(service)
    assert (found.in_book, found.looked_at, found.counted_all) == (1, 500, False)


def test_lists_a_key_may_not_see_do_not_hinder(simulate, clock):
    service = simulate(small_book(clock, tasks=[task(1, "acc-0000", clock)]))
    for path in ("noteCategories", "customFields", "tasks"):
        service.fault("status", f"/resources/{path}", status=400, times=9)
    found = look(service)
    assert found.me_id == ME
    assert found.fields == ()
    assert found.capabilities["default_includes_archived"] is None


def test_no_error_shows_the_key(simulate):
    for kind in ("html", "wrong_host", "status"):
        service = simulate()
        service.fault(kind, times=99)
        with pytest.raises(SatchelError) as caught:
            look(service, key="sk_live_never_show_this")
        assert "never_show_this" not in str(caught.value)
