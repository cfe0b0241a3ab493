"""Every CRM by the same few words: connected, synced, read, written to, let go."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sync.simulator.hubspot import HubSpotSimulator
from sync.simulator.salesforce import CLIENT, SalesforceSimulator
from tests.desktop.brought import kept_in
from tests.desktop.conftest import Satchel


class Service(NamedTuple):
    """A running service, as much of it as these tests need."""

    url: str
    email: str
    key: str
    bodies: Callable[[], list[str]]


@contextmanager
def hubspot() -> Iterator[Service]:
    with HubSpotSimulator(accounts=12) as crm:
        yield Service(
            crm.url,
            crm.email,
            crm.key,
            lambda: [str(one["properties"].get("hs_note_body")) for one in crm.records("notes")],
        )


@contextmanager
def salesforce() -> Iterator[Service]:
    with SalesforceSimulator(accounts=12) as crm:
        yield Service(
            crm.url,
            crm.email,
            crm.key,
            lambda: [str(one.get("Description")) for one in crm.records("Task")],
        )


SERVICES: dict[str, Any] = {"hubspot": hubspot, "salesforce": salesforce}


@pytest.fixture(params=sorted(SERVICES))
def named(request) -> str:
    return str(request.param)


@pytest.fixture
def crm(named: str) -> Iterator[Service]:
    with SERVICES[named]() as service:
        yield service


def connect(
    satchel: Satchel, name: str, crm: Service, *more: str, secret: str | None = None
) -> Any:
    words = ["connect", name, "--url", crm.url, "--me", crm.email, "--secret-stdin", *more]
    return satchel(*words, said=f"{crm.key if secret is None else secret}\n")


def test_from_the_key_to_a_note_that_arrived(plain, named, crm):
    done = connect(plain, named, crm, "--json")
    assert (done.status, done.err) == (0, ""), done
    assert (done.json["source"], done.json["me"]["email"]) == (named, crm.email)
    assert done.json["in_book"] > 0
    assert plain("sync").status == 0
    accounts = plain("accounts", "--json").json
    assert len(accounts) > 0
    assert {one["source"] for one in accounts} == {named}
    home = accounts[0]["id"]
    assert plain("note", home, "Planted words").status == 0
    done = plain("sync", "--json")
    assert (done.status, done.json["sources"][0]["pushed"]) == (0, 1), done
    assert [one for one in crm.bodies() if "Planted words" in one]
    assert plain("outbox", "--json").json == []
    assert plain("queue", "--json").status == 0
    assert plain("check").status == 0


def test_a_wrong_key_keeps_nothing(plain, named, crm, one_line):
    line = one_line(connect(plain, named, crm, secret="not-the-key-of-anybody"), 3)
    assert "not-the-key" not in line
    assert plain("status", "--json").json["sources"] == []
    assert kept_in(plain, named) is None


def test_somebody_nobody_knows_there_is_refused(plain, named, crm, one_line):
    words = ["connect", named, "--url", crm.url, "--me", "stranger@x.test", "--secret-stdin"]
    line = one_line(plain(*words, said=crm.key), 1)
    assert "stranger@x.test" in line
    assert plain("status", "--json").json["sources"] == []


def test_options_of_another_source_are_unknown(plain, named, one_line):
    words = ["connect", named, "--option", "subdomain=acme"]
    line = one_line(plain(*words), 2)
    assert "has no option “subdomain”" in line
    assert "segment-field" in line


def test_let_go_with_its_key(plain, named, crm):
    assert connect(plain, named, crm).status == 0
    assert kept_in(plain, named) == crm.key
    assert plain("disconnect", named).status == 0
    assert kept_in(plain, named) is None


# Salesforce, in the person's own browser

_CLICKS = "import httpx, sys; httpx.get(sys.argv[1], follow_redirects=True, trust_env=False)"


@pytest.fixture
def clicking(plain: Satchel, tmp_path: Path) -> Satchel:
    """A runner whose browser goes wherever it is sent, and comes back."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nexec {sys.executable} -c "{_CLICKS}" "$1"\n')
    browser.chmod(0o755)
    plain.environment |= {"DISPLAY": ":0", "BROWSER": str(browser)}
    return plain


def words_to_sign_in(org: SalesforceSimulator) -> list[str]:
    words = ["connect", "salesforce", "--url", org.url, "--me", org.email]
    return [*words, "--option", f"client-id={CLIENT}"]


@pytest.mark.skipif(sys.platform == "win32", reason="the browser is a shell script")
def test_one_signs_in_and_is_not_asked_again_when_the_token_ends(clicking):
    with SalesforceSimulator(accounts=12) as org:
        done = clicking(*words_to_sign_in(org), "--json")
        assert done.status == 0, done
        assert done.json["me"]["email"] == org.email
        first = json.loads(kept_in(clicking, "salesforce") or "{}")
        assert first["refresh_token"]
        for text in (first["access_token"], first["refresh_token"]):
            assert text not in done.out + done.err
        org.expire_tokens()
        running = [clicking.start("sync", "--json") for _ in range(3)]
        printed = [process.communicate(timeout=60) for process in running]
        assert [process.returncode for process in running] == [0] * 3, printed
        later = json.loads(kept_in(clicking, "salesforce") or "{}")
        assert later["access_token"] != first["access_token"]
        assert later["refresh_token"] != first["refresh_token"]
        assert clicking("status", "--json").json["sources"][0]["usage"]["most"] > 0
