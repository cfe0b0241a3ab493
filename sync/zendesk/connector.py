"""The Zendesk connector: organizations and tickets of the customers, escalations as tickets."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar

from book import organizations
from book.clock import stamp
from book.facts import HandoverFacts, Page, TicketFacts
from book.ticket_choices import RESOURCE as CHOICES
from sync.port import Answered, Connection, Known, Request, Sending, Setup, WrittenFacts
from sync.sign_in_browser import callback_port
from sync.zendesk import hosts, live, shapes
from sync.zendesk.choices import OPTION, Choices, kept_choices, read_choices, stored_choices
from sync.zendesk.credentials import TOKENS_END
from sync.zendesk.first_look import FirstLook
from sync.zendesk.helpdesk import Helpdesk
from sync.zendesk.place import DAILY, older
from sync.zendesk.pull_organizations import OrganizationsPull
from sync.zendesk.pull_tickets import TICKETS, WATCHED, TicketsPull, live_ticket
from sync.zendesk.shapes import Ticket
from sync.zendesk.sign_in import sign_in
from sync.zendesk.writer import ZendeskWriter

if TYPE_CHECKING:
    import httpx


class ZendeskConnector:
    """One run against one Zendesk; see `sync.port.Connector` and `sync.port.Writer`."""

    name: ClassVar[str] = "zendesk"
    title: ClassVar[str] = hosts.TITLE
    stages: ClassVar[tuple[str, ...]] = (CHOICES, organizations.RESOURCE, TICKETS, WATCHED)
    writes: ClassVar[frozenset[str]] = ZendeskWriter.writes
    options: ClassVar[frozenset[str]] = frozenset(("client-id", "callback-port", "email", OPTION))
    """The options it understands beside those of every source."""
    secret_name: ClassVar[str] = "API token"  # noqa: S105 what it is called
    """What a person pastes where there is no browser to sign in with."""
    connect_words: ClassVar[str] = (
        "An administrator of your Zendesk makes an OAuth client once: kind “Public”, the redirect"
        " address http://localhost:8787/callback; and tells you its identifier. You then sign in in"
        " your own browser, and Satchel sees and writes what you may as an agent: it reads groups,"
        " ticket fields and the tickets of your accounts, and creates the tickets you send. An API"
        " token with the option email=ADDRESS does too, for a while: Zendesk switches off one that"
        f" nobody used for 30 days, makes no new ones, and ends them all on {TOKENS_END}."
    )

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._helpdesk = Helpdesk(setup)
        self._writer = ZendeskWriter(self._helpdesk, setup)
        self._choices: Choices | None = None
        self._tickets: TicketsPull | None = None

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._helpdesk.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """The address to speak to; raises Usage when what was given does not name one."""
        callback_port(options)
        return hosts.address(url)

    @staticmethod
    async def sign_in(
        options: Mapping[str, str],
        url: str,
        *,
        open_browser: Callable[[str], bool],
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> str:
        """Signs in through the person's browser; returns the secret to keep. Raises Auth, Usage."""
        return await sign_in(options, url, open_browser=open_browser, transport=transport)

    async def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """The pages of one stage."""
        async with aclosing(self._pages(stage, known)) as pages:
            async for page in pages:
                yield page

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._helpdesk, self._setup).connection()

    async def place(self) -> str | None:
        """What tells this company's Zendesk from another one's."""
        return hosts.account(self._helpdesk.base_url)

    def writable(self, fact: str) -> bool:
        """No field of an account is kept here."""
        return self._writer.writable(fact)

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network."""
        return self._writer.requests_for(sending, before)

    async def read(self, record: str, external_id: str) -> Answered | None:
        """A handover is never changed, so it is never read."""
        return await self._writer.read(record, external_id)

    async def find(self, record: str, key: str, account: str) -> HandoverFacts | None:
        """The ticket that was made under that key, or None when there is none."""
        return await self._writer.find(record, key, account)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> HandoverFacts:
        """Sends it, once; returns the ticket as Zendesk has it now."""
        return await self._writer.write(sending, before)

    async def live(self, ticket_id: str) -> TicketFacts | None:
        """A ticket as it stands at this very moment; None where it is gone."""
        found = await live_ticket(self._helpdesk, ticket_id)
        return self._facts(found) if found is not None else None

    async def reopen(self, ticket_id: str, comment: str, *, public: bool = False) -> TicketFacts:
        """Opens a solved ticket again with a comment, which only agents read unless `public`."""
        return self._facts(await live.reopen(self._helpdesk, ticket_id, comment, public=public))

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._helpdesk.aclose()

    async def _pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        if stage == CHOICES:
            found = self._told_choices(known)
        elif stage == organizations.RESOURCE:
            found = OrganizationsPull(self._helpdesk, self._setup, known).pages()
        else:
            if self._tickets is None:
                choices = self._choices or stored_choices(known.cursors.get(CHOICES))
                self._tickets = TicketsPull(self._helpdesk, self._setup, known, choices)
            tickets = self._tickets
            found = tickets.pages() if stage == TICKETS else tickets.watched_pages()
        async with aclosing(found) as pages:
            async for page in pages:
                yield page

    async def _told_choices(self, known: Known) -> AsyncGenerator[Page, None]:
        """What can be chosen for a ticket, once a day and in every run that is asked for."""
        kept, now = stored_choices(known.cursors.get(CHOICES)), self._setup.clock()
        asked = self._setup.by_hand or known.full
        if not asked and not older(kept.read_at, now, DAILY):
            self._choices = kept
            return
        options = self._setup.source.options
        self._choices = await read_choices(self._helpdesk, options, now)
        yield Page(source=self.name, resource=CHOICES, cursor=self._choices.text())

    def _facts(self, one: Ticket) -> TicketFacts:
        choices = self._choices or kept_choices(self._setup.source.capabilities)
        now = stamp(self._setup.clock())
        return shapes.ticket_facts(one, choices, self._helpdesk.base_url, now)
