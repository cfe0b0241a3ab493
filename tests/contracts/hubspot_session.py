"""One walk through every path of the HubSpot simulator: what was asked, and what came back."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import httpx

from sync.simulator.hubspot import KINDS, SCOPES, HubSpotSimulator
from sync.simulator.hubspot.state import Standing

V3, V4 = "/crm/v3", "/crm/v4"
MOMENT = "2026-03-17T10:00:00.000Z"
WRITTEN: dict[str, dict[str, str]] = {
    "companies": {"name": "Kestrel Freight", "domain": "kestrel.example", "arr_eur": "900"},
    "contacts": {"email": "kim@kestrel.example", "firstname": "Kim"},
    "deals": {
        "dealname": "Renewal",
        "dealstage": "renewal_open",
        "pipeline": "renewals_2024",
        "amount": "1500.00",
    },
    "tickets": {"subject": "Help", "hs_pipeline": "0", "hs_pipeline_stage": "1"},
    "notes": {"hs_timestamp": MOMENT, "hs_note_body": "<p>Call</p>"},
    "tasks": {"hs_timestamp": MOMENT, "hs_task_subject": "Ask", "hs_task_status": "NOT_STARTED"},
    "calls": {"hs_timestamp": MOMENT, "hs_call_title": "Intro", "hs_call_duration": "60000"},
}
CHANGED = {
    "companies": {"city": "Bergen"},
    "contacts": {"jobtitle": "CFO"},
    "deals": {"amount": "1600.00"},
    "tickets": {"content": "More"},
    "notes": {"hs_note_body": "<p>B</p>"},
    "tasks": {"hs_task_status": "COMPLETED"},
    "calls": {"hs_call_body": "C"},
}


class Exchange(NamedTuple):
    """One request and its answer."""

    method: str
    path: str
    query: str
    body: str
    status: int
    headers: httpx.Headers
    content: bytes

    @property
    def told(self) -> Any:
        """The answer as an object."""
        return json.loads(self.content) if self.content else {}


class Walk:
    """Asks, and keeps what was asked and answered."""

    def __init__(self, simulator: HubSpotSimulator) -> None:
        self.simulator = simulator
        self.exchanges: list[Exchange] = []
        headers = {"authorization": f"Bearer {simulator.key}"}
        self._client = httpx.Client(base_url=simulator.url, headers=headers, trust_env=False)

    def ask(self, method: str, path: str, body: Any = None, **params: Any) -> Exchange:
        """Sends one request."""
        content = None if body is None else json.dumps(body)
        answer = self._client.request(method, path, content=content, params=params or None)
        url = answer.request.url
        made = Exchange(
            method,
            url.path,
            url.query.decode(),
            content or "",
            answer.status_code,
            answer.headers,
            answer.content,
        )
        self.exchanges.append(made)
        return made

    def close(self) -> None:
        """Lets the connection go."""
        self._client.close()


def walk(simulator: HubSpotSimulator) -> list[Exchange]:
    """Every path with what it is meant for, then every kind of refusal."""
    walker = Walk(simulator)
    try:
        for kind in KINDS:
            _records(walker, kind)
            _batches(walker, kind)
        _merges(walker)
        _dated(walker)
        _associations(walker)
        _properties(walker)
        _account(walker)
        _refusals(walker)
    finally:
        walker.close()
    return walker.exchanges


def _records(walker: Walk, kind: str) -> None:
    path = f"{V3}/objects/{kind}"
    names = ",".join(WRITTEN[kind])
    company = walker.simulator.records("companies")[0]["id"]
    spec = {"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": _to_company(kind)}
    made = walker.ask("POST", path, {"properties": WRITTEN[kind], "associations": []}).told["id"]
    if kind != "companies":
        link = [{"to": {"id": company}, "types": [spec]}]
        properties = {"email": "jo@kestrel.example"} if kind == "contacts" else WRITTEN[kind]
        walker.ask("POST", path, {"properties": properties, "associations": link})
    others = "contacts" if kind == "companies" else "companies"
    first = walker.ask("GET", path, limit=3, properties=names, associations=others).told
    after = first["paging"]["next"]["after"]
    walker.ask("GET", path, limit=3, after=after, propertiesWithHistory=names)
    walker.ask("GET", f"{path}/{made}", properties=names, associations=others)
    walker.ask("GET", f"{path}/{made}", propertiesWithHistory=names)
    if kind == "contacts":
        walker.ask("GET", f"{path}/kim@kestrel.example", idProperty="email")
    walker.ask("PATCH", f"{path}/{made}", {"properties": CHANGED[kind]})
    moved = KINDS[kind].modified
    search: dict[str, Any] = {
        "filterGroups": [
            {"filters": [{"propertyName": moved, "operator": "GTE", "value": "1763800000000"}]}
        ],
        "sorts": [moved],
        "properties": list(WRITTEN[kind]),
        "limit": 2,
    }
    page = walker.ask("POST", f"{path}/search", search).told
    walker.ask("POST", f"{path}/search", search | {"after": page["paging"]["next"]["after"]})
    walker.ask("DELETE", f"{path}/{made}")
    walker.ask("GET", path, archived="true", limit=5)


def _batches(walker: Walk, kind: str) -> None:
    path = f"{V3}/objects/{kind}/batch"
    properties = dict(WRITTEN[kind])
    if kind == "contacts":
        properties["email"] = "al@kestrel.example"
    # The document of contacts knows no traces.
    trace = {} if kind == "contacts" else {"objectWriteTraceId": "t1"}
    given = {"properties": properties, "associations": [], **trace}
    made = walker.ask("POST", f"{path}/create", {"inputs": [given]}).told["results"][0]["id"]
    wrong = given | {"properties": {"no_such": "1"}}
    walker.ask("POST", f"{path}/create", {"inputs": [wrong]})
    read = {"inputs": [{"id": made}], "properties": list(properties), "propertiesWithHistory": []}
    walker.ask("POST", f"{path}/read", read)
    walker.ask("POST", f"{path}/read", read | {"inputs": [{"id": made}, {"id": "4711"}]})
    change = {"id": made, "properties": CHANGED[kind]}
    walker.ask("POST", f"{path}/update", {"inputs": [change]})
    walker.ask("POST", f"{path}/update", {"inputs": [change, change | {"id": "4711"}]})
    key = f"contract_{kind}"
    group = walker.simulator.state.catalogues[kind].first_group
    wish = {"name": key, "label": "Key", "type": "string", "fieldType": "text"}
    unique: dict[str, Any] = wish | {"groupName": group, "hasUniqueValue": True}
    walker.ask("POST", f"{V3}/properties/{kind}", unique)
    if kind == "contacts":
        properties["email"] = "mo@kestrel.example"
    upsert = {"id": "k1", "idProperty": key, "properties": properties}
    for _ in range(2):
        walker.ask("POST", f"{path}/upsert", {"inputs": [upsert]})
    walker.ask("POST", f"{path}/upsert", {"inputs": [upsert | {"properties": {"no_such": "1"}}]})
    walker.ask("POST", f"{path}/archive", {"inputs": [{"id": made}]})
    archived = {"inputs": [{"id": made}], "properties": [], "propertiesWithHistory": []}
    walker.ask("POST", f"{path}/read", archived, archived="true")


def _merges(walker: Walk) -> None:
    for kind in ("companies", "contacts", "deals", "tickets"):
        one, other = (each["id"] for each in _live(walker, kind)[:2])
        body = {"primaryObjectId": one, "objectIdToMerge": other}
        walker.ask("POST", f"{V3}/objects/{kind}/merge", body)
    person = _live(walker, "contacts")[0]["id"]
    walker.ask("POST", f"{V3}/objects/contacts/gdpr-delete", {"objectId": person})


def _dated(walker: Walk) -> None:
    for version in ("2026-03", "2026-09"):
        note, company = (_live(walker, kind)[0]["id"] for kind in ("notes", "companies"))
        walker.ask("GET", f"/crm/objects/{version}/companies", limit=2)
        walker.ask("GET", f"/crm/objects/{version}/notes/{note}", associations="companies")
        default = f"/crm/objects/{version}/notes/{note}/associations/default/companies/{company}"
        walker.ask("PUT", default)
        read = {"inputs": [{"id": note}]}
        walker.ask("POST", f"/crm/associations/{version}/notes/companies/batch/read", read)
        walker.ask("GET", f"/crm/properties/{version}/companies")
        walker.ask("GET", f"/crm/owners/{version}", limit=2)


def _associations(walker: Walk) -> None:
    note, company = (_live(walker, kind)[-1]["id"] for kind in ("notes", "companies"))
    objects, batches = f"{V4}/objects/notes/{note}/associations", f"{V4}/associations"
    spec = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 190}]
    walker.ask("PUT", f"{objects}/default/companies/{company}")
    walker.ask("PUT", f"{objects}/companies/{company}", spec)
    walker.ask("GET", f"{objects}/companies", limit=500)
    walker.ask("DELETE", f"{objects}/companies/{company}")
    ends = {"from": {"id": note}, "to": {"id": company}}
    path = f"{batches}/notes/companies/batch"
    walker.ask("POST", f"{path}/associate/default", {"inputs": [ends]})
    walker.ask("POST", f"{path}/create", {"inputs": [ends | {"types": spec}]})
    lost = {"from": {"id": "4711"}, "to": {"id": company}, "types": spec}
    walker.ask("POST", f"{path}/create", {"inputs": [lost]})
    walker.ask("POST", f"{path}/read", {"inputs": [{"id": note}]})
    empty = walker.simulator.add("notes", {"hs_timestamp": MOMENT})
    walker.ask("POST", f"{path}/read", {"inputs": [{"id": note}, {"id": empty}]})
    walker.ask("POST", f"{path}/labels/archive", {"inputs": [ends | {"types": spec}]})
    gone = {"from": {"id": note}, "to": [{"id": company}]}
    walker.ask("POST", f"{path}/archive", {"inputs": [gone]})


def _properties(walker: Walk) -> None:
    path = f"{V3}/properties/companies"
    group = {"name": "contracts", "label": "Contracts", "displayOrder": -1}
    walker.ask("POST", f"{path}/groups", group)
    walker.ask("GET", f"{path}/groups")
    walker.ask("GET", f"{path}/groups/contracts")
    walker.ask("PATCH", f"{path}/groups/contracts", {"label": "Agreements"})
    walker.ask("DELETE", f"{path}/groups/contracts")
    walker.ask("GET", path)
    walker.ask("GET", f"{path}/csm")
    option = {"label": "Blue", "value": "blue", "hidden": False}
    walker.ask("PATCH", f"{path}/health_band", {"label": "Band", "options": [option]})
    wish = {"name": "w1", "label": "W", "type": "string", "fieldType": "text"}
    wishes = [wish | {"groupName": "companyinformation"}, wish | {"groupName": "nowhere"}]
    walker.ask("POST", f"{path}/batch/create", {"inputs": wishes[:1]})
    walker.ask("POST", f"{path}/batch/create", {"inputs": wishes[1:]})
    names: dict[str, Any] = {"inputs": [{"name": "w1"}], "archived": False}
    walker.ask("POST", f"{path}/batch/read", names)
    walker.ask("POST", f"{path}/batch/read", names | {"inputs": [{"name": "no_such"}]})
    walker.ask("POST", f"{path}/batch/archive", {"inputs": [{"name": "w1"}]})
    walker.ask("DELETE", f"{path}/on_trial")
    walker.ask("GET", path, archived="true")


def _account(walker: Walk) -> None:
    walker.ask("GET", f"{V3}/owners/", limit=2)
    walker.ask("GET", f"{V3}/owners", email=walker.simulator.email, archived="false")
    walker.ask("GET", f"{V3}/owners/{walker.simulator.me}")
    walker.ask("GET", f"{V3}/owners", archived="true")


def _refusals(walker: Walk) -> None:
    simulator, path = walker.simulator, f"{V3}/objects/companies"
    walker.ask("GET", f"{path}/4711")
    walker.ask("POST", path, {"properties": {"no_such": "1"}, "associations": []})
    walker.ask("POST", path, {"properties": {}, "associations": []})
    email = next(one["properties"]["email"] for one in _live(walker, "contacts"))
    again = {"properties": {"email": email}, "associations": []}
    walker.ask("POST", f"{V3}/objects/contacts", again)
    for status in (423, 429, 477, 500, 502, 503):
        simulator.fault("status", status=status)
        walker.ask("GET", path)
    simulator.allow(*(SCOPES - {"crm.objects.companies.read"}))
    walker.ask("GET", path)
    simulator.allow(*SCOPES)
    standings: tuple[Standing, ...] = ("expired", "revoked", "user_removed")
    for standing in standings:
        simulator.token_becomes(standing)
        walker.ask("GET", path)
    simulator.token_becomes("valid")


def _live(walker: Walk, kind: str) -> list[dict[str, Any]]:
    known = (one for one in walker.simulator.records(kind) if not one["archived"])
    return [one for one in known if kind != "contacts" or "email" in one["properties"]]


def _to_company(kind: str) -> int:
    types = {"contacts": 279, "deals": 341, "tickets": 339, "notes": 190, "tasks": 192}
    return types.get(kind, 182)
