"""Meetings of the calendars: taken in, matched to accounts, and read back.

Only what is mine: a meeting with people of an account of the book is kept whole. Of any other
nothing is kept but when it starts and ends.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.join_links import provider, same_room
from book.living import IN_THE_BOOK
from book.meeting_matching import FREE_MAIL, Addresses, bare_domain, domain_of, match
from book.records import AccountId
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book import changes
    from book.facts import MeetingFacts, Page

RESOURCE: Final = "meetings"
"""The resource under which a calendar's place is kept (`book.cursors`)."""
_FED: Final = (
    "account_id",
    "title",
    "starts_at",
    "ends_at",
    "all_day",
    "join_url",
    "attendees",
    "status",
    "series_id",
    "matched_by",
    "remote_updated_at",
)
_LOGGED: Final = ("account_id", "title", "starts_at", "ends_at", "all_day", "join_url", "status")
_BUSY_KEPT: Final = timedelta(days=7)
_MOST_READ: Final = 500


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

    @property
    def provider(self) -> str:
        """Whose rooms it is held in (`Zoom`), empty where no link says so."""
        return provider(self.join_url) if self.join_url else ""


_GUESTS = msgspec.json.Decoder(tuple[Guest, ...])


def take(connection: Connection, page: Page, log: list[changes.Row], at: datetime) -> None:
    """Takes a page's meetings in, inside the caller's transaction; what changed goes to `log`.

    With a window, what stood there and is not named any more is cancelled, or forgotten where
    it was only a busy time.
    """
    known = addresses(connection)
    wanted = {one.external_id: _row(one, known) for one in page.meetings}
    standing = _standing(connection, page, list(wanted))
    for external_id, row in wanted.items():
        if external_id in standing:
            _update(connection, standing[external_id], row, log)
        elif row["status"] != "cancelled":
            _insert(connection, page.source, external_id, row, log)
    if page.window is not None:
        _drop_unnamed(connection, page, wanted.keys(), log)
        connection.execute(
            "DELETE FROM meetings WHERE account_id IS NULL AND ends_at < ?",
            (stamp(at - _BUSY_KEPT),),
        )


def look_again(connection: Connection) -> None:
    """Accounts or people came: calendars are read whole next time, their meetings may be known."""
    connection.execute("DELETE FROM cursors WHERE resource = ?", (RESOURCE,))


