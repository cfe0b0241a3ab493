"""What a connector is: the Protocol every service's code meets, and what passes through it.

A connector never touches the book. It is told what the book knows (`Known`), and hands over
pages of facts; the engine applies each and asks for the next.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, ClassVar, Protocol

from msgspec import Struct

from book.clock import Clock, system_clock
from book.facts import FieldFacts, Page
from book.records import Source
from sync.pacing import Pause

if TYPE_CHECKING:
    import httpx

Keep = Callable[[str, str], Awaitable[None]]
"""Takes a source's name and its rotated secret; returns when that is stored for good."""


class Setup(Struct, frozen=True, kw_only=True):
    """All a connector needs to speak to its service."""

    source: Source
    secret: str
    pause: Pause
    """Waits; raises when the run was cancelled meanwhile."""
    clock: Clock = system_clock
    transport: httpx.AsyncBaseTransport | None = None
    keep: Keep | None = None
    """Keeps a rotated secret; to be awaited before the new one is used."""


class Known(Struct, kw_only=True):
    """What the book knows at this moment; the engine keeps it up to date between pages."""

    accounts: set[str]
    """External ids of the accounts in the book."""
    cursors: dict[str, str]
    """Resource → the cursor stored for it."""
    full: bool = False
    """Whether everything is to be read again, whatever the cursors say."""


class Connection(Struct, frozen=True, kw_only=True):
    """What a first look at a service found; nothing was written anywhere for it."""

    source: str
    url: str
    me_id: str | None
    me_name: str | None
    teammates: int
    capabilities: Mapping[str, str | int | bool | None]
    fields: tuple[FieldFacts, ...]
    mapping: Mapping[str, str]
    """Fact (field name of `AccountFacts`) → where the service keeps it; the person's own
    options have won over what was guessed from labels."""
    guessed: tuple[str, ...]
    """The facts of `mapping` that were guessed from a label."""
    in_book: int
    looked_at: int
    """Accounts that were counted for `in_book`; all of them when `counted_all`."""
    counted_all: bool


class Connector(Protocol):
    """The code that speaks to one service."""

    name: ClassVar[str]
    title: ClassVar[str]
    """The service's name as people write it."""
    stages: ClassVar[tuple[str, ...]]
    """What a pull consists of, in order; each is one call of `pages`."""

    def __init__(self, setup: Setup) -> None: ...

    @property
    def requests(self) -> int:
        """How many requests were made so far."""

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """The address to speak to; raises Usage when what was given does not name one."""

    def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """The pages of one stage, lazily, and one ahead: the next is asked for while the last is
        applied. Between two stages everything is applied."""

    async def check(self) -> Connection:
        """The first look: credentials, who I am, what the service can do, its fields."""

    async def aclose(self) -> None:
        """Lets the connections go."""
