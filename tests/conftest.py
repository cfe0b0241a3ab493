"""What every test gets: no screen, no real keyring, no network but loopback, a home of its own."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Before any test imports Qt or keyring: both read these once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"

DEEP = os.environ.get("SATCHEL_DEEP") == "1"
LOOPBACK = {"127.0.0.1", "::1", "localhost"}

settings.register_profile("quick", max_examples=40, deadline=None, derandomize=True)
settings.register_profile(
    "deep", max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("deep" if DEEP else "quick")


class OutsideNetwork(AssertionError):
    """A test reached for an address that is not this machine's own."""


def refuse_outside(event: str, arguments: tuple[object, ...]) -> None:
    """Stops a connection or a look-up that would leave the machine."""
    host: object = None
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    if isinstance(host, bytes):
        host = host.decode()
    if isinstance(host, str) and host and host not in LOOPBACK and not host.endswith(".invalid"):
        raise OutsideNetwork(f"a test tried to reach {host}")


sys.addaudithook(refuse_outside)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves out what only `--deep` runs, and what needs a screen where there is none."""
    for item in items:
        if item.get_closest_marker("deep") and not DEEP:
            item.add_marker(pytest.mark.skip(reason="only with dev.py test --deep"))
        if item.get_closest_marker("screen") and not os.environ.get("DISPLAY"):
            item.add_marker(pytest.mark.skip(reason="no X server here"))


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of the test's own, so that nobody's profile or settings are touched."""
    home = tmp_path_factory.mktemp("home")
    for name, inside in {
        "HOME": "",
        "USERPROFILE": "",
        "APPDATA": "roaming",
        "LOCALAPPDATA": "local",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
    }.items():
        monkeypatch.setenv(name, str(home / inside))
    for name in ("SATCHEL_PROFILE", "SATCHEL_PASSPHRASE"):
        monkeypatch.delenv(name, raising=False)
    return home
