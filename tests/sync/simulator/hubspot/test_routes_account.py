"""Owners, pipelines, and what the account says of itself."""

from __future__ import annotations

from sync.simulator import DEMO_EMAIL
from sync.simulator.hubspot import Limits
from tests.sync.simulator.hubspot.asking import refusal, walk

OWNERS = "/crm/v3/owners"


def test_i_am_found_by_my_address_and_told_two_ids(crm, client):
    asked = {"email": DEMO_EMAIL.upper()}
    found = [
        client.get(path, params=asked).json()["results"]
        for path in (OWNERS, OWNERS + "/", "/crm/owners/2026-03")
    ]
    assert found[0] == found[1] == found[2]
    (me,) = found[0]
    assert me["id"] == crm.me
    assert str(me["userId"]) != me["id"]
    assert me["userIdIncludingInactive"] == me["userId"]
    assert (me["firstName"], me["lastName"], me["type"]) == ("Ines", "Halvard", "PERSON")
    assert client.get(OWNERS, params={"email": "nobody@kestrel.example"}).json()["results"] == []
    by_user = client.get(f"{OWNERS}/{me['userId']}?idProperty=userId").json()
    assert by_user == client.get(f"{OWNERS}/{crm.me}").json() == me
    refusal(client.get(f"{OWNERS}/{me['userId']}"), 404, "OBJECT_NOT_FOUND")
    refusal(client.get(f"{OWNERS}/1?idProperty=email"), 400, "VALIDATION_ERROR")


def test_who_left_is_told_only_when_asked_for_and_without_a_user_id(crm, client):
    here, gone = (
        walk(client, OWNERS, limit=2, archived=archived) for archived in ("false", "true")
    )
    assert {one["id"] for one in (*here, *gone)} == set(crm.state.owners)
    assert gone
    assert all("userId" not in one and one["archived"] for one in gone)
    left = gone[0]["id"]
    refusal(client.get(f"{OWNERS}/{left}"), 404, "OBJECT_NOT_FOUND")
    assert client.get(f"{OWNERS}/{left}?archived=true").json()["id"] == left


def test_pipelines_say_what_their_stages_mean(client):
    for path in ("/crm/v3/pipelines", "/crm/pipelines/2026-09"):
        deals = client.get(f"{path}/deals").json()["results"]
        assert [one["id"] for one in deals] == ["default", "renewals_2024"]
        chances = [one["metadata"]["probability"] for one in deals[1]["stages"]]
        assert chances == ["0.7", "0.8", "1.0", "0.0"]
        tickets = client.get(f"{path}/tickets").json()["results"]
        states = {one["metadata"]["ticketState"] for one in tickets[0]["stages"]}
        assert states == {"OPEN", "CLOSED"}
        assert client.get(f"{path}/deals/default").json() == deals[0]
        assert client.get(f"{path}/deals/default/stages").json()["results"] == deals[0]["stages"]
    refusal(client.get("/crm/v3/pipelines/companies"), 404, "OBJECT_NOT_FOUND")
    refusal(client.get("/crm/v3/pipelines/deals/no_such"), 404, "OBJECT_NOT_FOUND")


def test_the_account_says_who_it_is_and_what_of_the_day_is_used(start, ask):
    client = ask(start(limits=Limits(daily=50)))
    details = client.get("/account-info/v3/details").json()
    assert details == client.get("/account-info/2026-03/details").json()
    assert isinstance(details["portalId"], int)
    (used,) = client.get("/account-info/v3/api-usage/daily/private-apps").json()["results"]
    assert (used["currentUsage"], used["usageLimit"]) == (3, 50)
    assert used["resetsAt"] == "2026-03-19T00:00:00.000Z"


def test_a_token_is_told_what_it_may_do(crm, client):
    path = "/oauth/v2/private-apps/get/access-token-info"
    crm.allow("tickets", "crm.objects.owners.read")
    told = client.post(path, json={"tokenKey": crm.key}).json()
    assert told["scopes"] == ["crm.objects.owners.read", "tickets"]
    assert told["hubId"] == crm.state.portal_id
    refusal(client.post(path, json={"tokenKey": "another"}), 400, "VALIDATION_ERROR")
