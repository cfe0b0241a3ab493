"""The BuildBetter connector: one stage, the calls, and its first look. It writes nothing."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Final

from book.errors import Usage
from book.facts import Page
from book.recording_intake import RESOURCE
from sync.buildbetter import hosts
from sync.buildbetter.first_look import FirstLook
from sync.buildbetter.graph import GraphPull
from sync.buildbetter.pull import USUAL_DAYS, CallsPull
from sync.buildbetter.web import BuildBetterWeb
from sync.port import Connection, Known, Setup

LONGEST_DAYS: Final = 3_650


class BuildBetterConnector:
    """One run against one organisation; see `sync.port.Connector`."""

    name: ClassVar[str] = "buildbetter"
    title: ClassVar[str] = hosts.TITLE
    stages: ClassVar[tuple[str, ...]] = (RESOURCE,)
    options: ClassVar[frozenset[str]] = frozenset(("days",))
    """The options it understands beside those of every source."""
    secret_name: ClassVar[str] = "API key"  # noqa: S105 what it is called
    connect_words: ClassVar[str] = (
        "An administrator makes an API key for your organisation in BuildBetter's dashboard."
        " Such a key sees every call of the organisation. Satchel looks at who took part"
        " and keeps the link, title, day and length of the calls with people of your accounts;"
        " it keeps nothing of the others, reads no transcript and changes nothing there."
    )

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._web = BuildBetterWeb(
            setup.source.url, setup.secret, pause=setup.pause, transport=setup.transport
        )

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """The address to speak to; raises Usage for one that is none, or for days that are."""
        days_of(options)
        return hosts.address(url)

    def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """The pages of the calls."""
        if stage != RESOURCE:
            raise ValueError(stage)
        if self._setup.source.capabilities.get("api") == "graphql":
            days = days_of(self._setup.source.options)
            return GraphPull(self._web, self._setup, known, days).pages()
        return CallsPull(self._web, self._setup, known).pages()

    async def check(self) -> Connection:
        """The first look."""
        return await FirstLook(self._web, self._setup).connection()

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()


def days_of(options: Mapping[str, str]) -> int:
    """How many days back calls are looked at; raises Usage for what is no such number."""
    text = options.get("days", str(USUAL_DAYS))
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    if not 1 <= number <= LONGEST_DAYS:
        raise Usage(f"days is a number of days, not “{text}”.", f"From 1 to {LONGEST_DAYS}.")
    return number
