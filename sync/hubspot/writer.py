"""HubSpot's writing side: one request per entry, and what the service made of it read back.

Nothing here sends a write twice. What a lost answer left open is found through the account's
links by the reference in the record's text, or by its key where HubSpot keeps one; never by a
search, whose index runs late. There is no conditional write either: whoever writes looks first.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar, Final

from msgspec.structs import replace

from book.clock import Steady, steady_beside
from book.errors import Auth, BadResponse, Offline, RateLimited, Refused, ServerTrouble
from book.facts import NoteFacts, TaskFacts
from sync import values
from sync.http import Reply
from sync.hubspot import answers, doubts
from sync.hubspot.answers import Said
from sync.hubspot.doubts import Doubts
from sync.hubspot.eye import Eye
from sync.hubspot.kinds import bare
from sync.hubspot.shapes import Reader, Row
from sync.hubspot.web import LOCKED, MOVING, Locked, NotServed, may_not
from sync.hubspot.workspace import Workspace
from sync.hubspot.write_bodies import Desk, needs_before, requests_for
from sync.pacing import Pause
from sync.port import Request, Sending, WrittenFacts
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken, quoting

_SAID: Final = 200
"""So many characters of the service's own words are passed on."""
_ANSWERED: Final = frozenset(range(400, 500)) - {401, 407, 408, 429, LOCKED, MOVING}
"""Refusals that are answers; the others are for the web to name."""
_GONE: Final = frozenset((404, 410))
_TAKEN: Final = frozenset((400, 404, 409, 410, 422))
_TELLING: Final = {
    "notes": frozenset(("hs_timestamp", "hs_note_body")),
    "calls": frozenset(("hs_timestamp", "hs_call_title", "hs_call_body")),
    "tasks": frozenset(("hs_timestamp", "hs_task_subject", "hs_task_body", "hs_task_status")),
}
"""The properties without which an answer is not the record."""
_ROWS = Reader(Row)


