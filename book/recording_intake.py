"""Recordings that a source told of are taken into the log: whose they are, and what they join.

A call is kept only where somebody of a customer in the book took part: by the address of a person
known there, else by the customer's own web domain. Addresses are compared and never stored. What
is in the log already, pasted by a person or named in a note, is joined and not logged again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from book.clock import stamp
from book.facts import Page, RecordingFacts
from book.figures import MAILBOXES
from book.living import IN_THE_BOOK
from book.recording_links import Link, recognise, recordings_in
from book.shelving import as_json

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.shelving import Shelving
    from book.store import Store

RESOURCE: Final = "recordings"
JOINED_FOR: Final = timedelta(days=30)
"""So long after its day a call waits for the note of it that the CRM gets by another way."""
_AT_HOME: Final = "SELECT id FROM accounts WHERE id = ?1 OR shown_with = ?1"


class _Told(Struct, frozen=True):
    """What the source told of a recording at one customer before."""

    account: int
    recording: int
    title: str


def take_recordings(page: Page, rows: Shelving) -> int:
    """Takes the recordings of a page in, in the caller's transaction; returns how many were
    nobody's in the book. A page of any other kind costs nothing."""
    if not page.resource.startswith(RESOURCE):
        return 0
    taking = _Taking(rows)
    strays = taking.recordings(page.recordings)
    taking.gone(page.gone)
    taking.join_notes()
    return strays


def customer_domains(store: Store) -> frozenset[str]:
    """The web domains of all customers in the book, by which a call may become one of theirs."""
    found = store.rows(f"SELECT domain FROM accounts WHERE domain <> '' AND {IN_THE_BOOK}")
    return frozenset(_domain(row[0]) for row in found) - frozenset(MAILBOXES)


def living_recordings(store: Store, source: str) -> frozenset[str]:
    """The external ids of the recordings a source told of and did not take back."""
    found = store.rows(
        "SELECT DISTINCT external_id FROM recordings_told WHERE source = ? AND gone_at IS NULL",
        (source,),
    )
    return frozenset(row[0] for row in found)


def forget_told(connection: Connection, source: str) -> frozenset[int]:
    """Takes out of the log what only that source brought; returns those recordings.

    What a person added to stays: moments, what it hangs on by hand, who has it.
    """
    gone = connection.execute(
        "DELETE FROM recordings WHERE shared_on IS NULL AND id IN"
        " (SELECT recording_id FROM recordings_told WHERE source = ? AND brought = 1)"
        " AND NOT EXISTS (SELECT 1 FROM moments m WHERE m.recording_id = recordings.id)"
        " AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.record = 'recording'"
        " AND c.record_id = recordings.id AND c.by = 'me')"
        " RETURNING id",
        (source,),
    ).fetchall()
    connection.execute("DELETE FROM recordings_told WHERE source = ?", (source,))
    return frozenset(row[0] for row in gone)


