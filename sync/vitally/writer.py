"""Vitally's writing side: one request per entry, and what the service made of it read back.

Nothing here sends a write twice. What a lost answer left open is found by the key the record was
created with; the service has no other handle on it. It has no conditional write either: whoever
writes looks first, and a change made between that look and the write is overwritten.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import ClassVar, Final
from urllib.parse import quote

import msgspec

from book.errors import Auth, BadResponse, Offline, RateLimited, Refused, ServerTrouble
from sync import values
from sync.http import Reply
from sync.port import Request, Sending, WrittenFacts
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken, quoting
from sync.vitally import lists
from sync.vitally.lists import Listing
from sync.vitally.mapping import AccountMapper, RecordMapper
from sync.vitally.shapes import NoteRow, PageReader, TaskRow
from sync.vitally.workspace import Workspace
from sync.vitally.write_bodies import PATHS, Desk, record_path, requests_for

LARGEST_WRITE: Final = 2 * 1024 * 1024
"""Bytes beyond which nothing is sent: no note is that long, and a slow line would not end it."""
RECENT_PAGES: Final = 5
"""So many pages of the newest records of all accounts are searched for a record's key, when its
own account does not have it: somebody may have moved it."""
_SAID: Final = 200
"""So many characters of the service's own words are passed on."""
_ANSWERED: Final = frozenset(range(400, 500)) - {401, 407, 408, 429}
"""Refusals that are answers; the others are for `sync.http` to name."""
_GONE: Final = frozenset((404, 410))
_TAKEN: Final = frozenset((400, 409, 422))

_TELLING: Final[dict[str, frozenset[str]]] = {
    "note": frozenset(("note", "noteDate", "tags")),
    "task": frozenset(("name", "description", "completedAt", "tags")),
    "account": frozenset(("name", "traits")),
}
"""The fields without which an answer is not the record."""

_NOTES = PageReader(NoteRow)
_TASKS = PageReader(TaskRow)


class _Error(msgspec.Struct):
    error: str = ""


