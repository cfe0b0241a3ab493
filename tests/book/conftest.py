"""A real encrypted book in a folder of its own, under a clock the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from book import keys, sources
from book.profile import Profile
from book.records import Source
from book.store import Store


class HandClock:
    """A clock that stands until the test moves it."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Moves the clock by `timedelta(**by)`."""
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 6, 10, 9, 0, tzinfo=UTC))


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "book")


@pytest.fixture
def key(profile: Profile) -> bytes:
    _, key = keys.make_key_file(profile, "keyring")
    assert key is not None
    return key


@pytest.fixture
def store(profile: Profile, key: bytes, clock: HandClock) -> Iterator[Store]:
    store = Store.open(profile, key, clock=clock)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    yield store
    store.close()
