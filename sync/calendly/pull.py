"""The booked meetings of the weeks around today: both lists each run, and who booked what is new.

No list says who booked, and none can be asked for changes alone. So both are read whole, which
takes few requests, and an event is opened once, and again when it says something else.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from typing import Final

from msgspec.structs import replace

from book.clock import Clock, stamp
from book.facts import BadRecord, MeetingFacts, Page
from book.meeting_matching import domain_of
from book.meetings import LOOKED_AT, RESOURCE
from sync.calendly import hosts, place, shapes
from sync.calendly.place import Place
from sync.calendly.shapes import Event, Invitee
from sync.calendly.web import CalendlyWeb
from sync.port import Known, Setup

BACK: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=60)
_TOGETHER: Final = 20
"""So many events are opened before what they said is kept."""
_MOST_ASKED: Final = 50
"""So many events that no list names are asked for in one run."""
_FURTHEST: Final = 10
"""So many moves of one meeting are followed back."""


class MeetingsPull:
    """One run's reading."""

    def __init__(self, web: CalendlyWeb, setup: Setup, known: Known, user: str) -> None:
        self._web = web
        self._source = setup.source.name
        self._known = known
        self._user = user
        self._clock = setup.clock
        self._now = stamp(setup.clock())
        self._customers = known.customers()
        self._seen: dict[str, str] = {}
        self._here = Place()
        self._bad: list[BadRecord] = []
        self._cancelled: dict[str, Event] = {}
        self._active: dict[str, Event] = {}

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages, each with what has been looked at by then."""
        stored = place.place(self._known.cursors.get(LOOKED_AT), self._user)
        self._here = Place(user=self._user) if self._known.full else stored
        self._seen = dict(self._here.seen)
        self._active = await self._listed("active")
        self._cancelled = await self._listed("canceled")
        gone: list[str] = []
        fresh = self._fresh()
        for at in range(0, len(fresh), _TOGETHER):
            found: list[MeetingFacts] = []
            for one in fresh[at : at + _TOGETHER]:
                facts = await self._opened(one)
                if facts is None:
                    gone.append(one.id)
                else:
                    found.append(facts)
            yield self._page(found)
        self._forget_past()
        standing = self._known.meetings()
        ended = [one.facts() for one in self._cancelled.values() if one.id in standing]
        gone += await self._missing(standing)
        if ended or gone or self._bad or self._here != stored or self._keep() != stored:
            yield self._page(ended, gone)
        if RESOURCE not in self._known.cursors:
            yield Page(source=self._source, resource=RESOURCE, cursor=self._now)

    async def _listed(self, status: str) -> dict[str, Event]:
        params = listing(self._user, status, self._clock)
        found: dict[str, Event] = {}
        async for page in self._web.pages(hosts.EVENTS, params):
            for row in page.rows:
                read = shapes.event(row)
                if isinstance(read, BadRecord):
                    self._bad.append(read)
                elif read.cancelled == (status == "canceled"):
                    found[read.id] = read
        return found

    def _fresh(self) -> list[Event]:
        """Events that are new or say something else, and those that may be a customer's by now."""
        again = RESOURCE not in self._known.cursors
        daily = again and place.older(self._here.nobodys_at, self._clock(), place.NOBODYS_AGE)
        marks = place.marks_of(self._customers) if again else frozenset[str]()
        if daily:
            self._here = replace(self._here, nobodys_at=self._now)
        found = []
        for one in self._active.values():
            seen = self._seen.get(place.mark(one.id))
            changed = not place.same_print(seen, one.print)
            open_ = seen is not None and place.nobodys(seen) and one.ends_at > self._now
            if changed or (open_ and (daily or place.concerns(seen or "", marks))):
                found.append(one)
        return found

    async def _opened(self, one: Event) -> MeetingFacts | None:
        """The event with who booked it, and where it stood before; None where it is gone."""
        invitees = await self._web.invitees(one.id)
        if invitees is None:
            self._seen.pop(place.mark(one.id), None)
            return None
        booked = tuple((who.email, who.name) for who in invitees if not who.cancelled and who.email)
        facts = one.facts(booked, await self._before(invitees))
        domains = (domain_of(email) for email, _ in facts.attendees)
        self._seen[place.mark(one.id)] = place.seen_as(one.print, domains, self._customers)
        return facts

    async def _before(self, invitees: Sequence[Invitee]) -> tuple[str, ...]:
        """The events it was moved from, the latest first; only those that were given up for it."""
        found: list[str] = []
        following = next((who.before for who in invitees if not who.cancelled and who.before), "")
        while following and following not in found and len(found) < _FURTHEST:
            if not await self._given_up(following):
                break
            found.append(following)
            if place.mark(following) in self._seen:
                break  # the book knows it by that id, or by one that it was moved to since
            earlier = await self._web.invitees(following) or []
            following = next((who.before for who in earlier if who.before), "")
        return tuple(found)

    async def _given_up(self, external_id: str) -> bool:
        """Whether an event is off: a place in an event of many is moved without that."""
        if external_id in self._active:
            return False
        if external_id in self._cancelled:
            return True
        found = await self._web.event(external_id)
        return found is None or found.cancelled

    async def _missing(self, standing: frozenset[str]) -> list[str]:
        """Meetings of the book that no list names: each is asked for before it is off here."""
        absent = sorted(standing - self._active.keys() - self._cancelled.keys())
        found = []
        for external_id in absent[:_MOST_ASKED]:
            one = await self._web.event(external_id)
            if one is None or one.cancelled:
                found.append(external_id)
        return found

    def _forget_past(self) -> None:
        """Only what the lists name has to be known: all else is past, or off."""
        named = {place.mark(name) for name in self._active}
        self._seen = {one: seen for one, seen in self._seen.items() if one in named}

    def _keep(self) -> Place:
        self._here = replace(self._here, seen=dict(self._seen))
        return self._here

    def _page(self, meetings: Sequence[MeetingFacts], gone: Sequence[str] = ()) -> Page:
        bad, self._bad = tuple(self._bad), []
        return Page(
            source=self._source,
            resource=LOOKED_AT,
            meetings=tuple(meetings),
            gone=tuple(gone),
            bad=bad,
            cursor=self._keep().text(),
        )


def listing(user: str, status: str, clock: Clock) -> dict[str, str]:
    """What a person's events of one kind (`active`, `canceled`) are asked for by."""
    return {
        "user": user,
        "status": status,
        "min_start_time": _moment_there(stamp(clock() - BACK)),
        "max_start_time": _moment_there(stamp(clock() + AHEAD)),
        "sort": "start_time:asc",
    }


def _moment_there(text: str) -> str:
    """A moment as its own answers spell it: with microseconds."""
    return text.replace("Z", "000Z")
