"""The sample company's Zendesk: the customers that the other simulators have, and their tickets."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Final

from sync.simulator import cast
from sync.simulator.zendesk.desk import ME, SEVERITY, Desk
from sync.simulator.zendesk.rows import stamp

GROUPS: Final = (
    *("Product Analytics", "Session Replay", "Feature Flags", "Data Warehouse"),
    *("Infrastructure", "Billing", "Support"),
)
_TROUBLES: Final = (
    ("Boards take a minute to open", "high", "open"),
    ("Events of yesterday are missing", "critical", "open"),
    ("How do we filter by plant?", "low", "pending"),
    ("A replay stops half-way", "medium", "solved"),
    ("Invoice names the old company", "low", "closed"),
)


def sample_desk(desk: Desk, seed: int = 1, accounts: int = 60) -> None:
    """Groups, a company for most customers, tickets in every status, one that nobody routed."""
    random = Random(seed)
    groups = [desk.add_group(name) for name in GROUPS]
    desk.add_group("Escalations of old", deleted=True)
    helper = desk.add_user("Wren Aldous", "wren@pebblemark.example", role="agent")
    mine = [one for one in cast.parts(random, accounts) if one.owner == "me"]
    for at, part in enumerate(mine):
        if at % 7 == 6:
            continue  # not every customer has asked for something yet
        home = desk.add_organization(part.name, domain_names=[part.domain] if part.domain else [])
        asks = desk.add_user(f"Desk of {part.name}", f"help@{part.domain}", organization_id=home)
        for nth in range(at % 3):
            subject, severity, status = _TROUBLES[(at + nth) % len(_TROUBLES)]
            number = desk.add_ticket(
                subject,
                requester_id=asks,
                organization_id=home,
                group_id=random.choice(groups),
                status=status,
                custom_fields=[{"id": SEVERITY, "value": severity}],
            )
            _age(desk, number, days=1 + (at + nth) % 9)
            desk.say(number, asks, f"{subject}. Since this week, for all of us.")
            if status != "open" or nth:
                desk.say(number, helper, "Thank you, we are looking into it.")
                desk.say(number, ME, "They show it to their board on Friday.", public=False)
    unrouted = desk.add_ticket("From a thread: replays are black", requester_id=ME)
    desk.say(unrouted, ME, "Made from a thread")
    desk.add_organization("A company nobody here looks after", domain_names=["stranger.example"])


def _age(desk: Desk, number: int, days: int) -> None:
    at = stamp(desk.now - timedelta(days=days))
    desk.tickets[number]["created_at"] = desk.tickets[number]["updated_at"] = at
