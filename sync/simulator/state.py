"""The service's memory: every record, what time it is there, and the order of things.

All methods take the one lock, so a test's thread and the server's may both use it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from random import Random
from threading import RLock
from typing import Final
from uuid import UUID

from msgspec import Struct

from book.clock import Clock, stamp
from sync.simulator.collection import Collection, Row
from sync.simulator.seed import RESOURCES, Book, Record, Step
from sync.simulator.shapes import DEFAULTS

_OF_ITS_OWN: Final = frozenset(("id", "createdAt", "updatedAt"))


class ApiError(Exception):
    """An answer that is a refusal: its status and the sentence in its `error` field."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


class Quirks(Struct, frozen=True, kw_only=True):
    """How the service behaves where its documentation leaves it open.

    A connector has to work with every combination, so tests turn these.
    """

    archived_when_omitted: bool = False
    """A list without `archived` holds deleted rows too."""
    account_tasks_know_archived: bool = True
    """The tasks of one account can be asked for by `archived`; otherwise it is ignored there."""
    archive_moves_updated: bool = True
    """Deleting a note or task moves its `updatedAt`."""
    repeated_note: str = "reject"
    """A second note with the same externalId: "reject" (400) or "update"."""
    task_tags_wiped: bool = True
    """A task loses its tags when an update lacks them, as notes do."""
    delete_status: int = 204
    """What DELETE answers."""
    reopen: bool = True
    """`completedAt: null` opens a task again; otherwise it is ignored."""
    health_moves_updated: bool = True
    """A new health score moves the account's `updatedAt`."""
    archived_takes_put: bool = True
    """A deleted note or task can still be changed; otherwise that is answered with 404."""
    largest_body: int = 5_000_000
    """Bytes of a body beyond which the answer is 413."""


