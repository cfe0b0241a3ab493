"""What a connector is: the Protocol every service's code meets, and what passes through it.

A connector never touches the book. It is told what the book knows (`Known`), and hands over
pages of facts; the engine applies each and asks for the next.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol, runtime_checkable

import msgspec
from msgspec import Struct

from book.clock import Clock, Steady, system_clock
from book.facts import AccountFacts, FieldFacts, HandoverFacts, NoteFacts, Page, TaskFacts
from book.organizations import Customer
from book.records import Source
from sync.pacing import Pause

if TYPE_CHECKING:
    import httpx

Keep = Callable[[str, str], Awaitable[None]]
"""Takes a source's name and its rotated secret; returns when that is stored for good."""


Fresh = Callable[[str], Awaitable[str]]
"""Takes a source's name; returns the secret that is kept for it by now, empty for none."""


Notice = Callable[[str], None]
"""Takes a sentence or two of a run's own words, for a person: a field that vanished, and what it
means. They are shown with the run and kept in its log, so no name of a customer, no record's text
and no secret is in them."""


def _unheard(_words: str) -> None:
    """Where nobody listens, such as at a first look."""


class Setup(Struct, frozen=True, kw_only=True):
    """All a connector needs to speak to its service."""

    source: Source
    secret: str
    pause: Pause
    """Waits; raises when the run was cancelled meanwhile."""
    clock: Clock = system_clock
    steady: Steady | None = None
    """Counts seconds whatever is done to the clock; None for what `steady_beside` makes of it."""
    transport: httpx.AsyncBaseTransport | None = None
    keep: Keep | None = None
    """Keeps a rotated secret; to be awaited before the new one is used."""
    fresh: Callable[[], Awaitable[str]] | None = None
    """Reads the secret that is kept by now: another process may have exchanged it."""
    by_hand: bool = False
    """Whether a person asked for this run: it keeps no wait of our own making."""
    refresh_lock: Path | None = None
    """The lock file of those who exchange a secret of this profile; one at a time."""
    notice: Notice = _unheard
    """Says something of this run that a person should know and that does not make it fail. What
    still holds is said in every run that fetches: what such a run does not say is over."""


Records = Callable[[str, str | None], frozenset[str]]
"""Takes a table (`contacts`, `notes`, `tasks`, `deals`, `tickets`) and the external id of an
account, or None for all; returns the external ids of the living records the book has of it."""


def _no_records(_table: str, _account: str | None) -> frozenset[str]:
    return frozenset()


def _nobody() -> frozenset[str]:
    return frozenset()


class Known(Struct, kw_only=True):
    """What the book knows at this moment; the engine keeps it up to date between pages."""

    accounts: set[str]
    """External ids of the accounts in the book."""
    cursors: dict[str, str]
    """Resource → the cursor stored for it."""
    full: bool = False
    """Whether everything is to be read again, whatever the cursors say."""
    heirs: set[str] = msgspec.field(default_factory=set)
    """Accounts that took over the records of one that is gone; a connector asks which of these
    still live, and hands over a page of `book.living.HEIRS` with those left to ask about."""
    records: Records = _no_records
    """What the book has: a complete list that does not name one of these is worth a question."""
    customers: Callable[[], frozenset[str]] = _nobody
    """The web domains of the customers in the book, whichever source told of them."""
    recordings: Callable[[], frozenset[str]] = _nobody
    """The external ids of the recordings this source told of, and did not take back."""
    meetings: Callable[[], frozenset[str]] = _nobody
    """The external ids of this source's meetings to come that are not cancelled in the book."""
    companies: Callable[[], tuple[Customer, ...]] = tuple
    """The customers in the book as a ticket system may know them, whichever source told of them."""
    organizations: Callable[[], frozenset[str]] = _nobody
    """The external ids of this source's organizations that are customers in the book."""
    watched: Callable[[], frozenset[str]] = _nobody
    """The external ids of this source's tickets that open escalations watch."""


class Choice(Struct, frozen=True, kw_only=True):
    """One possible answer to a question of a first look."""

    value: str
    """What the option says then."""
    label: str
    detail: str = ""


