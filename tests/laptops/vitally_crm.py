"""Vitally's face: the simulator's service without a socket, and every version it ever held."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import Any, ClassVar, Final, Self

import httpx
import msgspec
from starlette.routing import Router

from book.clock import Clock
from book.html_text import markdown
from book.records import Source
from sync.simulator import Book, Quirks, RateLimit
from sync.simulator.collection import Row
from sync.simulator.limits import Bucket
from sync.simulator.routes import Api
from sync.simulator.seed import Record
from sync.simulator.state import State
from sync.vitally.mapping import NATIVE
from tests.clocks import HandClock
from tests.laptops.service import (
    ADDRESS,
    BROWSER,
    FIELDS,
    MINE,
    Ask,
    Can,
    Crm,
    Kind,
    Line,
    Page,
    Said,
    Ways,
    one_line,
    words_of,
)
from tests.laptops.vitally_page import AT, RESOURCES, TEXT, TRAITS, VitallyLine, VitallyPage
from tests.sync.books import ME, ME_EMAIL, small_book

_TITLES: Final = ("subject", "name")
_KINDS: Final = {resource: kind for kind, resource in RESOURCES.items()}
_YES_OR_NO: Final = (False, True)


class VitallyWays(Ways, frozen=True):
    """What its API notes left unsure."""

    quirks: Quirks = Quirks()
    tidy: bool = False
    """It cleans up what is written."""
    doubles: bool = False
    """A second note under one key is taken as one more, which no source denies."""


class Watched(State):
    """The service's memory, which tells of every version; with `tidy` it cleans up."""

    def __init__(self, crm: VitallyCrm, book: Book, *, clock: Clock, ways: VitallyWays) -> None:
        self._crm = crm
        self._ways = ways
        super().__init__(book, clock=clock, quirks=ways.quirks)

    def find(self, resource: str, text: str) -> Row | None:
        """The row with that id; by its key only where keys are held to be unique."""
        row = super().find(resource, text)
        by_key = row is not None and row.id != text
        return None if by_key and self._ways.doubles and resource == "notes" else row

    def insert(self, resource: str, record: Record) -> Row:
        """Adds a record, and tells of it."""
        return self._kept(resource, super().insert(resource, self._tidied(record)))

    def change(self, resource: str, text: str, patch: Record, *, moves: bool = True) -> Row:
        """Changes a record, and tells how it stands now."""
        return self._kept(
            resource, super().change(resource, text, self._tidied(patch), moves=moves)
        )

    def _kept(self, resource: str, row: Row) -> Row:
        if resource in _KINDS:
            self._crm.keep(said(_KINDS[resource], row.facts()))
        return row

    def _tidied(self, record: Record) -> Record:
        if not self._ways.tidy or self._crm.author in ("", BROWSER):
            return record
        made: dict[str, Any] = dict(record)
        for name in _TITLES:
            if isinstance(made.get(name), str):
                made[name] = " ".join(made[name].split())
        for name in TEXT.values():
            if isinstance(made.get(name), str):
                spaced = made[name].replace("&nbsp;", " ").replace("\u00a0", " ")
                made[name] = re.sub(r" {2,}", " ", spaced)
        if isinstance(made.get("tags"), list):
            made["tags"] = sorted(made["tags"])
        return made


