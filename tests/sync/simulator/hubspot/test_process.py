"""The simulator as a process: the controls of the one in a thread."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sync.simulator import launch
from sync.simulator.hubspot import launch_hubspot
from tests.sync.simulator.hubspot.asking import OBJECTS, search, walk

ROOT = Path(__file__).resolve().parents[4]
NOW = "2026-03-18T09:30:00+00:00"


def test_its_controls_are_those_of_the_thread(ask):
    with launch_hubspot(accounts=4, now=NOW, limited=False, search_lag=60, folder=ROOT) as crm:
        client = ask(crm)
        known = walk(client, f"{OBJECTS}/companies")
        assert len(known) == 8
        assert crm.advance() > 0
        made = crm.add("companies", {"name": "Joined"})
        note = crm.add("notes", {"hs_note_body": "x"}, associations={"companies": made})
        assert search(client, "companies", ("name", "EQ", "Joined"))["total"] == 0
        crm.change("companies", made, {"name": "Renamed"})
        assert client.get(f"{OBJECTS}/companies/{made}").json()["properties"]["name"] == "Renamed"
        (kept,) = [one for one in crm.records("notes") if one["id"] == note]
        assert kept["associations"] == {"companies": [made]}
        crm.archive("notes", note)
        assert client.get(f"{OBJECTS}/notes/{note}").status_code == 404
        crm.drop_property("companies", "arr_eur")
        assert client.get("/crm/v3/properties/companies/arr_eur").status_code == 404
        assert crm.merge("companies", made, known[0]["id"]) == made
        crm.remove("companies", made)
        assert client.get(f"{OBJECTS}/companies/{made}").status_code == 404
        crm.fault("status", status=502)
        assert client.get(f"{OBJECTS}/companies").status_code == 502
        assert crm.requests(f"{OBJECTS}/companies", "GET")[-1].status == 502
        crm.allow("crm.objects.deals.read")
        assert client.get(f"{OBJECTS}/companies").status_code == 403
        crm.token_becomes("expired")
        assert client.get(f"{OBJECTS}/deals").status_code == 401
        with pytest.raises(httpx.HTTPStatusError):
            crm.remove("companies", "nobody")


def test_the_shared_launch_knows_it_too(ask):
    with launch(service="hubspot", bulk=250, rate_limit=None, folder=ROOT) as crm:
        assert len(walk(ask(crm), f"{OBJECTS}/companies", limit=100)) == 250
        made = crm.add("notes", hs_note_body="x", associations={"companies": []})
        assert [one["id"] for one in crm.records("notes")] == [made]