class _Taking:
    """The recordings of one page on their way in."""

    def __init__(self, rows: Shelving) -> None:
        self._rows = rows
        self._connection = rows.connection
        self._source = rows.source
        self._now = stamp(rows.at)

    def recordings(self, facts: Iterable[RecordingFacts]) -> int:
        """New ones and known ones; returns how many belong to nobody in the book."""
        latest = {one.external_id: one for one in facts}
        if not latest:
            return 0
        addresses = {address for one in latest.values() for address in map(_address, one.attendees)}
        people, domains = self._people(addresses), self._domains(addresses)
        strays = 0
        for one in latest.values():
            told = self._told(one.external_id)
            homes = {home for known in told for home in self._home(known.account)}
            wanted = _homes(one.attendees, people, domains) - homes
            for known in told:
                self._tell_again(one, known)
            for home in sorted(wanted):
                self._log(one, home)
            strays += not told and not wanted
        return strays

    def gone(self, external_ids: tuple[str, ...]) -> None:
        """Recordings that were deleted there: the link stays in the log and says so."""
        if not external_ids:
            return
        found = self._connection.execute(
            "UPDATE recordings_told SET gone_at = ? WHERE source = ? AND gone_at IS NULL"
            " AND external_id IN (SELECT value FROM json_each(?)) RETURNING recording_id",
            (self._now, self._source, as_json(external_ids)),
        ).fetchall()
        for (number,) in found:
            self._rows.removed += self._set(number, {"meta_state": "gone"})

    def join_notes(self) -> None:
        """Hangs calls of late on the note of them that a CRM has: by the link in it, or by the
        same day and title."""
        since = (self._rows.at - JOINED_FOR).date().isoformat()
        waiting = self._connection.execute(
            "SELECT r.id, r.key, r.day, r.title, coalesce(a.shown_with, a.id)"
            " FROM recordings_told t JOIN recordings r ON r.id = t.recording_id"
            " JOIN accounts a ON a.id = r.account_id"
            " WHERE t.source = ? AND r.day >= ? AND NOT EXISTS (SELECT 1 FROM attachments x"
            " WHERE x.recording_id = r.id AND x.record = 'note')",
            (self._source, since),
        ).fetchall()
        for number, key, day, title, home in waiting:
            note = self._note_of(home, key, day, title)
            if note is not None:
                self._hang(number, note)

    def _log(self, one: RecordingFacts, home: int) -> None:
        link = recognise(one.url)
        standing = self._standing(one, home)
        if standing is not None:
            self._remember(one, home, standing, brought=False)
            self._fill(one, standing, "")
            return
        values = {
            "account_id": home,
            "key": link.key,
            "url_raw": link.raw,
            "url": link.url,
            "provider": link.provider,
            "provider_id": link.provider_id,
            "kind": "recording",
            "day": one.day,
            "title": one.title,
            "duration_s": one.duration_s,
            "meta_state": "ok",
            "meta_fetched_at": self._now,
            "added_at": self._now,
        }
        marks = ", ".join("?" * len(values))
        cursor = self._connection.execute(
            f"INSERT INTO recordings ({', '.join(values)}) VALUES ({marks})", list(values.values())
        )
        number = int(cursor.lastrowid or 0)
        self._note_change(number, "created", None, None)
        self._rows.created += 1
        self._remember(one, home, number, brought=True)

    def _tell_again(self, one: RecordingFacts, known: _Told) -> None:
        """What changed there since; one that a person took out of the log stays out."""
        moved = self._fill(one, known.recording, known.title)
        self._rows.updated += moved
        self._rows.unchanged += not moved
        self._connection.execute(
            "UPDATE recordings_told SET title = ?, gone_at = NULL WHERE source = ?"
            " AND external_id = ? AND account_id = ?"
            " AND (title IS NOT ? OR gone_at IS NOT NULL)",
            (one.title, self._source, one.external_id, known.account, one.title),
        )

    def _fill(self, one: RecordingFacts, number: int, told: str) -> bool:
        """Title, length and state; the title only where nobody here gave it another."""
        found = self._connection.execute(
            "SELECT title, duration_s, meta_state, meta_fetched_at FROM recordings WHERE id = ?",
            (number,),
        ).fetchone()
        if found is None:
            return False
        wanted: dict[str, Any] = {"meta_state": "ok"}
        if one.title and found[0] in ("", told):
            wanted["title"] = one.title
        if one.duration_s is not None:
            wanted["duration_s"] = one.duration_s
        if found[3] is None:
            wanted["meta_fetched_at"] = self._now
        return self._set(number, wanted)

    def _set(self, number: int, wanted: Mapping[str, Any]) -> bool:
        """Writes and logs the fields that differ; False where none does, or it is gone."""
        names = list(wanted)
        stood = self._connection.execute(
            f"SELECT {', '.join(names)} FROM recordings WHERE id = ?", (number,)
        ).fetchone()
        if stood is None:
            return False
        moved = [
            (name, old, wanted[name])
            for name, old in zip(names, stood, strict=True)
            if old != wanted[name]
        ]
        for name, old, new in moved:
            self._connection.execute(
                f"UPDATE recordings SET {name} = ? WHERE id = ?", (new, number)
            )
            self._note_change(number, name, _text(old), _text(new))
        return bool(moved)

    def _remember(self, one: RecordingFacts, home: int, number: int, *, brought: bool) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO recordings_told (source, external_id, account_id,"
            " recording_id, title, brought) VALUES (?, ?, ?, ?, ?, ?)",
            (self._source, one.external_id, home, number, one.title, int(brought)),
        )

    def _standing(self, one: RecordingFacts, home: int) -> int | None:
        """The same recording in the customer's log: by a link of it, or by provider, day, title."""
        keys = {link.key for link in _links(one)}
        found = self._connection.execute(
            f"SELECT id, key, provider, day, title FROM recordings WHERE account_id IN ({_AT_HOME})"
            " AND kind = 'recording' AND id NOT IN"
            " (SELECT recording_id FROM recordings_told WHERE source = ?2 AND external_id <> ?3)"
            " ORDER BY id",
            (home, self._source, one.external_id),
        ).fetchall()
        for row in found:
            if row[1] in keys:
                return int(row[0])
        provider, title = recognise(one.url).provider, _folded(one.title)
        alike = [
            int(row[0])
            for row in found
            if title and row[2] == provider and row[3] == one.day and _folded(row[4]) == title
        ]
        # Two calls of one day may well have one title; then neither is surely this one.
        return alike[0] if len(alike) == 1 else None

    def _note_of(self, home: int, key: str, day: str, title: str) -> int | None:
        alike: list[int] = []
        for number, noted, subject, body in self._connection.execute(
            f"SELECT id, day, subject, body FROM notes WHERE account_id IN ({_AT_HOME})"
            " AND archived_at IS NULL AND (day = ?2 OR instr(lower(body), 'http') > 0)"
            " ORDER BY id",
            (home, day),
        ).fetchall():
            if any(found.link.key == key for found in recordings_in(body)):
                return int(number)
            if noted == day and title and _folded(subject) == _folded(title):
                alike.append(int(number))
        return alike[0] if alike else None

    def _hang(self, recording: int, note: int) -> None:
        cursor = self._connection.execute(
            "INSERT OR IGNORE INTO attachments (recording_id, record, record_id)"
            " VALUES (?, 'note', ?)",
            (recording, note),
        )
        if cursor.rowcount:
            number = int(cursor.lastrowid or 0)
            self._rows.log.append(("attachment", number, "created", None, None))

    def _told(self, external_id: str) -> list[_Told]:
        found = self._connection.execute(
            "SELECT account_id, recording_id, title FROM recordings_told"
            " WHERE source = ? AND external_id = ?",
            (self._source, external_id),
        )
        return [_Told(*row) for row in found.fetchall()]

    def _home(self, account: int) -> list[int]:
        found = self._connection.execute(
            "SELECT coalesce(shown_with, id) FROM accounts WHERE id = ?", (account,)
        )
        return [row[0] for row in found.fetchall()]

    def _people(self, addresses: set[str]) -> dict[str, set[int]]:
        """Address → the customers that have such a person; never me, wherever I am listed."""
        found = self._connection.execute(
            "SELECT DISTINCT lower(c.email), coalesce(a.shown_with, a.id) FROM contacts c"
            f" JOIN accounts a ON a.id = c.account_id WHERE a.{IN_THE_BOOK}"
            " AND lower(c.email) IN (SELECT value FROM json_each(?))",
            (as_json(sorted(addresses - self._mine())),),
        )
        people: dict[str, set[int]] = {}
        for address, home in found.fetchall():
            people.setdefault(address, set()).add(home)
        return people

    def _domains(self, addresses: set[str]) -> dict[str, int]:
        """Domain → the one customer that has it; one that several have says nothing."""
        wanted = {address.rpartition("@")[2] for address in addresses}
        wanted -= {*MAILBOXES, *(mine.rpartition("@")[2] for mine in self._mine())}
        homes: dict[str, set[int]] = {}
        for domain, home in self._connection.execute(
            f"SELECT domain, coalesce(shown_with, id) FROM accounts WHERE {IN_THE_BOOK}"
            " AND domain <> ''"
        ).fetchall():
            if (name := _domain(domain)) in wanted:
                homes.setdefault(name, set()).add(home)
        return {name: min(found) for name, found in homes.items() if len(found) == 1}

    def _mine(self) -> set[str]:
        found = self._connection.execute("SELECT me_email FROM sources WHERE me_email <> ''")
        return {_address(row[0]) for row in found.fetchall()}

    def _note_change(self, number: int, field: str, old: str | None, new: str | None) -> None:
        self._rows.log.append(("recording", number, field, old, new))
        self._rows.ids.setdefault("recording", set()).add(number)


def _homes(
    attendees: Iterable[str], people: Mapping[str, set[int]], domains: Mapping[str, int]
) -> set[int]:
    """The customers whose people took part."""
    homes: set[int] = set()
    for address in map(_address, attendees):
        known = people.get(address)
        if known is None:
            at = domains.get(address.rpartition("@")[2])
            known = set() if at is None else {at}
        homes |= known
    return homes


def _links(one: RecordingFacts) -> list[Link]:
    return [found.link for text in (one.url, *one.same_as) for found in recordings_in(text)]


def _address(text: str) -> str:
    return text.strip().lower()


def _domain(text: str) -> str:
    """A domain as it stands behind an @: without scheme, path and `www.`."""
    host = text.strip().casefold().rpartition("//")[2].partition("/")[0]
    return host.removeprefix("www.")


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
