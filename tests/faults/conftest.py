"""A synced book beside a simulator, for the tests in which nothing crashes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.desks import Desk, desk


@pytest.fixture
def one(tmp_path) -> Iterator[Desk]:
    with desk(tmp_path) as made:
        # Nothing crashes here, so the disk need not be waited for.
        made.store.connection.execute("PRAGMA synchronous = OFF")
        yield made
