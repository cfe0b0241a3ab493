"""The registry: what is built in, what others bring, what there is not."""

from __future__ import annotations

import subprocess
import sys

import pytest

from book.errors import Usage
from sync.connectors import connector, names

HEAVY = ("httpx", "sync.vitally.connector", "sqlite_utils", "keyring")


def test_vitally_is_there():
    assert connector("vitally").name == "vitally"
    assert "vitally" in names()


def test_a_connector_there_is_not():
    with pytest.raises(Usage) as caught:
        connector("nonesuch")
    assert "vitally" in caught.value.advice


@pytest.fixture
def brought(tmp_path, monkeypatch):
    """A package on the path that brings two connectors, one of them broken."""
    about = tmp_path / "brought-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: brought\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(
        "[satchel.connectors]\nledger = brought_ledger:Ledger\nbroken = brought_ledger:Nothing\n"
        "vitally = brought_ledger:Ledger\n"
    )
    (tmp_path / "brought_ledger.py").write_text("class Ledger:\n    name = 'ledger'\n")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("brought")
def test_a_package_may_bring_one():
    assert connector("ledger").name == "ledger"
    assert {"ledger", "vitally"} <= set(names())


@pytest.mark.usefixtures("brought")
def test_a_built_in_connector_is_never_replaced():
    assert connector("vitally").name == "vitally"


@pytest.mark.usefixtures("brought")
def test_a_broken_one_is_a_sentence():
    with pytest.raises(Usage):
        connector("broken")


def test_the_registry_loads_no_connector_before_it_is_asked():
    code = f"import sys, sync.connectors; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
