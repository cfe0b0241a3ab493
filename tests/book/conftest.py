"""A real encrypted book in a folder of its own, under a clock the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from book import sources
from book.profile import Profile
from book.records import Source
from book.store import Store
from tests.book.two_sources import known_twice
from tests.clocks import HandClock
from tests.new_books import lay_encrypted, lay_key


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    return Profile(tmp_path / "book")


@pytest.fixture
def key(profile: Profile) -> bytes:
    return lay_key(profile)


@pytest.fixture
def store(profile: Profile, key: bytes, clock: HandClock) -> Iterator[Store]:
    assert lay_encrypted(profile) == key
    store = Store.open(profile, key, clock=clock)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    yield store
    store.close()


@pytest.fixture
def two(store: Store, clock: HandClock) -> Store:
    """A book that knows the same customer from two sources."""
    return known_twice(store, clock)
