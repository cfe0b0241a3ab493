"""The HubSpot simulator as a process of its own, with the controls of the one in a thread."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from sync.simulator.hubspot.seed import Happening
from sync.simulator.hubspot.state import Standing
from sync.simulator.identity import DEMO_KEY
from sync.simulator.process import ServiceProcess, started

Record = dict[str, Any]


class HubSpotProcess(ServiceProcess):
    """A running process. It ends with `stop`, or when this process does."""

    def records(self, kind: str) -> list[Record]:
        """All records of a kind, archived ones too, by id."""
        answer: list[Record] = self._ask("GET", f"/records/{kind}")
        return answer

    def add(
        self,
        kind: str,
        properties: Mapping[str, Any],
        *,
        associations: Mapping[str, Iterable[str] | str] | None = None,
    ) -> str:
        """Adds a record as somebody else would, plainly associated; returns its id."""
        to = {
            other: [ids] if isinstance(ids, str) else list(ids)
            for other, ids in (associations or {}).items()
        }
        return self.do(Happening(do="add", resource=kind, record=dict(properties), associations=to))

    def change(self, kind: str, text: str, properties: Mapping[str, Any]) -> None:
        """Changes a record as somebody else would; None clears."""
        self.do(Happening(do="change", resource=kind, id=text, record=dict(properties)))

    def archive(self, kind: str, text: str) -> None:
        """Puts a record into the recycle bin."""
        self.do(Happening(do="archive", resource=kind, id=text))

    def remove(self, kind: str, text: str) -> None:
        """Deletes for good, without a trace."""
        self.do(Happening(do="remove", resource=kind, id=text))

    def merge(self, kind: str, winner: str, loser: str) -> str:
        """Makes one record of two; returns the id of the one that is left."""
        return self.do(Happening(do="merge", resource=kind, id=loser, into=winner))

    def do(self, one: Happening) -> str:
        """Lets one thing happen; returns the id of the record it was about."""
        return str(self._ask("POST", "/steps", [one])["ids"][0])

    def token_becomes(self, standing: Standing) -> None:
        """Lets the token expire, be revoked, lose its user, or be valid again."""
        self._ask("POST", "/token", standing)

    def allow(self, *scopes: str) -> None:
        """The token has these scopes from now on, and no others."""
        self._ask("POST", "/scopes", scopes)

    def drop_property(self, kind: str, name: str) -> None:
        """Takes a property away while everything runs."""
        self._ask("DELETE", f"/properties/{kind}/{name}")

    def advance(self, steps: int | None = None) -> int:
        """Lets the account's next two weeks happen; returns how many steps that were."""
        return int(self._ask("POST", "/advance", steps)["done"])


def launch_hubspot(
    *,
    seed: int = 1,
    accounts: int = 60,
    bulk: int = 0,
    key: str = DEMO_KEY,
    limited: bool = True,
    search_lag: float = 0.0,
    now: str | None = None,
    command: tuple[str, ...] = (sys.executable, "-m", "sync.simulator"),
    folder: Path | None = None,
) -> HubSpotProcess:
    """Starts the process and waits for its line; `bulk` companies replace the sample.

    `now` is an ISO 8601 moment for its clock to start at; without `limited` there is never a 429.
    """
    words = [*command, "--service", "hubspot", "--seed", str(seed), "--accounts", str(accounts)]
    words += ["--bulk", str(bulk), "--key", key, "--search-lag", str(search_lag)]
    words += ["--rate-limit", "1" if limited else "0"]
    if now is not None:
        words += ["--now", now]
    return HubSpotProcess(*started(words, folder, quiet=False))
