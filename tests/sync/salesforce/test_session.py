"""A sign-in that runs out: renewed once, stored before it is used, by one process at a time."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest

from book.errors import KeyringTrouble
from book.records import Source
from sync.port import Setup
from sync.salesforce.credentials import Credentials, credentials
from sync.salesforce.session import Session
from sync.simulator.salesforce import CLIENT, Quirks, blank_org
from tests.sync.salesforce.orgs import account

ROOT = Path(__file__).parents[3]


def secret_of(org):
    tokens = org.access.sign_in(org.me)
    return Credentials(
        access_token=tokens.access,
        refresh_token=tokens.refresh,
        instance_url=org.url,
        client_id=CLIENT,
        login_url=org.url,
        id=f"{org.url}/id/{org.org.id}/{org.me}",
    ).text()


@pytest.fixture
def connected(desk, org, clock):
    account(org, clock)
    desk.secret = secret_of(org)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    clock.move(hours=1)
    return desk


def refreshes(org):
    return len(org.requests("/services/oauth2/token"))


def test_a_token_that_ran_out_in_the_middle_of_a_run_is_renewed_once(connected, org, clock):
    before = json.loads(connected.secret)
    account(org, clock, 1)
    org.expire_tokens()
    connected.sync()
    after = json.loads(connected.kept[-1])
    assert refreshes(org) == 1
    assert after["refresh_token"] != before["refresh_token"]
    assert after["access_token"] != before["access_token"]
    assert len(connected.column("accounts", "name")) == 2
    connected.sync()
    assert refreshes(org) == 1, "the next run begins with the new one"


def test_nothing_is_asked_with_a_new_token_before_it_is_stored(connected, org):
    org.expire_tokens()
    seen = []

    async def keep(source, secret):
        seen.append([one.path for one in org.requests()])
        connected.secret = secret

    connected.sync(keep=keep)
    (paths,) = seen
    assert paths[-1] == "/services/oauth2/token"
    assert sum(path == "/services/oauth2/token" for path in paths) == 1


def test_whoever_asks_meanwhile_still_gets_the_old_one(org, clock):
    first = credentials(secret_of(org))
    held = []

    async def keep(_source, secret):
        held.append((session.token, credentials(secret).access_token))

    setup = Setup(
        source=Source(name="salesforce", url=org.url),
        secret=first.text(),
        pause=asyncio.sleep,
        clock=clock,
        keep=keep,
    )
    session = Session(setup, first)
    asyncio.run(session.renew(first.access_token))
    ((while_stored, stored),) = held
    assert while_stored == first.access_token
    assert session.token == stored != first.access_token


def test_a_secret_that_cannot_be_stored_is_not_used(connected, org):
    org.expire_tokens()

    async def keep(source, secret):
        raise KeyringTrouble("The keyring is locked.")

    asked = len(org.requests())
    report = connected.failing(keep=keep)
    assert report.error["kind"] == "keyring"
    assert [one.path for one in org.requests()[asked:]][-1] == "/services/oauth2/token"


def test_where_the_refresh_token_stays_it_is_kept(start_org, clock, make_desk):
    org = start_org(blank_org(), quirks=Quirks(rotates=False))
    account(org, clock)
    desk = make_desk(org)
    desk.secret = secret_of(org)
    desk.connect(csm_field="OwnerId")
    first = json.loads(desk.secret)["refresh_token"]
    for _ in range(2):
        org.expire_tokens()
        desk.sync()
        assert json.loads(desk.secret)["refresh_token"] == first


def test_a_sign_in_that_was_ended_there_asks_for_a_new_one(connected, org):
    org.access.revoke_all()
    report = connected.failing()
    assert (report.error["kind"], report.error["title"]) == (
        *("auth", "Salesforce has ended this sign-in."),
    )
    assert "what waits in the outbox stays" in report.error["advice"]
    assert connected.kept == []


def test_one_that_was_idle_for_too_long_does_too(connected, org, clock):
    clock.move(days=31)
    org.expire_tokens()
    assert connected.failing().error["title"] == "Salesforce has ended this sign-in."


def test_a_pasted_token_that_ran_out_says_the_way_out(desk, org, clock):
    account(org, clock)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    org.expire_tokens()
    report = desk.failing()
    assert (report.error["kind"], report.error["title"]) == (
        *("auth", "The Salesforce access token has run out, or is not one."),
    )
    assert "satchel connect salesforce" in report.error["advice"]


def test_without_a_way_to_store_it_nothing_is_renewed(connected, org):
    org.expire_tokens()
    report = connected.failing(keep=None)
    assert report.error["title"] == "The sign-in to Salesforce has to be renewed."
    assert refreshes(org) == 0


def test_a_new_token_that_is_refused_too_ends_the_run(connected, org):
    org.refuse("INVALID_SESSION_ID", status=401, times=9)
    report = connected.failing()
    assert report.error["kind"] == "auth"
    assert refreshes(org) == 1


def test_a_sign_in_that_is_not_for_data_is_no_missing_right(connected, org):
    # It used to say that accounts cannot be seen.
    org.refuse(
        "INVALID_SESSION_ID", text="Not valid for use with the REST API", status=403, times=9
    )
    report = connected.failing()
    assert report.error["kind"] == "auth"
    assert "scope “api”" in report.error["advice"]
    assert refreshes(org) == 1


def test_what_another_process_renewed_is_taken(connected, org):
    old = connected.secret
    org.expire_tokens()
    connected.sync()
    renewed = connected.secret

    async def fresh(source):
        assert source == "salesforce"
        return renewed

    connected.secret = old
    connected.sync(fresh=fresh)
    assert refreshes(org) == 1


@pytest.mark.parametrize("processes", [2, 4])
def test_processes_that_renew_at_once_renew_once(org, tmp_path, processes):
    stored = tmp_path / "secret.json"
    stored.write_text(secret_of(org))
    refused = json.loads(stored.read_text())["access_token"]
    org.expire_tokens()
    words = [org.url, str(tmp_path / "refresh.lock"), str(stored), refused]
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.sync.salesforce.renewing", *words],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(processes)
    ]
    for one in running:
        assert one.stdout.readline() == "ready\n"
    for one in running:
        one.stdin.write("go\n")
        one.stdin.flush()
    ended = {one.communicate(timeout=30)[0].strip() for one in running}
    assert refreshes(org) == 1
    assert ended == {json.loads(stored.read_text())["access_token"]}
    assert org.access.user_of(next(iter(ended))) == org.me
