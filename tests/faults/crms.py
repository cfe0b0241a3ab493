"""The face every service has for these tests: what it is called there, in the book's words.

The tests say what must hold; a face says where that is seen at one service. It never decides
whether something holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Final, Literal, NamedTuple

from msgspec import Struct

from book.records import Source
from sync.simulator.served import Served
from tests.clocks import HandClock

Record = Literal["note", "task"]
ROOT: Final = Path(__file__).resolve().parents[2]
KEPT: Final = "kept"
"""The tag that somebody else put on the first note and the first task of a small book."""


class Said(Struct, frozen=True, kw_only=True):
    """A note or task as it stands at a service, whatever that calls its parts."""

    id: str
    """As the book knows it."""
    title: str
    text: str
    """In whatever form the service keeps it, with what stands below it there."""
    tags: tuple[str, ...] = ()
    key: str | None = None
    """The key it was made with, `satchel:note:…`; None for what somebody else made."""
    done: bool = False
    due: str | None = None
    gone: bool = False
    account: str | None = None
    """Where it is, as the book knows that."""


class Place(NamedTuple):
    """Which request writes something: its method, and how its path begins."""

    method: str
    path: str
    exchanges: int
    """How many requests the whole push of it takes, questions included."""
    look: str = ""
    """How the path of the question before it begins, where no other record is asked for so."""


class Crm(ABC):
    """One running service, in a thread or in a process of its own."""

    name: ClassVar[str]
    title: ClassVar[str]
    root: ClassVar[str]
    """Everything that is written is written below it."""
    methods: ClassVar[tuple[str, ...]]
    """The methods of writing."""
    settling: ClassVar[float] = 0.0
    """For so many seconds after an attempt the service may not show a new record yet."""
    silent: ClassVar[frozenset[str]] = frozenset(("a deleted note",))
    """The operations whose answer has no body."""
    again: ClassVar[str]
    """The way out for a key that is refused."""
    says: ClassVar[Mapping[str, str]] = {}
    """Fault → what a person reads of it, where this service's words are its own."""
    reasons: ClassVar[Mapping[str, str]] = {}
    """Fault → why an entry stopped, where this service has a reason of its own."""
    tidies: ClassVar[bool] = True
    """Whether texts are formatted there, so that a service may tidy up the blanks in them."""

    def __init__(self, service: Any) -> None:
        self.service = service

    @classmethod
    @abstractmethod
    def small(cls, clock: HandClock) -> Crm:
        """Three accounts of mine and two of others; two notes and a task at each. Not started."""

    @classmethod
    @abstractmethod
    def launched(cls, accounts: int, *, bulk: int = 0) -> Crm:
        """The same service as a process of its own, on the clock of this machine."""

    @classmethod
    @abstractmethod
    def full(cls, accounts: int, key: str) -> Crm:
        """The sample book in a thread of this process, on the clock of this machine."""

    @abstractmethod
    def source(self, clock: HandClock | None) -> Source:
        """Where it is and who I am there, as it is stored when it is connected."""

    def words(self) -> list[str]:
        """What `satchel connect` is told, but for the key."""
        return ["connect", self.name, "--url", self.service.url, "--me", self.service.email]

    # -- what it has ---------------------------------------------------------------

    @abstractmethod
    def records(self, record: Record) -> list[Said]:
        """All notes or tasks, deleted ones too."""

    @abstractmethod
    def label(self, account: str, name: str) -> str | None:
        """What an account has for the field `plan` or `slack_channel` of the book."""

    @abstractmethod
    def created(self, lines: Iterable[Served]) -> Counter[str]:
        """How often each record was made, by what the service's log says it took."""

    def place(self, name: str) -> Place:
        """Which request the operation of that name is."""
        return self.places()[name]

    @abstractmethod
    def places(self) -> dict[str, Place]:
        """All of them by name."""

    @abstractmethod
    def known_as(self, record: Record | Literal["account"], at: int) -> str:
        """The id under which the book knows a record of the small book."""

    def said(self, record: Record, at: int) -> Said:
        """A record of the small book as it stands now."""
        wanted = self.known_as(record, at)
        return next(one for one in self.records(record) if one.id == wanted)

    # -- what others do there --------------------------------------------------------

    @abstractmethod
    def rename_note(self, at: int, subject: str) -> None:
        """Somebody gives a note of the small book another subject."""

    @abstractmethod
    def tag(self) -> None:
        """Somebody puts the tag on the first note and the first task."""

    @abstractmethod
    def stop_clock(self) -> None:
        """The service's own clock goes on showing what it shows now."""

    # -- how it fails ----------------------------------------------------------------

    def refuse(self, place: Place, status: int, *, times: int = 1) -> None:
        """The next writes there are refused with that status, in the service's own words."""
        self.service.fault("status", place.path, method=place.method, status=status, times=times)

    def code(self, status: int) -> str:
        """How a person reads which refusal that was."""
        return str(status)

    def quoted(self, status: int) -> str:
        """What `refuse` lets the service say, where an entry passes that on."""
        return ""


def ours(crm: Crm, record: Record) -> dict[str, Said]:
    """The records made from here that a service has, by key; each of them once."""
    found: dict[str, Said] = {}
    for one in crm.records(record):
        if one.key is not None:
            assert one.key not in found, f"{one.key} is there twice"
            found[one.key] = one
    return found
