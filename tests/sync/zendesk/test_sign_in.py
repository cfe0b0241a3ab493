"""Signing in through a browser, and the exchange of tokens: once, and stored before it is used."""

from __future__ import annotations

import asyncio
import json
import socket
import threading

import pytest

from book.errors import Auth, Usage
from sync.port import Setup
from sync.simulator.zendesk.server import CLIENT
from sync.zendesk.credentials import credentials
from sync.zendesk.session import Session
from sync.zendesk.sign_in import sign_in
from tests.sync.salesforce.browsers import Browser


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def signed_in(url, browser, clock, **options):
    options.setdefault("callback-port", str(free_port()))
    try:
        return asyncio.run(
            sign_in(options, url, open_browser=browser, clock=clock, wait_seconds=5.0)
        )
    finally:
        browser.close()


def test_the_way_through_the_browser_ends_with_a_secret_that_works(alone, clock):
    browser = Browser()
    secret = signed_in(alone.url, browser, clock, **{"client-id": CLIENT})
    assert browser.asked["code_challenge_method"] == "S256"
    assert browser.asked["scope"] == "read write"
    assert "You are signed in." in browser.pages[-1].text
    assert json.loads(secret).keys() >= {"access_token", "refresh_token", "client_id", "base_url"}
    alone.secret = secret
    assert alone.check(options={}).me_id == "901"


def test_without_a_client_both_ways_are_said(alone, clock):
    with pytest.raises(Usage) as refused:
        signed_in(alone.url, Browser(), clock)
    assert "client-id" in refused.value.advice
    assert "email" in refused.value.advice


def test_a_client_that_is_not_known_is_named(alone, clock):
    with pytest.raises(Auth, match="client id"):
        signed_in(alone.url, Browser(), clock, **{"client-id": "other"})


def test_two_that_renew_at_once_renew_once(alone, there, tmp_path):
    first = credentials(alone.sign_in())
    there.access.clear()
    stored, lock = [first.text()], threading.Lock()
    together = threading.Barrier(2)
    ended, order = [], []

    async def renewed():
        async def keep(_source, secret):
            order.append(("kept", session.token == first.access_token))
            with lock:
                stored[0] = secret

        async def fresh():
            with lock:
                return stored[0]

        setup = Setup(
            source=alone.source(),
            secret=first.text(),
            pause=asyncio.sleep,
            keep=keep,
            fresh=fresh,
            refresh_lock=tmp_path / "refresh.lock",
        )
        session = Session(setup, first)
        together.wait(5)
        await session.renew(first.access_token)
        ended.append(session.token)

    threads = [threading.Thread(target=lambda: asyncio.run(renewed())) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(10)
    assert len(there.requests("/oauth/tokens")) == 1
    assert there.renewals == 1
    assert ended == [credentials(stored[0]).access_token] * 2
    assert order == [("kept", True)], "stored while the old one was still in use"


def test_several_that_are_refused_at_once_renew_once(alone, there):
    alone.sign_in()
    there.access.clear()
    kept = []

    async def keep(_source, secret):
        kept.append(secret)

    async def asked(one):
        each = [one._helpdesk.get("/users/me", "who you are") for _ in range(4)]
        return await asyncio.gather(*each)

    assert [found["user"]["id"] for found in alone.ask(asked, keep=keep)] == [901] * 4
    assert (there.renewals, len(kept)) == (1, 1)


def test_what_another_process_renewed_is_taken_and_nothing_is_exchanged(alone, there):
    mine = alone.sign_in()
    there.access.clear()
    theirs = alone.sign_in()

    async def fresh():
        return theirs

    async def keep(_source, _secret):
        raise AssertionError("there is nothing to keep")

    found = alone.ask(lambda one: one.check(), secret=mine, fresh=fresh, keep=keep)
    assert found.me_id == "901"
    assert there.requests("/oauth/tokens") == []


def test_a_renewal_whose_answer_is_lost_asks_for_a_new_sign_in_and_keeps_what_waits(
    connected, there, desk
):
    queued = connected.hand_over()
    connected.sign_in()
    there.access.clear()
    there.fault("lost", "/oauth/tokens")

    async def keep(_source, _secret):
        raise AssertionError("there is nothing to keep")

    error = connected.run(keep=keep).sources[0].error or {}
    assert there.renewals == 1, "what came of it never arrived, and the old pair is over"
    assert error["kind"] == "auth"
    assert "satchel connect zendesk" in str(error["advice"])
    assert (connected.entry(queued).state, desk.tickets) == ("queued", {})


def test_a_sign_in_that_ended_there_asks_for_a_new_one(alone, there):
    alone.sign_in()
    there.access.clear()
    there.refresh.clear()

    async def keep(_source, _secret):
        raise AssertionError("there is nothing to keep")

    with pytest.raises(Auth, match="ended this sign-in") as refused:
        alone.ask(lambda one: one.check(), keep=keep)
    assert "satchel connect zendesk" in refused.value.advice
