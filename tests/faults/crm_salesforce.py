"""Salesforce's face: activities at accounts, made by a key of ours or found by their last line."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

import msgspec

from book.clock import stamp
from book.records import Source
from sync.simulator.process import started
from sync.simulator.salesforce import Field, SalesforceSimulator, blank_org
from sync.simulator.salesforce.process import OrgProcess
from sync.simulator.served import Served
from tests.clocks import HandClock
from tests.faults.crms import KEPT, Crm, Place, Record, Said
from tests.faults.looking import connected, simulator_words

KEY_FIELD: Final = "Satchel_Id__c"
_OBJECTS: Final = "/services/data/v64.0/sobjects"
_MINE, _ALL = 3, 5
_LINE: Final = re.compile(r"(?:\A|\n)ref S(?:-([A-Z2-7]{26}))?(?: \([a-z]+\))?((?: \[[^\]]+\])*)\Z")
_AT: Final = {"plan": "Plan__c", "slack_channel": "Description"}
_CODES: Final = {
    400: "FIELD_CUSTOM_VALIDATION_EXCEPTION",
    403: "INSUFFICIENT_ACCESS_OR_READONLY",
    404: "NOT_FOUND",
    409: "CONFLICT",
    422: "UNPROCESSABLE",
}
WORDS: Final = "Something went wrong."


class Salesforce(Crm):
    """An org whose administrator made a field for our keys."""

    name: ClassVar[str] = "salesforce"
    title: ClassVar[str] = "Salesforce"
    root: ClassVar[str] = "/services/data"
    methods: ClassVar[tuple[str, ...]] = ("POST", "PATCH", "DELETE")
    silent: ClassVar[frozenset[str]] = frozenset(
        ("a changed note", "a deleted note", "a finished task", "a label")
    )
    again: ClassVar[str] = "Sign in to Salesforce again"
    says: ClassVar[dict[str, str]] = {
        "401 in the middle of a run": "run out",
        "409": "a moment ago (409)",
        "404, a new note": "does not know the field that takes the key of this note (NOT_FOUND)",
        "404, a new task": "does not know the field that takes the key of this task (NOT_FOUND)",
    }
    # The object, or the field of our keys, is not shown to this person; it may be again.
    reasons: ClassVar[dict[str, str]] = {"404, a new note": "hidden", "404, a new task": "hidden"}
    tidies: ClassVar[bool] = False
    keyed: ClassVar[bool] = True

    def __init__(self, service: Any) -> None:
        super().__init__(service)
        self._ids: dict[str, str] = {}

    @classmethod
    def small(cls, clock: HandClock) -> Salesforce:
        """The small book."""
        org = SalesforceSimulator(blank_org(), clock=clock)
        if not cls.keyed:
            org.remove_field("Task", KEY_FIELD)
        org.org.schema.add_field("Account", Field(name="Plan__c", label="Plan", length=80))
        made = cls(org)
        made._fill(clock)
        return made

    @classmethod
    def launched(cls, accounts: int, *, bulk: int = 0) -> Salesforce:
        """A process."""
        words = [*simulator_words(cls.name, accounts, bulk), "--daily", "100000000"]
        made = cls(OrgProcess(*started(words, None, quiet=True)))
        if not cls.keyed:
            made.service.call("remove_field", "Task", KEY_FIELD)
        return made

    @classmethod
    def full(cls, accounts: int, key: str) -> Salesforce:
        """The sample book."""
        made = cls(SalesforceSimulator(accounts=accounts, key=key))
        if not cls.keyed:
            made.service.remove_field("Task", KEY_FIELD)
        return made

    def source(self, clock: HandClock | None) -> Source:
        """As the first look finds it."""
        options = {} if clock is not None else {"slack-channel-field": "Description"}
        return connected(self, clock, options, variant=self.keyed)

    def records(self, record: Record) -> list[Said]:
        """Both are tasks: a call that was made is a note."""
        rows = self.service.records("Task")
        return [_said(record, row) for row in rows if _is_note(row) == (record == "note")]

    def label(self, account: str, name: str) -> str | None:
        """By the field."""
        value: str | None = self.service.record("Account", account).get(_AT[name])
        return value

    def created(self, lines: Iterable[Served]) -> Counter[str]:
        """By the key in the path of an upsert, or in the text of what was posted."""
        taken: Counter[str] = Counter()
        for line in lines:
            if not 200 <= line.status < 300 or "/sobjects/Task" not in line.path:
                continue
            body = msgspec.json.decode(line.body) if line.body else {}
            record: Record = "note" if body.get("TaskSubtype") == "Call" else "task"
            if f"/{KEY_FIELD}/" in line.path and line.method == "PATCH":
                taken[f"satchel:{record}:{line.path.rpartition('/')[2]}"] += 1
            elif line.method == "POST":
                taken[_key(record, body) or ""] += 1
        return taken

    def places(self) -> dict[str, Place]:
        """A new one by its key, or simply posted; what was written is looked at once more."""
        new = (
            Place("PATCH", f"{_OBJECTS}/Task/{KEY_FIELD}/", 2)
            if self.keyed
            else Place("POST", f"{_OBJECTS}/Task", 2)
        )

        def at(kind: str, key: str) -> str:
            return f"{_OBJECTS}/{kind}/{self._ids.get(key, key)}"

        return {
            "a new note": new,
            "a changed note": Place("PATCH", at("Task", "note 0"), 3),
            "a deleted note": Place("DELETE", at("Task", "note 1"), 2),
            "a new task": new,
            "a finished task": Place("PATCH", at("Task", "task 0"), 3),
            "a label": Place("PATCH", at("Account", "account 0"), 3),
        }

    def known_as(self, record: Record | Literal["account"], at: int) -> str:
        """Ids of eighteen letters."""
        return self._ids[f"{record} {at}"]

    def rename_note(self, at: int, subject: str) -> None:
        """In the browser."""
        self.service.change("Task", self.known_as("note", at), Subject=subject)

    def tag(self) -> None:
        """As another of our laptops would."""
        line = f"ref S [{KEPT}]"
        self.service.change("Task", self.known_as("note", 0), Description=f"Said 0\n\n{line}")
        self.service.change("Task", self.known_as("task", 0), Description=line)

    def stop_clock(self) -> None:
        """For good."""
        now = self.service.org.clock()
        self.service.org.clock = lambda: now

    def refuse(self, place: Place, status: int, *, times: int = 1) -> None:
        """By a code of its own."""
        self.service.refuse(
            _CODES[status],
            text=WORDS,
            status=status,
            path=place.path,
            method=place.method,
            times=times,
        )

    def code(self, status: int) -> str:
        """A word instead of a number."""
        return str(status) if status == 409 else _CODES[status]

    def quoted(self, status: int) -> str:
        """An overtaken change is told without its words."""
        return "" if status == 409 else WORDS

    def _fill(self, clock: HandClock) -> None:
        org = self.service
        others = [row["Id"] for row in org.records("User") if row["Id"] != org.me]

        def add(kind: str, key: str, days: float, **fields: Any) -> str:
            at = stamp(clock() - timedelta(days=days, minutes=len(self._ids)))
            dates = {"CreatedDate": at, "LastModifiedDate": at, "SystemModstamp": at}
            self._ids[key] = org.add(kind, **fields, **dates)
            return self._ids[key]

        for n in range(_ALL):
            owner = org.me if n < _MINE else others[0]
            home = add("Account", f"account {n}", 10, Name=f"Customer {n:04}", OwnerId=owner)
            mine = {"OwnerId": org.me, "WhatId": home}
            for m in (2 * n, 2 * n + 1):
                said = {"Subject": f"Call {m}", "Description": f"Said {m}"}
                done = {"Status": "Completed", "TaskSubtype": "Call", "ActivityDate": "2026-06-05"}
                add("Task", f"note {m}", 5, **said, **done, **mine)
            todo = {"Status": "Not Started", "ActivityDate": "2026-06-20"}
            add("Task", f"task {n}", 4, Subject=f"Send {n}", **todo, **mine)


class PlainSalesforce(Salesforce):
    """An org without a field for our keys."""

    settling: ClassVar[float] = 60.0
    keyed: ClassVar[bool] = False


def _is_note(row: dict[str, Any]) -> bool:
    return bool(row["IsClosed"] and row["TaskSubtype"] == "Call")


def _said(record: Record, row: dict[str, Any]) -> Said:
    text = row.get("Description") or ""
    line = _LINE.search(text)
    return Said(
        id=row["Id"],
        title=row.get("Subject") or "",
        text=text,
        tags=tuple(re.findall(r"\[([^\]]+)\]", line[2])) if line else (),
        key=_key(record, row),
        done=bool(row["IsClosed"]),
        due=row.get("ActivityDate"),
        gone=bool(row["IsDeleted"]),
        account=row.get("WhatId"),
    )


def _key(record: Record, row: dict[str, Any]) -> str | None:
    """The key a record was made with: its own field, or 26 letters in its last line."""
    own: str | None = row.get(KEY_FIELD)
    if own:
        return f"satchel:{record}:{own}"
    line = _LINE.search(row.get("Description") or "")
    if line is None or line[1] is None:
        return None
    return f"satchel:{record}:{UUID(bytes=base64.b32decode(line[1] + '======'))}"