class Question(Struct, frozen=True, kw_only=True):
    """Something that only the person can tell, with the answers this service has room for.

    `none` is an answer to each of them.
    """

    key: str
    """The option that is the answer: `renewal-pipeline`."""
    label: str
    why: str = ""
    """What is missing without an answer."""
    choices: tuple[Choice, ...]
    answer: str = ""
    """The choice that holds, by the options or by a guess; empty for none of them."""
    guessed: bool = False
    instead_of: str = ""
    """Another option that says the same another way; an answer takes its place."""


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
    questions: tuple[Question, ...] = ()
    """What is to be asked beside where the facts of `mapping` are kept."""


class Connector(Protocol):
    """The code that speaks to one service."""

    name: ClassVar[str]
    title: ClassVar[str]
    """The service's name as people write it."""
    options: ClassVar[frozenset[str]]
    """The names of the options it understands beside those that every source has."""
    secret_name: ClassVar[str]
    """What its secret is called there, as one reads it: “API key”."""
    connect_words: ClassVar[str]
    """One paragraph for who connects it: how to get the secret, which rights it needs."""
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


class Attached(Struct, frozen=True, kw_only=True):
    """A file that goes along with a handover."""

    name: str
    media_type: str
    content: bytes


class Sending(Struct, frozen=True, kw_only=True):
    """One entry of the outbox on its way: what, to which record, in the book's own words."""

    record: Literal["account", "note", "task", "handover"]
    action: Literal["create", "update"]
    key: str
    """The idempotency key: the same text for every attempt, `satchel:note:…`."""
    external_id: str | None
    """The record's id in the source; None for one to be created."""
    account: str
    """The id of its account in the source."""
    fields: Mapping[str, str | None]
    """Field (column of the book) → stored value; only what is to be changed. Bodies are
    Markdown, days `YYYY-MM-DD`, moments UTC, tags JSON text; `account_id` is the account's id in
    the source. With `archived_at` set nothing else is said. Those of a handover are what
    `book.handing_over` froze: way, title, text (Markdown), group_name, severity (a code of the
    house rules), requester, requester_name, is_public and customer_told (`0` or `1`), place."""
    files: tuple[Attached, ...] = ()
    """What a handover takes along."""


class Request(Struct, frozen=True, kw_only=True):
    """One request as it goes out, but for the credentials; `body` is JSON text or empty."""

    method: str
    path: str
    body: str = ""


WrittenFacts = AccountFacts | NoteFacts | TaskFacts
Answered = WrittenFacts | HandoverFacts
"""What a service answers of an entry: the record as it has it, or what it made of a handover."""


class Writer(Protocol):
    """What a connector that can write adds; the engine's push speaks to nothing else.

    Every method raises the errors of `sync.http` (Offline, ServerTrouble, RateLimited, Auth,
    Refused, BadResponse). No method repeats a write by itself.
    """

    writes: ClassVar[frozenset[str]]
    """The kinds of record it can write: of `account`, `note`, `task`, `handover`."""

    def writable(self, fact: str) -> bool:
        """Whether that field of an account can be written (it is mapped to a field that takes
        writes, not one of the service's own or of an integration)."""

    async def read(self, record: str, external_id: str) -> Answered | None:
        """The record as it stands there, archived ones included; None when it is gone."""

    async def find(self, record: str, key: str, account: str) -> Answered | None:
        """The record that was created under that key, or None when there is none."""

    async def write(self, sending: Sending, before: WrittenFacts | None) -> Answered | None:
        """Sends it, once. `before` is what `read` gave just now (None for a create). Returns the
        record as the service has it now; None after an archive."""

    def requests_for(self, sending: Sending, before: WrittenFacts | None) -> tuple[Request, ...]:
        """The very requests `write` makes, without credentials; no network."""


@runtime_checkable
class LastWord(Protocol):
    """What a connector adds that learns something beside its pages, also while it sends."""

    def last_word(self, cursors: Mapping[str, str]) -> Mapping[str, str]:
        """Resource → what is to be kept of it from now on, by what is kept; asked at the end of
        a run, however it ended."""


@runtime_checkable
class Placed(Protocol):
    """What a connector adds whose service tells which portal, org or workspace a key opens."""

    async def place(self) -> str | None:
        """Its id, as the first look kept it (`book.places`); None where it is not told."""


def as_writer(connector: Connector) -> Writer | None:
    """The writing side of a connector, where it has one."""
    found: Any = connector
    return found if getattr(connector, "writes", None) else None
