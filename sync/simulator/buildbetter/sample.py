"""The sample organisation's calls: with the customers that the other simulators have, and among
colleagues."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sync.simulator import cast
from sync.simulator.buildbetter.calls import Calls
from sync.simulator.identity import DEMO_EMAIL

_KINDS = ("weekly", "kick-off", "billing questions", "dashboards", "renewal")


def sample_calls(calls: Calls, seed: int = 1, accounts: int = 60) -> None:
    """Fills in the calls of the last months, as seen from the clock's today."""
    random = Random(seed)
    morning = calls.clock().replace(hour=13, minute=0, second=0, microsecond=0)
    for part in cast.parts(random, accounts):
        if part.touched is None:
            continue
        for turn in range(random.randint(1, 3)):
            at = morning - timedelta(days=part.touched + 23 * turn, hours=random.randint(0, 4))
            calls.add(
                f"{part.name} {random.choice(_KINDS)}",
                at,
                (DEMO_EMAIL, f"office@{part.domain}"),
                minutes=random.choice((15, 25, 30, 45, 55)),
            )
    for week in range(8):
        at = morning - timedelta(days=7 * week + 1)
        calls.add("Team stand-up", at, (DEMO_EMAIL,), minutes=15)
