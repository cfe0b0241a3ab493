"""A real Secret Service on a private bus: kept, found again, locked, and away."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

NEEDED = ("dbus-run-session", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
UNLOCK = "printf %s pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1"
LOCK = (
    "dbus-send --session --print-reply --dest=org.freedesktop.secrets /org/freedesktop/secrets"
    " org.freedesktop.Secret.Service.Lock"
    " array:objpath:/org/freedesktop/secrets/collection/login >/dev/null"
)


@pytest.fixture
def in_session(satchel, tmp_path: Path):
    """Runs a shell script on a private bus; `$SATCHEL` in it is the program on one profile."""
    home = tmp_path / "session-home"
    runtime = tmp_path / "run"
    for folder in (home, runtime):
        folder.mkdir(mode=0o700)
    environment = {
        name: value
        for name, value in satchel.environment.items()
        if name not in ("PYTHON_KEYRING_BACKEND", "DBUS_SESSION_BUS_ADDRESS")
        and not name.startswith("XDG_")
    }
    environment |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "SATCHEL": f"{sys.executable} -P -m desktop --profile {satchel.profile}",
    }

    def run(script: str) -> subprocess.CompletedProcess[str]:
        words = ["dbus-run-session", "--", "bash", "-c", script]
        return subprocess.run(
            words, capture_output=True, text=True, timeout=100, env=environment, cwd=tmp_path,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return run


def test_the_key_is_kept_found_and_missed_when_locked(in_session, satchel):
    made = in_session(f"{UNLOCK}; $SATCHEL init && $SATCHEL status --json && $SATCHEL check")
    assert made.returncode == 0, made
    assert '"encrypted": true' in made.stdout
    assert "ok:" in made.stdout
    # Another session, the same home: the keyring's file was unlocked again.
    again = in_session(f"{UNLOCK}; $SATCHEL status --json")
    assert again.returncode == 0, again
    began = time.monotonic()
    locked = in_session(f"{UNLOCK}; {LOCK}; $SATCHEL status --json; echo status $?")
    assert "status 3" in locked.stdout, locked
    assert '"kind": "keyring"' in locked.stdout
    assert "Traceback" not in locked.stderr
    assert time.monotonic() - began < 20


def test_a_bus_without_a_keyring_is_status_3_and_makes_nothing(in_session, satchel):
    # A service that could be started on demand is kept from it: nothing is on this bus.
    done = in_session("export XDG_DATA_DIRS=/nowhere; $SATCHEL init; echo status $?")
    if "status 0" in done.stdout:
        pytest.skip("the bus starts a keyring by itself here")
    assert "status 3" in done.stdout, done
    assert not satchel.profile.exists()


def test_a_long_secret_comes_back_whole(in_session, tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        "from desktop.secrets import KeyringSecrets\n"
        "kept = KeyringSecrets('p')\n"
        "kept.keep('salesforce', 'ä🎒' * 900)\n"
        "kept.close()\n"
        "assert kept.get(['salesforce']) == {'salesforce': 'ä🎒' * 900}\n"
        "kept.drop(['salesforce'])\n"
        "assert kept.get(['salesforce']) == {}\n"
        "kept.close()\n"
    )
    done = in_session(f"{UNLOCK}; {sys.executable} {script}")
    assert done.returncode == 0, done