class VitallyWriter:
    """Writes to one workspace; see `sync.port.Writer`."""

    writes: ClassVar[frozenset[str]] = frozenset(PATHS)

    def __init__(self, workspace: Workspace, secrets: Sequence[str] = ()) -> None:
        """`secrets` are kept out of what is passed on of the service's own words."""
        self._secrets = tuple(secret for secret in secrets if secret)
        self._web = workspace.web
        self._desk = Desk.of(workspace.source)
        self._accounts = AccountMapper(workspace.mapping, workspace.team)
        self._records = RecordMapper(workspace.source.me_id, workspace.team)
        self._account_rows = PageReader(self._accounts.shape)

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to one of the workspace's own fields."""
        return fact in self._desk.traits

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network.

        An update without `before` says no tags but those it changes; `write` looks for them.
        Raises Refused for what Vitally cannot do.
        """
        return requests_for(sending, before, self._desk)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, archived ones included; None when it is gone."""
        reply = await self._web.get(record_path(record, external_id), allowed=_GONE)
        if reply.status in _GONE:
            return None
        facts = self._facts(record, reply.body)
        if facts is None:
            raise BadResponse(
                f"Vitally's answer about one {record} cannot be read.",
                "Nothing was written; look at it there.",
            )
        return facts

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none.

        Its account's own lists are searched to the end, the deleted ones too; then the newest
        of all accounts. Vitally finds nothing by that key itself.
        """
        if record not in ("note", "task"):
            return None
        home = f"accounts/{quote(account, safe='')}/{PATHS[record]}"
        for path, most in ((home, lists.MOST_PAGES), (PATHS[record], RECENT_PAGES)):
            try:
                found = await self._listed(record, path, key, most)
            except Refused:
                if path != home:
                    raise  # nobody looked: “not found” would make it a second time
                # The account is gone, and its list with it.
                continue
            if found is not None:
                return found
        return None

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as Vitally has it now, None after an archive."""
        known = sending.external_id
        if before is None and known is not None and _needs_tags(sending):
            before = await self.read(sending.record, known)
            if before is None:
                raise self._gone(sending.record, "")
        for request in self.requests_for(sending, before):
            reply = await self._sent(sending, request)
            if reply.status in _GONE and request.method == "DELETE":
                return None
            if reply.status >= 400:
                return await self._refused(sending, reply)
            if request.method == "DELETE":
                return None
            if _whole(sending, reply):
                facts = self._facts(sending.record, reply.body)
                if facts is not None:
                    return facts
        return await self._looked_up(sending)

    async def _sent(self, sending: Sending, request: Request) -> Reply:
        body = request.body.encode() if request.body else None
        if body is not None and len(body) > LARGEST_WRITE:
            raise Refused(
                f"The {sending.record} is too long for Vitally ({len(body) / 2**20:.1f} MB).",
                "Shorten it, or cut it into several.",
            )
        return await self._web.send(request.method, request.path, body=body, allowed=_ANSWERED)

    async def _looked_up(self, sending: Sending) -> WrittenFacts:
        """The record after a write whose answer did not hold it.

        Whatever keeps it from being seen, the write was taken: nobody may think it was not.
        """
        try:
            if sending.external_id is not None:
                found = await self.read(sending.record, sending.external_id)
            else:
                found = await self.find(sending.record, sending.key, sending.account)
        except (Auth, RateLimited, Refused) as error:
            raise _unseen(sending) from error
        if found is None:
            raise self._gone(sending.record, "") if sending.external_id else _unseen(sending)
        return found

    async def _refused(self, sending: Sending, reply: Reply) -> WrittenFacts:
        """What to make of a refusal: the record is there already, or an error to raise."""
        record, status, said = sending.record, reply.status, self._said(reply)
        if sending.action == "create" and status in _TAKEN:
            exists = status == 409 or "externalid" in said.lower()
            found = await self.find(record, sending.key, sending.account) if exists else None
            if found is not None:
                return found
        if await self._account_is_gone(sending, status):
            raise AccountGone(
                f"The account of this {record} is not in Vitally any more ({status}).",
                "It stays here; move it to another account, or discard the entry.",
            )
        if status in _GONE and sending.action == "update":
            raise self._gone(record, f" ({status})")
        if status == 403:
            raise NotAllowed(
                f"Vitally does not let this key write the {record} ({status}).",
                "Ask an administrator what the key may do, or connect with another.",
                said,
            )
        if status == 409:
            raise Overtaken(
                f"Vitally says the {record} was changed meanwhile ({status}).",
                "It is looked at again before it is sent.",
                said,
            )
        raise Refused(
            quoting(f"Vitally refused the {record} ({status}).", said),
            "Change it and send it again, or discard the entry.",
        )

    def _said(self, reply: Reply) -> str:
        """The service's own short words on why it refused; nothing of another kind of answer.

        A service may repeat what it was sent, the key included.
        """
        try:
            text = msgspec.json.decode(reply.body, type=_Error).error
        except (msgspec.DecodeError, UnicodeDecodeError):
            return ""
        for secret in self._secrets:
            text = text.replace(secret, "(the key)")
        return values.clean(text)[:_SAID]

    def _gone(self, record: str, words: str) -> Gone:
        return Gone(
            f"The {record} is not in Vitally any more{words}.",
            "It stays here; send it as a new one, or discard the entry.",
        )

    async def _account_is_gone(self, sending: Sending, status: int) -> bool:
        """Whether a record was refused because the account it should be at is gone."""
        account = sending.fields.get("account_id") or sending.account
        moves = sending.action == "create" or "account_id" in sending.fields
        telling = _TAKEN if sending.action == "update" else _TAKEN | _GONE
        if sending.record == "account" or not moves or status not in telling:
            return False
        try:
            return await self.read("account", account) is None
        except (Offline, ServerTrouble, RateLimited, Refused, BadResponse):
            return False  # not known to be; the refusal stands as it was

    async def _listed(self, record: str, path: str, key: str, most: int) -> WrittenFacts | None:
        """The record with that key among the newest `most` pages of a list."""
        for archived in ("false", "true"):
            left = most
            async for rows in self._rows(record, path, archived):
                for row in rows:
                    if row.external_id == key:
                        return self._note(row) if isinstance(row, NoteRow) else self._task(row)
                left -= 1
                if left == 0:
                    break
        return None

    async def _rows(
        self, record: str, path: str, archived: str
    ) -> AsyncGenerator[Sequence[NoteRow | TaskRow], None]:
        params = {"archived": archived}
        if record == "note":
            notes = Listing(path=path, reader=_NOTES, params=params)
            async for batch in lists.sweep(self._web, notes):
                yield batch.rows
            return
        tasks = Listing(path=path, reader=_TASKS, params=params)
        async for found in lists.sweep(self._web, tasks):
            yield found.rows

    def _facts(self, record: str, body: bytes) -> WrittenFacts | None:
        """The facts of one object; None where the body holds none that can be read."""
        if record == "note":
            return next(map(self._note, _NOTES.one(body).rows), None)
        if record == "task":
            return next(map(self._task, _TASKS.one(body).rows), None)
        rows = self._account_rows.one(body).rows
        return self._accounts.facts(rows[0], []) if rows else None

    def _note(self, row: NoteRow) -> WrittenFacts | None:
        return self._records.note(row, [])

    def _task(self, row: TaskRow) -> WrittenFacts:
        return self._records.task(row, [])


def _unseen(sending: Sending) -> BadResponse:
    return BadResponse(
        f"Vitally took the {sending.record}, but does not show it.",
        "It is looked for again before anything is sent again.",
    )


def _needs_tags(sending: Sending) -> bool:
    """Whether an update says nothing of tags, which Vitally would take for none."""
    unsaid = "tags" not in sending.fields and "archived_at" not in sending.fields
    return unsaid and sending.record != "account"


def _whole(sending: Sending, reply: Reply) -> bool:
    """Whether the answer to a write is the record, and not a part or a word of it."""
    try:
        object_ = msgspec.json.decode(reply.body, type=dict[str, msgspec.Raw])
        found = msgspec.json.decode(object_.get("id", b"null"))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return False
    wanted = sending.external_id in (None, found)
    return isinstance(found, str) and wanted and _TELLING[sending.record] <= object_.keys()
