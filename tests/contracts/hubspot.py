"""HubSpot: the simulator against specifications and recordings, and so the connector's requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sync import connectors
from sync.simulator import Served
from sync.simulator.hubspot import UNLIMITED, HubSpotSimulator, sample_portal
from tests.contracts import hubspot_connector, hubspot_recordings, hubspot_requests
from tests.contracts.hubspot_session import Exchange, Walk, walk
from tests.contracts.hubspot_spec import Operation, Spec, answer_faults
from tests.contracts.material import Material
from tests.contracts.outcome import Line, judged

SERVICE = "hubspot"
START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)

BESIDES = {
    "url": "every recorded record has it",
    "dataSensitivity": "the dated documentation has it",
    "objectWriteTraceId": "some documents have it and some do not",
}
"""Fields the specifications do not know, and why they are there."""
BESIDES_REFUSED = {
    "status": "every refusal that was seen has it",
    "errorType": "a 429 has it",
    "policyName": "a 429 has it",
}
"""The same of refusals."""

MAYBE = "/hs_unique_creation_key"
"""What a first look asks after, and need not be there."""

NOT_BUILT = {
    "POST /crm/v4/associations/usage/high-usage-report/{userId}": "mails a report to a person",
}
"""Operations the simulator leaves out, and why."""


def check(material: Material) -> Iterator[Line]:
    """The report on HubSpot."""
    if material.specs:
        spec = Spec(material.specs)
        yield from _simulator_lines(spec)
        yield from _connector_lines(spec)
    else:
        yield Line(SERVICE, "simulator", "not checked", 0, "no specification in the folder")
    if material.recordings:
        yield from _recording_lines(material)


def simulator() -> HubSpotSimulator:
    """One with the sample account, that is never in a hurry."""
    portal = sample_portal(2, 12, now=START)
    return HubSpotSimulator(portal, clock=lambda: START, limits=UNLIMITED)


def _simulator_lines(spec: Spec) -> Iterator[Line]:
    with simulator() as crm:
        exchanges = walk(crm)
    wrong = [words for one in exchanges for words in _answer_faults(spec, one)]
    yield judged(SERVICE, "simulator: answers as specified", len(exchanges), wrong)
    asked = [_served(one) for one in exchanges]
    faults = hubspot_requests.faults(spec, (one for one in asked if one.path.startswith("/crm")))
    # What the walk itself asks is held as well: it would prove little if it asked nonsense.
    yield judged(SERVICE, "our walk: requests as specified", len(asked), faults)
    done = {
        operation.name
        for one in exchanges
        if one.status < 300
        for operation in spec.of(one.method, one.path)
    }
    known = {operation.name for operation in spec.operations}
    left_out = sorted(known - done - NOT_BUILT.keys())
    yield judged(SERVICE, "simulator: every specified path works", len(known), left_out)
    for name, words in NOT_BUILT.items():
        if name in known:
            yield Line(SERVICE, "simulator: left out", "not checked", 0, f"{name}: {words}")
    seen = {one.status for one in exchanges}
    lacking = [str(one) for one in (207, 400, 401, 403, 404, 409, 429, 500) if one not in seen]
    yield judged(SERVICE, "simulator: every kind of refusal met", len(seen), lacking)


def _connector_lines(spec: Spec) -> Iterator[Line]:
    if SERVICE not in connectors.names():
        yield Line(SERVICE, "connector", "not checked", 0, "no connector yet: not checked")
        return
    with simulator() as crm:
        read, written = hubspot_connector.asked(crm)
    yield judged(SERVICE, "connector: reads as specified", len(read), _asked(spec, read))
    writes = [f"{one.method} {one.path} while only reading" for one in read if _writes(one)]
    yield judged(SERVICE, "connector: a pull writes nothing", len(read), writes)
    yield judged(SERVICE, "connector: writes as specified", len(written), _asked(spec, written))


def _recording_lines(material: Material) -> Iterator[Line]:
    faults: list[str] = []
    lacking: set[str] = set()
    count = 0
    with simulator() as crm:
        walker = Walk(crm)
        for name, recorded, answer in hubspot_recordings.replayed(walker, material.recordings):
            count += 1
            faults += [f"{name}: {one}" for one in hubspot_recordings.differences(recorded, answer)]
            lacking |= hubspot_recordings.unknown_properties(recorded, answer)
        walker.close()
    yield judged(SERVICE, "simulator: answers as recorded", count, faults)
    for place in sorted(lacking):
        words = f"{place.rpartition('.')[2]} is not in the simulator's catalogue"
        yield Line(SERVICE, "simulator: recorded property", "not checked", 0, words)


def _answer_faults(spec: Spec, one: Exchange) -> Iterator[str]:
    operations = spec.of(one.method, one.path)
    if not operations:
        yield f"{one.method} {one.path} is not specified"
    for operation in operations:
        yield from _besides(operation, one)


def _besides(operation: Operation, one: Exchange) -> Iterator[str]:
    known = BESIDES_REFUSED if one.status >= 400 else BESIDES
    for words in answer_faults(operation, one.status, one.content):
        name = words.removesuffix(" is not known").rpartition(".")[2]
        if not (words.endswith(" is not known") and name in known):
            yield words


def _asked(spec: Spec, requests: list[Served]) -> Iterator[str]:
    yield from hubspot_requests.faults(spec, requests)
    for one in requests:
        if one.status >= 400 and not (one.status == 404 and one.path.endswith(MAYBE)):
            yield f"{one.method} {one.path} was answered {one.status}"


def _writes(one: Served) -> bool:
    reads = one.path.endswith(("/search", "/batch/read", "/get/access-token-info"))
    return one.method != "GET" and not reads


def _served(one: Exchange) -> Served:
    return Served(one.method, one.path, one.query, one.status, one.body)
