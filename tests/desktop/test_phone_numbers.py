"""Whoever has a phone number in a CRM is found by its digits, whichever CRM it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sync.simulator import DEMO_EMAIL, Simulator
from tests.desktop.test_every_crm import SERVICES, Service

KEY = "sk_live_pretend_phones_00112233"


@contextmanager
def vitally() -> Iterator[Service]:
    with Simulator(accounts=6, key=KEY) as crm:
        yield Service(crm.url, DEMO_EMAIL, KEY, list)


@pytest.mark.parametrize("name", ["vitally", *sorted(SERVICES)])
def test_a_person_is_found_by_a_number_from_the_crm(plain, name):
    with {**SERVICES, "vitally": vitally}[name]() as crm:
        words = ["connect", name, "--url", crm.url, "--me", crm.email, "--secret-stdin"]
        assert plain(*words, said=f"{crm.key}\n").status == 0
        assert plain("sync").status == 0
    people = [
        person
        for account in plain("accounts", "--json").json
        for person in plain("account", account["id"], "--json").json["contacts"]
        if person["phone"]
    ]
    assert people, "the sample has somebody with a number"
    written = people[0]["phone"]
    assert written.startswith("+44 20 7946 0")
    found = plain("search", f"020 7946 {written[-4:]}", "--json").json
    assert people[0]["id"] in [one["id"] for one in found if one["kind"] == "contact"]
