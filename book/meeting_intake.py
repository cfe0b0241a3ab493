"""Meetings on their way into the book: matched to accounts, compared, cancelled, moved.

Only what is mine: a meeting with people of an account of the book is kept whole. Of any other
nothing is kept but when it starts and ends.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec.structs import replace

from book.clock import stamp
from book.living import IN_THE_BOOK
from book.meeting_matching import FREE_MAIL, Addresses, bare_domain, domain_of, match, parts_of
from book.meetings import RESOURCE, RESOURCES, Guest

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book import changes
    from book.facts import Applied, MeetingFacts, Page
    from book.meeting_matching import How

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
    "event_id",
    "booked_at",
    "cancel_reason",
)
_LOGGED: Final = ("account_id", "title", "starts_at", "ends_at", "all_day", "join_url", "status")
_SELECT: Final = f"SELECT external_id, id, {', '.join(_FED)} FROM meetings"
_BUSY_KEPT: Final = timedelta(days=7)


def take(connection: Connection, page: Page, log: list[changes.Row], at: datetime) -> None:
    """Takes a page's meetings in, inside the caller's transaction; what changed goes to `log`.

    With a window, what stood there and is not named any more is cancelled, or forgotten where
    it was only a busy time.
    """
    known = addresses(connection)
    for one in page.meetings:
        if one.moved_from:
            _follow(connection, page.source, one)
    alone = [one for one in page.meetings if not one.shared]
    _take_alone(connection, page.source, alone, known, log)
    for one in page.meetings:
        if one.shared:
            _take_shared(connection, page.source, one, known, log)
    if page.resource in RESOURCES:
        _end(connection, _rows_of(connection, page.source, page.gone), None, log)
    if page.window is not None:
        _drop_unnamed(connection, page, [one.external_id for one in page.meetings], log)
    if page.window is not None or page.resource in RESOURCES:
        connection.execute(
            "DELETE FROM meetings WHERE account_id IS NULL AND ends_at < ?",
            (stamp(at - _BUSY_KEPT),),
        )


def counted(applied: Applied, log: Iterable[changes.Row]) -> Applied:
    """What a page did, with its meetings: those that are new, that changed, and that are off."""
    rows = [row for row in log if row[0] == "meeting"]
    made = {row[1] for row in rows if row[2] == "created"}
    ended = {row[1] for row in rows if row[2] == "status" and row[4] == "cancelled"} - made
    return replace(
        applied,
        created=applied.created + len(made),
        updated=applied.updated + len({row[1] for row in rows} - made - ended),
        removed=applied.removed + len(ended),
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


def _take_alone(
    connection: Connection,
    source: str,
    found: Iterable[MeetingFacts],
    known: Addresses,
    log: list[changes.Row],
) -> None:
    wanted = {one.external_id: one for one in found}
    standing = _standing(connection, source, list(wanted))
    # What was shared among strangers when it was read last, and is not any more.
    parts = [
        one for one in _rows_of(connection, source, wanted) if one["external_id"] not in wanted
    ]
    _forget(connection, parts)
    for external_id, facts in wanted.items():
        stood = standing.get(external_id)
        if facts.status == "cancelled":
            if stood is not None:
                _end(connection, [stood], facts.cancel_reason, log)
            continue
        account, how = match([email for email, _ in facts.attendees], known)
        row = _row(facts, account, how, facts.attendees)
        if stood is not None:
            _update(connection, stood, row, log)
        else:
            _insert(connection, source, external_id, row, log)


def _take_shared(
    connection: Connection,
    source: str,
    facts: MeetingFacts,
    known: Addresses,
    log: list[changes.Row],
) -> None:
    """An event that strangers share: a row for each account, with its own people only."""
    standing = _rows_of(connection, source, (facts.external_id,))
    if facts.status == "cancelled":
        _end(connection, standing, facts.cancel_reason, log)
        return
    rows = [
        _row(facts, account, how, people)
        for account, how, people in parts_of(facts.attendees, known)
    ]
    left: dict[int | None, list[dict[str, Any]]] = defaultdict(list)
    for stood in standing:
        left[_lead(connection, stood["account_id"])].append(stood)
    names = {stood["external_id"] for stood in standing}
    for row in rows:
        row["event_id"] = facts.external_id
        several = left.pop(row["account_id"], [])
        if several:
            _update(connection, several[0], row, log)
            # Its accounts were one each when it was read last; now it stands there once.
            _forget(connection, several[1:])
            continue
        named = facts.external_id
        if named in names:
            named = f"{named}#{row['account_id'] or 0}"
        names.add(named)
        _insert(connection, source, named, row, log)
    gone = [stood for rest in left.values() for stood in rest]
    _end(connection, gone, facts.cancel_reason, log)


def _lead(connection: Connection, account: int | None) -> int | None:
    """The account that leads where this one is shown with another by now."""
    found = connection.execute(
        "SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account,)
    ).fetchone()
    return found[0] if found else None


def _row(
    facts: MeetingFacts, account: int | None, how: How | None, people: Iterable[tuple[str, str]]
) -> dict[str, Any]:
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
        guests = [Guest(email, name) for email, name in people]
        row |= {
            "account_id": account,
            "title": facts.title,
            "join_url": facts.join_url,
            "attendees": msgspec.json.encode(guests).decode(),
            "series_id": facts.series_id,
            "remote_updated_at": facts.remote_updated_at,
            "booked_at": facts.booked_at,
        }
    return row


def _follow(connection: Connection, source: str, facts: MeetingFacts) -> None:
    """A meeting that moved goes on as the same row under its new id, and remembers where it was."""
    taken = connection.execute(
        "SELECT 1 FROM meetings WHERE source = ? AND external_id = ?", (source, facts.external_id)
    ).fetchone()
    if taken is not None:
        return
    connection.execute(
        "UPDATE meetings SET external_id = ?, was_at = starts_at, was_url = join_url,"
        " event_id = NULL WHERE id = (SELECT id FROM meetings WHERE source = ? AND external_id IN"
        " (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM meetings o"
        " WHERE o.event_id = meetings.event_id AND o.id <> meetings.id)"
        " ORDER BY starts_at DESC, id LIMIT 1)",
        (facts.external_id, source, _json(facts.moved_from)),
    )


def _standing(
    connection: Connection, source: str, external_ids: list[str]
) -> dict[str, dict[str, Any]]:
    rows = connection.execute(
        f"{_SELECT} WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))",
        (source, _json(external_ids)),
    )
    return {row[0]: _as_dict(row) for row in rows}


def _rows_of(
    connection: Connection, source: str, external_ids: Iterable[str]
) -> list[dict[str, Any]]:
    """The rows of some events, all parts of those that strangers share."""
    wanted = _json(external_ids)
    rows = connection.execute(
        f"{_SELECT} WHERE source = ? AND external_id IN (SELECT value FROM json_each(?))"
        f" UNION {_SELECT} WHERE event_id IN (SELECT value FROM json_each(?)) AND source = ?"
        " ORDER BY 2",
        (source, wanted, wanted, source),
    )
    return [_as_dict(row) for row in rows]


def _as_dict(row: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(("external_id", "id", *_FED), row, strict=True))


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


def _drop_unnamed(
    connection: Connection, page: Page, named: Iterable[str], log: list[changes.Row]
) -> None:
    if page.window is None:
        return
    start, end = page.window
    found = connection.execute(
        f"{_SELECT} WHERE source = ? AND ends_at > ?"
        " AND starts_at < ?"
        " AND coalesce(event_id, external_id) NOT IN (SELECT value FROM json_each(?))",
        (page.source, start, end, _json(named)),
    ).fetchall()
    _end(connection, [_as_dict(row) for row in found], None, log)


def _end(
    connection: Connection,
    rows: Iterable[dict[str, Any]],
    reason: str | None,
    log: list[changes.Row],
) -> None:
    """What does not take place: cancelled with its reason, or forgotten where it was nobody's."""
    for row in rows:
        if row["account_id"] is None:
            connection.execute("DELETE FROM meetings WHERE id = ?", (row["id"],))
        elif row["status"] != "cancelled" or (reason and reason != row["cancel_reason"]):
            connection.execute(
                "UPDATE meetings SET status = 'cancelled', cancel_reason = ? WHERE id = ?",
                (reason, row["id"]),
            )
            if row["status"] != "cancelled":
                log.append(("meeting", row["id"], "status", row["status"], "cancelled"))


def _forget(connection: Connection, rows: Iterable[dict[str, Any]]) -> None:
    """Rows of an event that stands in another row: they were no meetings of their own."""
    connection.executemany("DELETE FROM meetings WHERE id = ?", [(row["id"],) for row in rows])


def _json(texts: Iterable[str]) -> str:
    return msgspec.json.encode(sorted(texts)).decode()


def _text(value: object) -> str | None:
    return None if value is None else str(value)
