"""The calls of an organisation: kept, changed, and shown the way each of the two APIs does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from random import Random
from threading import RLock
from typing import Any, Literal
from uuid import UUID

from msgspec import Struct

from book.clock import Clock, stamp

Json = dict[str, Any]


class Quirks(Struct, frozen=True, kw_only=True):
    """What no document says of the service, so that a client has to live with any of it."""

    order: Literal["newest", "oldest", "none"] = "newest"
    largest_page: int = 100
    refuses_longer: bool = False
    """Whether a longer page is refused; else it comes shorter."""
    people_in_list: bool = False
    person_key: str = "email"
    """Under which name a person's address stands; `emails` holds a list."""
    rest: bool = True
    graph: bool = True
    hidden: tuple[str, ...] = ()
    """Fields of the older API that this key's role may not see."""


class Held(Struct, kw_only=True):
    """One call as the service holds it."""

    id: str
    number: int
    title: str
    at: datetime
    minutes: int
    attendees: tuple[str, ...]
    updated: datetime
    meeting_url: str = ""
    deleted: datetime | None = None


class Calls:
    """All calls; every change has a moment of its own."""

    def __init__(self, clock: Clock, quirks: Quirks | None = None, seed: int = 1) -> None:
        self.clock = clock
        self.quirks = quirks or Quirks()
        self.lock = RLock()
        self.held: dict[str, Held] = {}
        self._random = Random(seed)
        self._ticks = 0

    def add(
        self,
        title: str,
        at: datetime,
        attendees: Iterable[str] = (),
        *,
        minutes: int = 30,
        meeting_url: str = "",
    ) -> str:
        """Adds a call; returns its id, which tells when it ended."""
        with self.lock:
            number = 310_000 + len(self.held)
            text = _uuid7(at + timedelta(minutes=minutes), self._random)
            self.held[text] = Held(
                id=text,
                number=number,
                title=title,
                at=at,
                minutes=minutes,
                attendees=tuple(attendees),
                updated=self._now(),
                meeting_url=meeting_url,
            )
            return text

    def change(self, external_id: str, **fields: Any) -> None:
        """Changes a call as somebody there would."""
        with self.lock:
            one = self.held[external_id]
            for name, value in fields.items():
                setattr(one, name, value)
            one.updated = self._now()

    def delete(self, external_id: str) -> None:
        """Deletes a call: the newer API no longer has it, the older one shows it as deleted."""
        self.change(external_id, deleted=self.clock())

    def living(self) -> list[Held]:
        """The calls that are not deleted, in the order of the list."""
        with self.lock:
            found = [one for one in self.held.values() if one.deleted is None]
        if self.quirks.order == "none":
            return sorted(found, key=lambda one: one.id[::-1])
        found.sort(key=lambda one: (one.at, one.id), reverse=self.quirks.order == "newest")
        return found

    def row(self, one: Held, *, people: bool) -> Json:
        """A call as the newer API writes it."""
        made: Json = {
            "id": one.id,
            "display_name": one.title,
            "source": "zoom",
            "started_at": stamp(one.at),
            "completed_at": stamp(one.at + timedelta(minutes=one.minutes)),
            "asset_url": f"https://media.buildbetter.example/{one.id}?expires=soon",
            "asset_duration_seconds": one.minutes * 60,
            "transcript_status": "completed",
            "summary": f"What was said in {one.title}.",
            "metadata": [],
        }
        if people:
            made["participants"] = [
                {"speaker": at, "person": self._person(address)}
                for at, address in enumerate(one.attendees)
            ]
        return made

    def graph_row(self, one: Held, asked: Iterable[str]) -> Json:
        """A call as the older API writes it: with its number, and the fields asked for."""
        whole: Json = {
            "id": one.number,
            "name": one.title,
            "started_at": stamp(one.at),
            "display_ts": stamp(one.at),
            "completed_at": stamp(one.at + timedelta(minutes=one.minutes)),
            "created_at": stamp(one.at),
            "updated_at": stamp(one.updated),
            "deleted_at": stamp(one.deleted) if one.deleted else None,
            "asset_duration_seconds": one.minutes * 60,
            "meeting_url": one.meeting_url or None,
            "attendees": [{"person": {"email": address}} for address in one.attendees],
        }
        return {name: whole[name] for name in asked}

    def _person(self, address: str) -> Json:
        name = address.partition("@")[0]
        said: Any = [{"email": address}] if self.quirks.person_key == "emails" else address
        return {"first_name": name, self.quirks.person_key: said}

    def _now(self) -> datetime:
        self._ticks += 1
        return self.clock() + timedelta(milliseconds=self._ticks)


def _uuid7(at: datetime, random: Random) -> str:
    milliseconds = int(at.timestamp() * 1000)
    tail = 0x7 << 76 | random.getrandbits(12) << 64 | 0b10 << 62 | random.getrandbits(62)
    return str(UUID(int=milliseconds << 80 | tail))