def addresses(connection: Connection) -> Addresses:
    """By which addresses and domains the accounts of the book can be known now."""
    people: dict[str, set[int]] = defaultdict(set)
    domains: dict[str, set[int]] = defaultdict(set)
    for number, email in connection.execute(
        "SELECT coalesce(a.shown_with, a.id), c.email FROM contacts c"
        f" JOIN accounts a ON a.id = c.account_id WHERE a.{IN_THE_BOOK} AND c.email <> ''"
    ):
        people[email.strip().casefold()].add(number)
    for number, domain in connection.execute(
        "SELECT coalesce(shown_with, id), domain FROM accounts"
        f" WHERE {IN_THE_BOOK} AND domain <> ''"
    ):
        domains[bare_domain(domain)].add(number)
    mine = connection.execute(
        "SELECT email FROM teammates WHERE email <> ''"
        " UNION SELECT me_email FROM sources WHERE me_email <> ''"
    )
    return Addresses(
        people={email: frozenset(numbers) for email, numbers in people.items()},
        domains={domain: frozenset(numbers) for domain, numbers in domains.items()},
        ours=frozenset(domain_of(row[0]) for row in mine) - FREE_MAIL,
    )


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

    What two calendars tell (the same room at the same time) stands once.
    """
    found = _read(
        store,
        "m.ends_at > ? AND m.starts_at < ? AND m.status <> 'cancelled'",
        (stamp(now), stamp(until) if until else "9"),
    )
    once: list[Meeting] = []
    for one in found:
        if not any(_told_twice(one, other) for other in once):
            once.append(one)
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


def _row(facts: MeetingFacts, known: Addresses) -> dict[str, Any]:
    account, how = match([email for email, _ in facts.attendees], known)
    row: dict[str, Any] = dict.fromkeys(_FED)
    row |= {
        "title": "",
        "starts_at": facts.starts_at,
        "ends_at": facts.ends_at,
        "all_day": facts.all_day,
        "attendees": "[]",
        "status": facts.status,
        "matched_by": how,
    }
    if account is not None:
        guests = [Guest(email, name) for email, name in facts.attendees]
        row |= {
            "account_id": account,
            "title": facts.title,
            "join_url": facts.join_url,
            "attendees": msgspec.json.encode(guests).decode(),
            "series_id": facts.series_id,
            "remote_updated_at": facts.remote_updated_at,
        }
    return row


def _standing(
    connection: Connection, page: Page, external_ids: list[str]
) -> dict[str, dict[str, Any]]:
    rows = connection.execute(
        f"SELECT external_id, id, {', '.join(_FED)} FROM meetings WHERE source = ?"
        " AND external_id IN (SELECT value FROM json_each(?))",
        (page.source, msgspec.json.encode(external_ids).decode()),
    )
    return {row[0]: dict(zip(("id", *_FED), row[1:], strict=True)) for row in rows}


def _insert(
    connection: Connection,
    source: str,
    external_id: str,
    row: dict[str, Any],
    log: list[changes.Row],
) -> None:
    columns = ("source", "external_id", *_FED)
    made = connection.execute(
        f"INSERT INTO meetings ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})",
        (source, external_id, *(row[name] for name in _FED)),
    )
    if row["account_id"] is not None:
        log.append(("meeting", int(made.lastrowid or 0), "created", None, None))


def _update(
    connection: Connection, stood: dict[str, Any], row: dict[str, Any], log: list[changes.Row]
) -> None:
    moved = [name for name in _FED if stood[name] != row[name]]
    if not moved:
        return
    connection.execute(
        f"UPDATE meetings SET {', '.join(f'{name} = ?' for name in moved)} WHERE id = ?",
        (*(row[name] for name in moved), stood["id"]),
    )
    if stood["account_id"] is None and row["account_id"] is None:
        return  # a busy time of nobody in the book
    log.extend(
        ("meeting", stood["id"], name, _text(stood[name]), _text(row[name]))
        for name in moved
        if name in _LOGGED
    )


def _drop_unnamed(connection: Connection, page: Page, named: Any, log: list[changes.Row]) -> None:
    if page.window is None:
        return
    start, end = page.window
    found = connection.execute(
        "SELECT id, account_id, status FROM meetings WHERE source = ? AND ends_at > ?"
        " AND starts_at < ? AND external_id NOT IN (SELECT value FROM json_each(?))",
        (page.source, start, end, msgspec.json.encode(sorted(named)).decode()),
    ).fetchall()
    for number, account, status in found:
        if account is None:
            connection.execute("DELETE FROM meetings WHERE id = ?", (number,))
        elif status != "cancelled":
            connection.execute("UPDATE meetings SET status = 'cancelled' WHERE id = ?", (number,))
            log.append(("meeting", number, "status", status, "cancelled"))


def _read(store: Store, where: str, values: tuple[Any, ...]) -> list[Meeting]:
    rows = store.rows(
        "SELECT m.id, m.source, m.external_id, lead.id, lead.name, m.title, m.starts_at,"
        " m.ends_at, m.all_day, m.join_url, m.attendees, m.status, m.series_id, m.matched_by"
        " FROM meetings m JOIN accounts a ON a.id = m.account_id"
        f" JOIN accounts lead ON lead.id = coalesce(a.shown_with, a.id) WHERE {where}"
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
        )
        for row in rows
    ]


def _told_twice(one: Meeting, other: Meeting) -> bool:
    return (
        one.source != other.source
        and one.starts_at == other.starts_at
        and same_room(one.join_url, other.join_url)
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