class HubSpotWriter:
    """Writes to one account; see `sync.port.Writer`."""

    writes: ClassVar[frozenset[str]] = frozenset(("account", "note", "task"))

    def __init__(
        self,
        workspace: Workspace,
        pause: Pause,
        secrets: Sequence[str] = (),
        doubted: Doubts = doubts.OF_THIS_PROCESS,
        steady: Steady | None = None,
    ) -> None:
        """`secrets` are kept out of what is passed on of the service's own words."""
        self._workspace = workspace
        self._portal = workspace.portal
        self._steady = steady or steady_beside(workspace.clock)
        self._pause = pause
        self._secrets = tuple(secret for secret in secrets if secret)
        self._doubts = doubted
        self._desk = Desk.of(workspace.source)
        self._eye = Eye(workspace, self._desk.keyed)
        self._shows_all: bool | None = None

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to a property that takes writes."""
        return fact in self._desk.properties

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network.

        Raises Refused for what HubSpot cannot do.
        """
        return requests_for(sending, before, self._desk, self._portal.paths)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, archived ones included; None when it is gone."""
        return await self._eye.read(record, external_id)

    async def shown_again(
        self, _record: str, _external_id: str | None, _fields: Collection[str]
    ) -> bool:
        """Whether what stopped an entry is back; see `sync.shown_again`. Asked once a run."""
        if self._shows_all is None:
            self._shows_all = await self._eye.shows_all()
        return self._shows_all

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none.

        What was made a moment ago may not be shown yet. Within that time “not found” is no
        answer: ServerTrouble is raised, so that the entry waits. Where nobody here knows when it
        was tried (another process did), that time is sat out once.
        """
        if record not in ("note", "task"):
            return None
        left = self._doubts.left(key, self._steady())
        found = await self._eye.made_under(record, key, account)
        if found is None and left is None:
            await self._pause(doubts.SETTLING.total_seconds())
            found = await self._eye.made_under(record, key, account)
        elif found is None and left:
            raise ServerTrouble(
                f"HubSpot may not show a {record} yet that was sent a moment ago.",
                "It is looked for again in a while, before anything is sent again.",
            )
        # Found or not: from now on it is known.
        self._doubts.settled(key)
        return found

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as HubSpot has it now, None after an archive."""
        if sending.external_id is not None and before is None and needs_before(sending):
            before = await self.read(sending.record, sending.external_id)
            if before is None:
                raise _gone(sending.record, "")
        if sending.action == "create":
            self._doubts.tried(sending.key, self._steady())
        while True:
            at = self._portal.paths
            try:
                after = await self._written(sending, before)
            except NotServed:
                if not self._portal.step_down(at):
                    raise
            except (Refused, Auth, RateLimited):
                self._doubts.settled(sending.key)
                raise
            else:
                self._doubts.settled(sending.key)
                return after

    async def _written(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        made: Row | None = None
        for request in self.requests_for(sending, before):
            reply = await self._sent(request)
            if reply.status in _GONE and request.method == "DELETE":
                return None
            if reply.status >= 400:
                return await self._refused(sending, reply)
            if request.method == "DELETE":
                return None
            if request.method in ("POST", "PATCH") and made is None:
                made = _ROWS.one(reply.body) if reply.body else None
        return await self._as_it_stands(sending, before, made)

    async def _sent(self, request: Request) -> Reply:
        body = request.body.encode() if request.body else None
        try:
            reply = await self._portal.web.send(
                request.method, request.path, body=body, allowed=_ANSWERED
            )
        except Locked as error:
            raise Overtaken(
                "HubSpot has the record locked for the moment (423).",
                "Nothing was written; it is looked at again before it is sent.",
            ) from error
        unknown = reply.status == 404 and request.method == "POST"
        if unknown and self._portal.paths.older is not None:
            # A path without an id: it is more often not served than that what it links with is
            # missing, which the oldest version is left to say.
            raise NotServed("HubSpot does not know what it was asked for (404).")
        return reply

    async def _as_it_stands(
        self, sending: Sending, before: WrittenFacts | None, made: Row | None
    ) -> WrittenFacts:
        """The record after a write; asked for where the answer does not hold all of it.

        Whatever keeps it from being seen, the write was taken: nobody may think it was not.
        """
        try:
            if sending.action == "create":
                found = await self._new_one(sending, made)
            else:
                found = self._answered(sending, before, made) or await self.read(
                    sending.record, sending.external_id or ""
                )
        except (Auth, RateLimited, Refused) as error:
            raise _unseen(sending) from error
        if found is None:
            raise _unseen(sending) if sending.action == "create" else _gone(sending.record, "")
        return found

    async def _new_one(self, sending: Sending, made: Row | None) -> WrittenFacts | None:
        """What was created, from the answer or by the id in it; its account is the one it was
        made at, which links show only a moment later."""
        if made is None:
            return None
        kind = self._desk.kind(sending)
        if not _TELLING[kind.name] <= (made.properties or {}).keys():
            made = await self._eye.row(kind, made.id)
        facts = self._eye.facts(kind, made, sending.account) if made is not None else None
        return replace(facts, external_key=sending.key) if facts is not None else None

    def _answered(
        self, sending: Sending, before: WrittenFacts | None, made: Row | None
    ) -> WrittenFacts | None:
        """The record from the answer to a change, where that is all of it."""
        if made is None or not isinstance(before, (NoteFacts, TaskFacts)):
            return None
        kind = self._desk.kind(sending)
        whole = _TELLING[kind.name] <= (made.properties or {}).keys()
        if (
            not whole
            or made.id != bare(sending.external_id or "")
            or "account_id" in sending.fields
        ):
            return None
        return self._eye.facts(kind, made, before.account_external_id)

    async def _refused(self, sending: Sending, reply: Reply) -> WrittenFacts:
        """What to make of a refusal: the record is there already, or an error to raise."""
        record, status, said = sending.record, reply.status, answers.said(reply.body)
        if status == 403:
            raise may_not(said) or NotAllowed(
                f"HubSpot does not let this key write the {record} (403).",
                "Ask an administrator what the key may do, or connect with another.",
                self._words(said),
            )
        keyed = sending.record != "account" and self._desk.kind(sending).name in self._desk.keyed
        if sending.action == "create" and (status == 409 or (keyed and status == 400)):
            # Made under that key already, it is refused a second time.
            found = await self._eye.made_under(record, sending.key, sending.account)
            if found is not None:
                return found
        if await self._account_is_gone(sending, status):
            raise AccountGone(
                f"The account of this {record} is not in HubSpot any more ({status}).",
                "It stays here; move it to another account, or discard the entry.",
            )
        if status in _GONE and sending.action == "update":
            raise _gone(record, f" ({status})")
        if status == 409:
            raise Overtaken(
                f"HubSpot says the {record} was changed meanwhile (409).",
                "It is looked at again before it is sent.",
                self._words(said),
            )
        raise self._not_taken(sending, status, said)

    def _not_taken(self, sending: Sending, status: int, said: Said) -> Refused:
        """Which property HubSpot would not take, and what it was to be, where it names one."""
        for name, value in sending.fields.items():
            at = self._desk.properties.get(name) if sending.record == "account" else None
            if at is not None and at in said.properties:
                return Refused(
                    f"HubSpot does not take “{value or ''}” for the property {at} ({status}).",
                    "Choose one of its values, or discard the entry.",
                )
        return Refused(
            quoting(f"HubSpot refused the {sending.record} ({status}).", self._words(said)),
            "Change it and send it again, or discard the entry.",
        )

    def _words(self, said: Said) -> str:
        """The service's own short words on why it refused, without the key it may repeat."""
        text = said.message
        for secret in self._secrets:
            text = text.replace(secret, "(the key)")
        return values.clean(text)[:_SAID]

    async def _account_is_gone(self, sending: Sending, status: int) -> bool:
        """Whether a record was refused because the account it should be at is gone."""
        account = sending.fields.get("account_id") or sending.account
        moves = sending.action == "create" or "account_id" in sending.fields
        if sending.record == "account" or not moves or status not in _TAKEN:
            return False
        try:
            return await self.read("account", account) is None
        except (Offline, ServerTrouble, RateLimited, Refused, BadResponse):
            return False  # not known to be; the refusal stands as it was


def _unseen(sending: Sending) -> BadResponse:
    return BadResponse(
        f"HubSpot took the {sending.record}, but does not show it.",
        "It is looked for again before anything is sent again.",
    )


def _gone(record: str, words: str) -> Gone:
    return Gone(
        f"The {record} is not in HubSpot any more{words}.",
        "It stays here; send it as a new one, or discard the entry.",
    )
