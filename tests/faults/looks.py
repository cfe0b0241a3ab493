"""Which requests change no record: some services are asked by POST, and faults tell that apart."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.simulator.faults import Fault, Faults
from sync.simulator.served import Served

LOOK: Final = "GET"
"""What a fault names as its method to hit questions, whatever they travel as."""
_ASKING: Final = ("/batch/read", "/search", "/oauth2/token")


def is_look(method: str, path: str) -> bool:
    """Whether a request changes nothing at any of the services."""
    return method == LOOK or path.partition("?")[0].endswith(_ASKING)


def writes(lines: Iterable[Served]) -> list[Served]:
    """The requests among these that were to change something."""
    return [line for line in lines if not is_look(line.method, line.path)]


class TellingFaults(Faults):
    """Faults for whose methods a question is a GET, and any other method is a write."""

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, if one waits for it."""
        return super().take(LOOK if is_look(method, path) else method, path)
