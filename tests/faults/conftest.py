"""A synced book beside a simulator, for the tests in which nothing crashes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.crms import Crm
from tests.faults.desks import Desk, desk
from tests.faults.faces import FACES, MAIN


@pytest.fixture(params=MAIN)
def face(request: pytest.FixtureRequest) -> type[Crm]:
    """A service; every one of them in turn where a test does not choose."""
    return FACES[request.param]


@pytest.fixture
def one(tmp_path, face) -> Iterator[Desk]:
    with desk(tmp_path, face=face) as made:
        # Nothing crashes here, so the disk need not be waited for.
        made.store.connection.execute("PRAGMA synchronous = OFF")
        yield made
