"""The Slack connector: it posts what a person sends, and reads nothing of a workspace."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import ClassVar, Final

from book.errors import Usage
from book.facts import Page
from book.ways_out import TAKES
from sync.http import checked_url
from sync.port import Answered, Connection, Known, Request, Sending, Setup, WrittenFacts
from sync.slack.credentials import Token, credentials
from sync.slack.web import ADDRESS, TITLE, SlackWeb
from sync.slack.writer import SlackWriter, is_channel

_NOTHING: Final[tuple[Page, ...]] = ()


class SlackConnector:
    """One run with one webhook or token; see `sync.port.Connector` and `sync.port.Writer`."""

    name: ClassVar[str] = "slack"
    title: ClassVar[str] = TITLE
    stages: ClassVar[tuple[str, ...]] = ()
    writes: ClassVar[frozenset[str]] = SlackWriter.writes
    options: ClassVar[frozenset[str]] = frozenset(("channel",))
    secret_name: ClassVar[str] = "webhook or bot token"  # noqa: S105 what it is called
    connect_words: ClassVar[str] = (
        "With an incoming webhook Satchel posts into the one channel it was made for: in Slack, add"
        " the app “Incoming WebHooks”, or one of your own, and copy the address. With a bot's token"
        " (rights chat:write and, so that no message is posted twice, channels:history) it posts"
        " into the channel named by the option channel, a channel's id. Where your workspace allows"
        " neither, every escalation can still be copied. Nothing is read but whether a message of"
        " its own arrived."
    )

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        source = setup.source
        found = credentials(setup.secret, source.url)
        token = isinstance(found, Token)
        self._hook = None if isinstance(found, Token) else found
        self._web = SlackWeb(
            TITLE,
            source.url if isinstance(found, Token) else found.base,
            headers={"authorization": f"Bearer {found.text}"} if isinstance(found, Token) else {},
            transport=setup.transport,
            pause=setup.pause,
        )
        workspace = source.capabilities.get("workspace") if token else None
        channel = source.options.get("channel", "").strip()
        if channel and not is_channel(channel):
            raise Usage(
                f"“{channel[:40]}” is no id of a channel.",
                "Copy it from the channel's details in Slack; it looks like C0123ABCD.",
            )
        address = workspace if isinstance(workspace, str) else ""
        self._writer = SlackWriter(self._web, self._hook, channel, address)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:  # noqa: ARG004 the port names it
        """The address to speak to; raises Usage for one that is none."""
        return checked_url(url, TITLE) if url.strip() else ADDRESS

    async def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:  # noqa: ARG002
        """There are none: it only posts."""
        for page in _NOTHING:
            yield page

    async def check(self) -> Connection:
        """The first look: whose token it is. A webhook cannot be asked; nothing is posted."""
        source = self._setup.source
        told = (
            "A webhook posts into one channel, which only Slack knows. It was not tried: it would"
            " have posted something."
        )
        capabilities: dict[str, str | int | bool | None] = {TAKES: "message", "by": "webhook"}
        me_id = me_name = None
        if self._hook is None:
            answer = await self._web.call("auth.test", {}, repeatable=True)
            me_id, me_name = str(answer.get("user_id") or ""), str(answer.get("user") or "")
            workspace = str(answer.get("url") or "").rstrip("/")
            there = source.options.get("channel", "")
            told = f"The token is {me_name}’s. " + (
                f"It posts into {there}; the app has to be in that channel."
                if there
                else "Without the option channel it does not know where to post."
            )
            capabilities |= {
                "by": "token",
                "workspace": workspace if workspace.startswith("https://") else "",
                "team": str(answer.get("team_id") or ""),
            }
        return Connection(
            source=source.name,
            url=source.url,
            me_id=me_id,
            me_name=me_name,
            teammates=0,
            capabilities=capabilities | {"told": told},
            fields=(),
            mapping={},
            guessed=(),
            in_book=0,
            looked_at=0,
            counted_all=True,
        )

    def writable(self, fact: str) -> bool:
        """See `sync.port.Writer`."""
        return self._writer.writable(fact)

    async def read(self, record: str, external_id: str) -> Answered | None:
        """See `sync.port.Writer`."""
        return await self._writer.read(record, external_id)

    async def find(self, record: str, key: str, account: str) -> Answered | None:
        """See `sync.port.Writer`."""
        return await self._writer.find(record, key, account)

    async def write(self, sending: Sending, before: WrittenFacts | None) -> Answered | None:
        """See `sync.port.Writer`."""
        return await self._writer.write(sending, before)

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """See `sync.port.Writer`."""
        return self._writer.requests_for(sending, before)

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()
