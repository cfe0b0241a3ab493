"""Salesforce's web page and the line to it: what a person does there, what requests look like."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

import msgspec

from book.clock import stamp
from sync.salesforce.activities import is_note
from sync.simulator.salesforce import moments, recycle_bin
from sync.simulator.salesforce.filling import users
from sync.simulator.salesforce.refusals import Refused
from sync.simulator.salesforce.table import Record
from tests.laptops import salesforce_org as at_start
from tests.laptops.service import Asked, Kind, Line, Page
from tests.laptops.texts import edited

if TYPE_CHECKING:
    from tests.laptops.salesforce_crm import SalesforceCrm

FIELDS: Final = {"stage": at_start.STAGE, "plan": at_start.PLAN, "slack_channel": at_start.SLACK}
"""Field of an account → the field it is kept in."""
_OF_AN_ACCOUNT: Final = ("Name", "OwnerId", at_start.ORG_ID)
_EVENT: Final = "00U"
_MARKER: Final = re.compile(r"^\s*ref S\b")
_RECORD: Final = re.compile(r"/sobjects/(?:Task|Event)/(00[TU]\w{12,15})")
_ONE_ROW: Final = re.compile(r"Id = '(00[TU]\w{12,15})'")
_SAID: Final = {
    "400": "MALFORMED_QUERY",
    "400 deleted": "ENTITY_IS_DELETED",
    "400 locked": "UNABLE_TO_LOCK_ROW",
    "401": "INVALID_SESSION_ID",
    "403": "INSUFFICIENT_ACCESS_OR_READONLY",
    "403 limit": "REQUEST_LIMIT_EXCEEDED",
    "404": "NOT_FOUND",
    "503": "SERVER_UNAVAILABLE",
}


class SalesforcePage(Page):
    """A person in Salesforce."""

    def __init__(self, crm: SalesforceCrm) -> None:
        self._crm = crm
        self._org = crm.org

    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Logs a call, or a meeting that was held; makes a task."""
        fields: Record = {"WhatId": account, "OwnerId": self._org.me, "Subject": title}
        fields["Description"] = line or None
        if kind == "note" and int(day[-2:]) % 3 == 0:
            start = self._org.clock() - timedelta(days=int(day[-2:]))
            fields["StartDateTime"] = moments.from_literal(stamp(start))
            fields["EndDateTime"] = moments.from_literal(stamp(start + timedelta(hours=1)))
            self._org.insert("Event", fields, self._org.me)
            return
        if kind == "note":
            fields |= {"Status": "Completed", "TaskSubtype": "Call"}
        late = self._crm.shape.late or False
        self._org.insert("Task", {**fields, "ActivityDate": day}, self._org.me, late=late)

    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """Nobody touches the line that says what it is for."""
        text = self._text(number)
        lines = text.split("\n")
        marker = next((at for at, one in enumerate(lines) if _MARKER.search(one)), None)
        changed = edited(text, line, at, how)
        if marker is not None and lines[marker] not in changed.split("\n"):
            changed = edited(text, line, at, "add")
        self._type(number, changed)

    def paste(self, kind: Kind, number: str, line: str) -> None:
        """Plain text is pasted as it is."""
        self._type(number, f"{line}\n{self._text(number)}")

    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives a field a value; a meeting stays on its day."""
        patch: Record
        if field == "completed_at":
            patch = {"Status": "Completed" if value else "In Progress"}
        elif field in ("subject", "title"):
            patch = {"Subject": value or None}
        elif number.startswith(_EVENT):
            return
        else:
            patch = {"ActivityDate": value}
        self._change(number, patch)

    def move(self, kind: Kind, number: str, account: str) -> None:
        """Makes it be about another account."""
        self._change(number, {"WhatId": account})

    def delete(self, kind: Kind, number: str) -> None:
        """Puts a record into the bin."""
        recycle_bin.delete(self._org, object_of(number), number)

    def restore(self, kind: Kind, number: str) -> None:
        """Takes a record out of the bin."""
        recycle_bin.undelete(self._org, object_of(number), number)

    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a field of an account a value."""
        self._org.change("Account", account, {FIELDS[field]: value}, self._org.me)

    def hand(self, account: str, *, to_me: bool) -> None:
        """Gives an account another owner."""
        owner = self._org.me if to_me else users(self._org)[1]
        self._org.change("Account", account, {"OwnerId": owner}, self._org.me)

    def reimport(self, account: str) -> None:
        """Deletes an account with all it has, and makes another one with the same id of its own."""
        self._org.commit()
        old = self._org.must("Account", account)
        recycle_bin.delete(self._org, "Account", account)
        kept = {name: old.get(name) for name in (*_OF_AN_ACCOUNT, *FIELDS.values())}
        self._org.insert("Account", kept, self._org.me)

    def delete_account(self, account: str) -> None:
        """Puts an account into the bin, and what it has with it."""
        self._org.commit()
        recycle_bin.delete(self._org, "Account", account)

    def merge(self, winner: str, loser: str) -> None:
        """Makes one account of two, once nobody writes at either."""
        self._org.commit()
        recycle_bin.merge(self._org, "Account", winner, (loser,), self._org.me)

    def _type(self, number: str, text: str) -> None:
        typed = text.replace("\n", self._crm.shape.line_end)
        self._change(number, {"Description": typed or None})

    def _change(self, number: str, patch: Record) -> None:
        self._org.change(object_of(number), number, patch, self._org.me)

    def _text(self, number: str) -> str:
        return plain(self._crm.as_it_is(number).get("Description"))


class SalesforceLine(Line):
    """Salesforce's requests: questions are GETs in a language of their own."""

    faults: ClassVar[tuple[str, ...]] = (*("400 deleted", "400 locked", "403 limit", "412", "503"),)
    gone: ClassVar[frozenset[str]] = frozenset(("404", "400 deleted"))

    def __init__(self, crm: SalesforceCrm) -> None:
        self._crm = crm

    def is_write(self, asked: Asked) -> bool:
        """All but reading."""
        return asked.method != "GET"

    def is_deletion(self, asked: Asked) -> bool:
        """By its method."""
        return asked.method == "DELETE"

    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """By its path, or by the id that a question names."""
        found = _RECORD.search(asked.path) or _ONE_ROW.search(asked.path)
        row = self._crm.org.find(object_of(found[1]), found[1]) if found else None
        if row is None:
            return None
        return ("note" if row["Id"].startswith(_EVENT) or is_note(row) else "task"), row["Id"]

    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """A list with one error, as the service says it."""
        status = int(fault.partition(" ")[0])
        said = Refused(_SAID.get(fault, "UNKNOWN_EXCEPTION"), "Something went wrong.", status)
        headers = {"content-type": "application/json;charset=UTF-8"}
        return status, headers, msgspec.json.encode(said.body())


def object_of(number: str) -> str:
    return "Event" if number.startswith(_EVENT) else "Task"


def plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")
