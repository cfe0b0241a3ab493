"""The door of the data API: the day's budget, and refusals that wait for a request."""

from __future__ import annotations

import pytest

from sync.simulator.salesforce import Quirks


def code(answer) -> str:
    return str(answer.json()[0]["errorCode"])


def test_every_call_is_counted_and_told(start, ask):
    org = start(daily=100)
    client = ask(org)
    assert client.get("/limits").headers["sforce-limit-info"] == "api-usage=1/100"
    missing = client.get("/sobjects/Account/001000000000000AAA")
    assert missing.headers["sforce-limit-info"] == "api-usage=2/100"
    limits = client.get("/limits/").json()
    assert limits["DailyApiRequests"] == {"Max": 100, "Remaining": 97}


def test_an_org_with_a_limit_per_app(start, ask):
    org = start(daily=50, quirks=Quirks(per_app="Satchel"))
    said = ask(org).get("/limits").headers["sforce-limit-info"]
    assert said == "api-usage=1/50; per-app-api-usage=1/50(appName=Satchel)"


def test_a_day_that_is_used_up_comes_back_with_time(org, client, clock):
    org.use_up(left=1)
    assert client.get("/limits").status_code == 200
    answer = client.get("/limits")
    assert answer.status_code == 403
    assert answer.json() == [
        {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
    ]
    assert answer.headers["sforce-limit-info"] == "api-usage=100000/100000"
    assert "retry-after" not in answer.headers
    clock.move(hours=23)
    assert client.get("/limits").status_code == 403
    clock.move(hours=2)
    assert client.get("/limits").status_code == 200


def test_limits_may_be_closed(start, ask):
    answer = ask(start(quirks=Quirks(limits_readable=False))).get("/limits")
    assert (answer.status_code, code(answer)) == (403, "INSUFFICIENT_ACCESS")


def test_a_refusal_waits_for_its_request(org, client):
    org.refuse("QUERY_TIMEOUT", path="/query", times=2, skip=1)
    org.refuse("SERVER_UNAVAILABLE", status=503, path="/sobjects/Task", method="POST")
    text = "SELECT Id FROM Account"
    assert [client.query(text).status_code for _ in range(4)] == [200, 400, 400, 200]
    answer = client("POST", "/sobjects/Task", {"Subject": "x"})
    assert (answer.status_code, code(answer)) == (503, "SERVER_UNAVAILABLE")
    assert org.records("Task") == []
    assert client("POST", "/sobjects/Task", {"Subject": "x"}).status_code == 201


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nothing", "Basic c2s6"])
def test_without_a_token_nothing_opens(client, header):
    answer = client.get("/limits", headers={"Authorization": header})
    assert (answer.status_code, code(answer)) == (401, "INVALID_SESSION_ID")


def test_writes_bear_the_name_of_whose_token_it_is(org, ask):
    colleague = org.records("User")[1]["Id"]
    other = ask(org, org.access.sign_in(colleague).access)
    made = other("POST", "/sobjects/Task", {"Subject": "x"}).json()["id"]
    row = org.record("Task", made)
    assert row["OwnerId"] == row["CreatedById"] == row["LastModifiedById"] == colleague
    text = "SELECT Id FROM Task WHERE CreatedById = '{}'"
    assert other.rows(text.format(colleague)) == [{"Id": made}]
    assert other.rows(text.format(org.me)) == []
