"""`ingest`: 100,000 accounts over HTTP into the encrypted book, against the plain floor."""

from __future__ import annotations

import tempfile
from pathlib import Path

from book import keys
from book.profile import Profile
from sync.simulator import launch
from tests.bench import children
from tests.bench.figures import Figure, middle, spread

RECORDS = 100_000


def measure(rounds: int) -> list[Figure]:
    """At least half the floor's pace, at most twice its peak memory."""
    floor: list[children.Ran] = []
    ours: list[children.Ran] = []
    with launch(bulk=RECORDS, rate_limit=None) as service:
        for _ in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                words = [service.url, service.key, str(Path(folder) / "floor.db")]
                floor.append(children.run("tests.bench.floor_ingest", words))
            with tempfile.TemporaryDirectory() as folder:
                profile = Profile(Path(folder) / "book")
                _, key = keys.make_key_file(profile, "keyring")
                assert key is not None
                words = [str(profile.folder), key.hex(), service.url, service.key, service.email]
                ours.append(children.run("tests.bench.pull", words))
    assert all(one.said["accounts"] == RECORDS for one in ours), "not every record arrived"
    assert all(one.said["records"] == RECORDS for one in floor), "the floor missed records"
    pace = [RECORDS / one.said["seconds"] for one in ours]
    floor_pace = [RECORDS / one.said["seconds"] for one in floor]
    peak, floor_peak = middle([o.peak_kb for o in ours]), middle([o.peak_kb for o in floor])
    return [
        Figure(
            bench="ingest",
            name="pace against the plain floor",
            value=middle(pace) / middle(floor_pace),
            unit="×",
            bar=0.5,
            side="at least",
            note=f"{middle(pace):,.0f} records/s ({spread(pace, 0)}), "
            f"floor {middle(floor_pace):,.0f} ({spread(floor_pace, 0)})",
        ),
        Figure(
            bench="ingest",
            name="peak memory against the floor's",
            value=peak / floor_peak,
            unit="×",
            bar=2.0,
            note=f"{peak / 1024:.0f} MB, floor {floor_peak / 1024:.0f} MB; dlt is measured apart",
        ),
    ]
