"""The book of the pictures with meetings in it: Calendly beside the CRM, by the same engine."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from book.profile import Profile
    from sync.simulator import SimulatorProcess


def fill(profile: Profile, service: SimulatorProcess) -> None:
    """Fills the book from the CRM, then with the meetings that are booked."""
    from book import sources
    from book.records import Source
    from desktop import shot_books
    from sync import engine
    from sync.connect import test_connection
    from sync.simulator.calendly import CalendlySimulator

    shot_books.fill(profile, service)
    at = shot_books.NOW - timedelta(minutes=2)
    with (
        CalendlySimulator(clock=shot_books.fixed_clock, seed=1) as there,
        closing(shot_books.opened(profile)) as store,
    ):
        found = asyncio.run(test_connection("calendly", there.url, there.email, {}, there.key))
        sources.save(
            store,
            Source(
                name="calendly",
                url=found.url,
                me_email=there.email,
                me_id=found.me_id,
                capabilities=dict(found.capabilities),
            ),
        )
        asyncio.run(
            engine.run(store, {"calendly": there.key}, sources=["calendly"], clock=lambda: at)
        )