class VitallyCrm(Crm):
    """A workspace of three accounts of mine and one of a colleague's, with a note and a task."""

    name: ClassVar[str] = "vitally"
    secret: ClassVar[str] = "sk_live_pretend_two_laptops"
    can: ClassVar[Can] = Can(tags=True, reimports=True)
    theirs = f"acc-{MINE:04}"

    def __init__(self, ways: VitallyWays) -> None:
        super().__init__(ways)
        self.state = Watched(self, workspace(self.clock), clock=self.clock, ways=ways)
        api = Api(self.state, self.secret, Bucket(RateLimit(units=None)))
        self._app = Router(list(api.routes()))
        self._page = VitallyPage(self.state)
        self._line = VitallyLine()

    @classmethod
    def drawn(cls, luck: Random) -> Ways:
        """Any answer to what is unsure."""

        def flip() -> bool:
            return luck.choice(_YES_OR_NO)

        quirks = Quirks(
            archived_when_omitted=flip(),
            account_tasks_know_archived=flip(),
            archive_moves_updated=flip(),
            repeated_note=luck.choice(("reject", "update")),
            task_tags_wiped=flip(),
            delete_status=luck.choice((204, 200)),
            reopen=flip() or flip(),
            archived_takes_put=flip(),
        )
        return VitallyWays(quirks=quirks, tidy=flip(), doubles=flip())

    @classmethod
    def open(cls, ways: Ways) -> Self:
        """The workspace at the start."""
        assert isinstance(ways, VitallyWays)
        return cls(ways)

    @property
    def app(self) -> Ask:
        """The API."""
        return self._app

    @property
    def page(self) -> Page:
        """The web page."""
        return self._page

    @property
    def line(self) -> Line:
        """The line."""
        return self._line

    async def source(self, transport: httpx.AsyncBaseTransport) -> Source:
        """The source, with a mapping that needs no first look."""
        mapping = {**NATIVE, **TRAITS}
        return Source(name=self.name, url=ADDRESS, me_email=ME_EMAIL, me_id=ME, mapping=mapping)

    def records(self, kind: Kind) -> dict[str, Said]:
        """All records of a kind by id, deleted ones too."""
        rows = self.state.collections[RESOURCES[kind]].rows
        return {number: self._said(kind, row) for number, row in rows.items()}

    def record(self, kind: Kind, number: str) -> Said | None:
        """One record, whether deleted or not."""
        row = self.state.collections[RESOURCES[kind]].rows.get(number)
        return self._said(kind, row) if row is not None else None

    def accounts(self) -> list[str]:
        """The ids of my accounts, by the id that survives a re-import."""
        return [number for number, mine in self._in_order() if mine]

    def others(self) -> list[str]:
        """The ids of the other accounts."""
        return [number for number, mine in self._in_order() if not mine]

    def account(self, number: str) -> Said:
        """An account as it stands."""
        return said("account", self.state.collections["accounts"].rows[number].facts())

    def _said(self, kind: Kind, row: Row) -> Said:
        return self.read(kind, row.id, row, lambda: said(kind, row.facts()))

    def _in_order(self) -> list[tuple[str, bool]]:
        rows = self.state.collections["accounts"].rows
        facts = sorted((row.facts() for row in rows.values()), key=_org)
        return [(one["id"], one["csmId"] == self.state.me) for one in facts]


def said(kind: str, facts: Record) -> Said:
    """A record in the book's words."""
    words = words_of(msgspec.json.encode(facts).decode())
    if kind == "account":
        fields = {name: facts["traits"].get(trait) for name, trait in TRAITS.items()}
        return Said(kind=kind, id=facts["id"], fields=fields, words=words)
    key = str(facts["externalId"] or "")
    return Said(
        kind=kind,
        id=facts["id"],
        key=key if key.startswith("satchel:") else "",
        accounts=(facts["accountId"],) if facts.get("accountId") else (),
        deleted=facts["archivedAt"] is not None,
        made_at=facts["createdAt"],
        fields={name: _field(kind, name, facts) for name in {*FIELDS[kind], "tags"}},
        words=words,
    )


def _field(kind: str, name: str, facts: Record) -> Any:
    if name == "body":
        return _read_markdown(facts[TEXT[kind]] or "")
    if name == "completed_at":
        return facts["completedAt"]
    value = facts[AT[name]]
    if name in ("day", "due"):
        return (value or "")[:10] or None
    return list(value) if name == "tags" else one_line(value)


@lru_cache(maxsize=4000)
def _read_markdown(text: str) -> str:
    return markdown(text)


def _org(facts: Record) -> str:
    return str(facts["externalId"])


def workspace(clock: HandClock) -> Book:
    """Three accounts of mine, one of a colleague's, with a note and a task each."""
    book = small_book(clock, mine=MINE, others=1, notes_each=1)
    traits = {TRAITS["stage"]: "2. Onboarding Initiated", TRAITS["plan"]: "Scale"}
    for number, one in enumerate(book.records["accounts"]):
        one["traits"] = dict(traits) if number < MINE else {}
    return book
