"""One person's events, invitees and kinds of event: booked, moved, cancelled, and shown as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from threading import RLock
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from book.clock import Clock
from sync.simulator.identity import DEMO_EMAIL, DEMO_NAME

Json = dict[str, Any]
API: Final = "https://api.calendly.com"
"""Records are named by addresses of the service's own host, wherever it is asked."""
ZONE: Final = "Europe/Stockholm"
_EVER: Final = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


class Quirks(Struct, frozen=True, kw_only=True):
    """What no document says of the service, so that a client has to live with any of it."""

    reset: Literal["seconds", "moment"] = "seconds"
    limit_headers: bool = True
    """Whether every answer tells the limit, or none but a refusal."""
    next_link: bool = True
    """Whether a page tells the address of the next one beside its token."""
    largest_page: int = 100
    location: bool = True
    """Whether an event tells the link that one joins by."""
    kinds: bool = True
    """Whether a kind of event tells that it is for groups."""


class Held(Struct, kw_only=True):
    """One booked time."""

    id: str
    kind: str
    title: str
    at: datetime
    minutes: int
    limit: int
    join_url: str
    guests: tuple[str, ...]
    created: datetime
    updated: datetime
    status: str = "active"
    reason: str = ""
    canceler: str = "invitee"
    invitees: list[Json] = msgspec.field(default_factory=list)


