"""Where the database key and the sources' secrets are kept: the keyring, or memory for a sample.

The keyring is asked through `satchel key`, a process that ends after a few questions and can
be ended when the keyring waits for somebody who is not there.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol

from book.errors import KeyringTrouble
from desktop import redaction
from desktop.child_process import child_command, child_environment

ALONE_SECONDS: Final = 5.0
"""How long a locked keyring is waited for where nobody sits at a terminal."""
AT_TERMINAL_SECONDS: Final = 120.0
DATABASE_KEY: Final = "database-key"


class Secrets(Protocol):
    """Keeps named secrets of one profile; names are `database-key` and names of sources."""

    def get(self, names: Iterable[str]) -> dict[str, str]:
        """The secrets there are, by name; names without one are left out."""

    def keep(self, name: str, value: str) -> None:
        """Keeps a secret, replacing the one there."""

    def drop(self, names: Iterable[str]) -> None:
        """Removes secrets; a name without one is no error."""

    def close(self) -> None:
        """Ends what was started for asking; asking again starts it anew."""


class MemorySecrets:
    """Secrets of a sample: gone with the process."""

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def get(self, names: Iterable[str]) -> dict[str, str]:
        """The secrets there are, by name."""
        return {name: self._values[name] for name in names if name in self._values}

    def keep(self, name: str, value: str) -> None:
        """Keeps a secret until the process ends."""
        self._values[name] = value

    def drop(self, names: Iterable[str]) -> None:
        """Forgets secrets."""
        for name in names:
            self._values.pop(name, None)

    def close(self) -> None:
        """Nothing to end."""


class KeyringSecrets:
    """Secrets of a profile in the operating system's keyring."""

    def __init__(self, profile_id: str, asker: Asker | None = None) -> None:
        self._profile_id = profile_id
        self._asker = asker or Asker()

    def get(self, names: Iterable[str]) -> dict[str, str]:
        """The secrets there are, by name; raises KeyringTrouble where none can be read."""
        asked = list(names)
        if not asked:
            return {}
        values = self._asker.ask({"do": "get", "names": [self._full(name) for name in asked]})
        found = {name: values.get(self._full(name)) for name in asked}
        kept = {name: value for name, value in found.items() if value is not None}
        for value in kept.values():
            redaction.hide(value)
        return kept

    def keep(self, name: str, value: str) -> None:
        """Keeps a secret and makes sure it can be read back."""
        redaction.hide(value)
        self._asker.ask({"do": "set", "name": self._full(name), "value": value})

    def drop(self, names: Iterable[str]) -> None:
        """Removes secrets; a name without one is no error."""
        self._asker.ask({"do": "delete", "names": [self._full(name) for name in names]})

    def close(self) -> None:
        """Ends the process that was asking."""
        self._asker.close()

    def _full(self, name: str) -> str:
        return f"{self._profile_id}/{name}"


class Asker:
    """The process `satchel key`, from the first question until `close`.

    `wait_seconds` is how long one answer may take; None leaves it to whether a person sits at
    a terminal.
    """

    def __init__(self, wait_seconds: float | None = None) -> None:
        self.wait_seconds = wait_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._guard = threading.Lock()

    def start(self) -> None:
        """Starts the process, so that its libraries load beside our own."""
        if self._process is None:
            self._process = subprocess.Popen(
                child_command("key"),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=child_environment(),
            )

    def ask(self, question: Mapping[str, Any]) -> dict[str, Any]:
        """One question and the values of its answer; raises KeyringTrouble."""
        with self._guard:
            self.start()
            assert self._process is not None
            limit = self._limit()
            late = threading.Event()
            watch = threading.Timer(limit, self._give_up, (self._process, late))
            watch.start()
            try:
                line = self._exchange(self._process, question)
            finally:
                watch.cancel()
            if late.is_set():
                self.close()
                raise KeyringTrouble(
                    f"The keyring did not answer within {limit:.0f} seconds;"
                    " it is probably locked.",
                    "Unlock it (logging in to the desktop usually does), then run this again.",
                )
            if not line:
                self.close()
                raise KeyringTrouble(
                    "The keyring could not be asked: its helper ended unexpectedly.",
                    "Name another keyring with PYTHON_KEYRING_BACKEND, or try again.",
                )
        return _values(line)

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close_quietly(pipe)

    def _limit(self) -> float:
        if self.wait_seconds is not None:
            return self.wait_seconds
        return AT_TERMINAL_SECONDS if at_terminal() else ALONE_SECONDS

    @staticmethod
    def _give_up(process: subprocess.Popen[bytes], late: threading.Event) -> None:
        late.set()
        process.kill()

    @staticmethod
    def _exchange(process: subprocess.Popen[bytes], question: Mapping[str, Any]) -> bytes:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
        except BrokenPipeError:
            return b""
        return process.stdout.readline()


def at_terminal() -> bool:
    """Whether somebody sits there who reads what we say and can answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def ask_unseen(question: str) -> str:
    """Asks at the terminal without showing what is typed; Ctrl-D there answers nothing."""
    from getpass import getpass

    try:
        return getpass(question)
    except EOFError:
        print(file=sys.stderr)
        return ""


def _values(line: bytes) -> dict[str, Any]:
    reply = json.loads(line)
    error = reply.get("error")
    if error is not None:
        raise KeyringTrouble(error["title"], error["advice"])
    values: dict[str, Any] = reply["values"]
    return values


def _close_quietly(pipe: Any) -> None:
    try:
        pipe.close()
    except OSError:
        pass  # a question that was never read: the process is gone
