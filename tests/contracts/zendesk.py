"""Zendesk: the simulator against specification and recordings, the connector's requests too."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from book.organizations import Customer
from book.records import AccountId, Source
from sync import connectors
from sync.port import Known, Sending, Setup, as_writer
from sync.simulator import Served
from sync.simulator.zendesk import ZendeskSimulator
from sync.simulator.zendesk.desk import SEVERITY
from tests.contracts.hubspot_spec import Operation, Spec, answer_faults, faults, resolved
from tests.contracts.material import Material
from tests.contracts.outcome import Line, judged

SERVICE: Final = "zendesk"
NOW: Final = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
BESIDES: Final = {
    "/organizations/": "tickets of one organization are listed under it by the vendor's pages",
}
"""Paths the specification lacks, and who tells of them."""
PAGED: Final = frozenset(
    (
        *("meta", "links", "next_page", "previous_page", "count", "users"),
        *("has_more", "after_cursor", "before_cursor", "prev", "next"),
        # In every recorded or documented record, and in no schema.
        *(
            "encoded_id",
            "key",
            "raw_agent_description",
            "ticket_id",
            "deleted",
            "attachments",
            "audit",
            "expires_at",
            "previous_value",
        ),
    )
)
ASKED_BY: Final = frozenset(("page[size]", "page[after]", "include", "sort", "external_id"))
"""Parameters of every list by the vendor's pages on cursors, lists and side-loading."""
EXPORTED: Final = frozenset(("fields",))
"""Keys of the admins' export alone, which is refused to everybody else."""
READ: Final = (
    *("/users/me", "/tickets", "/groups/assignable", "/ticket_fields", "/organizations"),
    *("/organizations/autocomplete?name=a", "/users/search?query=x"),
    *("/organizations/search?external_id=a", "/users/901", "/deleted_tickets"),
)


def check(material: Material) -> Iterator[Line]:
    """The report on Zendesk."""
    if not material.specs:
        yield Line(SERVICE, "simulator", "not checked", 0, "no specification in the folder")
        return
    spec = Spec(material.specs)
    recorded = _recorded_names(material.recordings)
    with simulator() as there, _client(there) as client:
        answers = list(_walk(client))
        faults = [words for one in answers for words in _answer_faults(spec, one, recorded)]
        yield judged(SERVICE, "simulator: answers as specified", len(answers), faults)
        if material.recordings:
            shapes = list(_replayed(client, material.recordings))
            wrong = [words for _, found in shapes for words in found]
            yield judged(SERVICE, "simulator: records as recorded", len(shapes), wrong)
    if SERVICE not in connectors.names():
        yield Line(SERVICE, "connector", "not checked", 0, "no connector yet: not checked")
        return
    with simulator() as there:
        read, written = asyncio.run(asked(there))
    yield judged(SERVICE, "connector: reads as specified", len(read), _asked(spec, read))
    writes = [f"{one.method} {one.path} while only reading" for one in read if one.method != "GET"]
    yield judged(SERVICE, "connector: a pull writes nothing", len(read), writes)
    yield judged(SERVICE, "connector: writes as specified", len(written), _asked(spec, written))


def simulator() -> ZendeskSimulator:
    """One with the sample."""
    return ZendeskSimulator(clock=lambda: NOW, accounts=20)


async def asked(there: ZendeskSimulator) -> tuple[list[Served], list[Served]]:
    """What the connector asks in a first look and a pull, and in handing one ticket over."""
    kind = connectors.connector(SERVICE)
    source = Source(name=SERVICE, url=there.url, options={"email": there.email})

    async def no_pause(_seconds: float) -> None:
        await asyncio.sleep(0)

    looking = kind(Setup(source=source, secret=there.key, pause=no_pause, clock=lambda: NOW))
    found = await looking.check()
    await looking.aclose()
    source = Source(
        name=SERVICE, url=there.url, options=source.options, me_id=found.me_id,
        capabilities=dict(found.capabilities),
    )  # fmt: skip
    one = kind(Setup(source=source, secret=there.key, pause=no_pause, clock=lambda: NOW))
    homes = frozenset(str(number) for number in there.desk.organizations)
    customer = Customer(account_id=AccountId(1), name="Pine", domain="pine.test", keys=("k",))
    known = Known(
        accounts=set(),
        cursors={},
        companies=lambda: (customer,),
        organizations=lambda: homes,
        watched=lambda: frozenset(str(number) for number in list(there.desk.tickets)[:3]),
    )
    for stage in kind.stages:
        async for page in one.pages(stage, known):
            if page.cursor is not None:
                known.cursors[page.resource] = page.cursor
    read = list(there.requests())
    writer = as_writer(one)
    assert writer is not None
    group = next(iter(there.desk.groups.values()))["name"]
    fields = {
        "way": "ticket", "title": "Boards time out", "text": "**Pine** waits", "severity": "high",
        "group_name": group, "requester": "ines@pine.test", "requester_name": "Ines Olmo",
        "is_public": "0", "customer_told": "1", "place": "", "files": "[]",
    }  # fmt: skip
    sending = Sending(
        record="handover", action="create", key="satchel:handover:1", external_id=None,
        account="", fields=fields,
    )  # fmt: skip
    await writer.find("handover", sending.key, "")
    await writer.write(sending, None)
    await one.aclose()
    return read, there.requests()[len(read) :]


