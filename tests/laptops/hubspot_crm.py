"""HubSpot's face: the simulator's account without a socket, and every version it ever held."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, ClassVar, Final, Self

import httpx
import msgspec
from starlette.routing import Router

from book.clock import Clock
from book.editable import tags_of
from book.records import Source
from sync.connect import test_connection
from sync.html_text import markdown
from sync.hubspot import note_text
from sync.hubspot.doubts import OF_THIS_PROCESS
from sync.hubspot.records import DONE, OPEN, day_of
from sync.markdown_html import html as as_html
from sync.simulator.hubspot import UNLIMITED, Quirks
from sync.simulator.hubspot.door import Door
from sync.simulator.hubspot.errors import missing_scopes, of_status
from sync.simulator.hubspot.limits import Budget
from sync.simulator.hubspot.links import Links, Mark, Place
from sync.simulator.hubspot.routes import routes
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State
from sync.simulator.identity import DEMO_EMAIL
from tests.laptops.hubspot_account import COLLEAGUES_COMPANY, portal
from tests.laptops.service import (
    ADDRESS,
    Ask,
    Asked,
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
from tests.laptops.texts import edited

PROPERTIES: Final = {"stage": "onboarding_stage", "plan": "plan", "slack_channel": "slack_channel"}
"""Field of an account → the property it is kept in."""
_SHELVES: Final[dict[str, tuple[str, ...]]] = {"note": ("notes", "calls"), "task": ("tasks",)}
_PREFIX: Final = {"notes": "note:", "calls": "call:", "tasks": ""}
_TEXT: Final = {"notes": "hs_note_body", "calls": "hs_call_body", "tasks": "hs_task_body"}
_TITLE: Final = {"calls": "hs_call_title", "tasks": "hs_task_subject"}
_OF_A_COMPANY: Final = ("name", "org_id", "hubspot_owner_id")
_BOLD: Final = re.compile(r"\s*<p><strong>[^<]*</strong></p>")
_MARKER: Final = re.compile(r"ref S\b")
_RECORD: Final = re.compile(r"/objects/[\d-]+/(notes|calls|tasks)/(\d+)|/objects/(\w+)/(\d+)")
_READ: Final = re.compile(r"/(notes|calls|tasks)/batch/read(?:\?|$)")
_READING: Final = ("/search", "/batch/read")


class HubSpotWays(Ways, frozen=True):
    """What its API notes left unsure, and what an account may have chosen."""

    quirks: Quirks = Quirks()
    search_lag: float = 0.0
    """Seconds for which a search does not notice a write."""
    links_lag: float = 0.0
    """Seconds for which a new link is not shown."""
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
    can: ClassVar[Can] = Can(undated=False, reimports=True, deletes_accounts=True, merges=True)

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
        )
        return HubSpotWays(
            quirks=quirks,
            search_lag=luck.choice((0.0, 5.0, 25.0)),
            links_lag=luck.choice((0.0, 0.0, 5.0, 20.0)),
            as_calls=flip(),
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
                number = _PREFIX[shelf] + row.id
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
        number = _PREFIX[shelf] + row.id
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


class HubSpotPage(Page):
    """A person in HubSpot."""

    def __init__(self, crm: HubSpotCrm) -> None:
        self._crm = crm

    @property
    def _state(self) -> State:
        return self._crm.state

    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Makes a note, with or without a bold first line, a call, or a task."""
        text = f"<p>{html.escape(line)}</p>"
        owner = {"hubspot_owner_id": self._state.me, "hs_timestamp": f"{day}T15:30:00.000Z"}
        choice = int(day[-2:]) % 3 if kind == "note" else -1
        if choice == 0:
            shelf, values = "calls", {"hs_call_title": title, "hs_call_body": text}
        elif kind == "task":
            shelf, values = "tasks", {"hs_task_subject": title, "hs_task_body": text}
            values["hs_task_status"] = OPEN
        else:
            bold = f"<p><strong>{title}</strong></p>" if choice == 1 else ""
            shelf, values = "notes", {"hs_note_body": bold + text}
        self._state.insert(shelf, {**values, **owner}, [("companies", account)])

    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """The page writes the whole text anew; nobody touches its line of small print."""
        text = markdown(self._text(kind, number))
        lines = text.split("\n")
        marker = next((at for at, one in enumerate(lines) if _MARKER.search(one)), None)
        changed = edited(text, line, at, how)
        if marker is not None and lines[marker] not in changed.split("\n"):
            changed = edited(text, line, at, "add")
        self._change(kind, number, {_TEXT[_shelf(kind, number)]: as_html(changed)})

    def paste(self, kind: Kind, number: str, line: str) -> None:
        """What is pasted comes in a form of its own; the rest stays as it is."""
        pasted = f"<div>{html.escape(line)}</div>{self._text(kind, number)}"
        self._change(kind, number, {_TEXT[_shelf(kind, number)]: pasted})

    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives a field a value; the subject of a note is its bold first line."""
        shelf = _shelf(kind, number)
        patch: dict[str, str | None]
        if field == "completed_at":
            patch = {"hs_task_status": DONE if value else OPEN}
        elif field in ("day", "due"):
            patch = {"hs_timestamp": f"{value}T15:30:00.000Z"}
        elif shelf == "notes":
            bold = f"<p><strong>{html.escape(value)}</strong></p>" if value else ""
            patch = {"hs_note_body": bold + _BOLD.sub("", self._text(kind, number), count=1)}
        else:
            patch = {_TITLE[shelf]: value or None}
        self._change(kind, number, patch)

    def move(self, kind: Kind, number: str, account: str) -> None:
        """Takes its links to companies away, and links it with another."""
        place = (_shelf(kind, number), _bare(number))
        for old in list(self._state.links.of(place, "companies")):
            self._state.links.cut(place, ("companies", old))
        self._state.links.join(place, ("companies", account))

    def delete(self, kind: Kind, number: str) -> None:
        """Puts a record into the bin."""
        self._state.archive(_shelf(kind, number), _bare(number))

    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a property of a company a value."""
        self._state.change("companies", account, {PROPERTIES[field]: value})

    def hand(self, account: str, *, to_me: bool) -> None:
        """Gives a company another owner."""
        mate = next(one for one in self._state.owners.values() if one.id != self._state.me)
        owner = self._state.me if to_me else mate.id
        self._state.change("companies", account, {"hubspot_owner_id": owner})

    def reimport(self, account: str) -> None:
        """Puts a company into the bin, and makes another one with the same id of its own."""
        old = self._state.archive("companies", account).values
        kept = {name: old[name] for name in (*_OF_A_COMPANY, *PROPERTIES.values()) if name in old}
        self._state.insert("companies", kept)

    def delete_account(self, account: str) -> None:
        """Puts a company into the bin; what hangs on it stays, linked with nothing that shows."""
        self._state.archive("companies", account)

    def merge(self, winner: str, loser: str) -> None:
        """Makes one company of two."""
        self._state.merge("companies", winner, loser)

    def _change(self, kind: Kind, number: str, patch: dict[str, str | None]) -> None:
        shelf = _shelf(kind, number)
        self._state.change(shelf, _bare(number), patch)
        self._state.touch(shelf, _bare(number))

    def _text(self, kind: Kind, number: str) -> str:
        shelf = _shelf(kind, number)
        return self._state.must(shelf, _bare(number)).values.get(_TEXT[shelf], "")


