"""Meetings of the calendars as they are read: what comes next, what runs, what takes time.

How they come into the book is told in `book.meeting_intake`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.clock import moment, stamp
from book.join_links import provider, same_room
from book.records import AccountId
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

RESOURCE: Final = "meetings"
"""The resource under which a calendar's place is kept (`book.cursors`); it is forgotten when
accounts or people came, whose meetings may stand there."""
LOOKED_AT: Final = "meetings looked at"
"""The resource under which a source keeps which meetings it opened."""
RESOURCES: Final = (RESOURCE, LOOKED_AT)
_MOST_READ: Final = 500
_LONGEST: Final = timedelta(days=1)
"""A meeting that runs began no longer ago than this."""


class Guest(Struct, frozen=True):
    """A person invited to a meeting."""

    email: str
    name: str = ""


class Meeting(Struct, frozen=True, kw_only=True):
    """A meeting with an account of the book."""

    id: int
    source: str
    external_id: str
    account_id: AccountId
    """The account that leads where it is shown with others."""
    account: str
    """That account's name."""
    title: str
    starts_at: datetime
    ends_at: datetime
    all_day: bool
    join_url: str | None
    attendees: tuple[Guest, ...]
    status: str
    series_id: str | None
    matched_by: str | None
    booked_at: datetime | None = None
    """When it was booked, where a source tells."""
    cancel_reason: str | None = None
    """What was said when it was cancelled."""
    was_at: datetime | None = None
    """When it was to start before it was moved."""
    was_url: str | None = None
    event_id: str | None = None
    """The event whose part this is, where several accounts have one in it."""
    others: tuple[str, ...] = ()
    """The other accounts that take part, by name."""
    told_by: tuple[str, ...] = ()
    """All sources that tell of it."""

    @property
    def provider(self) -> str:
        """Whose rooms it is held in (`Zoom`), empty where no link says so."""
        return provider(self.join_url) if self.join_url else ""


_GUESTS = msgspec.json.Decoder(tuple[Guest, ...])


def has_calendar(store: Store) -> bool:
    """Whether any connected source brings meetings, read already or not."""
    return bool(
        store.row(
            "SELECT 1 FROM sources WHERE name IN ('ics', 'calendly')"
            " UNION ALL SELECT 1 FROM meetings LIMIT 1"
        )
    )


def upcoming(store: Store, now: datetime, until: datetime | None = None) -> list[Meeting]:
    """Meetings with accounts of the book that are not over, the first to start first.

    What two calendars tell (the same room at the same time) stands once, and not where one of
    them says that it was cancelled or moved away from there. An event that several accounts
    share stands once, with the first of them.
    """
    found = _read(
        store,
        "m.ends_at > ? AND m.starts_at < ? AND m.status <> 'cancelled'",
        (stamp(now), stamp(until) if until else "9"),
    )
    ended = _ended(store, now)
    once: list[Meeting] = []
    for one in found:
        if any(_ended_there(one, other) for other in ended):
            continue
        at = next((at for at, other in enumerate(once) if _same(one, other)), None)
        if at is None:
            once.append(replace(one, told_by=(one.source,)))
        else:
            once[at] = _joined(once[at], one)
    return once


def next_meeting(store: Store, now: datetime) -> Meeting | None:
    """The one to go to next, or that runs now; whole days are nothing one goes to."""
    return next((one for one in upcoming(store, now) if not one.all_day), None)


def running(store: Store, now: datetime, early: timedelta = timedelta(minutes=5)) -> Meeting | None:
    """The meeting that a person is in now, the one that began last; it may be joined `early`."""
    begun = [one for one in upcoming(store, now, now + early) if not one.all_day]
    return max(begun, key=lambda one: one.starts_at, default=None)


def of_account(store: Store, account_id: AccountId) -> list[Meeting]:
    """All meetings with an account, past ones and cancelled ones included, the newest first."""
    found = _read(store, "coalesce(a.shown_with, a.id) = ?", (account_id,))
    return found[::-1]


def unclear(store: Store, now: datetime) -> int:
    """How many meetings to come fit several accounts, and so are shown with none."""
    found = store.row(
        "SELECT count(*) FROM meetings WHERE matched_by = 'several' AND ends_at > ?",
        (stamp(now),),
    )
    return int(found[0]) if found else 0


