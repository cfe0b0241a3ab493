"""Vitally, which publishes nothing: simulator and connector against our own table."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import httpx

from book.records import Source
from sync.connectors import connector
from sync.port import Connector, Known, Setup
from sync.simulator import RateLimit, Served, Simulator, sample_book
from tests.contracts import vitally_writes
from tests.contracts.material import Material
from tests.contracts.outcome import Line, judged
from tests.sync.simulator.vitally_table import faults_of, list_faults, read_faults, tolerated
from tests.sync.simulator.walking import pages

SEEDS = range(1, 6)
LISTS = (
    "accounts",
    "users",
    "notes",
    "tasks",
    "conversations",
    "npsResponses",
    "admins",
    "noteCategories",
    "taskCategories",
)
MODELS = ("accounts", "users", "notes", "tasks")
SERVICE = "vitally"
START = datetime(2026, 3, 18, 9, 30, tzinfo=UTC)


def check(material: Material) -> Iterator[Line]:
    """The simulator's answers, its order of lists, and what the connector asks of it."""
    objects, faults, disorder, listed = 0, list[str](), list[str](), 0
    for seed in SEEDS:
        with _simulator(seed) as simulator, _client(simulator) as client:
            for name in LISTS:
                for page in pages(client, f"/resources/{name}", limit=31):
                    objects += len(page["results"])
                    faults += list_faults(name, page, limit=31)
            for model in MODELS:
                fields = client.get("/resources/customFields", params={"model": model}).json()
                objects += len(fields)
                faults += [fault for one in fields for fault in faults_of("customFields", one)]
            count, wrong = _order(client)
            listed += count
            disorder += wrong
    yield judged(SERVICE, "simulator: objects as in our table", objects, faults)
    yield judged(SERVICE, "simulator: lists in descending order", listed, disorder)
    with _simulator(1) as simulator:
        asyncio.run(_pull(simulator))
        requests = simulator.requests()
    yield judged(SERVICE, "connector: requests as in our table", len(requests), _asked(requests))
    hoped = Counter(words for one in requests for words in tolerated(one.path, one.query))
    for words, times in hoped.items():
        yield Line(SERVICE, "connector: sent in hope", "not checked", times, words)
    writes = [f"{one.method} while only reading" for one in requests if one.method != "GET"]
    yield judged(SERVICE, "connector: a pull writes nothing", len(requests), writes)
    with _simulator(1) as simulator:
        written = asyncio.run(vitally_writes.write_all(simulator))
    wrong = [*vitally_writes.faults(written), *_asked(written)]
    yield judged(SERVICE, "connector: write requests as in our table", len(written), wrong)


def _simulator(seed: int) -> Simulator:
    now = START + timedelta(days=37 * seed)
    book = sample_book(seed, 30, now=now)
    return Simulator(book, clock=lambda: now, limit=RateLimit(units=None))


def _client(simulator: Simulator) -> httpx.Client:
    return httpx.Client(base_url=simulator.url, auth=(simulator.key, ""), trust_env=False)


def _order(client: httpx.Client) -> tuple[int, list[str]]:
    listed, wrong = 0, []
    for name in ("accounts", "users", "notes", "tasks", "conversations"):
        for sort in ("createdAt", "updatedAt"):
            got = pages(client, f"/resources/{name}", limit=31, sortBy=sort)
            moments = [one[sort] for page in got for one in page["results"]]
            listed += 1
            if moments != sorted(moments, reverse=True):
                wrong.append(f"{name} by {sort}")
    return listed, wrong


def _asked(requests: Iterable[Served]) -> Iterator[str]:
    for one in requests:
        yield from read_faults(one.method, one.path, one.query)
        if one.status >= 400:
            yield f"{one.method} {one.path} was answered {one.status}"


async def _pull(simulator: Simulator) -> None:
    """A first look, a first pull, and one more after two weeks of other people's work."""
    source = Source(name=SERVICE, url=simulator.url, me_email=simulator.email, me_id=simulator.me)
    setup = Setup(source=source, secret=simulator.key, pause=_pause, clock=simulator.now)
    known = Known(accounts=set(), cursors={})
    looking = connector(SERVICE)(setup)
    await looking.check()
    await looking.aclose()
    for full in (False, False, True):
        known.full = full
        pulling = connector(SERVICE)(setup)
        await _stages(pulling, known)
        await pulling.aclose()
        simulator.advance()


async def _stages(pulling: Connector, known: Known) -> None:
    for stage in pulling.stages:
        async for page in pulling.pages(stage, known):
            known.accounts |= {one.external_id for one in page.accounts}
            known.accounts -= set(page.left)
            if page.cursor is not None:
                known.cursors[page.resource] = page.cursor


async def _pause(seconds: float) -> None:
    raise AssertionError(f"the simulator has no limit, yet the connector waits {seconds} s")
