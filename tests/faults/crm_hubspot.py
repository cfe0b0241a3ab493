"""HubSpot's face: engagements linked with companies, found again by the line below their text."""

from __future__ import annotations

import base64
import html
import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Final, Literal
from uuid import UUID

import msgspec

from book.clock import stamp
from book.records import Source
from sync.simulator.hubspot import (
    UNLIMITED,
    HubSpotProcess,
    HubSpotSimulator,
    Property,
    Quirks,
    blank_portal,
)
from sync.simulator.hubspot.seed import Seeded
from sync.simulator.process import started
from sync.simulator.served import Served
from tests.clocks import HandClock
from tests.faults.crms import KEPT, Crm, Place, Record, Said
from tests.faults.looking import connected, simulator_words
from tests.faults.looks import writes

SEARCH_LAG: Final = 20.0
"""Seconds for which a search does not notice a write."""
_OBJECTS: Final = "/crm/objects/2026-09"
_OLDER: Final = ("/crm/objects/2026-03", "/crm/v3/objects")
_MINE, _ALL = 3, 5
_FOOT: Final = re.compile(r">ref S(?:-([A-Z2-7]{26}))?(?: · tags: ([^<]*))?</")
_BOLD: Final = re.compile(r"<p><strong>([^<]*)</strong></p>")
_AT: Final = {"plan": "plan", "slack_channel": "description"}
_KINDS: Final = {"note": "notes", "task": "tasks"}
_TEXTS: Final = {"note": "hs_note_body", "task": "hs_task_body"}


class HubSpot(Crm):
    """A HubSpot."""

    name: ClassVar[str] = "hubspot"
    title: ClassVar[str] = "HubSpot"
    root: ClassVar[str] = "/crm"
    methods: ClassVar[tuple[str, ...]] = ("POST", "PATCH", "DELETE")
    settling: ClassVar[float] = 30.0
    again: ClassVar[str] = "connect HubSpot again"
    says: ClassVar[dict[str, str]] = {
        "429, a long Retry-After": "goes on at {until}",
        "a wait of years": "it goes on in 24 hours",
    }
    quirks: ClassVar[Quirks] = Quirks()

    @classmethod
    def small(cls, clock: HandClock) -> HubSpot:
        """The small book."""
        portal = blank_portal(now=clock())
        portal.properties["companies"].append(Property(name="plan", label="Plan"))
        colleague = portal.owners[1].id
        portal.records = _small(clock, portal.me, colleague)
        return cls(
            HubSpotSimulator(
                portal, clock=clock, limits=UNLIMITED, search_lag=SEARCH_LAG, quirks=cls.quirks
            )
        )

    @classmethod
    def launched(cls, accounts: int, *, bulk: int = 0) -> HubSpot:
        """A process."""
        words = simulator_words(cls.name, accounts, bulk)
        words += ["--rate-limit", "0", "--search-lag", "1"]
        return cls(HubSpotProcess(*started(words, None, quiet=True)))

    @classmethod
    def full(cls, accounts: int, key: str) -> HubSpot:
        """The sample book."""
        return cls(HubSpotSimulator(accounts=accounts, key=key, limits=UNLIMITED))

    def source(self, clock: HandClock | None) -> Source:
        """As the first look finds it."""
        options = {} if clock is not None else {"slack-channel-field": "description"}
        return connected(self, clock, options, variant=self.quirks)

    def records(self, record: Record) -> list[Said]:
        """By the properties of that kind of record."""
        return [_said(record, one) for one in self.service.records(_KINDS[record])]

    def label(self, account: str, name: str) -> str | None:
        """By the property."""
        (found,) = [one for one in self.service.records("companies") if one["id"] == account]
        value: str | None = found["properties"].get(_AT[name])
        return value

    def created(self, lines: Iterable[Served]) -> Counter[str]:
        """By the reference, or the key, in what was posted."""
        taken: Counter[str] = Counter()
        for line in writes(lines):
            kind = line.path.rpartition("/")[2]
            if (line.method, line.status) == ("POST", 201) and kind in _KINDS.values():
                record: Record = "note" if kind == "notes" else "task"
                values = msgspec.json.decode(line.body)["properties"]
                taken[_key(record, values) or ""] += 1
        return taken

    def places(self) -> dict[str, Place]:
        """Looked at by batch, with its links; changed by id."""
        state = self.service.state

        def at(kind: str, key: str) -> str:
            return f"{_OBJECTS}/{kind}/{state.id_of(kind, key)}"

        notes, tasks = f"{_OBJECTS}/notes/batch/read", f"{_OBJECTS}/tasks/batch/read"
        return {
            "a new note": Place("POST", f"{_OBJECTS}/notes", 1),
            "a changed note": Place("PATCH", at("notes", "note-0000"), 3, look=notes),
            "a deleted note": Place("DELETE", at("notes", "note-0001"), 3, look=notes),
            "a new task": Place("POST", f"{_OBJECTS}/tasks", 1),
            "a finished task": Place("PATCH", at("tasks", "task-0000"), 3, look=tasks),
            "a label": Place(
                "PATCH", at("companies", "acc-0000"), 3, look=f"{_OBJECTS}/companies/batch/read"
            ),
        }

    def known_as(self, record: Record | Literal["account"], at: int) -> str:
        """Ids are numbers, and unique among their kind alone."""
        kind = "companies" if record == "account" else _KINDS[record]
        key = {"account": "acc", "note": "note", "task": "task"}[record]
        number: str = self.service.state.id_of(kind, f"{key}-{at:04}")
        return f"note:{number}" if record == "note" else number

    def rename_note(self, at: int, subject: str) -> None:
        """Its first line."""
        body = f"<p><strong>{subject}</strong></p><p>Said {at}</p>"
        self.service.change("notes", f"note-{at:04}", {"hs_note_body": body})

    def tag(self) -> None:
        """As another of our laptops would."""
        foot = f"<p><small>ref S · tags: {KEPT}</small></p>"
        body = f"<p><strong>Call 0</strong></p><p>Said 0</p>{foot}"
        self.service.change("notes", "note-0000", {"hs_note_body": body})
        self.service.change("tasks", "task-0000", {"hs_task_body": foot})

    def stop_clock(self) -> None:
        """For good."""
        now = self.service.state.clock()
        self.service.state.clock = lambda: now

    def refuse(self, place: Place, status: int, *, times: int = 1) -> None:
        """A creation that finds nothing is tried at the paths of every version there is."""
        everywhere = [place.path]
        if status == 404 and place.method == "POST":
            everywhere += [place.path.replace(_OBJECTS, older) for older in _OLDER]
        for path in everywhere:
            self.service.fault("status", path, method=place.method, status=status, times=times)

    def quoted(self, status: int) -> str:
        """The simulator's words for that status."""
        if status == 409:
            return "The object already exists."
        return "There was a problem with the request."


