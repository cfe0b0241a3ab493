"""The sample person's meetings: with the customers that the other simulators have, and others."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from sync.simulator import cast
from sync.simulator.calendly.bookings import Bookings

_SOON_MINUTES = (24, 150, 330)


def sample_bookings(bookings: Bookings, seed: int = 1, accounts: int = 60) -> None:
    """Fills in the meetings of the weeks around the clock's today, moved and cancelled ones too."""
    random = Random(seed)
    now = bookings.clock().replace(second=0, microsecond=0)
    check_in = bookings.offer("Check-in", minutes=25)
    intro = bookings.offer("Intro call", minutes=45)
    bookings.offer("Office hours", minutes=60, kind="group")
    bookings.offer("Intro with an engineer", minutes=45, kind="group", pooling="collective")
    bookings.offer("Old survey call", active=False)
    mine = [one for one in cast.parts(random, accounts) if one.owner == "me" and not one.churned]
    made: list[str] = []
    for at, part in enumerate(mine[3:18]):
        begins = _begin(now, at, random)
        kind, title, minutes = (check_in, "Check-in", 25) if at % 3 else (intro, "Intro call", 45)
        made.append(
            bookings.book(title, begins, (f"office@{part.domain}",), minutes=minutes, kind=kind)
        )
    bookings.book("Coffee", now + timedelta(days=2, hours=3), ("friend@elsewhere.example",))
    if len(made) > 6:
        bookings.move(made[4], now + timedelta(days=6, hours=1), reason="A clash on our side")
        bookings.cancel(made[5], "We are not ready yet")
    bookings.book(
        "Office hours",
        now + timedelta(days=3, hours=2),
        tuple(f"team@{part.domain}" for part in mine[:3]),
        limit=10,
        minutes=60,
    )


def _begin(now: datetime, at: int, random: Random) -> datetime:
    if at < len(_SOON_MINUTES):
        return now + timedelta(minutes=_SOON_MINUTES[at])
    morning = now.replace(hour=9, minute=0)
    return morning + timedelta(days=at - 2, minutes=30 * random.randint(0, 14))
