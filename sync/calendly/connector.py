"""The Calendly connector: what can be booked, what is booked, its first look. It only reads."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar

from book import event_types, meetings
from book.facts import Page
from sync.calendly import hosts
from sync.calendly.first_look import FirstLook
from sync.calendly.kinds import kind_pages
from sync.calendly.pull import MeetingsPull
from sync.calendly.web import CalendlyWeb
from sync.port import Connection, Known, Setup


class CalendlyConnector:
    """One run with one person's token; see `sync.port.Connector`. There is no writing side."""

    name: ClassVar[str] = "calendly"
    title: ClassVar[str] = hosts.TITLE
    stages: ClassVar[tuple[str, ...]] = (event_types.RESOURCE, *meetings.RESOURCES)
    """The last one has no pages of its own: what was looked at is kept beside the meetings."""
    options: ClassVar[frozenset[str]] = frozenset()
    """It has none beside those of every source."""
    secret_name: ClassVar[str] = "personal access token"  # noqa: S105 what it is called
    connect_words: ClassVar[str] = (
        "In Calendly, open Integrations & apps, then API & webhooks, and make a personal access"
        " token; every plan has them. Satchel reads the meetings booked with you, keeps people and"
        " titles of those with your accounts and only the times of all others, and reads the kinds"
        " of meeting you offer, so that their links are at hand. It books, moves and cancels"
        " nothing."
    )

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._web = CalendlyWeb(
            setup.source.url, setup.secret, pause=setup.pause, transport=setup.transport
        )

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:  # noqa: ARG004 the port names it
        """The address to speak to; raises Usage for one that is none."""
        return hosts.address(url)

    async def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """The pages of one stage."""
        if stage == event_types.RESOURCE:
            found = kind_pages(self._web, self._setup, known, await self._user())
        elif stage == meetings.RESOURCE:
            found = MeetingsPull(self._web, self._setup, known, await self._user()).pages()
        elif stage == meetings.LOOKED_AT:
            return
        else:
            raise ValueError(stage)
        async for page in found:
            yield page

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._web, self._setup).connection()

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()

    async def _user(self) -> str:
        """The address that names me there, as the first look kept it."""
        kept = self._setup.source.capabilities.get("user")
        return kept if isinstance(kept, str) and kept else (await self._web.me()).uri
