"""The Vitally connector: its stages in order, its first look, and its writing side."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Final

import msgspec

from book.errors import Refused
from book.facts import Page
from book.living import HEIRS, heirs_text
from sync.http import Web
from sync.port import Connection, Known, Request, Sending, Setup, WrittenFacts
from sync.vitally import credentials, hosts
from sync.vitally.first_look import FirstLook
from sync.vitally.place import Place, place
from sync.vitally.pull_accounts import AccountsPull
from sync.vitally.pull_records import ARCHIVED, RESOURCES, RecordsPull
from sync.vitally.workspace import Workspace
from sync.vitally.writer import VitallyWriter

FEW_JOINED: Final = 20
LARGE_WORKSPACE: Final = 1_000
_PAGES_PER_ACCOUNT: Final = 20
"""A workspace has about five people, notes and tasks per account, and a page holds 100."""


class VitallyConnector:
    """One run against one Vitally workspace; see `sync.port.Connector` and `sync.port.Writer`."""

    name: ClassVar[str] = "vitally"
    title: ClassVar[str] = hosts.TITLE
    options: ClassVar[frozenset[str]] = frozenset(("region", "subdomain"))
    secret_name: ClassVar[str] = "API key"  # noqa: S105 its name only
    connect_words: ClassVar[str] = (
        "In Vitally, open Settings, then Operations, then Integrations, then Vitally REST API. "
        "Where you do not see Operations you lack the right to it: ask an admin for a key of your "
        "own. A key has no rights to choose, it may read and write the whole workspace; Satchel "
        "reads the accounts of your book and writes notes, tasks and the fields you map."
    )
    stages: ClassVar[tuple[str, ...]] = (
        "teammates",
        "fields",
        "accounts",
        "older",
        HEIRS,
        *RESOURCES,
        f"{ARCHIVED}notes",
        f"{ARCHIVED}tasks",
    )
    writes: ClassVar[frozenset[str]] = VitallyWriter.writes

    def __init__(self, setup: Setup) -> None:
        key = credentials.secret_key(setup.secret)
        self._web = Web(
            self.title,
            self.address(setup.source.url, setup.source.options),
            headers={"authorization": credentials.basic_header(key)},
            transport=setup.transport,
            pause=setup.pause,
        )
        self._workspace = Workspace(self._web, setup.source, setup.clock)
        header = credentials.basic_header(key)
        self._writer = VitallyWriter(self._workspace, (header.removeprefix("Basic "), key))

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
        if stage == "teammates":
            return self._workspace.teammates(known)
        if stage == "fields":
            return self._workspace.fields(known)
        if stage == "accounts":
            return AccountsPull(self._workspace, known).pages()
        if stage == "older":
            return self._older(known)
        if stage == HEIRS:
            return self._inherited(known)
        if stage.startswith(ARCHIVED):
            return RecordsPull(self._workspace, known).archived(stage.removeprefix(ARCHIVED))
        return RecordsPull(self._workspace, known).pages(stage)

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._workspace).connection()

    def writable(self, fact: str) -> bool:
        """Whether that field of an account is mapped to one of the workspace's own fields."""
        return self._writer.writable(fact)

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network."""
        return self._writer.requests_for(sending, before)

    async def read(self, record: str, external_id: str) -> WrittenFacts | None:
        """The record as it stands there, archived ones included; None when it is gone."""
        return await self._writer.read(record, external_id)

    async def find(self, record: str, key: str, account: str) -> WrittenFacts | None:
        """The record that was created under that key, or None when there is none."""
        return await self._writer.find(record, key, account)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> WrittenFacts | None:
        """Sends it, once; returns the record as Vitally has it now, None after an archive."""
        return await self._writer.write(sending, before)

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()

    async def _older(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts that joined the book had before: by their own lists, or by all lists.

        Which accounts these are stands in the cursor of the accounts, so that a run that ends
        early leaves none of them out.
        """
        here = place(known.cursors.get("accounts"))
        if not here.pending and not here.many_pending:
            return
        records = RecordsPull(self._workspace, known)
        first = any(name not in known.cursors for name in RESOURCES)
        if not by_account(here, first=first):
            for page in records.begin_again():
                yield page
            yield self._still_pending(here, ())
            return
        async for page in records.begin_by_account():
            yield page
        for at, account in enumerate(here.pending):
            async for page in self._one_account(records, account, known):
                yield page
            yield self._still_pending(here, here.pending[at + 1 :])

    async def _inherited(self, known: Known) -> AsyncGenerator[Page, None]:
        """What accounts took over from one that is gone: whether those records still live."""
        records = RecordsPull(self._workspace, known)
        for account in sorted(known.heirs):
            async for page in self._one_account(records, account, known):
                yield page
            known.heirs.discard(account)
            left = heirs_text(frozenset(known.heirs))
            yield Page(source=self.name, resource=HEIRS, cursor=left)

    async def _one_account(
        self, records: RecordsPull, account: str, known: Known
    ) -> AsyncGenerator[Page, None]:
        if account not in known.accounts:
            return
        try:
            async for page in records.one_account(account):
                yield page
        except Refused:
            # The account went while we read; the next sweep finds out.
            return

    def _still_pending(self, here: Place, pending: tuple[str, ...]) -> Page:
        after = msgspec.structs.replace(here, pending=pending, many_pending=False)
        return Page(source=self.name, resource="accounts", cursor=after.text())


def by_account(here: Place, *, first: bool) -> bool:
    """Whether three short lists per account that joined cost less than the lists of everything.

    At first the lists of everything are due in any case, unless the book is a small part of a
    large workspace.
    """
    if here.many_pending:
        return False
    worth = 3 * len(here.pending) <= here.total // _PAGES_PER_ACCOUNT
    if first:
        return worth and here.total >= LARGE_WORKSPACE
    return worth or len(here.pending) <= FEW_JOINED
