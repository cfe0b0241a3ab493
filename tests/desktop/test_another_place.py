"""Another portal or org under the name of a source that is connected: refused, nothing changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from book import accounts, outbox, places, rules, sources, undo
from book.errors import Refused
from book.note_writing import add_note
from book.profile import Profile
from book.records import Source
from book.store import Store
from book.task_writing import add_task, snooze
from desktop.commands.connect import connect_source, options_of_both
from desktop.secrets import MemorySecrets
from sync import engine
from sync.simulator import DEMO_EMAIL
from sync.simulator.hubspot import HubSpotSimulator
from sync.simulator.salesforce import SalesforceSimulator
from tests.new_books import lay_plain

ALL = {"book": "all"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    with closing(Store.open(profile, None)) as store:
        yield store


def connect(store: Store, secrets: MemorySecrets, name: str, crm: Any) -> None:
    me = DEMO_EMAIL if name == "hubspot" else ""
    connect_source(store, secrets, name, url=crm.url, me=me, options=ALL, secret=crm.key)


def synced(store: Store, secrets: MemorySecrets, name: str) -> Any:
    return asyncio.run(engine.run(store, secrets.get([name]))).sources[0]


def state(store: Store) -> Any:
    return [(one.id, one.name) for one in accounts.all_accounts(store)], sources.sources(store)


@pytest.mark.parametrize(
    ("name", "service"), [("hubspot", HubSpotSimulator), ("salesforce", SalesforceSimulator)]
)
def test_another_place_is_refused_at_connect_and_in_a_run(store, name, service):
    secrets = MemorySecrets()
    with service(accounts=4) as crm, service(accounts=3, seed=77, key="another-key") as other:
        connect(store, secrets, name, crm)
        assert synced(store, secrets, name).ok
        stood = state(store)
        with pytest.raises(Refused, match=r"another (HubSpot portal|Salesforce org)"):
            connect(store, secrets, name, other)
        assert state(store) == stood
        assert secrets.get([name]) == {name: crm.key}

        # A key put in the keyring by other means, with the address that belongs to it.
        store.connection.execute("UPDATE sources SET url = ?", (other.url,))
        secrets.keep(name, other.key)
        run = synced(store, secrets, name)
        assert not run.ok and "another" in str(run.error)
        assert state(store)[0] == stood[0]

        # The right one again, with whatever key.
        connect(store, secrets, name, crm)
        assert synced(store, secrets, name).ok
        assert state(store)[0] == stood[0]


def test_rows_that_stay_after_disconnecting_still_say_where_they_came_from(store):
    secrets = MemorySecrets()
    with HubSpotSimulator(accounts=3) as crm, HubSpotSimulator(accounts=3, seed=5) as other:
        connect(store, secrets, "hubspot", crm)
        sources.forget(store, "hubspot", rows=False)
        with pytest.raises(Refused):
            connect(store, secrets, "hubspot", other)
        sources.forget(store, "hubspot", rows=True)
        connect(store, secrets, "hubspot", other)
        assert places.kept(store, "hubspot") == str(other.state.portal_id)


def test_what_waits_for_one_place_never_goes_to_another_of_the_same_name(store):
    secrets = MemorySecrets()
    with HubSpotSimulator(accounts=4) as crm, HubSpotSimulator(accounts=3, seed=77) as other:
        connect(store, secrets, "hubspot", crm)
        assert synced(store, secrets, "hubspot").ok
        one, theirs = accounts.all_accounts(store)[0], len(other.records("notes"))
        add_note(store, rules.load(), one.id, body="meant for the first", day=date(2026, 6, 10))
        sources.forget(store, "hubspot", rows=True)
        with pytest.raises(Refused, match="portal than the one that 1 entry of the outbox waits"):
            connect(store, secrets, "hubspot", other)
        connect(store, secrets, "hubspot", crm)  # the first one may come back and take it
        sources.forget(store, "hubspot", rows=True)
        (entry,) = outbox.entries(store)
        outbox.discard(store, rules.load(), entry.id)
        connect(store, secrets, "hubspot", other)
        assert places.kept(store, "hubspot") == str(other.state.portal_id)
        assert len(other.records("notes")) == theirs


def test_an_act_on_what_was_forgotten_is_none_to_take_back(store):
    secrets = MemorySecrets()
    with HubSpotSimulator(accounts=4) as crm:
        connect(store, secrets, "hubspot", crm)
        assert synced(store, secrets, "hubspot").ok
        one = accounts.all_accounts(store)[0]
        task = add_task(store, rules.load(), one.id, "Call", due=date(2026, 12, 1))[0]
        snooze(store, rules.load(), [task], date(2026, 12, 5))
        outbox.send_now(store)
        assert synced(store, secrets, "hubspot").pushed == 1
        before = undo.next_undo(store)
        assert before is not None and before.words == "Move task"
        sources.forget(store, "hubspot", rows=True)
        assert undo.next_undo(store) is None
        with pytest.raises(Refused, match="nothing to undo"):
            undo.undo(store, rules.load())


def test_a_key_that_was_looked_at_is_not_asked_again_and_another_one_is(store):
    secrets = MemorySecrets()
    with HubSpotSimulator(accounts=3) as crm:
        connect(store, secrets, "hubspot", crm)
        assert places.was_checked(store, "hubspot", crm.key)
        assert not places.was_checked(store, "hubspot", "pat-another")


def test_a_run_that_reads_all_anew_asks_again_whoever_answers_with_the_same_key(store):
    secrets = MemorySecrets()
    with HubSpotSimulator(accounts=4) as crm, HubSpotSimulator(accounts=3, seed=77) as other:
        assert crm.key == other.key
        connect(store, secrets, "hubspot", crm)
        assert synced(store, secrets, "hubspot").ok
        stood = state(store)[0]
        store.connection.execute("UPDATE sources SET url = ?", (other.url,))
        run = engine.run(store, secrets.get(["hubspot"]), full=True)
        report = asyncio.run(run).sources[0]
        assert not report.ok and "another HubSpot portal" in str(report.error)
        assert state(store)[0] == stood


def test_a_workspace_of_vitally_is_told_by_its_host():
    one = Source(name="vitally", url="https://acme.rest.vitally.io")
    assert places.place_of(one) == "acme.rest.vitally.io"
    assert places.place_of(Source(name="vitally", url="http://127.0.0.1:8080")) is None
    assert places.place_of(Source(name="ics", url="calendar")) is None


def test_a_piped_in_address_takes_the_place_of_a_calendars_file(tmp_path):
    known = Source(name="ics", url="work.ics", options={"file": "/x/work.ics", "poll": "60"})
    assert options_of_both(known, {"file": ""}) == {"poll": "60"}
    assert options_of_both(known, {}) == known.options
