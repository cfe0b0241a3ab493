"""One full pull by the real engine, alone in a process, for `ingest` and `nothing-new`.

`python -m tests.bench.pull PROFILE KEYHEX URL SECRET ME [SOURCE] [again]`: syncs the profile once
(with `again` a second time, of which the figures are then). Prints one JSON line.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path

from book import rules, sources
from book.profile import Profile
from book.records import Source
from book.store import Store
from sync import engine
from sync.connect import test_connection
from sync.report import SyncReport


async def connect(store: Store, name: str, url: str, secret: str, me: str) -> None:
    """Connects the source the way the command line does, if it is not connected yet."""
    if sources.source(store, name) is not None:
        return
    found = await test_connection(name, url, me, {"book": "all"}, secret)
    sources.save(
        store,
        Source(
            name=name,
            url=found.url,
            me_email=me,
            me_id=found.me_id,
            options={"book": "all"},
            mapping=dict(found.mapping),
            capabilities=dict(found.capabilities),
        ),
    )


def main() -> None:
    """See the module's first lines."""
    folder, key, url, secret, me, *more = sys.argv[1:]
    store = Store.open(Profile(Path(folder)), bytes.fromhex(key))
    name = next((word for word in more if word != "again"), "vitally")
    asyncio.run(connect(store, name, url, secret, me))
    house = rules.load()
    report = SyncReport(ok=False, sources=[])
    wall = cpu = 0.0
    before = ""
    for _ in range(2 if "again" in more else 1):
        before = contents(store)
        began, used = time.perf_counter(), time.process_time()
        report = asyncio.run(engine.run(store, {name: secret}, house))
        wall, cpu = time.perf_counter() - began, time.process_time() - used
    (one,) = report.sources
    print(
        json.dumps(
            {
                "ok": one.ok,
                "seconds": wall,
                "cpu": cpu,
                "requests": one.requests,
                "accounts": store.row("SELECT count(*) FROM accounts")[0],  # type: ignore[index]
                "written": differing(before, contents(store)) if "again" in more else [],
            }
        )
    )
    store.close()


def contents(store: Store) -> str:
    """Every table with its rows, as one JSON document; only small books are compared."""
    tables = {
        table.name: [list(map(str, row.values())) for row in table.rows]
        for table in store.database.tables
        if table.count < 20_000
    }
    return json.dumps(tables)


def differing(before: str, after: str) -> list[str]:
    """`table: number of rows that are new or changed`, for each table that differs."""
    old, new = json.loads(before), json.loads(after)
    found = []
    for name, rows in new.items():
        stood = {json.dumps(row) for row in old.get(name, [])}
        fresh = sum(json.dumps(row) not in stood for row in rows)
        if fresh and name != "sqlite_sequence":
            found.append(f"{name}: {fresh}")
    return found


if __name__ == "__main__":
    main()