def _walk(client: httpx.Client) -> Iterator[httpx.Response]:
    """Every list and record, and one ticket made, read, changed and written on."""
    for path in READ:
        yield client.get(f"/api/v2{path}")
    body = {
        "subject": "Boards time out",
        "comment": {"body": "They wait", "public": False},
        "requester": {"name": "Ines", "email": "ines@pine.test"},
        "custom_fields": [{"id": SEVERITY, "value": "high"}],
        "external_id": "satchel:handover:1",
    }
    made = client.post("/api/v2/tickets", json={"ticket": body}, headers={"Idempotency-Key": "1"})
    yield made
    path = f"/api/v2/tickets/{made.json()['ticket']['id']}"
    yield client.get(path)
    yield client.put(path, json={"ticket": {"status": "open", "comment": {"body": "Yes"}}})
    yield client.get(f"{path}/comments")
    yield client.get(f"/api/v2/tickets/show_many?ids={path.rpartition('/')[2]}")
    yield client.get("/api/v2/tickets?external_id=satchel:handover:1")
    sent_up = client.post("/api/v2/uploads?filename=a.png", content=b"png")
    yield sent_up
    noted = {"body": "See", "uploads": [sent_up.json()["upload"]["token"]]}
    yield client.put(path, json={"ticket": {"comment": noted}})
    yield client.get(f"{path}/comments")
    yield client.delete(path)
    yield client.get("/api/v2/deleted_tickets")
    yield client.put(f"/api/v2/deleted_tickets/{path.rpartition('/')[2]}/restore")


def _answer_faults(spec: Spec, one: httpx.Response, recorded: frozenset[str]) -> Iterator[str]:
    if one.status_code >= 400:
        yield f"{one.request.method} {one.url.path} was answered {one.status_code}"
    operations = _of(spec, one.request.method, one.url.path)
    if not operations:
        yield f"{one.request.method} {one.url.path} is not specified"
    for operation in operations:
        for words in answer_faults(operation, one.status_code, one.content):
            # Recorded answers are null, and have more, where the document says nothing of it.
            name = words.removesuffix(" is not known").rpartition(".")[2]
            known = words.endswith(" is not known") and name in recorded | PAGED
            if not (known or words.endswith(" is null")):
                yield words


def _asked(spec: Spec, requests: Iterable[Served]) -> Iterator[str]:
    for one in requests:
        operations = _of(spec, one.method, one.path)
        if not operations and not any(f"/api/v2{path}" in one.path for path in BESIDES):
            yield f"{one.method} {one.path} is not specified"
        if one.status >= 400 and one.status not in (403, 404):
            yield f"{one.method} {one.path} was answered {one.status}"
        for operation in operations:
            yield from _request_faults(operation, one)


def _request_faults(operation: Operation, one: Served) -> Iterator[str]:
    """Parameters that nobody knows, and what is wrong with a body that is specified."""
    described = [*operation.described.get("parameters", ())]
    described += operation.document["paths"][operation.path].get("parameters", ())
    known = {resolved(each, operation.document)["name"] for each in described}
    for name, _ in parse_qsl(one.query, keep_blank_values=True):
        if name not in known | ASKED_BY:
            yield f"{operation.name}: the parameter {name} is not known"
    body = resolved(operation.described.get("requestBody") or {}, operation.document)
    schema = ((body.get("content") or {}).get("application/json") or {}).get("schema")
    if schema is not None and one.body:
        found = faults(json.loads(one.body), schema, operation.document)
        yield from (f"{operation.name}: {words}" for words in found)


def _of(spec: Spec, method: str, path: str) -> list[Operation]:
    """What a request asks for: `show_many` is never a ticket of that id."""
    found = spec.of(method, path.removesuffix(".json"))
    fewest = min((one.path.count("{") for one in found), default=0)
    return [one for one in found if one.path.count("{") == fewest]


def _replayed(client: httpx.Client, files: Iterable[Path]) -> Iterator[tuple[str, list[str]]]:
    """The records of each recording held against ours: the same keys, whatever the values."""
    ticket = client.get("/api/v2/tickets").json()["tickets"][0]["id"]
    ours = {
        "tickets": client.get("/api/v2/tickets").json()["tickets"],
        "groups": client.get("/api/v2/groups").json()["groups"],
        "ticket_fields": client.get("/api/v2/ticket_fields").json()["ticket_fields"],
        "comments": client.get(f"/api/v2/tickets/{ticket}/comments").json()["comments"],
    }
    for file in files:
        for one in json.loads(file.read_bytes())["exchanges"]:
            for name, rows in one["response"].items():
                if name not in ours or not rows:
                    continue
                theirs = set.intersection(*(set(row) for row in rows))
                lacking = sorted(theirs - set(ours[name][0]) - EXPORTED)
                yield file.stem, [f"{file.stem}: {name} lack {key}" for key in lacking]


def _recorded_names(files: Iterable[Path]) -> frozenset[str]:
    found: set[str] = set()

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            found.update(value)
            for one in value.values():
                gather(one)
        elif isinstance(value, list):
            for one in value:
                gather(one)

    for file in files:
        gather([one["response"] for one in json.loads(file.read_bytes())["exchanges"]])
    return frozenset(found)


def _client(there: ZendeskSimulator) -> httpx.Client:
    return httpx.Client(base_url=there.url, auth=(f"{there.email}/token", there.key))
