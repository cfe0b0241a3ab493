"""The HubSpot connector: its stages in order, its first look, and its writing side."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from functools import partial
from typing import ClassVar, Final

from msgspec.structs import replace

from book.errors import BadResponse, Refused
from book.facts import Page
from book.living import HEIRS, heirs_text
from sync.hubspot import choosing, credentials, daily, hosts, usage
from sync.hubspot.first_look import FirstLook
from sync.hubspot.kinds import DEALS, KINDS
from sync.hubspot.leaving import empty_book
from sync.hubspot.links import cut
from sync.hubspot.place import Place, place
from sync.hubspot.portal import Portal
from sync.hubspot.pull_companies import CompaniesPull
from sync.hubspot.pull_records import ACCOUNTS_AT_ONCE, RecordsPull
from sync.hubspot.rights import RIGHTS
from sync.hubspot.web import HubSpotWeb, LacksScopes
from sync.hubspot.workspace import ACCOUNTS, Workspace, until_midnight
from sync.hubspot.writer import HubSpotWriter
from sync.port import Connection, Known, Request, Sending, Setup, WrittenFacts
from sync.refusals import NotAllowed

_OLDER: Final = "older"
_LAST: Final = tuple(KINDS)[-1]


class HubSpotConnector:
    """One run against one HubSpot account; see `sync.port.Connector` and `sync.port.Writer`."""

    name: ClassVar[str] = "hubspot"
    title: ClassVar[str] = hosts.TITLE
    options: ClassVar[frozenset[str]] = choosing.OPTIONS
    secret_name: ClassVar[str] = "service key or private app token"  # noqa: S105 its name only
    connect_words: ClassVar[str] = (
        "In HubSpot, a super admin (or somebody with access to the developer tools) opens"
        " Development, then Keys, then Service keys, and makes a key with the scopes"
        " crm.objects.companies.read, crm.objects.contacts.read, crm.objects.owners.read and"
        " crm.schemas.companies.read; with crm.objects.deals.read and tickets for deals and"
        " tickets; and with crm.objects.contacts.write and crm.objects.companies.write if notes,"
        " tasks and fields are to be written. A private app made earlier serves as well: its"
        " token is under Auth. The key sees the whole account; Satchel keeps the companies of"
        " your book and what hangs on them, and of the others no more than id and name."
    )
    stages: ClassVar[tuple[str, ...]] = (
        RIGHTS,
        "teammates",
        "fields",
        "pipelines",
        ACCOUNTS,
        _OLDER,
        HEIRS,
        *KINDS,
    )
    writes: ClassVar[frozenset[str]] = HubSpotWriter.writes

    def __init__(self, setup: Setup) -> None:
        token = credentials.bearer_token(setup.secret)
        self._web = HubSpotWeb(
            self.address(setup.source.url, setup.source.options),
            token,
            midnight=partial(until_midnight, setup.source, setup.clock),
            pause=setup.pause,
            transport=setup.transport,
        )
        portal = Portal(self._web, setup.source.capabilities.get("version"))
        self._workspace = Workspace(portal, setup.source, setup.clock, setup.notice)
        self._writer = HubSpotWriter(self._workspace, setup.pause, (token,), steady=setup.steady)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """The address to speak to; raises Usage when what was given does not name one."""
        return hosts.address(url, options)

    def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """The pages of one stage."""
        return _named(self._stage(stage, known), self._workspace)

    def _stage(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        if stage == RIGHTS:
            return self._workspace.rights.pages(known)
        if stage == "teammates":
            return daily.teammates(self._workspace, known)
        if stage == "fields":
            return daily.fields(self._workspace, known)
        if stage == "pipelines":
            return daily.pipelines(self._workspace, known)
        if stage == ACCOUNTS:
            return CompaniesPull(self._workspace, known).pages()
        if stage == _OLDER:
            return self._older(known)
        if stage == HEIRS:
            return self._inherited(known)
        if stage == _LAST:
            return self._last(known)
        return RecordsPull(self._workspace, known).pages(KINDS[stage])

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._workspace).connection()

    async def place(self) -> str | None:
        """The id of the portal this key opens; None where it may not be asked."""
        try:
            told = (await self._workspace.portal.details()).portal_id
        except (NotAllowed, Refused, BadResponse):
            return None
        return str(told) if told else None

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to a property that takes writes."""
        return self._writer.writable(fact)

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network."""
        return self._writer.requests_for(sending, before)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, archived ones included; None when it is gone."""
        return await self._writer.read(record, external_id)

    async def shown_again(
        self, record: str, external_id: str | None, fields: Collection[str]
    ) -> bool:
        """Whether what stopped an entry can be seen now; see `sync.shown_again`."""
        return await self._writer.shown_again(record, external_id, fields)

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none."""
        return await self._writer.find(record, key, account)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as HubSpot has it now, None after an archive."""
        try:
            return await self._writer.write(sending, before)
        except LacksScopes as error:
            raise await self._workspace.rights.to_write(error) from error

    def last_word(self, cursors: Mapping[str, str]) -> Mapping[str, str]:
        """How much of the day's requests is used up, by the answers of this run, those to what was
        sent included."""
        workspace = self._workspace
        kept = usage.usage(cursors.get(usage.USAGE), workspace.source)
        now = usage.after(kept, self._web.used(), workspace.clock())
        return {} if now is None else {usage.USAGE: now.text()}

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()

    async def _last(self, known: Known) -> AsyncGenerator[Page, None]:
        """The last kind; by then all that the key lacks is known."""
        async for page in RecordsPull(self._workspace, known).pages(KINDS[_LAST]):
            yield page
        workspace = self._workspace
        for page in workspace.rights.kept(known):
            yield page
        gone = daily.newly_gone(workspace, known)
        if gone is not None:
            yield gone
        stale = "renewal_date" in workspace.untold and not workspace.rights.may(DEALS.name)
        workspace.rights.tell(
            "Renewal dates come from deals: those read last stay, and get old." if stale else ""
        )

    async def _older(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts that joined the book had before: by their own links, or all of it again.

        Which accounts these are stands in the cursor of the accounts, so that a run that ends
        early leaves none of them out.
        """
        here = place(known.cursors.get(ACCOUNTS))
        if not known.accounts and not self._workspace.book_filter().everything:
            self._workspace.say(empty_book(self._workspace))
        pull = RecordsPull(self._workspace, known)
        if here.many_pending:
            for page in pull.begin_again():
                yield page
            yield self._still_pending(here, ())
            return
        parts = cut(here.pending, ACCOUNTS_AT_ONCE)
        for at, part in enumerate(parts):
            accounts = [one for one in part if one in known.accounts]
            async for page in pull.some_accounts(accounts):
                yield page
            left = tuple(one for later in parts[at + 1 :] for one in later)
            yield self._still_pending(here, left)

    async def _inherited(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts took over from one that was merged into them: what of it still lives."""
        pull = RecordsPull(self._workspace, known)
        for account in sorted(known.heirs):
            if account in known.accounts:
                async for page in pull.some_accounts([account]):
                    yield page
            known.heirs.discard(account)
            yield Page(source=self.name, resource=HEIRS, cursor=heirs_text(frozenset(known.heirs)))

    def _still_pending(self, here: Place, pending: tuple[str, ...]) -> Page:
        after = replace(here, pending=pending, many_pending=False)
        return Page(source=self.name, resource=ACCOUNTS, cursor=after.text())


async def _named(
    pages: AsyncGenerator[Page, None], workspace: Workspace
) -> AsyncGenerator[Page, None]:
    """The pages; where the key may not go on, what it lacks is said as a whole."""
    try:
        async with aclosing(pages):
            async for page in pages:
                yield page
    except LacksScopes as error:
        raise await workspace.rights.all_of(error) from error
