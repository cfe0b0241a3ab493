"""An org as a process: one line, the same controls by name, and nobody else's."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from sync.simulator.salesforce.process import launch

ROOT = Path(__file__).resolve().parents[4]
DATA = "/services/data/v64.0"


@pytest.fixture(scope="module")
def crm():
    moment = "2026-03-18T09:30:00+00:00"
    with launch(seed=3, accounts=8, now=moment, page_size=4, folder=ROOT) as process:
        yield process


@pytest.fixture
def client(crm):
    headers = {"Authorization": f"Bearer {crm.key}"}
    with httpx.Client(base_url=crm.url, headers=headers, trust_env=False) as client:
        yield client


def query(client, text):
    return client.get(f"{DATA}/query", params={"q": text})


def test_it_serves_the_sample_of_its_moment(crm, client):
    mine = f"SELECT COUNT() FROM Account WHERE CSM__c = '{crm.me}'"
    assert query(client, mine).json()["totalSize"] >= 8
    page = query(client, "SELECT Id FROM Account").json()
    assert (len(page["records"]), page["done"]) == (4, False)


def test_its_controls_are_those_of_the_thread(crm, client):
    made = crm.add("Account", Name="Joined")
    crm.change("Account", made, Name="Renamed")
    assert client.get(f"{DATA}/sobjects/Account/{made}").json()["Name"] == "Renamed"
    assert crm.record("Account", made)["Name"] == "Renamed"
    crm.delete("Account", made)
    assert made not in [row["Id"] for row in crm.records("Account", deleted=False)]
    crm.call("undelete", "Account", made)
    assert not crm.record("Account", made)["IsDeleted"]
    crm.fault("status", status=502)
    assert client.get(f"{DATA}/limits").status_code == 502
    crm.call("refuse", "UNABLE_TO_LOCK_ROW", method="POST", text="Not now.")
    locked = client.post(f"{DATA}/sobjects/Task", json={"Subject": "x"})
    assert locked.json()[0]["errorCode"] == "UNABLE_TO_LOCK_ROW"
    assert crm.requests(f"{DATA}/sobjects/Task", "POST")[-1].status == 400
    assert crm.advance() > 0
    with pytest.raises(httpx.HTTPStatusError):
        crm.delete("Account", "001000000000000AAA")
    with pytest.raises(httpx.HTTPStatusError):
        crm.call("stop")


def test_the_handle_is_for_whoever_has_its_token(crm, client):
    for token in ("", "wrong"):
        answer = client.get("/__simulator__/log", headers={"x-simulator-token": token})
        assert answer.status_code == 403
    told = client.get("/__simulator__/log", headers={"x-simulator-token": crm.token})
    assert told.json()["count"] == len(told.json()["lines"])
