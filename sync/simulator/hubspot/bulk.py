"""Very many plain companies, fast: for benchmarks, and for what lies beyond the search wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from book.clock import stamp, system_clock
from sync.simulator.hubspot.kinds import KINDS
from sync.simulator.hubspot.sample import blank_portal
from sync.simulator.hubspot.seed import Portal
from sync.simulator.hubspot.shelf import Row


def bulk_portal(
    count: int,
    *,
    seed: int = 1,
    now: datetime | None = None,
    mine: float = 1.0,
    same_moment: int = 0,
) -> Portal:
    """An account of `count` companies, `mine` of them (0 to 1) in my book.

    The first `same_moment` of them were all changed in the same millisecond, as an import does.
    """
    moment = now or system_clock()
    portal = blank_portal(now=moment)
    colleague = portal.owners[1].id
    rows = _companies(count, seed, moment, (portal.me, colleague, mine), same_moment)
    portal.rows = {"companies": rows}
    return portal


def _companies(
    count: int, seed: int, now: datetime, held: tuple[str, str, float], same_moment: int
) -> Iterator[Row]:
    random = Random(f"hubspot bulk {seed}")
    pick = random.random
    me, colleague, mine = held
    # Formatting a moment costs more than all the rest of a record, so they come from a table.
    times = [stamp(now - timedelta(hours=at / 4)) for at in range(6_400)]
    days = [(now + timedelta(days=at)).date().isoformat() for at in range(365)]
    number = KINDS["companies"].band * 10**11 + 10**10
    for at in range(count):
        number += 1 + int(pick() * 1000)
        holder = me if pick() < mine else colleague
        modified = times[700] if at < same_moment else times[int(pick() * 1600)]
        values = {
            "hs_object_id": str(number),
            "name": f"Bulk company {at:06d} of the benchmark",
            "domain": f"bulk{at:06d}.example",
            "createdate": times[1600 + int(pick() * 4800)],
            "hs_lastmodifieddate": modified,
            "hubspot_owner_id": holder,
            "csm": holder,
            "org_id": f"org_{at:08x}",
            "arr_eur": str(round(600 + pick() * 108_000, 2)),
            "customer_health": str(round(pick() * 10, 1)),
            "contract_end": days[at % 365],
            "lifecyclestage": "customer",
            "product_users": str(at % 40),
        }
        yield Row(number, values, modified)
