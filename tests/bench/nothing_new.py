"""`nothing-new`: a sync that finds nothing changed asks little, writes less, costs nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from book import keys
from book.profile import Profile
from book.source_titles import title
from sync.simulator import launch
from sync.simulator.hubspot.process import launch_hubspot
from sync.simulator.salesforce.process import launch as launch_salesforce
from tests.bench import children
from tests.bench.figures import Figure, middle

MAY_BE_WRITTEN: Final = {"cursors", "sources", "sync_log"}
ACCOUNTS: Final = 200
SERVICES: Final[dict[str, tuple[Callable[[], AbstractContextManager[Any]], int]]] = {
    "vitally": (lambda: launch(accounts=ACCOUNTS, rate_limit=None), 8),
    "hubspot": (lambda: launch_hubspot(accounts=ACCOUNTS, limited=False), 10),
    "salesforce": (lambda: launch_salesforce(accounts=ACCOUNTS), 8),
}
"""Source → what starts its simulator, and how many requests a run may take."""


def measure(rounds: int) -> list[Figure]:
    """At most 8 requests (HubSpot 10), no row but cursor, last success and one log line, 0.5 s."""
    return [figure for source in SERVICES for figure in _of(source, rounds)]


def _of(source: str, rounds: int) -> list[Figure]:
    start, most = SERVICES[source]
    ran: list[children.Ran] = []
    for _ in range(rounds):
        with start() as service, tempfile.TemporaryDirectory() as at:
            profile = Profile(Path(at) / "book")
            _, key = keys.make_key_file(profile, "keyring")
            assert key is not None
            words = [str(profile.folder), key.hex(), service.url, service.key, service.email]
            ran.append(children.run("tests.bench.pull", [*words, source, "again"]))
    written = sorted({row for one in ran for row in one.said["written"]})
    others = [row for row in written if row.partition(":")[0] not in MAY_BE_WRITTEN]
    log_lines = max(
        sum(int(row.partition(": ")[2]) for row in one.said["written"] if "sync_log" in row)
        for one in ran
    )
    figures = (
        ("requests", middle([float(one.said["requests"]) for one in ran]), "", float(most), ""),
        (
            "tables written beyond the three allowed",
            len(others),
            "",
            0.0,
            f"written: {', '.join(written)}",
        ),
        ("lines of the sync log", log_lines, "", 1.0, ""),
        (
            "processor time of the run",
            middle([float(one.said["cpu"]) for one in ran]),
            "s",
            0.5,
            "",
        ),
    )
    return [
        Figure(
            bench="nothing-new",
            name=f"{title(source)}: {name}",
            value=value,
            unit=unit,
            bar=bar,
            note=note,
        )
        for name, value, unit, bar, note in figures
    ]
