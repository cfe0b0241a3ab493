"""Zendesk's writing side: an escalation becomes one ticket, however often its answer is lost.

A ticket carries its key twice: as `Idempotency-Key`, which Zendesk remembers for two hours, and as
`external_id`, by which it is looked for before each try. Nothing here sends a ticket twice by
itself.
"""

from __future__ import annotations

from typing import ClassVar, Final

from msgspec.structs import replace

from book.clock import stamp
from book.errors import Auth, BadResponse, RateLimited, Refused, ServerTrouble
from book.facts import HandoverFacts
from sync.http import Reply
from sync.port import Answered, Attached, Request, Sending, Setup, WrittenFacts
from sync.refusals import NotAllowed, Untold, quoting
from sync.zendesk import answers, hosts, shapes
from sync.zendesk.answers import NotThere, Said
from sync.zendesk.choices import Choices, kept_choices, read_choices
from sync.zendesk.helpdesk import Helpdesk, object_of, rows_of
from sync.zendesk.shapes import Me, Ticket
from sync.zendesk.write_bodies import (
    TICKETS,
    check_whole,
    routed,
    ticket_request,
    upload_request,
)
from sync.zendesk.write_refusals import refusal, words_of

_OF_FILES: Final = frozenset(("uploads", "upload", "attachments", "attachment"))