class State:
    """All records, guarded by `lock`; `clock` says what time it is at the service."""

    def __init__(
        self, book: Book, *, clock: Clock, quirks: Quirks | None = None, seed: int = 0
    ) -> None:
        self.lock = RLock()
        self.clock = clock
        self.quirks = quirks or Quirks()
        self.me = book.me
        self.custom_fields = book.custom_fields
        self._later = list(book.later)
        self._removed: dict[str, Record] = {}
        self._random = Random(f"state {seed}")
        self._happened: Callable[[Step], None] | None = None
        self.collections = {name: Collection() for name in RESOURCES}
        for each in book.encoded_accounts:
            row = Row(
                each.id,
                each.external_id,
                each.created,
                each.updated,
                encoded=each.body,
                churned=each.churned,
            )
            self.collections["accounts"].put(row)
        for resource, records in book.records.items():
            for record in records:
                self.insert(resource, record)

    def take_up(self, steps: Iterable[Step], happened: Callable[[Step], None]) -> None:
        """Does again what happened before a restart, then tells each further step.

        A step on a record that is not there any more is left out.
        """
        with self.lock:
            for step in steps:
                with suppress(KeyError):
                    self.do(step)
            self._happened = happened

    def find(self, resource: str, text: str) -> Row | None:
        """The row with that id or external id."""
        with self.lock:
            return self.collections[resource].find(text)

    def new_id(self) -> str:
        """A fresh id, the same ones in the same order for the same seed."""
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def now(self) -> str:
        """What the service's clock says, as it writes it."""
        return stamp(self.clock())

    def insert(self, resource: str, record: Record) -> Row:
        """Adds a record; what it lacks is filled in."""
        with self.lock:
            whole = copy.deepcopy(DEFAULTS[resource]) | copy.deepcopy(record)
            now = self.now()
            for field in ("createdAt", "updatedAt"):
                if field in whole:
                    whole[field] = whole[field] or now
            whole["id"] = whole.get("id") or self._unused_id(resource)
            row = self._row(resource, whole)
            self.collections[resource].put(row)
            self._tell(Step(do="add", resource=resource, record=whole))
            return row

    def change(self, resource: str, text: str, patch: Record, *, moves: bool = True) -> Row:
        """Lays `patch` over a record (traits key by key, null removes one); moves `updatedAt`.

        With `moves=False` the record changes in silence, as computed traits may.
        """
        with self.lock:
            old = self._must(resource, text)
            whole = copy.deepcopy(old.facts())
            for field, value in patch.items():
                if field == "traits" and isinstance(value, dict):
                    merged = whole.get("traits", {}) | value
                    whole["traits"] = {k: v for k, v in merged.items() if v is not None}
                else:
                    whole[field] = copy.deepcopy(value)
            if set(patch) == {"healthScore"} and not self.quirks.health_moves_updated:
                moves = False
            if moves and "updatedAt" in whole and "updatedAt" not in patch:
                whole["updatedAt"] = self._later_than(old)
            row = self._row(resource, whole)
            if old.created and "createdAt" not in whole:
                row.created, row.updated = old.created, old.updated
            self.collections[resource].put(row)
            self._forget_embedded(resource, row.id)
            said = {field: whole[field] for field in ("updatedAt",) if field in whole}
            self._tell(Step(do="change", resource=resource, id=row.id, record=patch | said))
            return row

    def bump(self, resource: str, text: str) -> Row:
        """Moves a record's `updatedAt` and nothing else."""
        return self.change(resource, text, {})

    def archive(self, resource: str, text: str) -> Row:
        """Deletes softly, as the app and DELETE do with notes and tasks."""
        with self.lock:
            return self.change(
                resource,
                text,
                {"archivedAt": self.now()},
                moves=self.quirks.archive_moves_updated,
            )

    def remove(self, resource: str, text: str) -> None:
        """Deletes for good; an account takes what belongs to it alone along."""
        with self.lock:
            row = self._must(resource, text)
            self.collections[resource].drop(row)
            self._tell(Step(do="remove", resource=resource, id=row.id))
            if resource != "accounts":
                return
            self._removed[row.id] = row.facts()
            for name in ("notes", "tasks", "conversations", "users"):
                held = self.collections[name]
                for each in [held.rows[i] for i in held.of_account.get(row.id, ())]:
                    if name == "users" and len(each.accounts) > 1:
                        left = [one for one in each.accounts if one != row.id]
                        self.change("users", each.id, {"accounts": left})
                    else:
                        held.drop(each)

    def reimport(self, text: str) -> Row:
        """Brings an account back under a new id, as an import from a CRM does after it was
        deleted; its external id and facts are the old ones, its notes and tasks are not there."""
        with self.lock:
            if text not in self._removed:
                self.remove("accounts", text)
            kept = {k: v for k, v in self._removed.pop(text).items() if k not in _OF_ITS_OWN}
            return self.insert("accounts", kept)

    def advance(self, steps: int | None = None) -> int:
        """Does the next steps of the book's `later`, all of them by default; says how many."""
        with self.lock:
            count = len(self._later) if steps is None else min(steps, len(self._later))
            for step in self._later[:count]:
                self.do(step)
            del self._later[:count]
            return count

    def do(self, step: Step) -> str:
        """Does one step; says which record it was about."""
        if step.do == "add":
            return self.insert(step.resource, step.record).id
        if step.do == "change":
            self.change(step.resource, step.id, step.record)
        elif step.do == "archive":
            self.archive(step.resource, step.id)
        elif step.do == "reimport":
            return self.reimport(step.id).id
        else:
            self.remove(step.resource, step.id)
        return step.id

    def _tell(self, step: Step) -> None:
        if self._happened is not None:
            self._happened(step)

    def _unused_id(self, resource: str) -> str:
        # After a restart the same ids come again, and some were given away before it.
        rows = self.collections[resource].rows
        found = self.new_id()
        while found in rows:
            found = self.new_id()
        return found

    def _must(self, resource: str, text: str) -> Row:
        row = self.collections[resource].find(text)
        if row is None:
            raise KeyError(f"{resource} {text}")
        return row

    def _row(self, resource: str, record: Record) -> Row:
        created = record.get("createdAt") or record.get("respondedAt")
        updated = record.get("updatedAt") or created
        accounts: tuple[str, ...] = ()
        if resource == "users":
            accounts = tuple(record["accounts"])
        elif resource == "npsResponses":
            user = self.collections["users"].rows.get(record["userId"])
            accounts = user.accounts if user is not None else ()
        elif record.get("accountId"):
            accounts = (record["accountId"],)
        return Row(
            record["id"],
            record.get("externalId"),
            milliseconds(created) if created else len(self.collections[resource]),
            milliseconds(updated) if updated else len(self.collections[resource]),
            record=record,
            accounts=accounts,
            archived=bool(record.get("archivedAt")),
            churned=bool(record.get("churnedAt")),
            source=record.get("source"),
        )

    def _later_than(self, row: Row) -> str:
        # Two edits within one tick of a test's clock still have to differ, as they do there.
        now = milliseconds(self.now())
        return stamp(datetime.fromtimestamp(max(now, row.updated + 1) / 1000, UTC))

    def _forget_embedded(self, resource: str, row_id: str) -> None:
        if resource != "accounts":
            return
        for name in ("notes", "tasks", "users"):
            held = self.collections[name]
            for each in held.of_account.get(row_id, ()):
                held.rows[each].encoded = None


def milliseconds(text: str) -> int:
    """A moment as the service writes it, as milliseconds since 1970 UTC."""
    return round(datetime.fromisoformat(text).timestamp() * 1000)
