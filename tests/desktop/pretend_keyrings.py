"""Keyrings for tests, chosen with PYTHON_KEYRING_BACKEND: a file, and ones that misbehave."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

from keyring import errors
from keyring.backend import KeyringBackend

FILE_VARIABLE = "SATCHEL_TEST_KEYRING"


class InFile(KeyringBackend):
    """Keeps everything in one JSON file, named by the environment."""

    priority = 1

    @property
    def _file(self) -> Path:
        return Path(os.environ[FILE_VARIABLE])

    def _all(self) -> dict[str, str]:
        return json.loads(self._file.read_text()) if self._file.exists() else {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._all().get(f"{service}|{username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._file.write_text(json.dumps({**self._all(), f"{service}|{username}": password}))

    def delete_password(self, service: str, username: str) -> None:
        kept = self._all()
        if kept.pop(f"{service}|{username}", None) is None:
            raise errors.PasswordDeleteError("not there")
        self._file.write_text(json.dumps(kept))


class Waiting(InFile):
    """Waits for a person who never comes."""

    def get_password(self, service: str, username: str) -> str | None:
        while True:
            time.sleep(3600)


class Locked(InFile):
    """Stays locked."""

    def get_password(self, service: str, username: str) -> str | None:
        raise errors.KeyringLocked("dismissed")


class Forgetful(InFile):
    """Takes everything and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        return None


class Chatty(InFile):
    """Prints while it works, as some backends do."""

    def get_password(self, service: str, username: str) -> str | None:
        print("looking it up")
        return super().get_password(service, username)


class Crashing(InFile):
    """Ends the process that asks it."""

    def get_password(self, service: str, username: str) -> str | None:
        os._exit(3)