class HubSpotLine(Line):
    """HubSpot's requests: most questions are POSTs, and name their records in the body."""

    faults: ClassVar[tuple[str, ...]] = ("423", "477", "400", "404 unknown", "403 scopes")

    def is_write(self, asked: Asked) -> bool:
        """Whatever does not only read."""
        path = asked.path.partition("?")[0]
        return asked.method != "GET" and not path.endswith(_READING)

    def is_deletion(self, asked: Asked) -> bool:
        """By its method."""
        return asked.method == "DELETE"

    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """By its path, or by the only id of a batch."""
        found = _RECORD.search(asked.path)
        if found is not None:
            shelf, number = found[1] or found[3], found[2] or found[4]
        else:
            read = _READ.search(asked.path) if "/objects/" in asked.path else None
            if read is None:
                return None
            inputs = msgspec.json.decode(asked.body)["inputs"]
            if len(inputs) != 1:
                return None
            shelf, number = read[1], str(inputs[0]["id"])
        if shelf not in _PREFIX:
            return None
        return ("task" if shelf == "tasks" else "note", _PREFIX[shelf] + number)

    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """In HubSpot's own words."""
        status = int(fault.partition(" ")[0])
        refusal = (
            missing_scopes(["x.write"], "context") if " scopes" in fault else of_status(status)
        )
        body = refusal.body("b9a1")
        if fault == "404 unknown":
            # As for a path that is not known there.
            body = {"status": "error", "message": "No such thing."}
        return status, {"content-type": "application/json"}, msgspec.json.encode(body)


def _shelf(kind: Kind, number: str) -> str:
    if kind == "task":
        return "tasks"
    return "calls" if number.startswith(_PREFIX["calls"]) else "notes"


def _bare(number: str) -> str:
    return number.rpartition(":")[2]


def _company(row: Row) -> Said:
    return Said(
        kind="account",
        id=row.id,
        fields={name: row.values.get(at) for name, at in PROPERTIES.items()},
        words=words_of(*row.values.values()),
    )


def _record(kind: Kind, shelf: str, row: Row, homes: tuple[str, ...]) -> Said:
    values = row.values
    text = note_text.read(values.get(_TEXT[shelf], ""), with_subject=shelf == "notes")
    title = text.subject if shelf == "notes" else values.get(_TITLE[shelf])
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
        id=_PREFIX[shelf] + row.id,
        key=key or "",
        accounts=homes,
        deleted=row.archived_at is not None,
        made_at=values["hs_createdate"],
        fields=fields,
        words=words_of(*values.values()),
    )


def _org(row: Row) -> str:
    return row.values["org_id"]
