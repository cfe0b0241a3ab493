"""Calendly's JSON, read once: who I am, events, invitees, kinds of event.

Answers to questions, texts for reminders and the links by which an invitee cancels stay there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

from book.clock import moment, stamp
from book.errors import BadResponse
from book.facts import BadRecord, EventTypeFacts, MeetingFacts
from book.join_links import join_link
from sync import json_text, values
from sync.calendly.hosts import TITLE, event_of_invitee, id_of

_objects = msgspec.json.Decoder(dict[str, Any])
_ADDRESS: Final = re.compile(r"[^\s@]{1,200}@[^\s@]{1,200}")
_MOST_PEOPLE: Final = 1_000
_LONGEST: Final = timedelta(days=31)
_TITLE: Final = 500
_REASON: Final = 500


class Me(Struct, frozen=True, kw_only=True):
    """Whose token it is."""

    uri: str
    name: str
    email: str
    organization: str
    page: str
    """The address of my own page, on which everything I offer can be booked."""


class Event(Struct, frozen=True, kw_only=True):
    """A booked time as it was listed."""

    id: str
    title: str
    starts_at: str
    ends_at: str
    cancelled: bool
    shared: bool
    """Whether strangers can book the same time."""
    join_url: str | None = None
    people: tuple[tuple[str, str], ...] = ()
    """Hosts and guests; who booked is told apart."""
    booked_at: str | None = None
    changed_at: str | None = None
    reason: str | None = None
    counted: str = ""

    @property
    def print(self) -> str:
        """A short text that changes with anything that is kept, and when somebody books."""
        said = (
            self.id, self.title, self.starts_at, self.ends_at, self.cancelled, self.shared,
            self.join_url, self.people, self.changed_at, self.reason, self.counted,
        )  # fmt: skip
        return sha256(repr(said).encode("utf-8", "replace")).hexdigest()[:8]

    def facts(
        self, booked: tuple[tuple[str, str], ...] = (), moved_from: tuple[str, ...] = ()
    ) -> MeetingFacts:
        """The event as the book takes it in, with those who booked."""
        people = {email.casefold(): (email, name) for email, name in (*booked, *self.people)}
        return MeetingFacts(
            external_id=self.id,
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            join_url=self.join_url,
            attendees=tuple(people.values()),
            status="cancelled" if self.cancelled else "confirmed",
            remote_updated_at=self.changed_at,
            shared=int(self.shared),
            booked_at=self.booked_at,
            cancel_reason=self.reason,
            moved_from=moved_from,
        )


class Invitee(Struct, frozen=True, kw_only=True):
    """Somebody who booked a time."""

    email: str
    name: str
    cancelled: bool
    before: str
    """The id of the event this booking was moved from; empty for one that was not."""


class Listed(Struct, frozen=True, kw_only=True):
    """A page of a list: its rows, and what the next one is asked for by."""

    rows: tuple[Any, ...]
    next_page: Any
    next_token: str


def me(body: bytes) -> Me:
    """Who I am; raises BadResponse where that is not said."""
    said = opened(body).get("resource")
    if not isinstance(said, dict) or not id_of(said.get("uri"), "users"):
        raise strange("whose token it is")
    return Me(
        uri=str(said["uri"]),
        name=_line(said.get("name"), 200),
        email=_email(said.get("email")),
        organization=_line(said.get("current_organization"), 500),
        page=_link(said.get("scheduling_url")),
    )


def listed(body: bytes) -> Listed:
    """A page of any of its lists; raises BadResponse where it is none."""
    answer = opened(body)
    rows = answer.get("collection")
    if not isinstance(rows, list):
        raise strange("a list")
    page = answer.get("pagination")
    page = page if isinstance(page, dict) else {}
    token = page.get("next_page_token")
    return Listed(
        rows=tuple(rows),
        next_page=page.get("next_page"),
        next_token=token if isinstance(token, str) else "",
    )


def resource(body: bytes) -> Any:
    """The one record of an answer."""
    return opened(body).get("resource")


def event(row: Any) -> Event | BadRecord:
    """One event, leniently: what has no id or no times is none."""
    if not isinstance(row, dict):
        return BadRecord(external_id="?", problem="is no object")
    name = id_of(row.get("uri"), "scheduled_events")
    if not name:
        return BadRecord(external_id="?", problem="has no id")
    begins = _moment(row, "start_time")
    if begins is None:
        return BadRecord(external_id=name, problem="has no time")
    ends = _moment(row, "end_time") or begins
    longest = stamp(moment(begins) + _LONGEST)
    counter = row.get("invitees_counter")
    counter = counter if isinstance(counter, dict) else {}
    limit = counter.get("limit")
    cancelled = row.get("status") == "canceled"
    return Event(
        id=name,
        title=_line(row.get("name"), _TITLE),
        starts_at=begins,
        ends_at=ends if begins <= ends <= longest else begins,
        cancelled=cancelled,
        shared=isinstance(limit, int) and limit > 1,
        join_url=join_link(_places(row.get("location"))),
        people=_people(row),
        booked_at=_moment(row, "created_at"),
        changed_at=_moment(row, "updated_at"),
        reason=_reason(row.get("cancellation")) if cancelled else None,
        counted=f"{counter.get('active')}/{counter.get('total')}",
    )


def invitee(row: Any) -> Invitee | None:
    """Somebody who booked; None for what names nobody."""
    if not isinstance(row, dict):
        return None
    return Invitee(
        email=_email(row.get("email")),
        name=_line(row.get("name"), 200),
        cancelled=row.get("status") == "canceled",
        before=event_of_invitee(row.get("old_invitee")),
    )


def event_type(row: Any) -> EventTypeFacts | BadRecord | None:
    """A kind of event; None for one that cannot be booked now."""
    if not isinstance(row, dict):
        return BadRecord(external_id="?", problem="is no object")
    name = id_of(row.get("uri"), "event_types")
    if not name:
        return BadRecord(external_id="?", problem="has no id")
    if row.get("active") is False or row.get("deleted_at"):
        return None
    link = _link(row.get("scheduling_url"))
    if not link:
        return BadRecord(external_id=name, problem="has no link to book it by")
    minutes = values.whole(row.get("duration"), "duration", [])
    pooling = _line(row.get("pooling_type"), 40)
    return EventTypeFacts(
        external_id=name,
        title=_line(row.get("name"), _TITLE) or link.rpartition("/")[2],
        url=link,
        minutes=minutes if minutes is not None and 0 < minutes <= 24 * 60 else None,
        kind="group" if row.get("kind") == "group" else "solo",
        pooling=pooling or None,
    )


def opened(body: bytes) -> dict[str, Any]:
    """An answer that is one object; raises BadResponse for any other."""
    try:
        return json_text.decode(_objects, body)
    except json_text.UNREADABLE as error:
        raise strange("what was asked for") from error


def strange(wanted: str) -> BadResponse:
    """What to say of an answer that is something else."""
    return BadResponse(f"{TITLE} answered with something that is not {wanted}.", "Try again later.")


def _moment(row: dict[str, Any], name: str) -> str | None:
    read = values.moment_text(row.get(name), name, [])
    return stamp(moment(read)) if read else None


def _places(location: Any) -> Iterator[str]:
    """Where a link to join may stand, the surest first."""
    if not isinstance(location, dict):
        return
    for name in ("join_url", "location", "additional_info"):
        said = location.get(name)
        if isinstance(said, str):
            yield said[:4000]


def _people(row: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """Who holds it and who was added as a guest."""
    found: dict[str, str] = {}
    for listed_as, address, name in (
        ("event_guests", "email", "name"),
        ("event_memberships", "user_email", "user_name"),
    ):
        said = row.get(listed_as)
        for one in said if isinstance(said, list) else ():
            email = _email(one.get(address)) if isinstance(one, dict) else ""
            if email and len(found) < _MOST_PEOPLE:
                found.setdefault(email, _line(one.get(name), 200))
    return tuple(found.items())


def _reason(said: Any) -> str | None:
    if not isinstance(said, dict):
        return None
    return _line(said.get("reason"), _REASON) or None


def _email(value: Any) -> str:
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _ADDRESS.fullmatch(text) else ""


def _link(value: Any) -> str:
    """An address of Calendly's pages, or of a page that is somebody's own; only https."""
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > 500 or not text.isprintable() or " " in text:
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme == "https" and parts.hostname and parts.username is None else ""


def _line(value: Any, longest: int) -> str:
    read = values.line(value, "", []) if not isinstance(value, list) else None
    return " ".join((read or "").split())[:longest]
