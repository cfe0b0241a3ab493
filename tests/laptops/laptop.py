"""One laptop: a real book on disk, a clock that may be wrong, and runs of the real engine."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from book import keys, outbox, sources
from book.outbox_entry import OutboxEntry
from book.profile import Profile
from book.records import AccountId
from book.rules import load
from book.store import Store
from sync import engine
from sync.report import SyncReport
from tests.laptops.service import Asked, Crm
from tests.laptops.wire import Fault, Pulled, Wire

RULES: Final = load()
_TRACES: Final = (
    "SELECT subject, body, tags, day FROM notes",
    "SELECT title, body, tags, due FROM tasks",
    "SELECT plan, slack_channel FROM accounts",
    "SELECT subject, body, tags, day FROM drafts",
    "SELECT old, new FROM changes",
    "SELECT base, mine, theirs FROM conflicts",
)


class Laptop:
    """A book beside the one CRM; `name` is also how its words are marked."""

    def __init__(self, name: str, folder: Path, crm: Crm, runner: asyncio.Runner) -> None:
        self.name = name
        self.crm = crm
        self.skew = timedelta()
        self.sent: list[Asked] = []
        self.hit: Counter[str] = Counter()
        self.meddle: Callable[[Asked], None] = lambda _asked: None
        """What somebody else does while a request is on its way."""
        self.log: list[tuple[Any, ...]] = []
        """The change log as far as it was read."""
        self._runner = runner
        self._profile = Profile(folder)
        self.store = self._opened()

    def clock(self) -> datetime:
        """What this laptop takes for now."""
        return self.crm.clock() + self.skew

    def close(self) -> None:
        """Shuts it down."""
        self.store.close()

    def sync(self, faults: Sequence[Fault] = (), **options: Any) -> SyncReport | None:
        """One run of the engine; None where the plug was pulled in it."""
        report: SyncReport | None = None
        try:
            report = self._runner.run(self.running(faults, **options))
        except* Pulled:
            self.store.close()
            self.store = self._opened()
            self.crm.forget([entry.key for entry in self.waiting()])
        return report

    async def running(self, faults: Sequence[Fault] = (), **options: Any) -> SyncReport:
        """The same as a coroutine, so that two can run at once."""
        wire = Wire(self.crm, self.name, faults, self.sent, self.hit, self.meddle)

        async def sleep(seconds: float) -> None:
            await wire.wait(seconds)
            await asyncio.sleep(0)

        try:
            return await engine.run(
                self.store,
                {self.crm.name: self.crm.secret},
                RULES,
                transport=wire,
                clock=self.clock,
                steady=lambda: self.crm.clock().timestamp(),
                sleep=sleep,
                **options,
            )
        finally:
            self.crm.remember()  # what was written a while ago may show by now

    def rows(self, kind: str, where: str = "archived_at IS NULL") -> list[dict[str, Any]]:
        """Notes, tasks, accounts or drafts as stored, the newest first."""
        table = f"{kind}s"
        cursor = self.store.connection.execute(
            f"SELECT * FROM {table} WHERE {where} ORDER BY id DESC"
        )
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def living(self, kind: str) -> set[int]:
        """The ids of the records that are not deleted."""
        return {row["id"] for row in self.rows(kind)}

    def row(self, kind: str, number: int) -> dict[str, Any] | None:
        """One record as stored, whatever became of it."""
        return next(iter(self.rows(kind, f"id = {number}")), None)

    def accounts(self) -> list[AccountId]:
        """The accounts of the book."""
        found = self.store.rows(
            "SELECT id FROM accounts WHERE status IN ('active', 'churned') ORDER BY org_id, id"
        )
        return [AccountId(row[0]) for row in found]

    def waiting(self) -> list[OutboxEntry]:
        """What has not left."""
        return outbox.entries(self.store)

    def trace(self) -> str:
        """Every text that can still be found on this laptop."""
        return "\n".join(
            str(value) for sql in _TRACES for row in self.store.rows(sql) for value in row if value
        )

    def _opened(self) -> Store:
        return Store.open(self._profile, None, clock=self.clock)


def template(folder: Path, crm: Crm, runner: asyncio.Runner) -> Path:
    """A book that has seen that CRM, as it stands at the start of every schedule."""
    profile = Profile(folder)
    keys.make_key_file(profile, "none")
    with_source = Store.open(profile, None, clock=crm.clock)
    line = Wire(crm, "template", (), [], Counter(), lambda _asked: None)
    sources.save(with_source, runner.run(crm.source(line)))
    with_source.close()
    first = Laptop("template", profile.folder, crm, runner)
    report = first.sync()
    assert report is not None
    assert report.ok, report.sources
    first.close()
    return profile.folder


def copy_of(made: Path, folder: Path) -> Path:
    """A laptop's own copy of that book."""
    shutil.copytree(made, folder)
    return folder
