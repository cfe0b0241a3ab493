"""A customer of two sources whose company is deleted in one: what waits goes to the other, once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from book import accounts, outbox, rules
from book.note_writing import add_note
from book.profile import Profile
from book.store import Store
from desktop.commands.connect import connect_source
from desktop.secrets import MemorySecrets
from sync import engine
from sync.simulator import DEMO_EMAIL
from sync.simulator.hubspot import HubSpotSimulator
from sync.simulator.salesforce import SalesforceSimulator
from tests.new_books import lay_plain


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    with closing(Store.open(profile, None)) as store:
        yield store


def test_what_was_for_a_deleted_company_goes_to_its_twin_in_the_other_source(store):
    secrets = MemorySecrets()
    names = ["hubspot", "salesforce"]
    with HubSpotSimulator(accounts=2) as hubspot, SalesforceSimulator(accounts=2) as salesforce:
        company = hubspot.add("companies", {"name": "Zeta", "domain": "zeta.example"})
        twin = salesforce.add("Account", Name="Zeta", Website="zeta.example", OwnerId=salesforce.me)
        crm: Any
        for name, crm in zip(names, (hubspot, salesforce), strict=True):
            me = DEMO_EMAIL if name == "hubspot" else ""
            options = {"book": "all"}
            connect_source(
                store, secrets, name, url=crm.url, me=me, options=options, secret=crm.key
            )

        def sync() -> None:
            asyncio.run(engine.run(store, secrets.get(names)))

        sync()
        leader = accounts.find_account(store, company)
        assert [one.external_id for one in leader.twins] == [twin]
        house = rules.load()
        add_note(
            *(store, house, leader.id), subject="QZ", body="q", day=date(2026, 6, 1), hold_seconds=0
        )
        hubspot.archive("companies", company)
        sync()
        (entry,) = outbox.entries(store)
        assert (entry.source, entry.reason) == ("hubspot", "account_gone")
        outbox.move_entry_to(store, house, entry.id, leader.twins[0].id, hold_seconds=0)
        sync()
        assert outbox.entries(store) == []
        sent = [row["WhatId"] for row in salesforce.records("Task") if row["Subject"] == "QZ"]
        assert sent == [twin]
        bodies = [str(row["properties"].get("hs_note_body")) for row in hubspot.records("notes")]
        assert not any("QZ" in body for body in bodies), "never written to two"
