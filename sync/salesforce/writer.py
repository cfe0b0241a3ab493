"""Salesforce's writing side: one request per entry, and what the org made of it read back.

Nothing here sends a write twice. A creation goes by a key the org keeps unique, where it has a
field for one; else the key stands in the text, and a lost answer is settled by looking for it. A
change says what it was made upon: the org itself refuses it when somebody was quicker.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from email.utils import format_datetime
from typing import ClassVar, Final

from msgspec.structs import replace

from book.clock import Steady, moment, stamp, steady_beside
from book.errors import (
    Auth,
    BadResponse,
    Offline,
    RateLimited,
    Refused,
    ServerTrouble,
)
from sync.doubts import Doubts
from sync.http import Reply
from sync.pacing import Pause
from sync.port import Request, Sending, WrittenFacts
from sync.refusals import AccountGone, Gone, NotAllowed
from sync.salesforce import activities, doubts, footer, ids, mapping, objects, soql, write_refusals
from sync.salesforce.answers import NoSuchObject, VanishedField
from sync.salesforce.objects import Sight
from sync.salesforce.org import Org, Row, row_of
from sync.salesforce.workspace import Workspace
from sync.salesforce.write_bodies import Desk, can_be_written, kind_of, requests_for

DUPLICATE_WAITS: Final = (1.5, 3.0)
"""Seconds before a record is looked for whose key is said to be there already."""
SEARCHED: Final = timedelta(days=30)
"""What I made in that time is searched for a key, when the account itself does not have it."""
_ESSENTIAL: Final = frozenset(
    ("Subject", "Description", "ActivityDate", "IsClosed", "WhatId", "AccountId", "IsDeleted")
)


class SalesforceWriter:
    """Writes to one org; see `sync.port.Writer`."""

    writes: ClassVar[frozenset[str]] = frozenset(("account", "note", "task"))

    def __init__(
        self,
        workspace: Workspace,
        pause: Pause,
        doubted: Doubts = doubts.OF_THIS_PROCESS,
        steady: Steady | None = None,
    ) -> None:
        self._doubts = doubted
        self._workspace = workspace
        self._steady = steady or steady_beside(workspace.clock)
        self._org: Org = workspace.org
        self._pause = pause
        self._desk = Desk.of(workspace.source, workspace.org.version)
        known = workspace.source.capabilities
        self._user = str(known.get("user_id") or workspace.source.me_id or "")
        self._marked: dict[str, bool] = {}
        """Records that were looked at → whether their key stands in their text."""
        self._described: dict[str, objects.Described] = {}
        self._sights = {
            "Task": _sight("Task", known.get("task_fields")),
            "Event": _sight("Event", known.get("event_fields")),
            "Account": _account_sight(workspace),
        }

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to one that this person may write."""
        return fact in self._desk.fields

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network.

        Raises Refused for what Salesforce cannot do.
        """
        marked = self._marked.get(sending.external_id or "", False)
        return requests_for(sending, before, self._desk, marked=marked)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, deleted ones included; None when it is gone."""
        kind = kind_of(record, external_id)
        rows = await self._rows(kind, (f"Id = {soql.text(external_id)}",))
        if not rows or (kind == "Account" and mapping.is_deleted(rows[0])):
            return None
        facts = self._facts(record, kind, rows[0])
        if facts is None:
            raise BadResponse(
                f"Salesforce's answer about one {record} cannot be read.",
                "Nothing was written; look at it there.",
            )
        return facts

    async def shown_again(
        self, record: str, external_id: str | None, fields: Collection[str]
    ) -> bool:
        """Whether what an entry needs can be seen and written now; see `sync.shown_again`."""
        kind = kind_of(record, external_id)
        if kind not in self._described:
            self._described[kind] = await objects.described(self._org, kind)
        shown = can_be_written(self._described[kind], kind, fields, self._desk)
        if shown and self._desk.hidden.get(kind):
            # What the first look found is over.
            self._desk = replace(self._desk, hidden={**self._desk.hidden, kind: frozenset()})
        return shown

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none.

        By the field that keeps our keys, where there is one; then among what I made at the
        account, and what I made anywhere of late: somebody may have moved it. Deleted ones count.

        Without that field, what was tried a moment ago may still be in the making. Within that
        time “not found” is no answer: ServerTrouble is raised, so that the entry waits. Where
        nobody here knows when it was tried (another process did), that time is sat out once.
        """
        if record not in ("note", "task"):
            return None
        if self._desk.key_field:
            return await self._keyed(record, key) or await self._marked_with(record, key, account)
        left = self._doubts.left(key, self._steady())
        found = await self._marked_with(record, key, account)
        if found is None and left is None:
            await self._pause(self._doubts.settling.total_seconds())
            found = await self._marked_with(record, key, account)
        elif found is None and left:
            raise ServerTrouble(
                f"Salesforce may not show a {record} yet that was sent a moment ago.",
                "It is looked for again in a while, before anything is sent again.",
            )
        # Found or not: from now on it is known.
        self._doubts.settled(key)
        return found

    async def _marked_with(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record in whose text a key stands, at its account or anywhere."""
        number = footer.number_of(key)
        mine = f"CreatedById = {soql.text(self._user)}" if self._user else ""
        at_home = await self._rows("Task", (f"WhatId = {soql.text(account)}", mine))
        found = self._first(record, at_home, number)
        if found is not None or not mine:
            return found
        # By the org's clock, which that answer told: ours may be weeks ahead.
        recent = stamp(moment(self._org.seen_at()) - SEARCHED)
        lately = await self._rows("Task", (mine, soql.since("CreatedDate", recent)))
        return self._first(record, lately, number)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as Salesforce has it now, None after a deletion."""
        known = sending.external_id
        if known is not None and _needs_the_rest(sending) and known not in self._marked:
            stands = await self.read(sending.record, known)
            if stands is None:
                raise _gone(sending.record)
            before = before or stands
        if sending.action == "create" and not self._desk.key_field:
            self._doubts.tried(sending.key, self._steady())
        try:
            after = await self._written(sending, before)
        except (Refused, Auth, RateLimited):
            self._doubts.settled(sending.key)
            raise
        self._doubts.settled(sending.key)
        return after

    async def _written(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        made: str | None = None
        for request in self.requests_for(sending, before):
            body = request.body.encode() if request.body else None
            headers = _unless_changed(request, sending, before)
            reply = await self._org.ask(request.method, request.path, body=body, headers=headers)
            if request.method == "DELETE" and write_refusals.is_gone(reply):
                return None
            if reply.status >= 300:
                return await self._refused(sending, request, reply)
            if request.method == "DELETE":
                return None
            made = made or _id_in(reply)
        return await self._looked_up(sending, made)

    async def _keyed(self, record: str, key: str) -> WrittenFacts | None:
        """The record whose key the org keeps in its own field, where it has one."""
        if not self._desk.key_field:
            return None
        kept = f"{soql.name(self._desk.key_field)} = {soql.text(footer.number_of(key))}"
        return self._first(record, await self._rows("Task", (kept,)), None)

    async def _looked_up(self, sending: Sending, made: str | None) -> WrittenFacts:
        """The record after a write that was taken.

        Whatever keeps it from being seen, the write was taken: nobody may think it was not.
        """
        external_id = sending.external_id or made
        unseen = BadResponse(
            f"Salesforce took the {sending.record}, but does not show it.",
            "It is looked for again before anything is sent again.",
        )
        try:
            if external_id is not None:
                found = await self.read(sending.record, external_id)
            else:
                found = await self.find(sending.record, sending.key, sending.account)
        except (Auth, RateLimited, Refused) as error:
            raise unseen from error
        if found is None:
            raise _gone(sending.record) if sending.external_id else unseen
        return found

    async def _refused(self, sending: Sending, request: Request, reply: Reply) -> WrittenFacts:
        """What to make of a refusal: the record is there already, or an error to raise."""
        if sending.action == "create" and write_refusals.is_duplicate(reply):
            for wait in DUPLICATE_WAITS:
                await self._pause(wait)
                found = await self.find(sending.record, sending.key, sending.account)
                if found is not None:
                    return found
            raise ServerTrouble(
                f"Salesforce says this {sending.record} is there already, and does not show it"
                " yet.",
                "It is looked for again before anything is sent again.",
            )
        if sending.action == "create":
            # What came a moment earlier is there by now, and some of it cannot be said again.
            there = await self._keyed(sending.record, sending.key)
            if there is not None:
                return there
        if write_refusals.names_another(reply) and await self._account_is_gone(sending):
            raise AccountGone(
                f"The account of this {sending.record} is not in Salesforce any more.",
                "It stays here; move it to another account, or discard the entry.",
            )
        raise write_refusals.error_of(sending, request, reply, (self._org.token,))

    async def _account_is_gone(self, sending: Sending) -> bool:
        """Whether a record was refused because the account it should be at is gone."""
        moves = sending.action == "create" or "account_id" in sending.fields
        if sending.record == "account" or not moves:
            return False
        account = sending.fields.get("account_id") or sending.account
        try:
            return await self.read("account", account) is None
        except (Offline, ServerTrouble, RateLimited, NotAllowed, Refused, BadResponse):
            return False  # not known to be; the refusal stands as it was

    async def _rows(self, kind: str, where: tuple[str, ...]) -> list[Row]:
        """Rows of a question, newest first, deleted and archived ones included."""
        while True:
            seen = self._sights[kind]
            question = soql.select(seen.fields, kind, where, order="CreatedDate DESC")
            try:
                return await self._org.all(question, kind, everything=True)
            except NoSuchObject as error:
                # A right that is missing is not the fault of an entry: it goes once it is back.
                raise NotAllowed(error.title, error.advice) from error
            except VanishedField as error:
                smaller = objects.without(kind, seen, error.field) if error.field else seen
                written = error.field in _ESSENTIAL or error.field in self._desk.fields.values()
                if written or smaller.fields == seen.fields:
                    # Read without it, what stands there would be taken for empty.
                    raise write_refusals.hidden(error, kind) from error
                self._sights[kind] = smaller

    def _first(self, record: str, rows: list[Row], number: str | None) -> WrittenFacts | None:
        """The record with that number in its text (any, where none is given); living ones first."""
        for row in sorted(rows, key=mapping.is_deleted):
            facts = self._facts(record, "Task", row)
            key = getattr(facts, "external_key", None)
            if facts is not None and (number is None or footer.key_of(record, number) == key):
                return facts
        return None

    def _facts(self, record: str, kind: str, row: Row) -> WrittenFacts | None:
        if record == "account":
            return self._workspace.mapper_of(self._sights["Account"]).facts(row, {}, [])
        mapper = self._workspace.activities
        self._marked[row["Id"]] = activities.is_marked(row)
        if record == "task":
            return mapper.task(row, [])
        return mapper.meeting(row, []) if kind == "Event" else mapper.call(row, [])


def _sight(kind: str, listed: str | int | bool | None) -> Sight:
    """What is asked for of an activity: what the first look found visible."""
    fields = listed.split(",") if isinstance(listed, str) and listed else ()
    return Sight(fields=tuple(fields) or ("Id", *objects.WANTED[kind]))


def _account_sight(workspace: Workspace) -> Sight:
    own = mapping.account_fields(workspace.mapping, {})
    fixed = ("Id", "Name", "OwnerId", "IsDeleted", "CreatedDate", "LastModifiedDate")
    return Sight(fields=tuple(dict.fromkeys((*fixed, *own))))


def _unless_changed(
    request: Request, sending: Sending, before: WrittenFacts | None
) -> dict[str, str]:
    """The header by which the org refuses a change of what was changed since it was looked at."""
    base = before.remote_updated_at if before is not None else None
    if request.method != "PATCH" or sending.action != "update" or base is None:
        return {}
    return {"if-unmodified-since": format_datetime(moment(base), usegmt=True)}


def _needs_the_rest(sending: Sending) -> bool:
    """Whether a change says only a part of the text and its line, which are one field there."""
    return sending.record != "account" and not sending.fields.keys().isdisjoint(("body", "tags"))


def _id_in(reply: Reply) -> str | None:
    found = (row_of(reply.body) or {}).get("id") if reply.body else None
    return ids.full(found)


def _gone(record: str) -> Gone:
    return Gone(
        f"The {record} is not in Salesforce any more.",
        "It stays here; send it as a new one, or discard the entry.",
    )
