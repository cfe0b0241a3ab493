"""A synced book beside a simulator, for the tests in which nothing crashes."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.crms import Crm
from tests.faults.desks import Desk, desk
from tests.faults.faces import FACES, MAIN


@pytest.fixture(autouse=True)
def known_to_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares the HTTP library its search for a package that is not installed.

    It looks for it several times in every request, which under pytest takes as long as the rest.
    """
    modules: Any = sys.modules
    monkeypatch.setitem(modules, "sniffio", None)


@pytest.fixture(params=MAIN)
def face(request: pytest.FixtureRequest) -> type[Crm]:
    """A service; every one of them in turn where a test does not choose."""
    return FACES[request.param]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where a synced book of each service stands, to be copied."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def one(tmp_path, face, shelf) -> Iterator[Desk]:
    with desk(tmp_path, face, shelf=shelf) as made:
        # Nothing crashes here, so the disk need not be waited for.
        made.store.connection.execute("PRAGMA synchronous = OFF")
        yield made
