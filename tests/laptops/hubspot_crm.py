"""HubSpot's face: the simulator's account without a socket, and every version it ever held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar, Final, Self

import httpx
from starlette.routing import Router

from book.clock import Clock
from book.editable import tags_of
from book.records import Source
from sync.connect import test_connection
from sync.hubspot import note_text
from sync.hubspot.doubts import OF_THIS_PROCESS
from sync.hubspot.records import DONE, day_of
from sync.simulator.hubspot import UNLIMITED, Quirks
from sync.simulator.hubspot.door import Door
from sync.simulator.hubspot.limits import Budget
from sync.simulator.hubspot.links import Links, Mark, Place
from sync.simulator.hubspot.routes import routes
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State
from sync.simulator.identity import DEMO_EMAIL
from tests.laptops.hubspot_account import COLLEAGUES_COMPANY, portal
from tests.laptops.hubspot_page import PREFIX, PROPERTIES, TEXT, TITLE, HubSpotLine, HubSpotPage
from tests.laptops.service import (
    ADDRESS,
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

_SHELVES: Final[dict[str, tuple[str, ...]]] = {"note": ("notes", "calls"), "task": ("tasks",)}


class HubSpotWays(Ways, frozen=True):
    """What its API notes left unsure, and what an account may have chosen."""

    quirks: Quirks = Quirks()
    search_lag: float = 0.0
    """Seconds for which a search does not notice a write."""
    links_lag: float = 0.0
    """Seconds for which a new link is not shown."""
    restoring_touches: bool = False
    """Whether a record that is taken out of the bin counts as changed."""
    as_calls: bool = False
    """Whether notes of calls become calls there."""
    versions: tuple[str, ...] = ("2026-09", "v3", "v4")
    """The versions of the paths that are served."""

    @property
    def variant(self) -> str:
        """What a first look finds out."""
        calls = "calls" if self.as_calls else "notes"
        return f"{self.quirks.unique_key} {calls} {self.versions[0]}"


class LateLinks(Links):
    """Links of which whoever looks does not see the newest ones yet."""

    def __init__(self, links: Links, clock: Clock, lag: float) -> None:
        super().__init__()
        vars(self).update(vars(links))
        self.looking = False
        """Whether it is a client who asks, and not the service itself."""
        self._clock = clock
        self._lag = timedelta(seconds=lag)
        self._made: dict[frozenset[Place], datetime] = {}

    def join(self, one: Place, other: Place, by: Any = None) -> None:
        """Associates two records."""
        super().join(one, other, by)
        self._made.setdefault(frozenset((one, other)), self._clock())

    def of(self, place: Place, target: str) -> dict[str, list[Mark]]:
        """What a record is associated with, as far as it is shown by now."""
        found = super().of(place, target)
        if not self.looking or not self._lag:
            return found
        line = self._clock() - self._lag
        return {
            number: marks
            for number, marks in found.items()
            if self._made.get(frozenset((place, (target, number))), line) <= line
        }


class HubSpotCrm(Crm):
    """Three companies of mine and one of a colleague's, with a note and a task each, and a call."""

    name: ClassVar[str] = "hubspot"
    secret: ClassVar[str] = "pat-eu1-pretend-two-laptops"
    can: ClassVar[Can] = Can(
        undated=False, reimports=True, deletes_accounts=True, merges=True, restores=True,
        links_several=True,
    )  # fmt: skip

    def __init__(self, ways: HubSpotWays) -> None:
        super().__init__(ways)
        self.shape = ways
        self.state = State(
            portal(self.clock),
            clock=self.clock,
            quirks=ways.quirks,
            search_lag=ways.search_lag,
            seed=1,
        )
        self.links = LateLinks(self.state.links, self.clock, ways.links_lag)
        self.state.links = self.links
        self.theirs = self.state.id_of("companies", COLLEAGUES_COMPANY)
        door = Door(self.state, Budget(UNLIMITED, self.clock), self.secret)
        self._router = Router(routes(door, ways.versions), redirect_slashes=False)
        self._page = HubSpotPage(self)
        self._line = HubSpotLine()
        self.remember()

    @classmethod
    def drawn(cls, luck: Random) -> Ways:
        """Any answer to what is unsure, and any delay that the connector is made for."""

        def flip() -> bool:
            return luck.choice((False, True))

        quirks = Quirks(
            unique_key=luck.choice(("absent", "absent", "read_only", "writable")),
            notes_tidy_whitespace=flip(),
            activities_touch=flip(),
            write_answers=luck.choice(("full", "written")),
            batch_partial=flip(),
            none_associated=luck.choice(("error", "silent")),
            merge_makes_new_id=flip(),
            merged_id_leads_on=flip(),
            associations_page=luck.choice((500, 500, 2)),
        )
        return HubSpotWays(
            quirks=quirks,
            search_lag=luck.choice((0.0, 5.0, 25.0)),
            links_lag=luck.choice((0.0, 0.0, 5.0, 20.0)),
            as_calls=flip(),
            restoring_touches=flip(),
            versions=luck.choice((("2026-09", "v3", "v4"),) * 3 + (("v3", "v4"),)),
        )

    @classmethod
    def open(cls, ways: Ways) -> Self:
        """The account at the start."""
        assert isinstance(ways, HubSpotWays)
        return cls(ways)

    @property
    def app(self) -> Ask:
        """The API."""
        return self._answered

    @property
    def page(self) -> Page:
        """The web page."""
        return self._page

    @property
    def line(self) -> Line:
        """The line."""
        return self._line

    async def source(self, transport: httpx.AsyncBaseTransport) -> Source:
        """The source as a first look makes it."""

        async def no_wait(_seconds: float) -> None: ...

        options = {"calls": "calls"} if self.shape.as_calls else {}
        found = await test_connection(
            self.name, ADDRESS, DEMO_EMAIL, options, self.secret, transport,
            clock=self.clock, sleep=no_wait,
        )  # fmt: skip
        assert found.mapping.items() >= PROPERTIES.items()
        return Source(
            name=self.name,
            url=found.url,
            me_email=DEMO_EMAIL,
            me_id=found.me_id,
            options=options,
            mapping=dict(found.mapping),
            capabilities=dict(found.capabilities),
        )

    def records(self, kind: Kind) -> dict[str, Said]:
        """All records of a kind by id, those in the bin too."""
        found = {}
        for shelf in _SHELVES[kind]:
            for row in self._rows(shelf):
                number = PREFIX[shelf] + row.id
                found[number] = self._said(kind, shelf, row)
        return found

    def accounts(self) -> list[str]:
        """My companies, by the id that survives a re-import."""
        return [number for number, mine in self._in_order() if mine]

    def others(self) -> list[str]:
        """The other companies."""
        return [number for number, mine in self._in_order() if not mine]

    def account(self, number: str) -> Said:
        """A company as it stands."""
        row = self.state.must("companies", number)
        return self.read("account", number, (row,), lambda: _company(row))

    def remember(self) -> None:
        """Keeps what differs from what was kept last."""
        fresh = [one for kind in ("note", "task") for one in self.records(kind).values()]
        fresh += [self.account(number) for number, _ in self._in_order()]
        for said in fresh:
            kept = self.versions.get((said.kind, said.id))
            if kept is None or kept[-1].said is not said:
                self.keep(said)

    def forget(self, keys: list[str]) -> None:
        """What the connector keeps in memory of attempts whose end it does not know."""
        for key in keys:
            OF_THIS_PROCESS.settled(key)

    def _rows(self, shelf: str) -> Iterator[Row]:
        yield from self.state.shelves[shelf].live.values()
        yield from self.state.shelves[shelf].binned.values()

    def _said(self, kind: Kind, shelf: str, row: Row) -> Said:
        linked = self.links.of((shelf, row.id), "companies")
        homes = tuple(one for one in linked if self.state.find("companies", one) is not None)
        number = PREFIX[shelf] + row.id
        return self.read(kind, number, (row, homes), lambda: _record(kind, shelf, row, homes))

    def _in_order(self) -> list[tuple[str, bool]]:
        rows = sorted(self.state.shelves["companies"].live.values(), key=_org)
        return [(row.id, row.values.get("hubspot_owner_id") == self.state.me) for row in rows]

    async def _answered(self, scope: Any, receive: Any, send: Any) -> None:
        self.links.looking = scope["path"].endswith("/read")
        try:
            await self._router(scope, receive, send)
        finally:
            self.links.looking = False


