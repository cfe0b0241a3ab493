"""The neutral face of a CRM: what it holds in the book's own words, and all that ever stood there.

The schedules know nothing else of a service. Each service's own module adds what it holds
(`Crm`), what a person does on its web page (`Page`), and what passes on the line to it (`Line`).
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from random import Random
from typing import Any, ClassVar, Final, Literal, NamedTuple, Self, TypeVar

import httpx
from msgspec import Struct

from book.records import Source
from tests.clocks import HandClock
from tests.laptops.texts import tokens

Ask = Callable[..., Any]
T = TypeVar("T")
Kind = Literal["note", "task"]
KINDS: Final[tuple[Kind, ...]] = ("note", "task")
FIELDS: Final = {
    "note": ("subject", "body", "day", "tags"),
    "task": ("title", "body", "due", "completed_at"),
    "account": ("stage", "plan", "slack_channel"),
}
"""The fields that live in the CRM, but for the account and whether a record is deleted."""
ADDRESS: Final = "http://127.0.0.1:9"
"""Nothing listens there; the wire ends before it."""
MINE: Final = 3
"""So many accounts are mine at first; one more is a colleague's."""
BROWSER: Final = "browser"
MOVED: Final = "moved"


class Can(Struct, frozen=True, kw_only=True):
    """What a service can do, or its web page lets a person do."""

    tags: bool = False
    """Tags of a record are a thing of their own there, which a person can change."""
    undated: bool = True
    """A task may be without a day."""
    writes_blindly: bool = True
    """A write that comes a moment too late is not refused: a window stays open."""
    reimports: bool = False
    """An account can be deleted and come back under a new id, without its notes and tasks."""
    deletes_accounts: bool = False
    merges: bool = False
    """Two accounts can be made one."""
    restores: bool = False
    """A deleted record can be taken out of the bin again, under the id it had."""
    links_several: bool = False
    """A record can be at several accounts at once."""


class Ways(Struct, frozen=True):
    """How the service of one schedule behaves, where nobody knows or orgs differ."""

    @property
    def variant(self) -> str:
        """What of it a laptop's first look finds out: books of one variant are alike."""
        return ""


class Said(Struct, frozen=True, kw_only=True):
    """How the CRM has a record, in the book's own words."""

    kind: str
    """`note`, `task` or `account`."""
    id: str
    """As the book has it."""
    key: str = ""
    """The key it was made under; empty for what no laptop made."""
    accounts: tuple[str, ...] = ()
    """The ids of the accounts it is at; one, nearly always."""
    deleted: bool = False
    made_at: str = ""
    fields: Mapping[str, Any]
    """Those of `FIELDS`, and tags: bodies as Markdown, days as `YYYY-MM-DD`, tags as a list."""
    words: frozenset[str] = frozenset()
    """The words of ours anywhere in it, whatever its fields are called there."""


class Version(Struct, frozen=True):
    """How a record stood once, and who wrote that: a laptop's name, or `BROWSER`."""

    author: str
    said: Said


class Asked(NamedTuple):
    """One request as it reached the service."""

    laptop: str
    method: str
    path: str
    """With what stands behind a question mark."""
    body: str


class Line(ABC):
    """What passes on the line to a service: which requests write, and what faults look like."""

    faults: ClassVar[tuple[str, ...]] = ()
    """Faults that only this service knows, by the names that `instead` understands."""
    gone: ClassVar[frozenset[str]] = frozenset(("404",))
    """Those that say, as the service itself would, that a record is not there."""

    @abstractmethod
    def is_write(self, asked: Asked) -> bool:
        """Whether a request is there to change something."""

    @abstractmethod
    def is_deletion(self, asked: Asked) -> bool:
        """Whether it is there to delete a record."""

    @abstractmethod
    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """The one note or task that a request is about, as far as it names it."""

    @abstractmethod
    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of an answer that the service never gave itself."""


class Page(ABC):
    """What a person can do on the service's own web page, by the book's ids and words."""

    @abstractmethod
    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Makes a note or task with one line of text."""

    @abstractmethod
    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """Adds, replaces or takes away one line of a record's text, as the page shows it."""

    @abstractmethod
    def paste(self, kind: Kind, number: str, line: str) -> None:
        """Puts a line above all of a record's text, in whatever form the page makes of it."""

    @abstractmethod
    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives another field of a record a value: a title, a day, tags, done or not (bool)."""

    @abstractmethod
    def move(self, kind: Kind, number: str, account: str) -> None:
        """Moves a record to another account."""

    @abstractmethod
    def delete(self, kind: Kind, number: str) -> None:
        """Deletes a record."""

    def restore(self, kind: Kind, number: str) -> None:
        """Takes a deleted record out of the bin."""
        raise NotImplementedError

    def link(self, kind: Kind, number: str, account: str) -> None:
        """Puts a record at one more account."""
        raise NotImplementedError

    @abstractmethod
    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a field of an account a value."""

    @abstractmethod
    def hand(self, account: str, *, to_me: bool) -> None:
        """Makes me, or a colleague, the one who looks after an account."""

    def reimport(self, account: str) -> None:
        """Deletes an account, and brings it back under a new id without its notes and tasks."""
        raise NotImplementedError

    def delete_account(self, account: str) -> None:
        """Deletes an account, as far as the service deletes what it has."""
        raise NotImplementedError

    def merge(self, winner: str, loser: str) -> None:
        """Makes one account of two."""
        raise NotImplementedError


