"""`nothing-new`: a sync that finds nothing changed asks little, writes less, costs nothing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from book import keys
from book.profile import Profile
from sync.simulator import launch
from tests.bench import children
from tests.bench.figures import Figure, middle

MAY_BE_WRITTEN = {"cursors", "sources", "sync_log"}


def measure(rounds: int) -> list[Figure]:
    """At most 8 requests, no row but cursor, last success and one log line, 0.5 s of processor."""
    ran: list[children.Ran] = []
    for _ in range(rounds):
        with launch(accounts=200, rate_limit=None) as service, tempfile.TemporaryDirectory() as at:
            profile = Profile(Path(at) / "book")
            _, key = keys.make_key_file(profile, "keyring")
            assert key is not None
            words = [str(profile.folder), key.hex(), service.url, service.key, service.email]
            ran.append(children.run("tests.bench.pull", [*words, "again"]))
    written = sorted({row for one in ran for row in one.said["written"]})
    others = [row for row in written if row.partition(":")[0] not in MAY_BE_WRITTEN]
    log_lines = sum(int(row.partition(": ")[2]) for row in written if row.startswith("sync_log"))
    requests = [float(one.said["requests"]) for one in ran]
    cpu = [float(one.said["cpu"]) for one in ran]
    return [
        Figure(bench="nothing-new", name="requests", value=middle(requests), unit="", bar=8),
        Figure(
            bench="nothing-new",
            name="tables written beyond the three allowed",
            value=len(others),
            unit="",
            bar=0,
            note=f"written: {', '.join(written)}",
        ),
        Figure(bench="nothing-new", name="lines of the sync log", value=log_lines, unit="", bar=1),
        Figure(
            bench="nothing-new",
            name="processor time of the run",
            value=middle(cpu),
            unit="s",
            bar=0.5,
        ),
    ]