def _company(row: Row) -> Said:
    return Said(
        kind="account",
        id=row.id,
        fields={name: row.values.get(at) for name, at in PROPERTIES.items()},
        words=words_of(*row.values.values()),
    )


def _record(kind: Kind, shelf: str, row: Row, homes: tuple[str, ...]) -> Said:
    values = row.values
    text = note_text.read(values.get(TEXT[shelf], ""), with_subject=shelf == "notes")
    title = text.subject if shelf == "notes" else values.get(TITLE[shelf])
    day = day_of(values["hs_timestamp"])
    fields: dict[str, Any] = {"body": text.body, "tags": tags_of(text.tags)}
    if kind == "note":
        fields |= {"subject": one_line(title), "day": day}
    else:
        done = values.get("hs_task_status") == DONE
        fields |= {"title": one_line(title), "due": day, "completed_at": day if done else None}
    kept = values.get("hs_unique_creation_key", "")
    key = kept if kept.startswith("satchel:") else note_text.key_of(text.reference, kind)
    return Said(
        kind=kind,
        id=PREFIX[shelf] + row.id,
        key=key or "",
        accounts=homes,
        deleted=row.archived_at is not None,
        made_at=values["hs_createdate"],
        fields=fields,
        words=words_of(*values.values()),
    )


def _org(row: Row) -> str:
    return row.values["org_id"]
