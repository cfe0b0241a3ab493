"""What can be booked with me: the kinds of meeting a source offers, with their links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from msgspec import Struct

from book.sources import sources
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.facts import EventTypeFacts

RESOURCE: Final = "event types"
"""The resource under which a source keeps when they were read last."""
PAGE: Final = "page"
"""The capability of a source that holds the address of my own page, with all kinds on it."""
Kind = Literal["solo", "group"]


class EventType(Struct, frozen=True, kw_only=True):
    """One kind of meeting that can be booked."""

    id: int
    source: str
    title: str
    url: str
    """The page on which it is booked."""
    minutes: int | None
    kind: Kind
    """`group` where several people book the same time."""
    pooling: str | None
    """How colleagues share it (`round_robin`, `collective`); None where it is mine alone."""


def take(connection: Connection, source_name: str, offered: tuple[EventTypeFacts, ...]) -> None:
    """Keeps these as all that a source offers, inside the caller's transaction."""
    known = {one.external_id: one for one in offered}
    rows = connection.execute(
        "SELECT external_id FROM event_types WHERE source = ?", (source_name,)
    ).fetchall()
    connection.executemany(
        "DELETE FROM event_types WHERE source = ? AND external_id = ?",
        [(source_name, row[0]) for row in rows if row[0] not in known],
    )
    connection.executemany(
        "INSERT INTO event_types (source, external_id, title, url, minutes, kind, pooling)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source, external_id) DO UPDATE SET"
        " title = excluded.title, url = excluded.url, minutes = excluded.minutes,"
        " kind = excluded.kind, pooling = excluded.pooling",
        [
            (source_name, one.external_id, one.title, one.url, one.minutes, one.kind, one.pooling)
            for one in known.values()
        ],
    )


def bookable(store: Store) -> list[EventType]:
    """What connected sources offer: what is booked by one person first, then by title."""
    rows = store.rows(
        "SELECT e.id, e.source, e.title, e.url, e.minutes, e.kind, e.pooling FROM event_types e"
        " JOIN sources s ON s.name = e.source ORDER BY e.kind = 'group', lower(e.title), e.id"
    )
    return [
        EventType(
            id=row[0],
            source=row[1],
            title=row[2],
            url=row[3],
            minutes=row[4],
            kind=row[5],
            pooling=row[6],
        )
        for row in rows
    ]


def my_page(store: Store) -> str:
    """The address of my own page with all kinds on it; empty where no source told one."""
    told = (one.capabilities.get(PAGE) for one in sources(store))
    return next((page for page in told if isinstance(page, str) and page), "")


def usual_link(store: Store) -> str:
    """The link a mail gives where the house rules name none.

    That of the one kind a single person can book with me alone; where there are several, my own
    page, on which a customer chooses. Empty where neither is known.
    """
    mine = [one for one in bookable(store) if one.kind == "solo" and one.pooling is None]
    return mine[0].url if len(mine) == 1 else my_page(store)
