"""One person's book beside one simulator, made quickly: what every test of faults begins with."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import structs

from book import outbox, sources
from book.outbox_entry import OutboxEntry
from book.profile import Profile
from book.records import AccountId
from book.rules import HouseRules, load
from book.store import Store
from sync import engine
from sync.report import SyncReport
from tests.clocks import HandClock
from tests.faults.crm_vitally import Vitally
from tests.faults.crms import Crm, Place, Record
from tests.faults.looks import TellingFaults, writes
from tests.new_books import lay_plain

RULES: HouseRules = load()
STAGES = [stage.label for stage in RULES.pipeline.stages]
SECRET_WORD = "walrus-in-the-bath"
"""Stands in the texts of notes, so that a message that shows one is caught."""


class Desk:
    """A book that was synced once, the service it came from, and a way to it."""

    def __init__(self, store: Store, crm: Crm, clock: HandClock) -> None:
        self.store = store
        self.crm = crm
        self.service = crm.service
        self.clock = clock
        self.slept: list[float] = []
        self.connect()

    def connect(self, **changes: Any) -> None:
        """Writes the source's row; `url` may lead through something that stands in between."""
        sources.save(self.store, structs.replace(self.crm.source(self.clock), **changes))

    async def running(self, **options: Any) -> SyncReport:
        """One run of the engine, its waits noted and not sat out."""

        async def sleep(seconds: float) -> None:
            self.slept.append(seconds)
            await asyncio.sleep(0)

        usual: dict[str, Any] = {"clock": self.clock, "sleep": sleep}
        secrets = options.pop("secrets", {self.crm.name: self.service.key})
        return await engine.run(self.store, secrets, RULES, **usual | options)

    def run(self, **options: Any) -> SyncReport:
        """The same, to its end."""
        return asyncio.run(self.running(**options))

    def send(self, **options: Any) -> SyncReport:
        """One run that only sends, once every wait of our own making is over."""
        self.clock.move(seconds=61)
        return self.run(send_only=True, **options)

    def waiting(self) -> list[OutboxEntry]:
        """What has not left yet."""
        return outbox.entries(self.store)

    def column(self, table: str, column: str, where: str = "1") -> list[Any]:
        """The values of a column, in order of their rows."""
        rows = self.store.rows(f"SELECT {column} FROM {table} WHERE {where} ORDER BY rowid")
        return [row[0] for row in rows]

    def number(self, table: str, external: str) -> int:
        """The id here of a record there."""
        found = self.store.row(f"SELECT id FROM {table} WHERE external_id = ?", (external,))
        assert found is not None, external
        return int(found[0])

    def here(self, record: Record, at: int) -> int:
        """The id here of a note or task of the small book."""
        return self.number(f"{record}s", self.crm.known_as(record, at))

    @property
    def account(self) -> AccountId:
        """The first account of mine."""
        return AccountId(self.number("accounts", self.crm.known_as("account", 0)))

    def under(self, resource: str, key: str) -> list[dict[str, Any]]:
        """What the service has under an external id."""
        return [one for one in self.service.records(resource) if one["externalId"] == key]

    def done_there(self, method: str, path: str) -> int:
        """How many writes of that kind the service carried out and answered."""
        served = writes(self.service.requests(path, method))
        return sum(1 for one in served if 200 <= one.status < 300)

    def times_done(self, place: Place) -> int:
        """The same for one operation."""
        return self.done_there(place.method, place.path)

    def fault(self, kind: Any, place: Place, **options: Any) -> None:
        """Lets the next write there go wrong."""
        self.service.fault(kind, place.path, method=place.method, **options)

    def pass_waits(self, **by: float) -> None:
        """Lets the time go by that entries, or the service, asked to wait."""
        self.clock.move(**(by or {"hours": 25}))

    def settle(self) -> None:
        """Lets so much time go by that whatever was sent before would be seen there by now."""
        self.clock.move(seconds=self.crm.settling)


@contextmanager
def desk(folder: Path, face: type[Crm] = Vitally, *, shelf: Path | None = None) -> Iterator[Desk]:
    """A synced book in that folder beside a simulator of its own; both end with the block.

    On a shelf stands, of each service, a book that was synced with another small book of it. They
    are the same down to their ids, so a copy of that book is as good as one that is synced anew.
    """
    clock = HandClock()
    profile = Profile(folder / "book")
    if shelf is None:
        lay_plain(profile)
    else:
        shutil.copytree(_synced(shelf / face.__name__, face), profile.folder)
    crm = face.small(clock)
    crm.service.faults = TellingFaults()
    with crm.service:
        store = Store.open(profile, None, clock=clock)
        try:
            made = Desk(store, crm, clock)
            assert shelf is not None or made.run().ok
            yield made
        finally:
            store.close()


def _synced(folder: Path, face: type[Crm]) -> Path:
    """The book on the shelf; synced now where it is the first of its kind."""
    if not folder.exists():
        with desk(folder, face):
            pass
    return folder / "book"
