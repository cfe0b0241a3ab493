"""The Salesforce connector: its stages in order, its first look, and its writing side."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from book.facts import Page
from book.living import HEIRS, heirs_text
from sync.port import Connection, Known, Request, Sending, Setup, WrittenFacts
from sync.salesforce import hosts, mapping
from sync.salesforce.answers import LimitReached
from sync.salesforce.first_look import FirstLook
from sync.salesforce.org import Org
from sync.salesforce.place import place
from sync.salesforce.pull_accounts import OF_ACCOUNTS, AccountsPull
from sync.salesforce.pull_records import RecordsPull
from sync.salesforce.sign_in import sign_in
from sync.salesforce.usage import usage
from sync.salesforce.workspace import Workspace
from sync.salesforce.writer import SalesforceWriter

if TYPE_CHECKING:
    import httpx

USAGE = "usage"
"""The stage, and the cursor, that tell how much of the org's requests is used up."""


class SalesforceConnector:
    """One run against one org; see `sync.port.Connector` and `sync.port.Writer`."""

    name: ClassVar[str] = "salesforce"
    title: ClassVar[str] = hosts.TITLE
    stages: ClassVar[tuple[str, ...]] = (
        "fields",
        "teammates",
        "accounts",
        "older",
        HEIRS,
        *OF_ACCOUNTS,
        USAGE,
    )
    writes: ClassVar[frozenset[str]] = SalesforceWriter.writes
    options: ClassVar[frozenset[str]] = frozenset(
        (
            *("sandbox", "client-id", "callback-port"),
            *("csm-field", "segment-field", "org-field", "renewal-type", "key-field", "currency"),
            *mapping.OWN_OPTIONS,
        )
    )
    """The options it understands beside those of every source."""
    secret_name: ClassVar[str] = "access token"  # noqa: S105 what it is called
    """What a person pastes where there is no browser to sign in with."""
    connect_words: ClassVar[str] = (
        "An administrator of your Salesforce org makes an external client app once: OAuth on, the"
        " callback http://localhost:8787/callback, the scopes “api” and “refresh_token”,"
        " PKCE required, a secret not required; and hands you its consumer key and the address of"
        " your org (https://NAME.my.salesforce.com). You then sign in in your own browser, and"
        " Satchel sees and writes what you may see and write: it needs “API Enabled”, the right to"
        " read accounts, contacts, opportunities, cases, tasks and events, and to edit tasks and"
        " the account fields you map. On the command line, an access token of a session of yours"
        " does too."
    )

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._org = Org(setup)
        self._workspace = Workspace(setup, self._org)
        self._writer = SalesforceWriter(self._workspace, setup.pause, steady=setup.steady)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._org.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """The address to speak to; raises Usage when what was given does not name one."""
        return hosts.address(url, options)

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
        """The pages of one stage; a limit that was reached is remembered before it is told."""
        self._org.background = not self._setup.by_hand
        kept = usage(known.cursors.get(USAGE))
        self._org.usage = replace(self._org.usage, strikes=kept.strikes)
        try:
            async with aclosing(self._pages(stage, known)) as pages:
                async for page in pages:
                    yield page
        except LimitReached:
            struck = replace(self._org.usage, strikes=kept.strikes + 1)
            yield Page(source=self.name, resource=USAGE, cursor=struck.text())
            raise

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._org, self._setup).connection()

    async def place(self) -> str | None:
        """The id of the org this sign-in opens; None where it is not told."""
        return await FirstLook(self._org, self._setup).org_id()

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to one that this person may write."""
        return self._writer.writable(fact)

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network."""
        return self._writer.requests_for(sending, before)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, deleted ones included; None when it is gone."""
        return await self._writer.read(record, external_id)

    async def shown_again(
        self, record: str, external_id: str | None, fields: Collection[str]
    ) -> bool:
        """Whether what an entry needs can be seen and written now; see `sync.shown_again`."""
        return await self._writer.shown_again(record, external_id, fields)

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none."""
        return await self._writer.find(record, key, account)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as Salesforce has it now, None after a deletion."""
        return await self._writer.write(sending, before)

    def last_word(self, cursors: Mapping[str, str]) -> Mapping[str, str]:
        """How much of the org's requests is used up, where the end of the pull was not reached:
        a limit may be met while something is sent, and its refusal tells of it."""
        now, kept = self._org.usage, usage(cursors.get(USAGE))
        if now.at <= kept.at:
            return {}
        if not now.most:
            # A refusal without a count: all that was known to be there.
            now = replace(now, used=kept.most, most=kept.most)
        return {USAGE: replace(now, strikes=max(now.strikes, kept.strikes)).text()}

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._org.aclose()

    def _pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        if stage == "fields":
            return self._workspace.fields(known)
        if stage == "teammates":
            return self._workspace.teammates(known)
        if stage == "accounts":
            return AccountsPull(self._workspace, known).pages()
        if stage == "older":
            return self._older(known)
        if stage == HEIRS:
            return self._inherited(known)
        if stage == USAGE:
            return self._ended(known)
        return RecordsPull(self._workspace, known).pages(stage)

    async def _older(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts that joined the book had before; they stand in the accounts' cursor."""
        here = place(known.cursors.get("accounts"))
        if not here.pending:
            return
        async for page in RecordsPull(self._workspace, known).of_accounts(here.pending):
            yield page
        done = replace(here, pending=())
        yield Page(source=self.name, resource="accounts", cursor=done.text())

    async def _inherited(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts took over from one that was merged into them: whether it still lives."""
        if not known.heirs:
            return
        async for page in RecordsPull(self._workspace, known).of_accounts(known.heirs):
            yield page
        known.heirs.clear()
        yield Page(source=self.name, resource=HEIRS, cursor=heirs_text(frozenset()))

    async def _ended(self, known: Known) -> AsyncGenerator[Page, None]:
        """The end of a run that reached it: what it used, and what could be seen by then."""
        catalogue = self._workspace.catalogue
        if catalogue.changed:
            yield Page(
                source=self.name,
                resource="fields",
                cursor=catalogue.text(),
            )
        now = replace(self._org.usage, strikes=0)
        if now.text() != known.cursors.get(USAGE):
            yield Page(source=self.name, resource=USAGE, cursor=now.text())
