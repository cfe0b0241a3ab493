"""Salesforce: the simulator against recordings and our own table, the connector against both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from sync import connectors
from sync.simulator.salesforce import Quirks, SalesforceSimulator, sample_org
from tests.contracts import (
    salesforce_answers,
    salesforce_connector,
    salesforce_recordings,
    salesforce_requests,
)
from tests.contracts.material import Material
from tests.contracts.outcome import Line, judged

SERVICE = "salesforce"
START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)
SEEDS = range(1, 4)


def check(material: Material) -> Iterator[Line]:
    """The report on Salesforce."""
    if material.recordings:
        yield from _recording_lines(material)
    else:
        yield Line(SERVICE, "simulator", "not checked", 0, "no recordings in the folder")
    yield from _answer_lines()
    yield from _connector_lines()


def simulator(seed: int = 2) -> SalesforceSimulator:
    """One with the sample org, on whose queries several pages follow."""
    now = START + timedelta(days=37 * seed)
    filling = sample_org(seed, 12)
    return SalesforceSimulator(filling, clock=lambda: now, quirks=Quirks(page_size=50))


def _recording_lines(material: Material) -> Iterator[Line]:
    faults: list[str] = []
    ids: list[str] = []
    lacking: set[str] = set()
    count, known = 0, 0
    with simulator() as org:
        for one in salesforce_recordings.replayed(org, material.recordings):
            count += 1
            found = salesforce_recordings.differences(one)
            faults += [f"{one.name}: {words}" for words in found]
            ids += salesforce_recordings.id_faults(one.recorded["response"])
            known += salesforce_recordings.ids_in(one.recorded["response"])
            lacking |= salesforce_recordings.left_out(one)
    yield judged(SERVICE, "simulator: answers as recorded", count, faults)
    if known:
        yield judged(SERVICE, "simulator: recorded ids end as ours", known, ids)
    if lacking:
        words = "limits of other kinds that nothing here has a use for"
        yield Line(SERVICE, "simulator: left out", "not checked", len(lacking), words)


def _answer_lines() -> Iterator[Line]:
    names = {
        "simulator: fields described": salesforce_answers.described,
        "simulator: records as described": salesforce_answers.records,
    }
    for words, look in names.items():
        count, faults = 0, list[str]()
        for seed in SEEDS:
            with simulator(seed) as org, salesforce_answers.asking(org) as client:
                checked = look(client)
            count += checked.looked_at
            faults += checked.faults
        yield judged(SERVICE, words, count, faults)
    with simulator() as org, salesforce_answers.asking(org) as client:
        met = salesforce_answers.errors(client, org.records("Account")[0]["Id"])
    yield judged(SERVICE, "simulator: one error of each kind", met.looked_at, met.faults)


def _connector_lines() -> Iterator[Line]:
    if SERVICE not in connectors.names():
        yield Line(SERVICE, "connector", "not checked", 0, "no connector yet: not checked")
        return
    with simulator() as org:
        read, written = salesforce_connector.asked(org)
    wrong = salesforce_requests.faults(read)
    yield judged(SERVICE, "connector: reads as in our table", len(read), wrong)
    writes = [f"{one.method} {one.path} while only reading" for one in read if one.method != "GET"]
    yield judged(SERVICE, "connector: a pull writes nothing", len(read), writes)
    wrong = salesforce_requests.faults(written, missing_is_fine=True)
    yield judged(SERVICE, "connector: writes as in our table", len(written), wrong)
