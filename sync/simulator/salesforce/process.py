"""An org as a process of its own, with the same controls as the one in a thread."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from sync.simulator.identity import DEMO_KEY
from sync.simulator.process import ServiceProcess, started


class OrgProcess(ServiceProcess):
    """A running org. What `SalesforceSimulator` offers as a method, `call` does by its name."""

    @property
    def me(self) -> str:
        """The user id of the person whose book it is."""
        return self.more["me"]

    def call(self, name: str, *given: Any, **named: Any) -> Any:
        """Calls one of the simulator's controls; returns what it says."""
        body = {"name": name, "given": given, "named": named}
        return self._ask("POST", "/call", body)["said"]

    def record(self, name: str, text: str) -> dict[str, Any]:
        """A record, deleted or not, by its id or a unique value of it."""
        found: dict[str, Any] = self.call("record", name, text)
        return found

    def records(self, name: str, *, deleted: bool = True) -> list[dict[str, Any]]:
        """All records of an object in the order of their change."""
        found: list[dict[str, Any]] = self.call("records", name, deleted=deleted)
        return found

    def add(self, name: str, **fields: Any) -> str:
        """Adds a record as somebody else would; returns its id."""
        return str(self.call("add", name, **fields))

    def change(self, name: str, text: str, **fields: Any) -> None:
        """Changes a record as somebody else would."""
        self.call("change", name, text, **fields)

    def delete(self, name: str, text: str) -> None:
        """Puts a record into the recycle bin."""
        self.call("delete", name, text)

    def advance(self, steps: int | None = None) -> int:
        """Lets the book's next two weeks happen; returns how many steps that were."""
        return int(self.call("advance", steps))


def launch(
    *,
    seed: int = 1,
    accounts: int = 60,
    bulk: int = 0,
    page_size: int = 2000,
    daily: int = 100_000,
    key: str = DEMO_KEY,
    now: str | None = None,
    command: tuple[str, ...] = (sys.executable, "-m", "sync.simulator"),
    folder: Path | None = None,
    quiet: bool = False,
) -> OrgProcess:
    """Starts an org as a process and waits for its line. `bulk` accounts take the sample's place.

    `now` is an ISO 8601 moment for its clock to start at. The command is run in `folder`;
    `quiet` drops what it says on standard error.
    """
    words = [*command, "--service", "salesforce", "--seed", str(seed), "--key", key]
    words += ["--accounts", str(accounts), "--bulk", str(bulk), "--daily", str(daily)]
    words += ["--page-size", str(page_size)]
    words += ["--now", now] if now is not None else []
    return OrgProcess(*started(words, folder, quiet=quiet))
