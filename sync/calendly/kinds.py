"""The kinds of event that can be booked with me, read once a day and when a person asks."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from book.clock import local_day
from book.event_types import RESOURCE
from book.facts import BadRecord, EventTypeFacts, Page
from sync.calendly import hosts, shapes
from sync.calendly.web import CalendlyWeb
from sync.port import Known, Setup


async def kind_pages(
    web: CalendlyWeb, setup: Setup, known: Known, user: str
) -> AsyncGenerator[Page, None]:
    """One page with all of them, or none where today's are known."""
    day = local_day(setup.clock()).isoformat()
    if not known.full and not setup.by_hand and known.cursors.get(RESOURCE) == f"{day} {user}":
        return
    found, bad = await read_kinds(web, user)
    yield Page(
        source=setup.source.name,
        resource=RESOURCE,
        event_types=tuple(found),
        bad=tuple(bad),
        cursor=f"{day} {user}",
    )


async def read_kinds(web: CalendlyWeb, user: str) -> tuple[list[EventTypeFacts], list[BadRecord]]:
    """All that can be booked with a person, and what could not be read."""
    found: list[EventTypeFacts] = []
    bad: list[BadRecord] = []
    async for page in web.pages(hosts.TYPES, {"user": user, "active": "true"}):
        for row in page.rows:
            read = shapes.event_type(row)
            if isinstance(read, BadRecord):
                bad.append(read)
            elif read is not None:
                found.append(read)
    return found, bad
