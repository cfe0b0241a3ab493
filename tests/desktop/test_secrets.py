"""The keyring through its helper process: kept, refused, locked, silent, broken."""

from __future__ import annotations

import json
import os
import time
from io import StringIO
from pathlib import Path

import pytest

from book.errors import KeyringTrouble
from desktop.secrets import ALONE_SECONDS, Asker, KeyringSecrets, MemorySecrets
from tests.desktop.pretend_keyrings import FILE_VARIABLE

HERE = Path(__file__).parent


@pytest.fixture
def keyring_named(tmp_path, monkeypatch):
    """Chooses a pretend keyring for the helper; returns its file."""

    def choose(name: str) -> Path:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", f"pretend_keyrings.{name}")
        monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "keyring.json"))
        monkeypatch.setenv("PYTHONPATH", str(HERE))
        return tmp_path / "keyring.json"

    return choose


@pytest.fixture
def secrets():
    kept = KeyringSecrets("profile-1", Asker(5.0))
    yield kept
    kept.close()


def test_a_secret_comes_back_in_another_process(keyring_named, secrets):
    file = keyring_named("InFile")
    secrets.keep("vitally", "sk_test_öß🎒")
    secrets.keep("database-key", "ab" * 32)
    secrets.close()
    assert secrets.get(["vitally", "database-key", "hubspot"]) == {
        "vitally": "sk_test_öß🎒",
        "database-key": "ab" * 32,
    }
    assert set(json.loads(file.read_text())) == {
        "satchel|profile-1/vitally",
        "satchel|profile-1/database-key",
    }


def test_a_long_secret_is_split_over_entries(keyring_named, secrets):
    file = keyring_named("InFile")
    secrets.keep("salesforce", "x" * 5000)
    kept = json.loads(file.read_text())
    assert len(kept) == 6
    assert max(map(len, kept.values())) <= 1000
    assert secrets.get(["salesforce"]) == {"salesforce": "x" * 5000}
    secrets.drop(["salesforce", "vitally"])
    assert json.loads(file.read_text()) == {}


def test_two_profiles_do_not_see_each_others_secrets(keyring_named, secrets):
    keyring_named("InFile")
    secrets.keep("vitally", "one")
    other = KeyringSecrets("profile-2", Asker(5.0))
    assert other.get(["vitally"]) == {}
    other.close()


@pytest.mark.parametrize("name", ["Locked", "Forgetful", "Crashing"])
def test_a_keyring_that_does_not_do_its_work_is_trouble(keyring_named, secrets, name):
    keyring_named(name)
    with pytest.raises(KeyringTrouble) as told:
        secrets.keep("vitally", "sk_test_secret")
    assert told.value.exit_status == 3
    assert told.value.advice
    assert "sk_test_secret" not in str(told.value)


def test_what_a_keyring_prints_is_no_answer(keyring_named, secrets):
    keyring_named("Chatty")
    secrets.keep("vitally", "one")
    assert secrets.get(["vitally"]) == {"vitally": "one"}


def test_a_keyring_that_waits_for_somebody_is_given_up(keyring_named):
    keyring_named("Waiting")
    asker = Asker(1.0)
    asker.start()
    process = asker._process
    began = time.monotonic()
    with pytest.raises(KeyringTrouble, match="locked"):
        asker.ask({"do": "get", "names": ["a"]})
    assert time.monotonic() - began < 3
    assert process is not None
    assert process.poll() is not None  # the one that waits is gone


def test_without_a_terminal_the_wait_is_five_seconds(monkeypatch):
    monkeypatch.setattr("sys.stdin", StringIO())  # no terminal, as under cron
    assert Asker()._limit() == ALONE_SECONDS == 5.0


@pytest.mark.parametrize(
    "backend", ["keyring.backends.fail.Keyring", "no.such.Module", "keyring.backends.fail.Nothing"]
)
def test_no_usable_keyring_says_what_to_do(monkeypatch, secrets, backend):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", backend)
    with pytest.raises(KeyringTrouble, match="keyring") as told:
        secrets.get(["vitally"])
    assert "passphrase" in told.value.advice


def test_without_a_session_bus_there_is_no_keyring(monkeypatch, secrets):
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND", raising=False)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/nowhere")
    with pytest.raises(KeyringTrouble, match="no keyring here"):
        secrets.get(["vitally"])


def test_a_backend_that_keeps_plain_text_is_refused_unless_it_was_asked_for(
    keyring_named, monkeypatch, secrets, own_home
):
    keyring_named("InFile")
    monkeypatch.delenv("PYTHON_KEYRING_BACKEND")
    place = own_home / ".config" / "python_keyring"
    place.mkdir(parents=True)
    module = own_home / "plaintext_store.py"
    module.write_text("from pretend_keyrings import InFile\n\nclass Keyring(InFile):\n    pass\n")
    (place / "keyringrc.cfg").write_text("[backend]\ndefault-keyring=plaintext_store.Keyring\n")
    monkeypatch.setenv("PYTHONPATH", f"{HERE}{os.pathsep}{own_home}")
    with pytest.raises(KeyringTrouble, match="safely"):
        secrets.get(["vitally"])
    secrets.close()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "plaintext_store.Keyring")
    assert secrets.get(["vitally"]) == {}


def test_memory_forgets_with_the_process():
    kept = MemorySecrets({"vitally": "pretend"})
    kept.keep("hubspot", "other")
    kept.drop(["vitally", "nothing"])
    assert kept.get(["vitally", "hubspot"]) == {"hubspot": "other"}