class Crm(ABC):
    """The service both laptops speak to, the clock on its wall, and all that ever stood there."""

    name: ClassVar[str]
    """The source's name."""
    can: ClassVar[Can]
    secret: ClassVar[str]
    theirs: str
    """The account that is a colleague's from the start."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self.clock = HandClock()
        self.turn = asyncio.Lock()
        """One request at a time, so that it is known who writes."""
        self.author = ""
        """Who is writing right now: a laptop, or the person in the browser."""
        self.versions: dict[tuple[str, str], list[Version]] = {}
        """Kind and id → how the record stood, since it was written for the first time."""
        self.written: list[Version] = []
        """The same, in the order in which they came."""
        self._read: dict[tuple[str, str], tuple[object, Said]] = {}

    @classmethod
    @abstractmethod
    def drawn(cls, luck: Random) -> Ways:
        """How a schedule's service is to behave."""

    @classmethod
    @abstractmethod
    def open(cls, ways: Ways) -> Self:
        """The service as it stands at the start of every schedule."""

    @property
    @abstractmethod
    def app(self) -> Ask:
        """The service as an ASGI application."""

    @property
    @abstractmethod
    def page(self) -> Page:
        """Its web page."""

    @property
    @abstractmethod
    def line(self) -> Line:
        """The line to it."""

    @abstractmethod
    async def source(self, transport: httpx.AsyncBaseTransport) -> Source:
        """The source as a laptop connects it; may ask the service for what it needs."""

    @abstractmethod
    def records(self, kind: Kind) -> dict[str, Said]:
        """All records of a kind by id, deleted ones as long as they can be read."""

    @abstractmethod
    def accounts(self) -> list[str]:
        """The ids of my living accounts, in an order that survives a new id."""

    @abstractmethod
    def others(self) -> list[str]:
        """The ids of the living accounts that are not mine, in order."""

    @abstractmethod
    def account(self, number: str) -> Said:
        """A living account as it stands."""

    def remember(self) -> None:  # noqa: B027 a service that tells of each write needs nothing here
        """Called after whatever may have changed something, to keep what stands there now."""

    def forget(self, keys: list[str]) -> None:  # noqa: B027 most connectors keep nothing
        """A laptop's program died: what it kept in memory of these keys is gone."""

    def calm_down(self) -> None:  # noqa: B027 most delays are over when the next run begins
        """From now on everything that is written shows before the next run."""

    def record(self, kind: Kind, number: str) -> Said | None:
        """A record as it stands; None for one that is not there, or not any more."""
        return self.records(kind).get(number)

    def living(self, kind: Kind) -> list[Said]:
        """The records that are not deleted, the newest first."""
        found = [one for one in self.records(kind).values() if not one.deleted]
        return sorted(found, key=lambda one: (one.made_at, one.id), reverse=True)

    def as_browser(self, work: Callable[[Page], T]) -> T:
        """Something a person does on the service's own web page."""
        self.remember()
        before, self.author = self.author, BROWSER
        done = work(self.page)
        self.remember()
        self.author = before
        if not self.can.writes_blindly:
            # Its conditions know whole seconds: within one, nobody can tell two writes apart.
            self.clock.move(seconds=1)
        return done

    def keep(self, said: Said, author: str | None = None) -> None:
        """Remembers how a record stands now."""
        version = Version(self.author if author is None else author, said)
        self.versions.setdefault((said.kind, said.id), []).append(version)
        self.written.append(version)

    def read(self, kind: str, number: str, row: object, made: Callable[[], Said]) -> Said:
        """What a row of the service says; read anew only where it is another row by now."""
        known = self._read.get((kind, number))
        if known is None or known[0] != row:
            known = self._read[kind, number] = (row, made())
        return known[1]


def leaving(crm: Crm) -> list[str]:
    """Those of my accounts that may go: a book of which nothing is left is another one."""
    return crm.accounts()[:-1]


def ever(crm: Crm) -> frozenset[str]:
    """The words of every version of everything."""
    return frozenset().union(*(one.said.words for one in crm.written))


def title_of(kind: str) -> str:
    """The field of a kind that is its title."""
    return "subject" if kind == "note" else "title"


def one_line(text: object) -> str:
    """A title as the book has it: one line, whatever blanks it has there."""
    return " ".join(str(text or "").split())


def words_of(*texts: object) -> frozenset[str]:
    """The words of ours in what a service holds."""
    return frozenset(tokens(*texts))