class Bookings:
    """All that one person has there; every change has a moment of its own."""

    def __init__(self, clock: Clock, quirks: Quirks | None = None, seed: int = 1) -> None:
        self.clock = clock
        self.quirks = quirks or Quirks()
        self.lock = RLock()
        self.events: dict[str, Held] = {}
        self.kinds: dict[str, Json] = {}
        self._random = Random(seed)
        self._ticks = 0
        self.user = f"{API}/users/{self._uuid()}"
        self.organization = f"{API}/organizations/{self._uuid()}"

    def me(self) -> Json:
        """The person, as `/users/me` tells."""
        at = spelt(self.clock() - timedelta(days=400))
        return {
            "avatar_url": None,
            "created_at": at,
            "current_organization": self.organization,
            "email": DEMO_EMAIL,
            "locale": "en",
            "name": DEMO_NAME,
            "resource_type": "User",
            "scheduling_url": "https://calendly.com/ines-halvard",
            "slug": "ines-halvard",
            "time_notation": "24h",
            "timezone": ZONE,
            "updated_at": at,
            "uri": self.user,
        }

    def offer(
        self,
        title: str,
        *,
        minutes: int = 30,
        kind: str = "solo",
        pooling: str | None = None,
        active: bool = True,
        slug: str = "",
    ) -> str:
        """Adds a kind of event; returns its address."""
        with self.lock:
            uri = f"{API}/event_types/{self._uuid()}"
            at = spelt(self._now())
            slug = slug or "-".join(title.lower().split())
            self.kinds[uri] = {
                "uri": uri,
                "name": title,
                "active": active,
                "slug": slug,
                "scheduling_url": f"https://calendly.com/ines-halvard/{slug}",
                "duration": minutes,
                "kind": kind,
                "pooling_type": pooling,
                "type": "StandardEventType",
                "color": "#0069ff",
                "created_at": at,
                "updated_at": at,
                "deleted_at": None,
                "profile": {"type": "User", "name": DEMO_NAME, "owner": self.user},
            }
            return uri

    def book(
        self,
        title: str,
        at: datetime,
        people: Iterable[str] = (),
        *,
        minutes: int = 30,
        limit: int = 1,
        guests: Iterable[str] = (),
        join_url: str | None = None,
        kind: str = "",
    ) -> str:
        """Books a time for these people; returns the event's id."""
        with self.lock:
            name = self._uuid()
            number = 81_000_000_000 + self._random.randrange(999_999_999)
            now = self._now()
            held = Held(
                id=name,
                kind=kind or next(iter(self.kinds), f"{API}/event_types/{name}"),
                title=title,
                at=at,
                minutes=minutes,
                limit=limit,
                join_url=f"https://us02web.zoom.us/j/{number}" if join_url is None else join_url,
                guests=tuple(guests),
                created=now,
                updated=now,
            )
            self.events[name] = held
            for email in people:
                self._invite(held, email)
            return name

    def join(self, event: str, email: str) -> None:
        """One more person books the same time."""
        with self.lock:
            held = self.events[event]
            self._invite(held, email)
            held.updated = self._now()

    def cancel(self, event: str, reason: str = "", by: str = "invitee") -> None:
        """Cancels an event, with all its places."""
        with self.lock:
            held = self.events[event]
            held.status, held.reason, held.canceler = "canceled", reason, by
            held.updated = self._now()
            for one in held.invitees:
                one["status"] = "canceled"

    def leave(self, event: str, email: str) -> None:
        """One person gives up a place; the last one ends the event."""
        with self.lock:
            held = self.events[event]
            for one in held.invitees:
                if one["email"] == email:
                    one["status"] = "canceled"
            held.updated = self._now()
            if all(one["status"] == "canceled" for one in held.invitees):
                self.cancel(event)

    def move(self, event: str, at: datetime, email: str = "", reason: str = "") -> str:
        """Moves a booking, of one person where named: the old is cancelled, a new one is made."""
        with self.lock:
            held = self.events[event]
            going = [
                one
                for one in held.invitees
                if one["status"] == "active" and email in ("", one["email"])
            ]
            made = self.book(
                held.title,
                at,
                minutes=held.minutes,
                limit=held.limit,
                guests=held.guests,
                kind=held.kind,
            )
            for one in going:
                new = self._invite(self.events[made], one["email"], old=one["uri"])
                one |= {"status": "canceled", "rescheduled": True, "new_invitee": new["uri"]}
            held.updated = self._now()
            if all(one["status"] == "canceled" for one in held.invitees):
                held.status, held.reason = "canceled", reason
            return made

    def delete(self, event: str) -> None:
        """Takes an event away altogether: nobody finds it any more."""
        with self.lock:
            del self.events[event]

    def listed(self, status: str, first: str, last: str) -> list[Held]:
        """The events of one state that begin between two moments, in their order."""
        since = datetime.fromisoformat(first) if first else _EVER[0]
        until = datetime.fromisoformat(last) if last else _EVER[1]
        with self.lock:
            found = [
                one
                for one in self.events.values()
                if status in ("", one.status) and since <= one.at <= until
            ]
        return sorted(found, key=lambda one: (one.at, one.id))

    def row(self, one: Held) -> Json:
        """An event as the lists show it: not who booked it."""
        active = sum(each["status"] == "active" for each in one.invitees)
        location: Json = {"type": "zoom", "status": "pushed", "join_url": one.join_url}
        if not self.quirks.location or not one.join_url:
            location = {"type": "outbound_call", "location": "+46 70 000 00 00"}
        made: Json = {
            "uri": f"{API}/scheduled_events/{one.id}",
            "name": one.title,
            "meeting_notes_plain": None,
            "meeting_notes_html": None,
            "status": one.status,
            "start_time": spelt(one.at),
            "end_time": spelt(one.at + timedelta(minutes=one.minutes)),
            "event_type": one.kind,
            "location": location,
            "invitees_counter": {
                "total": len(one.invitees),
                "active": active,
                "limit": one.limit,
            },
            "created_at": spelt(one.created),
            "updated_at": spelt(one.updated),
            "event_memberships": [
                {"user": self.user, "user_email": DEMO_EMAIL, "user_name": DEMO_NAME}
            ],
            "event_guests": [
                {"email": each, "created_at": spelt(one.created), "updated_at": spelt(one.updated)}
                for each in one.guests
            ],
            "calendar_event": None,
        }
        if one.status == "canceled":
            made["cancellation"] = {
                "canceled_by": DEMO_NAME,
                "reason": one.reason or None,
                "canceler_type": one.canceler,
                "created_at": spelt(one.updated),
            }
        return made

    def kind_row(self, uri: str) -> Json:
        """A kind of event as its list shows it."""
        row = self.kinds[uri]
        return row if self.quirks.kinds else {**row, "kind": None}

    def _invite(self, held: Held, email: str, old: str | None = None) -> Json:
        at = spelt(self._now())
        uri = f"{API}/scheduled_events/{held.id}/invitees/{self._uuid()}"
        made: Json = {
            "uri": uri,
            "email": email,
            "name": email.partition("@")[0].replace(".", " ").title(),
            "first_name": None,
            "last_name": None,
            "status": "active",
            "timezone": ZONE,
            "event": f"{API}/scheduled_events/{held.id}",
            "rescheduled": False,
            "old_invitee": old,
            "new_invitee": None,
            "no_show": None,
            "text_reminder_number": None,
            "questions_and_answers": [
                {"question": "What is it about?", "answer": f"Words of {email}.", "position": 0}
            ],
            "cancel_url": f"https://calendly.com/cancellations/{held.id}",
            "reschedule_url": f"https://calendly.com/reschedulings/{held.id}",
            "created_at": at,
            "updated_at": at,
        }
        held.invitees.append(made)
        return made

    def _uuid(self) -> str:
        return str(UUID(int=self._random.getrandbits(128), version=4))

    def _now(self) -> datetime:
        self._ticks += 1
        return self.clock() + timedelta(microseconds=self._ticks)


def spelt(at: datetime) -> str:
    """A moment the way the service writes it: UTC, with microseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
