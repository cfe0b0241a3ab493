"""What a ticket system takes, as its connector kept it at the last look: groups, severities."""

from __future__ import annotations

from collections.abc import Mapping

from book.escalation_meter import Offered


def offered(capabilities: Mapping[str, str | int | bool | None]) -> Offered | None:
    """What can be chosen there; None where nobody has asked it yet."""
    return Offered() if capabilities.get("groups") else None
