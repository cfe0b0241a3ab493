"""`save`: from Enter to durable, against appending and syncing the same number of bytes.

Alone, and beside a full pull of 100,000 records by an engine in another process. Both saves and
floors are paced like a person's: a pause lies between two of them, since a disk that is written
to without pause answers quicker.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from book import keys, rules
from book.note_writing import add_note
from book.profile import Profile
from book.records import AccountId
from book.store import Store
from sync.simulator import launch
from tests.bench.books import make_book
from tests.bench.children import ROOT
from tests.bench.figures import Figure, middle

PAUSE_SECONDS = 0.02
SAVES = 60
"""Saves, and floors, of one round."""
_BODY = "what matters to them, what we did, open questions, next step. " * 12
_FLOOR_BYTES = 4096


def measure(rounds: int) -> list[Figure]:
    """p50 and p99 alone; p99 and the worst beside a sync."""
    with tempfile.TemporaryDirectory() as folder:
        alone = _Bench(Path(folder) / "book")
        saves, floors = alone.rounds(rounds)
        alone.close()
    beside, beside_floors = _beside_a_sync()
    floor = middle(floors)
    beside_floor = _percentile(beside_floors, 99)
    return [
        Figure(
            bench="save",
            name="p50 against raw fsync's",
            value=middle(saves) / floor,
            unit="×",
            bar=3.5,
            note=f"{middle(saves) * 1000:.2f} ms, raw {floor * 1000:.2f} ms",
        ),
        Figure(
            bench="save",
            name="p99 against raw fsync's p50",
            value=_percentile(saves, 99) / floor,
            unit="×",
            bar=15.0,
            note=f"{_percentile(saves, 99) * 1000:.2f} ms",
        ),
        Figure(
            bench="save",
            name="p99 beside a sync, against raw fsync's p99 there",
            value=_percentile(beside, 99) / beside_floor,
            unit="×",
            bar=8.0,
            note=f"{_percentile(beside, 99) * 1000:.1f} ms of {len(beside)},"
            f" raw {beside_floor * 1000:.1f} ms",
        ),
        Figure(
            bench="save",
            name="the worst beside a sync",
            value=max(beside) * 1000,
            unit="ms",
            bar=250.0,
        ),
    ]


class _Bench:
    """One book and one file of the same disk, saved to in turn."""

    def __init__(self, folder: Path, *, made: bool = False, key: bytes | None = None) -> None:
        if not made:
            key = make_book(folder, 100, 1_000)
        self._store = Store.open(Profile(folder), key)
        self._rules = rules.load()
        self._raw = os.open(folder / "raw", os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        self._account = AccountId(1)

    def rounds(self, rounds: int) -> tuple[list[float], list[float]]:
        """Seconds of each save and of each floor, one after the other in turn."""
        saves: list[float] = []
        floors: list[float] = []
        for _ in range(rounds * SAVES):
            saves.append(_paced(self.save))
            floors.append(_paced(self.floor))
        return saves, floors

    def save(self) -> None:
        """A note with its change, its outbox entry and its figures, durable at return."""
        add_note(self._store, self._rules, self._account, body=_BODY, day=date(2026, 6, 10))

    def floor(self) -> None:
        """4 kB appended and synced."""
        os.write(self._raw, b"x" * _FLOOR_BYTES)
        os.fsync(self._raw)

    def close(self) -> None:
        """Closes both."""
        os.close(self._raw)
        self._store.close()


def _beside_a_sync() -> tuple[list[float], list[float]]:
    saves: list[float] = []
    floors: list[float] = []
    with launch(bulk=100_000, rate_limit=None) as service, tempfile.TemporaryDirectory() as folder:
        profile = Profile(Path(folder) / "book")
        _, key = keys.make_key_file(profile, "keyring")
        assert key is not None
        words = [str(profile.folder), key.hex(), service.url, service.key, service.email]
        pull = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.pull", *words],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        _wait_for_accounts(profile, key, pull)
        bench = _Bench(profile.folder, made=True, key=key)
        while pull.poll() is None:
            saves.append(_paced(bench.save))
            floors.append(_paced(bench.floor))
        bench.close()
    assert pull.returncode == 0, "the sync beside the saves failed"
    assert len(saves) > SAVES, "the sync was over before it could be measured"
    return saves, floors


def _wait_for_accounts(profile: Profile, key: bytes, pull: subprocess.Popen[bytes]) -> None:
    store: Store | None = None
    while pull.poll() is None:
        if store is None and profile.database.exists():
            store = Store.open(profile, key)
        if store is not None and store.row("SELECT 1 FROM accounts LIMIT 1"):
            break
        time.sleep(PAUSE_SECONDS)
    if store is not None:
        store.close()


def _paced(work: Callable[[], None]) -> float:
    time.sleep(PAUSE_SECONDS)
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _percentile(values: list[float], percent: int) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