class ZendeskWriter:
    """Writes to one Zendesk; see `sync.port.Writer`."""

    writes: ClassVar[frozenset[str]] = frozenset(("handover",))

    def __init__(self, helpdesk: Helpdesk, setup: Setup) -> None:
        self._helpdesk = helpdesk
        self._setup = setup
        self._fresh: Choices | None = None
        self._me: Me | None = None

    def writable(self, fact: str) -> bool:  # noqa: ARG002 the port names it
        """No field of an account is kept here."""
        return False

    def requests_for(self, sending: Sending, _before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, by what was last read; no network. In place of what a
        file is known by until then stands its name. Raises Refused as `write` does."""
        check_whole(sending, self._known_addresses())
        choices = self._fresh or kept_choices(self._setup.source.capabilities)
        names = [file.name for file in sending.files]
        ticket = ticket_request(sending, routed(sending, choices), names)
        return (*map(upload_request, sending.files), ticket)

    async def read(self, _record: str, _external_id: str) -> Answered | None:
        """A handover is never changed, so it is never read."""
        return None

    async def find(self, record: str, key: str, _account: str) -> HandoverFacts | None:
        """The ticket made under that key, the oldest of several; None when there is none.

        Raises Untold where this person is not shown the tickets of every group.
        """
        if record != "handover":
            return None
        found = await self._shown(key)
        if found is None and not (await self._who()).sees_all:
            raise Untold(
                "Nobody can tell whether the ticket arrived: Zendesk does not show you those of"
                " other groups.",
                "Ask the group for it by its subject: discard the entry if it is there, send it"
                " again if it is not.",
            )
        return found

    async def _shown(self, key: str) -> HandoverFacts | None:
        """The ticket made under that key, among those that are shown."""
        params = {"external_id": key}
        answer = await self._helpdesk.get(TICKETS, "tickets", params)
        read = [shapes.ticket(row) for row in rows_of(answer, "tickets")]
        # The key is compared here too: a filter that is not understood would give any ticket.
        made = [one for one in read if isinstance(one, Ticket) and one.external_id == key]
        if not made:
            return None
        oldest = min(made, key=lambda one: (one.created_at or one.updated_at, int(one.id)))
        return self._facts(oldest)

    async def write(self, sending: Sending, _before: WrittenFacts | None) -> HandoverFacts:
        """Sends it, once; returns the ticket as Zendesk has it now."""
        check_whole(sending, self._known_addresses())
        check_whole(sending, await self._my_addresses())
        # In any case: an earlier try may have arrived and been shown late, and its key run out.
        made = await self._seen(sending)
        if made is not None:
            return made
        where = routed(sending, await self.choices())
        reply = await self._posted(sending, ticket_request(sending, where, await self._up(sending)))
        told = answers.said(reply.body) if reply.status == 422 else Said()
        if sending.files and any(one.key in _OF_FILES for one in told.problems):
            # What was sent up a moment ago is not known any more: once more, then it is a refusal.
            again = ticket_request(sending, where, await self._up(sending))
            reply = await self._posted(sending, again)
        if reply.status < 300:
            return self._made(reply) or await self._adopted(sending, "does not show it")
        refused = refusal(reply, await self.choices(), self._helpdesk.token)
        if refused is not None:
            raise refused
        return await self._adopted(sending, "has seen it before")

    async def choices(self) -> Choices:
        """Groups, severities and fields as they are now; asked for once a run."""
        if self._fresh is None:
            source, now = self._setup.source, self._setup.clock()
            kept = kept_choices(source.capabilities)
            read = await read_choices(self._helpdesk, source.options, now, all_of_it=False)
            # Its own statuses are only names here; those of the first look do.
            self._fresh = replace(read, statuses=kept.statuses)
        return self._fresh

    async def _posted(self, sending: Sending, request: Request) -> Reply:
        return await self._helpdesk.ask(
            request.method,
            request.path.removeprefix(hosts.API),
            body=request.body.encode(),
            headers={"idempotency-key": sending.key},
        )

    async def _up(self, sending: Sending) -> list[str]:
        """Sends the files up; what they are known by is good for an hour."""
        return [await self._uploaded(file) for file in sending.files]

    async def _uploaded(self, file: Attached) -> str:
        request = upload_request(file)
        reply = await self._helpdesk.ask(
            request.method,
            request.path.removeprefix(hosts.API),
            body=file.content,
            headers={"content-type": file.media_type or "application/octet-stream"},
        )
        if reply.status >= 300:
            said = words_of(reply, self._helpdesk.token)
            raise Refused(
                quoting(f"Zendesk does not take {file.name} ({reply.status}).", said),
                "Discard it, and send it anew without that file or with a smaller one.",
            )
        upload = object_of(reply.body).get("upload")
        token = upload.get("token") if isinstance(upload, dict) else None
        if not isinstance(token, str) or not token:
            raise answers.strange()
        return token

    def _made(self, reply: Reply) -> HandoverFacts | None:
        """The ticket of an answer; None where it is not all there."""
        try:
            row = object_of(reply.body).get("ticket")
        except BadResponse:
            return None
        read = shapes.ticket(row if isinstance(row, dict) else {})
        return self._facts(read) if isinstance(read, Ticket) else None

    async def _seen(self, sending: Sending) -> HandoverFacts | None:
        """The ticket of that key, as far as this person is let look for it."""
        try:
            return await self._shown(sending.key)
        except (NotAllowed, NotThere):
            return None

    async def _adopted(self, sending: Sending, why: str) -> HandoverFacts:
        """The ticket that is there already. Whatever keeps it from being seen, it may be there:
        nobody may think it was not taken."""
        try:
            found = await self.find(sending.record, sending.key, sending.account)
        except (Auth, RateLimited, Refused) as error:
            raise _may_be_there(why) from error
        if found is None:
            raise _may_be_there(why)
        return found

    def _facts(self, one: Ticket) -> HandoverFacts:
        choices = self._fresh or kept_choices(self._setup.source.capabilities)
        at, base_url = stamp(self._setup.clock()), self._helpdesk.base_url
        return HandoverFacts(
            external_id=one.id,
            url=hosts.page_of(base_url, one.id),
            ticket=shapes.ticket_facts(one, choices, base_url, at),
        )

    def _known_addresses(self) -> frozenset[str]:
        """My addresses, as far as they are known without asking."""
        source = self._setup.source
        told = source.capabilities.get("email")
        known = (source.me_email, self._helpdesk.kept.email, told)
        return frozenset(one for one in known if isinstance(one, str) and one)

    async def _my_addresses(self) -> frozenset[str]:
        return self._known_addresses() | {(await self._who()).email}

    async def _who(self) -> Me:
        if self._me is None:
            self._me = shapes.me(await self._helpdesk.get("/users/me", "who you are"))
        if self._me is None:
            raise self._helpdesk.not_signed_in()
        return self._me


def _may_be_there(why: str) -> ServerTrouble:
    return ServerTrouble(
        f"Zendesk {why}, but no ticket is to be found yet.",
        "It is looked for again in a while, before anything is sent again.",
    )
