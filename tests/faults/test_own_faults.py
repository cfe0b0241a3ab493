"""Faults that only some services have, met by what waits in the outbox.

What a pull meets of the same kind stands beside each connector's own tests.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from book import conflicts, outbox, sources
from sync.salesforce.credentials import Credentials
from sync.simulator.salesforce import CLIENT
from tests.faults.arrivals import arrives_once, owed, readable, told
from tests.faults.crms import Record, ours
from tests.faults.desks import SECRET_WORD, Desk
from tests.faults.faces import CREATIONS
from tests.faults.looks import is_look
from tests.faults.operations import OPERATIONS, beside, beside_arrived


class AfterWrites(httpx.AsyncHTTPTransport):
    """A real transport beside which something happens after the first writes were answered."""

    def __init__(self, times: int, happen: Callable[[], object]) -> None:
        super().__init__(trust_env=False)
        self.left = times
        self._happen = happen

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if self.left and not is_look(request.method, request.url.path):
            self.left -= 1
            self._happen()
        return answer


def all_there_once(one: Desk) -> None:
    """Every operation has left its trace once, and no record was made twice."""
    assert one.waiting() == []
    assert [operation.there(one) for operation in OPERATIONS.values()] == [1] * len(OPERATIONS)
    assert set(one.crm.created(one.service.requests()).values()) == {1}


@pytest.mark.parametrize("standing", ["expired", "revoked", "user_removed"])
@pytest.mark.parametrize("face", ["hubspot"], indirect=True)
def test_a_key_that_ends_amid_a_push_leaves_the_rest_as_it_was(one, standing):
    for operation in OPERATIONS.values():
        operation.do(one)
    wire = AfterWrites(1, lambda: one.service.token_becomes(standing))
    error = one.send(transport=wire).sources[0].error
    assert error["kind"] == "auth"
    readable(one, error)
    assert sources.source(one.store, one.crm.name).state == "needs_sign_in"
    left = one.waiting()
    assert len(left) == len(OPERATIONS) - 1
    assert {entry.state for entry in left} == {"queued"}
    assert not any(entry.uncertain for entry in left)
    told(one)
    one.service.token_becomes("valid")
    one.pass_waits()
    assert one.run().ok
    all_there_once(one)


@pytest.mark.parametrize("face", ["salesforce", "salesforce, no key field"], indirect=True)
def test_a_pasted_token_that_runs_out_amid_a_push_loses_nothing(one):
    for operation in OPERATIONS.values():
        operation.do(one)
    wire = AfterWrites(1, one.service.expire_tokens)
    error = one.send(transport=wire).sources[0].error
    assert error["kind"] == "auth"
    assert one.crm.again in readable(one, error)
    # The write was taken; only its record could not be looked at any more.
    assert sum(entry.uncertain for entry in one.waiting()) == 1
    assert {entry.state for entry in one.waiting()} == {"queued"}
    told(one)
    one.service.access.key_for(one.service.me, "another-token-of-hers")
    one.pass_waits()
    assert one.run(secrets={"salesforce": "another-token-of-hers"}).ok
    all_there_once(one)


@pytest.mark.parametrize("face", ["salesforce", "salesforce, no key field"], indirect=True)
def test_a_sign_in_that_is_renewed_amid_a_push_says_nothing_twice(one):
    secret = signed_in(one)
    kept: list[str] = []

    async def keep(_source: str, news: str) -> None:
        kept.append(news)

    for operation in OPERATIONS.values():
        operation.do(one)
    wire = AfterWrites(3, one.service.expire_tokens)
    assert one.send(transport=wire, secrets={"salesforce": secret}, keep=keep).ok
    assert wire.left == 0
    assert len(kept) == 3
    all_there_once(one)


def signed_in(one: Desk) -> str:
    """A secret as signing in through the browser leaves it."""
    org = one.service
    tokens = org.access.sign_in(org.me)
    return Credentials(
        access_token=tokens.access,
        refresh_token=tokens.refresh,
        instance_url=org.url,
        client_id=CLIENT,
        login_url=org.url,
        id=f"{org.url}/id/{org.org.id}/{org.me}",
    ).text()


MERGING: dict[str, Callable[[Any, str, str], object]] = {
    "hubspot": lambda service, winner, loser: service.merge("companies", winner, loser),
    "salesforce": lambda service, winner, loser: service.merge("Account", winner, loser),
}


@pytest.mark.parametrize("name", CREATIONS)
@pytest.mark.parametrize("face", MERGING, indirect=True)
def test_what_waits_for_an_account_that_is_merged_goes_to_the_one_that_is_left(one, name):
    operation = OPERATIONS[name]
    entry = owed(one, operation)
    winner, loser = (one.crm.known_as("account", at) for at in (1, 0))
    MERGING[one.crm.name](one.service, winner, loser)
    one.send()
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason, stands.uncertain) == ("parked", "account_gone", False)
    readable(one, stands.error)
    assert beside_arrived(one)
    # The next look at the accounts finds the one that took its place.
    one.clock.move(hours=25)
    one.run()
    stands = outbox.entry(one.store, entry.id)
    assert (stands.state, stands.reason) == ("parked", "account_back")
    assert operation.there(one) == 0
    arrives_once(one, operation, entry)
    kind: Record = "note" if name == "a new note" else "task"
    (made,) = ours(one.crm, kind).values()
    assert made.account == winner


@pytest.mark.parametrize("face", ["salesforce"], indirect=True)
def test_a_field_that_is_hidden_while_a_change_of_it_waits_stops_that_change_alone(one):
    operation = OPERATIONS["a label"]
    operation.do(one)
    (entry,) = one.waiting()
    beside(one)
    one.service.hide("Account", "Plan__c")
    assert one.send().sources[0].parked == 1
    assert beside_arrived(one)
    stands = outbox.entry(one.store, entry.id)
    # A reason of its own by now: it passes without anybody's doing.
    assert (stands.state, stands.reason) == ("parked", "hidden")
    assert "Plan__c" in readable(one, stands.error)
    # A pull that cannot see it takes nothing away, and makes no conflict of it.
    one.clock.move(hours=25)
    assert one.run().ok
    assert conflicts.count(one.store) == 0
    assert one.column("accounts", "plan", f"id = {one.account}") == [SECRET_WORD]
    one.service.show("Account", "Plan__c")
    arrives_once(one, operation, entry)
