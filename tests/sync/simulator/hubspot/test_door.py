"""Tokens, scopes, versions, and the three budgets."""

from __future__ import annotations

import httpx
import pytest

from sync.simulator import DEMO_KEY
from sync.simulator.hubspot import SCOPES, HubSpotSimulator, Limits, Quirks, blank_portal
from tests.sync.simulator.hubspot.asking import OBJECTS, refusal

LISTS = f"{OBJECTS}/companies"


@pytest.mark.parametrize("header", [None, "Bearer guess", "Basic x", f"Basic {DEMO_KEY}", ""])
def test_without_the_token_nobody_comes_in(header, crm):
    headers = {} if header is None else {"authorization": header}
    answer = httpx.get(crm.url + LISTS, headers=headers, trust_env=False)
    refusal(answer, 401, "INVALID_AUTHENTICATION")


def test_a_token_expires_is_revoked_and_loses_its_user(crm, client):
    for standing, status, category in (
        ("expired", 401, "EXPIRED_AUTHENTICATION"),
        ("revoked", 401, "INVALID_AUTHENTICATION"),
        ("user_removed", 403, "USER_DOES_NOT_HAVE_PERMISSIONS"),
    ):
        crm.token_becomes(standing)
        refusal(client.get(LISTS), status, category)
    crm.token_becomes("valid")
    assert client.get(LISTS).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "lacking"),
    [
        ("GET", "/crm/v3/objects/companies", "crm.objects.companies.read"),
        ("GET", "/crm/v3/objects/notes", "crm.objects.contacts.read"),
        ("GET", "/crm/v3/objects/notes?associations=deals", "crm.objects.deals.read"),
        ("POST", "/crm/v3/objects/tasks", "crm.objects.contacts.write"),
        ("POST", "/crm/v3/objects/tasks/search", "crm.objects.contacts.read"),
        ("PATCH", "/crm/v3/objects/companies/1", "crm.objects.companies.write"),
        ("DELETE", "/crm/objects/2026-03/deals/1", "crm.objects.deals.write"),
        ("POST", "/crm/v3/objects/tickets/batch/read", "tickets"),
        ("GET", "/crm/v3/owners", "crm.objects.owners.read"),
        ("GET", "/crm/v3/pipelines/deals", "crm.objects.deals.read"),
        ("POST", "/crm/v3/properties/companies", "crm.schemas.companies.write"),
        ("GET", "/crm/v4/associations/notes/deals/labels", "crm.objects.deals.read"),
    ],
)
def test_a_missing_scope_is_named(method, path, lacking, crm, client):
    crm.allow(*(SCOPES - {lacking}))
    refused = refusal(client.request(method, path), 403, "MISSING_SCOPES")
    assert refused["context"] == {"missingScopes": [lacking]}
    crm.allow(*SCOPES)
    assert client.request(method, path).status_code != 403


def test_a_scope_may_be_named_elsewhere_and_an_unknown_one_not_given(start, ask):
    crm = start(quirks=Quirks(scopes_told="errors"), scopes=())
    refused = refusal(ask(crm).get(LISTS), 403, "MISSING_SCOPES")
    assert "context" not in refused
    lacking = refused["errors"][0]["context"]["requiredGranularScopes"]
    assert lacking == ["crm.objects.companies.read"]
    with pytest.raises(ValueError, match="no such scopes"):
        crm.allow("crm.objects.everything")


def test_properties_can_be_read_by_whoever_may_read_the_records(crm, client):
    crm.allow("crm.objects.companies.read")
    assert client.get("/crm/v3/properties/companies").status_code == 200
    crm.allow("crm.schemas.companies.read")
    assert client.get("/crm/v3/properties/companies").status_code == 200
    refusal(client.get("/crm/v3/properties/deals"), 403, "MISSING_SCOPES")


def test_a_version_that_does_not_exist_is_not_there(start, ask):
    crm = start(versions=("2026-03",))
    client = ask(crm)
    assert client.get("/crm/objects/2026-03/companies").status_code == 200
    for path in (
        LISTS,
        "/crm/objects/2026-09/companies",
        "/crm/objects/2025-09/companies",
        "/crm/v4/associations/notes/companies/labels",
        "/crm/v3/owners",
        "/",
        "/crm/objects/2026-03/companies/",
    ):
        refusal(client.get(path), 404, "OBJECT_NOT_FOUND")


def test_a_burst_is_refused_and_told_in_headers(clock, ask):
    ticks = [100.0]
    options = {"limits": Limits(burst=3), "clock": clock, "ticks": lambda: ticks[0]}
    with HubSpotSimulator(blank_portal(now=clock()), **options) as crm:
        client = ask(crm)
        told = [client.get(LISTS) for _ in range(4)]
        assert [one.status_code for one in told] == [200, 200, 200, 429]
        left = [one.headers["x-hubspot-ratelimit-remaining"] for one in told]
        assert left == ["2", "1", "0", "0"]
        headers = told[3].headers
        assert headers["x-hubspot-ratelimit-max"] == "3"
        assert headers["x-hubspot-ratelimit-interval-milliseconds"] == "10000"
        assert headers["x-hubspot-ratelimit-daily-remaining"] == "624997"
        assert "retry-after" not in headers
        refused = refusal(told[3], 429, "RATE_LIMITS")
        assert refused["policyName"] == "TEN_SECONDLY_ROLLING"
        assert refused["errorType"] == "RATE_LIMIT"
        ticks[0] += 9.9
        assert client.get(LISTS).status_code == 429
        ticks[0] += 0.1
        assert client.get(LISTS).status_code == 200


def test_searches_are_five_a_second_and_say_nothing_of_it_in_headers(clock, start, ask):
    ticks = [0.0]
    crm = start(limits=Limits(burst=None), ticks=lambda: ticks[0])
    client = ask(crm)
    told = [client.post(f"{LISTS}/search", json={}) for _ in range(6)]
    assert [one.status_code for one in told] == [200] * 5 + [429]
    assert refusal(told[5], 429, "RATE_LIMITS")["policyName"] == "SECONDLY"
    assert not [name for one in told for name in one.headers if "ratelimit" in name]
    assert client.get(LISTS).status_code == 200
    ticks[0] += 1
    assert client.post(f"{LISTS}/search", json={}).status_code == 200


def test_a_day_is_used_up_until_midnight(start, ask, clock):
    crm = start(limits=Limits(burst=None, searches=None, daily=3))
    client = ask(crm)
    client.get(LISTS)
    crm.budget.use_up_day()
    for answer in (client.get(LISTS), client.post(f"{LISTS}/search", json={})):
        assert refusal(answer, 429, "RATE_LIMITS")["policyName"] == "DAILY"
    clock.move(hours=14)
    assert client.get(LISTS).status_code == 429
    clock.move(hours=1)
    assert client.get(LISTS).headers["x-hubspot-ratelimit-daily-remaining"] == "2"


def test_a_day_without_a_limit_cannot_be_used_up(crm):
    with pytest.raises(ValueError, match="without a limit"):
        crm.budget.use_up_day()
