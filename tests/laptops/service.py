"""The one CRM: the simulator's service without a socket, and a memory of all that ever stood."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, Final

import msgspec
from msgspec import Struct
from starlette.routing import Router

from book.clock import Clock
from sync.simulator import Book, Quirks, RateLimit
from sync.simulator.collection import Row
from sync.simulator.limits import Bucket
from sync.simulator.routes import Api
from sync.simulator.seed import Record
from sync.simulator.state import State
from tests.clocks import HandClock
from tests.sync.books import account, small_book

KEY: Final = "sk_live_pretend_two_laptops"
ADDRESS: Final = "http://127.0.0.1:9"
MINE: Final = 3
THEIRS: Final = "acc-0003"
"""The account that is a colleague's from the start."""
TRAITS: Final = {
    "stage": "vitally.custom.pipeline",
    "plan": "vitally.custom.plan",
    "slack_channel": "vitally.custom.slack",
}
"""Field of an account → the trait it is kept under."""
BROWSER: Final = "browser"
KINDS: Final = {"note": "notes", "task": "tasks"}
_TEXTS: Final = ("note", "description")
_TITLES: Final = ("subject", "name")


class Version(Struct, frozen=True):
    """How a record stood once, and who wrote that."""

    author: str
    facts: Record


class Watched(State):
    """The service's memory, which keeps every version; with `tidy` it cleans up what is written."""

    def __init__(
        self, book: Book, *, clock: Clock, quirks: Quirks, tidy: bool, doubles: bool = False
    ) -> None:
        self.author = ""
        """Who is writing right now: a laptop, or the person in the browser."""
        self.tidy = tidy
        self.doubles = doubles
        """Whether a second note under one key is taken as one more, which no source denies."""
        self.versions: dict[tuple[str, str], list[Version]] = {}
        self.written: list[Version] = []
        """The same, in the order in which they came."""
        super().__init__(book, clock=clock, quirks=quirks)

    def find(self, resource: str, text: str) -> Row | None:
        """The row with that id; by its key only where keys are held to be unique."""
        row = super().find(resource, text)
        by_key = row is not None and row.id != text
        return None if by_key and self.doubles and resource == "notes" else row

    def insert(self, resource: str, record: Record) -> Row:
        """Adds a record, and remembers it."""
        return self._kept(resource, super().insert(resource, self._tidied(record)))

    def change(self, resource: str, text: str, patch: Record, *, moves: bool = True) -> Row:
        """Changes a record, and remembers how it stands now."""
        return self._kept(
            resource, super().change(resource, text, self._tidied(patch), moves=moves)
        )

    def _kept(self, resource: str, row: Row) -> Row:
        version = Version(self.author, row.facts())
        self.versions.setdefault((resource, row.id), []).append(version)
        self.written.append(version)
        return row

    def _tidied(self, record: Record) -> Record:
        if not self.tidy or self.author in ("", BROWSER):
            return record
        made: dict[str, Any] = dict(record)
        for name in _TITLES:
            if isinstance(made.get(name), str):
                made[name] = " ".join(made[name].split())
        for name in _TEXTS:
            if isinstance(made.get(name), str):
                spaced = made[name].replace("&nbsp;", " ").replace("\u00a0", " ")
                made[name] = re.sub(r" {2,}", " ", spaced)
        if isinstance(made.get("tags"), list):
            made["tags"] = sorted(made["tags"])
        return made


class Crm:
    """The service both laptops speak to, and the clock on its wall."""

    def __init__(
        self, *, quirks: Quirks | None = None, tidy: bool = False, doubles: bool = False
    ) -> None:
        self.clock = HandClock()
        self.state = Watched(
            workspace(self.clock),
            clock=self.clock,
            quirks=quirks or Quirks(),
            tidy=tidy,
            doubles=doubles,
        )
        self.turn = asyncio.Lock()
        """One request at a time, so that it is known who writes."""
        self.app = Router(list(Api(self.state, KEY, Bucket(RateLimit(units=None))).routes()))

    def records(self, resource: str) -> dict[str, Record]:
        """All records of a kind by id, deleted ones too."""
        rows = self.state.collections[resource].rows
        return {number: row.facts() for number, row in rows.items()}

    def leaving(self) -> list[str]:
        """Those of my accounts that may go: a book of which nothing is left is another one."""
        return self.accounts()[:-1]

    def living(self, resource: str) -> list[Record]:
        """The records that are not deleted, the newest first."""
        found = [one for one in self.records(resource).values() if one["archivedAt"] is None]
        return sorted(found, key=lambda one: (one["createdAt"], one["id"]), reverse=True)

    def accounts(self) -> list[str]:
        """The ids of my accounts, in a fixed order."""
        found = self.records("accounts")
        return sorted((i for i in found if found[i]["csmId"] == self.state.me), key=org(found))

    def as_browser(self, work: Callable[[Watched], object]) -> None:
        """Something a person does on the service's own web page."""
        before, self.state.author = self.state.author, BROWSER
        work(self.state)
        self.state.author = before

    def ever(self) -> str:
        """Every version of every note, task and account as one text."""
        return "\n".join(
            msgspec.json.encode(one.facts).decode()
            for versions in self.state.versions.values()
            for one in versions
        )


def org(found: dict[str, Record]) -> Callable[[str], str]:
    """Sorts accounts by the id that survives a re-import."""
    return lambda number: str(found[number]["externalId"])


def workspace(clock: HandClock) -> Book:
    """Three accounts of mine, one of a colleague's, with a note and a task each."""
    book = small_book(clock, mine=MINE, others=1, notes_each=1)
    traits = {TRAITS["stage"]: "2. Onboarding Initiated", TRAITS["plan"]: "Scale"}
    for number, one in enumerate(book.records["accounts"]):
        one["traits"] = dict(traits) if number < MINE else {}
    assert account(0, clock)["id"] == book.records["accounts"][0]["id"]
    return book
