"""Vitally's face: notes and tasks with an external id, traits of accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, ClassVar, Final, Literal

import msgspec

from book.records import Source
from sync.simulator import RateLimit, Simulator, launch
from sync.simulator.served import Served
from sync.vitally.mapping import NATIVE
from tests.clocks import HandClock
from tests.faults.crms import KEPT, ROOT, Crm, Place, Record, Said
from tests.sync.books import ME, ME_EMAIL, small_book

_MAPPING: Final = {**NATIVE, "stage": "vitally.custom.pipeline", "plan": "vitally.custom.plan"}
_CHANNEL: Final = "vitally.custom.slackChannel"
_AT: Final = {"plan": "vitally.custom.plan", "slack_channel": _CHANNEL}
_IDS: Final = {"account": "acc", "note": "note", "task": "task"}


class Vitally(Crm):
    """A Vitally."""

    name: ClassVar[str] = "vitally"
    title: ClassVar[str] = "Vitally"
    root: ClassVar[str] = "/resources"
    methods: ClassVar[tuple[str, ...]] = ("POST", "PUT", "DELETE")
    again: ClassVar[str] = "connect Vitally again"

    @classmethod
    def small(cls, clock: HandClock) -> Vitally:
        """The small book."""
        return cls(Simulator(small_book(clock), clock=clock, limit=RateLimit(units=None)))

    @classmethod
    def launched(cls, accounts: int, *, bulk: int = 0) -> Vitally:
        """A process."""
        options: dict[str, Any] = {"accounts": accounts, "bulk": bulk, "rate_limit": None}
        return cls(launch(**options, folder=ROOT, quiet=True))

    @classmethod
    def full(cls, accounts: int, key: str) -> Vitally:
        """The sample book."""
        return cls(Simulator(accounts=accounts, key=key, limit=RateLimit(units=None)))

    def source(self, clock: HandClock | None) -> Source:
        """A row written by hand: nothing of it has to be found out."""
        if clock is not None:
            return Source(
                name=self.name,
                url=self.service.url,
                me_email=ME_EMAIL,
                me_id=ME,
                mapping=_MAPPING,
                baseline_at=clock(),
            )
        email, admins = self.service.email, self.service.records("admins")
        return Source(
            name=self.name,
            url=self.service.url,
            me_email=email,
            me_id=next(one["id"] for one in admins if one["email"] == email),
            mapping={**NATIVE, "slack_channel": _CHANNEL},
        )

    def records(self, record: Record) -> list[Said]:
        """By the resource of that name."""
        note = record == "note"
        return [
            Said(
                id=one["id"],
                title=one["subject" if note else "name"] or "",
                text=one["note" if note else "description"] or "",
                tags=tuple(one["tags"]),
                key=_ours(one["externalId"]),
                done=not note and one["completedAt"] is not None,
                due=None if note else (one["dueDate"] or "")[:10] or None,
                gone=one["archivedAt"] is not None,
                account=one["accountId"],
            )
            for one in self.service.records(f"{record}s")
        ]

    def label(self, account: str, name: str) -> str | None:
        """By the trait."""
        (found,) = [one for one in self.service.records("accounts") if one["id"] == account]
        value: str | None = found["traits"].get(_AT[name])
        return value

    def created(self, lines: Iterable[Served]) -> Counter[str]:
        """By the external ids of what was posted."""
        return Counter(
            msgspec.json.decode(line.body)["externalId"]
            for line in lines
            if (line.method, line.status) == ("POST", 200)
        )

    def places(self) -> dict[str, Place]:
        """Each record has a path of its own, for looking and for writing."""
        note, done = "/resources/notes/note-0000", "/resources/tasks/task-0000"
        deleted, account = "/resources/notes/note-0001", "/resources/accounts/acc-0000"
        return {
            "a new note": Place("POST", "/resources/notes", 1),
            "a changed note": Place("PUT", note, 2, look=note),
            "a deleted note": Place("DELETE", deleted, 2, look=deleted),
            "a new task": Place("POST", "/resources/tasks", 1),
            "a finished task": Place("PUT", done, 2, look=done),
            "a label": Place("PUT", account, 2, look=account),
        }

    def known_as(self, record: Record | Literal["account"], at: int) -> str:
        """Ids that say what they are."""
        return f"{_IDS[record]}-{at:04}"

    def rename_note(self, at: int, subject: str) -> None:
        """In the browser."""
        self.service.change("notes", self.known_as("note", at), subject=subject)

    def tag(self) -> None:
        """In the browser."""
        self.service.change("notes", self.known_as("note", 0), tags=[KEPT])
        self.service.change("tasks", self.known_as("task", 0), tags=[KEPT])

    def stop_clock(self) -> None:
        """For good."""
        now = self.service.state.clock()
        self.service.state.clock = lambda: now

    def quoted(self, status: int) -> str:
        """The simulator's words for any fault."""
        return "Something went wrong."


def _ours(key: str | None) -> str | None:
    return key if (key or "").startswith("satchel:") else None
