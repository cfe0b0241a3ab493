"""What a source told is taken into the book: page by page, each in one transaction.

A page's rows, its change-log rows and its cursor commit together or not at all. Rows that
stand already are not written again. What belongs to accounts outside the book is dropped
before the write.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import astuple

from book import (
    changes,
    cursors,
    departures,
    event_types,
    figures,
    meeting_intake,
    meetings,
    organizations,
    twins,
)
from book.clock import stamp
from book.facts import Applied, ContactFacts, DealFacts, NoteFacts, Page, TaskFacts, TicketFacts
from book.living import HEIRS, IN_THE_BOOK, heirs_text
from book.recording_intake import take_recordings
from book.shelves import ACCOUNTS, CONTACTS, OF_ACCOUNTS, Shelf
from book.shelving import Row, Shelving, as_json, key_of
from book.store import Store
from book.unsent import Unsent

if TYPE_CHECKING:
    from sqlite3 import Connection

_NAMES = msgspec.json.Decoder(list[str])
_SEGMENTS_AT = ACCOUNTS.columns.index("segments")
_STAGE_AT = ACCOUNTS.columns.index("stage")
_CHURNED_AT = ACCOUNTS.columns.index("churned_at")
OfAccount = ContactFacts | NoteFacts | TaskFacts | DealFacts | TicketFacts
THE_BOOK = ""
"""The segment name under which the first sight of an account in the book itself is kept."""


def apply(store: Store, page: Page) -> Applied:
    """Takes one page in; returns what that changed.

    Raises Busy or ProfileTrouble when the file cannot be written; then nothing of the page,
    its cursor included, is in the book.
    """
    return apply_all(store, (page,))[0]


def apply_all(store: Store, pages: Sequence[Page]) -> list[Applied]:
    """Takes several pages in with one commit, in order; fewer commits where pages come fast.

    Between two pages the gate is looked at: a person who waits there has the pages so far
    committed and gets the turn at once, so nobody waits for more than one page.
    """
    done: list[Applied] = []
    while len(done) < len(pages):
        with store.writing(person=False) as connection:
            while len(done) < len(pages):
                done.append(_take(connection, pages[len(done)], store.clock()))
                if store.somebody_waits():
                    break
    return done


def _take(connection: Connection, page: Page, at: datetime) -> Applied:
    taking = _Taking(connection, page.source, at)
    taking.accounts(page)
    organizations.take(connection, page)
    for shelf in OF_ACCOUNTS:
        taking.of_accounts(shelf, getattr(page, shelf.table))
    organizations.take_comments(connection, page)
    taking.homeless += take_recordings(page, taking.rows)
    taking.gone(page)
    taking.surroundings(page)
    told: list[changes.Row] = []
    if page.meetings or page.window or page.resource in meetings.RESOURCES:
        before = len(taking.rows.log)
        meeting_intake.take(connection, page, taking.rows.log, at)
        told = taking.rows.log[before:]
    if page.event_types is not None:
        event_types.take(connection, page.source, page.event_types)
    if taking.joined or page.contacts:
        meeting_intake.look_again(connection)
    # Before the figures: whether a copy goes its own way is read from the log (`book.copies`).
    changes.write(connection, taking.rows.log, by=page.source, at=taking.at)
    figures.refresh(connection, taking.rows.touched)
    if page.cursor is not None:
        cursors.put(connection, page.source, page.resource, page.cursor)
    taking.remember_heirs()
    return meeting_intake.counted(taking.result(), told)


class _Taking:
    """One page on its way in: decides what each part of it means for the book."""

    def __init__(self, connection: Connection, source: str, at: datetime) -> None:
        self.connection = connection
        self.source = source
        self.at = at
        self.rows = Shelving(connection, source, at)
        self.unsent = Unsent(self.rows)
        self.homeless = 0
        self.joined: list[str] = []
        self.heirs: set[str] = set()
        self.has_baseline = self._has_baseline()

    def accounts(self, page: Page) -> None:
        """Accounts of the book: new, changed, back again; those that left it."""
        if page.accounts:
            rows = [astuple(facts) for facts in _last_of_each(page.accounts)]
            self._joining(rows)
            self._shelve_accounts(self._with_unseen(rows, page.unseen), page.unseen)
        # Pages are read ahead, so a connector may take for an outsider what a page just before
        # this one brought into the book.
        left = (*page.left, *(one.external_id for one in page.outsiders))
        if left:
            self._note_status(left, "left")

    def of_accounts(self, shelf: Shelf, facts: Sequence[OfAccount]) -> None:
        """What belongs to accounts; what belongs to those outside the book is dropped here."""
        if not facts:
            return
        homes = self._homes({one.account_external_id for one in facts})
        rows: dict[tuple[str, int], Row] = {}
        strays: list[str] = []
        for one in facts:
            home = homes.get(one.account_external_id)
            if home is None:
                strays.append(one.external_id)
                continue
            values = astuple(one)
            rows[values[0], home if shelf is CONTACTS else 0] = (values[0], home, *values[2:])
        self.homeless += len(strays)
        if strays and shelf is not CONTACTS:
            self.rows.moved_outside(shelf, strays)
        if rows:
            self._shelve(shelf, list(rows.values()))

    def gone(self, page: Page) -> None:
        """What the source deleted or archived."""
        if not page.gone:
            return
        if page.resource.startswith("accounts"):
            # Gone, and told of all the same: it has the id of the account it was merged into.
            merged = {one.external_id for one in page.accounts}.intersection(page.gone)
            self._note_status(page.gone, "removed", merged)
            for one in page.mergers:
                number = departures.goes_outside(self.connection, self.source, one, self.rows.log)
                if number is not None:  # it stands for one outside the book from now on
                    self._set_status(number, "removed", "left")
            return
        for shelf in OF_ACCOUNTS:
            if page.resource.startswith((shelf.table, f"archived_{shelf.table}")):
                self.rows.archive(shelf, page.gone)

    def surroundings(self, page: Page) -> None:
        """Teammates, the field catalogue, and the names of accounts outside the book."""
        for table, key, rest, facts in (
            ("teammates", ("external_id",), ("name", "email"), page.teammates),
            ("fields", ("model", "path"), ("label", "type"), page.fields),
            ("outsiders", ("external_id",), ("name",), page.outsiders),
        ):
            if facts:
                columns = ("source", *key, *rest)
                updates = ", ".join(f"{name} = excluded.{name}" for name in rest)
                differs = " OR ".join(f"{table}.{name} IS NOT excluded.{name}" for name in rest)
                self.connection.executemany(
                    f"INSERT INTO {table} ({', '.join(columns)})"
                    f" VALUES ({', '.join('?' * len(columns))})"
                    f" ON CONFLICT (source, {', '.join(key)}) DO UPDATE SET {updates}"
                    f" WHERE {differs}",
                    [(self.source, *astuple(one)) for one in facts],
                )

    def result(self) -> Applied:
        """What the page did."""
        return Applied(
            ids={kind: frozenset(numbers) for kind, numbers in self.rows.ids.items() if numbers},
            created=self.rows.created,
            updated=self.rows.updated,
            removed=self.rows.removed,
            unchanged=self.rows.unchanged,
            homeless=self.homeless,
            conflicts=self.unsent.conflicts,
            joined=tuple(self.joined),
            heirs=frozenset(self.heirs),
        )

    def remember_heirs(self) -> None:
        """Keeps who took over records, until a connector has looked which of them still live."""
        if not self.heirs:
            return
        found = self.connection.execute(
            "SELECT value FROM cursors WHERE source = ? AND resource = ?", (self.source, HEIRS)
        ).fetchone()
        stood = set(found[0].split("\n")) - {""} if found else set()
        text = heirs_text(frozenset(self.heirs | stood))
        cursors.put(self.connection, self.source, HEIRS, text)

    def _has_baseline(self) -> bool:
        found = self.connection.execute(
            "SELECT baseline_at IS NOT NULL FROM sources WHERE name = ?", (self.source,)
        ).fetchone()
        return bool(found and found[0])

    def _joining(self, rows: list[Row]) -> None:
        """Accounts that were outside the book until now lose their entry there."""
        wanted = as_json([row[0] for row in rows])
        self.connection.execute(
            "DELETE FROM outsiders WHERE source = ?"
            " AND external_id IN (SELECT value FROM json_each(?))",
            (self.source, wanted),
        )

    def _with_unseen(self, rows: list[Row], unseen: frozenset[str]) -> list[Row]:
        """The rows with what the book holds of facts that the source does not show now."""
        if not unseen:
            return rows
        standing = self.rows.standing(ACCOUNTS, rows)
        places = [ACCOUNTS.columns.index(name) for name in sorted(unseen)]
        found: list[Row] = []
        for row in rows:
            values, stood = list(row), standing.get((row[0], 0))
            for at in places if stood is not None else ():
                values[at] = stood[1 + at] if stood is not None else None
            found.append(tuple(values))
        return found

    def _shelve_accounts(self, rows: list[Row], unseen: frozenset[str]) -> None:
        departures.readopt(self.connection, self.source, rows, self.rows.log)
        standing = self.rows.standing(ACCOUNTS, rows)
        rows = self.unsent.spare(ACCOUNTS, rows, standing, unseen)
        statuses = self._statuses([found[0] for found in standing.values()])
        fresh: list[Row] = []
        when = stamp(self.at)
        for row in rows:
            status = "churned" if row[_CHURNED_AT] else "active"
            found = standing.get((row[0], 0))
            if found is None:
                fresh.append((when, status, *row))
                self.joined.append(row[0])
                continue
            self._reconcile(found, row, status, statuses[found[0]])
        first = self.rows.insert(ACCOUNTS, fresh)
        # At the baseline the row's own `first_seen` says it; only later arrivals can be new.
        book = [THE_BOOK] if self.has_baseline else []
        self._see_segments(
            (first + at, [*book, *_NAMES.decode(row[2 + _SEGMENTS_AT])])
            for at, row in enumerate(fresh)
        )
        self.rows.update(ACCOUNTS, rows, standing)

    def _reconcile(self, found: Row, row: Row, status: str, stood: str) -> None:
        number = found[0]
        if stood != status:
            if stood in ("left", "removed"):
                self.joined.append(row[0])
                self._see_segments([(number, [THE_BOOK])], again=True)
            self._set_status(number, stood, status)
        if found[1 + _SEGMENTS_AT] != row[_SEGMENTS_AT]:
            self._see_segments([(number, _NAMES.decode(row[_SEGMENTS_AT]))])
        if found[1 + _STAGE_AT] != row[_STAGE_AT]:
            self.connection.execute(
                "UPDATE accounts SET stage_since = ? WHERE id = ?", (stamp(self.at), number)
            )

    def _shelve(self, shelf: Shelf, rows: list[Row]) -> None:
        self.unsent.adopt(shelf, rows)
        standing = self.rows.standing(shelf, rows)
        rows = self.unsent.spare(shelf, rows, standing)
        fresh = [row for row in rows if key_of(shelf, row) not in standing]
        self.rows.insert(shelf, fresh)
        self.rows.update(shelf, rows, standing)
        for row in rows:
            found = standing.get(key_of(shelf, row))
            if found is None or found[1:] != row:
                self.rows.touched.add(row[1])
                if found is not None:
                    self.rows.touched.add(found[2])

    def _homes(self, external_ids: set[str]) -> dict[str, int]:
        found = self.connection.execute(
            "SELECT external_id, id FROM accounts WHERE source = ?"
            f" AND {IN_THE_BOOK} AND external_id IN (SELECT value FROM json_each(?))",
            (self.source, as_json(list(external_ids))),
        )
        homes: dict[str, int] = dict(found.fetchall())
        others = external_ids - homes.keys()
        # Where a ticket system tells of them they are organizations, not accounts.
        return (
            homes | organizations.homes(self.connection, self.source, others) if others else homes
        )

    def _statuses(self, numbers: list[int]) -> dict[int, str]:
        found = self.connection.execute(
            "SELECT id, status FROM accounts WHERE id IN (SELECT value FROM json_each(?))",
            (as_json(numbers),),
        )
        return dict(found.fetchall())

    def _see_segments(self, seen: Any, *, again: bool = False) -> None:
        """Keeps the first sight of each (account, segment); new only after the baseline."""
        when, is_new = stamp(self.at), int(self.has_baseline)
        on_conflict = (
            "DO UPDATE SET first_seen = excluded.first_seen, is_new = excluded.is_new"
            if again
            else "DO NOTHING"
        )
        self.connection.executemany(
            "INSERT INTO segment_seen (account_id, segment, first_seen, is_new)"
            f" VALUES (?, ?, ?, ?) ON CONFLICT (account_id, segment) {on_conflict}",
            [(number, name, when, is_new) for number, names in seen for name in names],
        )

    def _note_status(
        self, external_ids: Sequence[str], status: str, merged: Collection[str] = ()
    ) -> None:
        found = self.connection.execute(
            "SELECT id, status, external_id FROM accounts WHERE source = ?"
            " AND external_id IN (SELECT value FROM json_each(?))",
            (self.source, as_json(list(external_ids))),
        ).fetchall()
        going = [row for row in found if row[1] not in (status, "removed")]
        for number, stood, _ in going:
            self._set_status(number, stood, status)
            self.rows.removed += 1
        if status == "removed":
            numbers = {row[0]: row[2] in merged for row in going}
            heirs = departures.hand_over(self.connection, numbers, self.rows.log)
            self.rows.touched |= heirs
            self.heirs |= self._external_ids(heirs)
        # At once, not after the run: a customer whose leader is gone would be shown nowhere.
        gone = [row[0] for row in going]
        self.rows.touched |= twins.give_way(self.connection, gone, self.rows.log)

    def _external_ids(self, numbers: set[int]) -> set[str]:
        found = self.connection.execute(
            "SELECT external_id FROM accounts WHERE id IN (SELECT value FROM json_each(?))",
            (as_json(sorted(numbers)),),
        )
        return {row[0] for row in found}

    def _set_status(self, number: int, stood: str, status: str) -> None:
        self.connection.execute(
            "UPDATE accounts SET status = ?, status_since = ? WHERE id = ?",
            (status, stamp(self.at), number),
        )
        self.rows.log.append(("account", number, "status", stood, status))
        self.rows.ids.setdefault("account", set()).add(number)
        # Its notes and tasks count for the customer it is shown with while it is in the book.
        self.rows.touched.add(number)


def _last_of_each(facts: Sequence[Any]) -> list[Any]:
    """A page may name a record twice while rows move; the last word counts."""
    return list({one.external_id: one for one in facts}.values())