def busy(store: Store, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """The times between two moments that any meeting takes, in order; whole days left out."""
    rows = store.rows(
        "SELECT starts_at, ends_at FROM meetings WHERE ends_at > ? AND starts_at < ?"
        " AND NOT all_day AND status <> 'cancelled' ORDER BY starts_at, ends_at",
        (stamp(start), stamp(end)),
    )
    return [(moment(first), moment(last)) for first, last in rows]


def standing_ids(store: Store, source: str) -> frozenset[str]:
    """The external ids of a source's meetings to come that the book does not hold cancelled."""
    rows = store.rows(
        "SELECT DISTINCT coalesce(event_id, external_id) FROM meetings WHERE source = ?"
        " AND status <> 'cancelled' AND ends_at > ?",
        (source, stamp(store.clock())),
    )
    return frozenset(row[0] for row in rows)


def _ended(store: Store, now: datetime) -> list[Meeting]:
    """Meetings to come that were cancelled, and those that were to come before they moved."""
    return _read(
        store,
        "(m.status = 'cancelled' AND m.ends_at > ?) OR m.was_at > ?",
        (stamp(now), stamp(now - _LONGEST)),
    )


def _read(store: Store, where: str, values: tuple[Any, ...]) -> list[Meeting]:
    rows = store.rows(
        "SELECT m.id, m.source, m.external_id, lead.id, lead.name, m.title, m.starts_at,"
        " m.ends_at, m.all_day, m.join_url, m.attendees, m.status, m.series_id, m.matched_by,"
        " m.booked_at, m.cancel_reason, m.was_at, m.was_url, m.event_id"
        " FROM meetings m JOIN accounts a ON a.id = m.account_id"
        f" JOIN accounts lead ON lead.id = coalesce(a.shown_with, a.id) WHERE ({where})"
        " ORDER BY m.starts_at, m.ends_at, m.id LIMIT ?",
        (*values, _MOST_READ),
    )
    return [
        Meeting(
            id=row[0],
            source=row[1],
            external_id=row[2],
            account_id=AccountId(row[3]),
            account=row[4],
            title=row[5],
            starts_at=moment(row[6]),
            ends_at=moment(row[7]),
            all_day=bool(row[8]),
            join_url=row[9],
            attendees=_GUESTS.decode(row[10]),
            status=row[11],
            series_id=row[12],
            matched_by=row[13],
            booked_at=moment(row[14]) if row[14] else None,
            cancel_reason=row[15],
            was_at=moment(row[16]) if row[16] else None,
            was_url=row[17],
            event_id=row[18],
            told_by=(row[1],),
        )
        for row in rows
    ]


def _same(one: Meeting, other: Meeting) -> bool:
    """Whether two rows are one meeting: parts of one event, or what two calendars tell."""
    if one.source == other.source:
        return one.event_id is not None and one.event_id == other.event_id
    if one.starts_at != other.starts_at:
        return False
    if one.join_url and other.join_url:
        return same_room(one.join_url, other.join_url)
    # One of them does not say where: the same account at the very same time is not met twice.
    return one.account_id == other.account_id and one.ends_at == other.ends_at


def _joined(one: Meeting, other: Meeting) -> Meeting:
    """One meeting told twice: each says what the other leaves out."""
    known = {guest.email.casefold() for guest in one.attendees}
    more = tuple(guest for guest in other.attendees if guest.email.casefold() not in known)
    accounts = (*one.others, other.account) if other.account != one.account else one.others
    return replace(
        one,
        join_url=one.join_url or other.join_url,
        attendees=(*one.attendees, *more),
        booked_at=one.booked_at or other.booked_at,
        was_at=one.was_at or other.was_at,
        others=tuple(dict.fromkeys(accounts)),
        told_by=tuple(dict.fromkeys((*one.told_by, *other.told_by))),
    )


def _ended_there(one: Meeting, ended: Meeting) -> bool:
    """Whether another source says that this meeting is not held there and then any more."""
    if one.source == ended.source or (one.source, ended.source) == ("calendly", "ics"):
        return False  # whoever takes the booking knows better than a copy of it
    off = ended.status == "cancelled" and one.starts_at == ended.starts_at
    moved = one.starts_at == ended.was_at
    return (off and same_room(one.join_url, ended.join_url)) or (
        moved and same_room(one.join_url, ended.was_url)
    )


def hand_on(connection: Connection, gone: int, heir: int) -> None:
    """The meetings of an account that leaves are its heir's; each stands there once."""
    connection.execute(
        "DELETE FROM meetings WHERE account_id = ?1 AND event_id IN"
        " (SELECT event_id FROM meetings WHERE account_id = ?2)",
        (gone, heir),
    )
    connection.execute("UPDATE meetings SET account_id = ? WHERE account_id = ?", (heir, gone))