class KeyedHubSpot(HubSpot):
    """A HubSpot that keeps the key a note or task was made with, and makes none twice."""

    quirks: ClassVar[Quirks] = Quirks(unique_key="writable", none_associated="silent")


def _said(record: Record, one: dict[str, Any]) -> Said:
    values = one["properties"]
    text = values.get(_TEXTS[record]) or ""
    bold = _BOLD.match(text)
    foot = _FOOT.search(text)
    title = values.get("hs_task_subject") if record == "task" else bold and bold[1]
    named = html.unescape(foot[2] or "") if foot else ""
    number = one["id"]
    return Said(
        id=f"note:{number}" if record == "note" else number,
        title=html.unescape(title or ""),
        text=text[bold.end() :] if bold and record == "note" else text,
        tags=tuple(filter(None, named.split("; "))),
        key=_key(record, values),
        done=values.get("hs_task_status") == "COMPLETED",
        due=(values.get("hs_timestamp") or "")[:10] or None,
        gone=bool(one["archived"]),
        account=next(iter(one["associations"].get("companies", ())), None),
    )


def _key(record: Record, values: dict[str, Any]) -> str | None:
    """The key a record was made with: its own property, or 26 letters below its text."""
    own: str | None = values.get("hs_unique_creation_key")
    if own:
        return own
    foot = _FOOT.search(values.get(_TEXTS[record]) or "")
    if foot is None or foot[1] is None:
        return None
    return f"satchel:{record}:{UUID(bytes=base64.b32decode(foot[1] + '======'))}"


def _small(clock: HandClock, me: str, colleague: str) -> list[Seeded]:
    made: list[Seeded] = []

    def add(kind: str, key: str, days: float, home: str = "", **values: Any) -> None:
        at = stamp(clock() - timedelta(days=days, minutes=len(made)))
        own = "createdate" if kind == "companies" else "hs_createdate"
        dates = {own: at, "hs_lastmodifieddate": at}
        to = (("companies", home),) if home else ()
        made.append(Seeded(kind=kind, key=key, values=values | dates, to=to))

    for n in range(_ALL):
        home, owner = f"acc-{n:04}", me if n < _MINE else colleague
        add("companies", home, 10, name=f"Customer {n:04}", hubspot_owner_id=owner)
        mine = {"hubspot_owner_id": me}
        for m in (2 * n, 2 * n + 1):
            body = f"<p><strong>Call {m}</strong></p><p>Said {m}</p>"
            at = stamp(clock() - timedelta(days=5, minutes=m))
            add("notes", f"note-{m:04}", 5, home, hs_note_body=body, hs_timestamp=at, **mine)
        todo = {"hs_task_status": "NOT_STARTED", "hs_timestamp": "2026-06-20T09:00:00.000Z"}
        add("tasks", f"task-{n:04}", 4, home, hs_task_subject=f"Send {n}", **todo, **mine)
    return made
