"""The text of a calendar as the meetings of some weeks: series unfolded, moves and cancels applied.

The library unfolds; this decides what is asked of it, so that no rule can keep it busy for long.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from hashlib import sha256
from typing import Any, Final

from msgspec import Struct

from book.clock import Steady, stamp
from book.errors import BadResponse
from book.facts import BadRecord, MeetingFacts
from book.join_links import join_link

Event = Any
"""A `VEVENT` of the library: what its values are is told by the calendar, not by a type."""
SECONDS: Final = 30.0
"""How long the unfolding of a calendar may take."""
MOST_MEETINGS: Final = 20_000
"""In the weeks that are read; nobody has that many."""
_TITLE: Final = 500
_ZONE: Final = 60
_MOST_PEOPLE: Final = 200
_TOO_OFTEN: Final = frozenset(("SECONDLY", "MINUTELY", "HOURLY"))
_MOST_A_DAY: Final = 24
_STATUSES: Final = {"CANCELLED": "cancelled", "TENTATIVE": "tentative"}
_ROOMS: Final = frozenset(("ROOM", "RESOURCE"))
_LINKS: Final = (
    "X-GOOGLE-CONFERENCE",
    "CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "LOCATION",
    "URL",
    "DESCRIPTION",
    "X-ALT-DESC",
)
"""Where a link to join may stand, the surest first."""
_FAULTS: Final = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
)
"""What the library raises for a calendar that no program would write."""


class Found(Struct, frozen=True, kw_only=True):
    """What a calendar has between two moments."""

    meetings: tuple[MeetingFacts, ...]
    bad: tuple[BadRecord, ...] = ()
    """Series or events that could not be read, by an id that says nothing of them."""
    zones: tuple[str, ...] = ()
    """Names of zones that nobody knows, by which some of the meetings are told."""
    own_zone: bool = False
    """Whether the calendar names a zone for all it has: it stands in for those."""


def read_meetings(
    text: bytes,
    start: datetime,
    end: datetime,
    *,
    me: str = "",
    steady: Steady = time.monotonic,
) -> Found:
    """The meetings that touch the time between two moments; those `me` declined are left out.

    Raises BadResponse for what is no calendar, or one that takes too long to unfold.
    """
    until = steady() + SECONDS
    meetings: dict[str, MeetingFacts] = {}
    bad: list[BadRecord] = []
    zones: set[str] = set()
    head, groups = _grouped(text)
    lost = ""
    if head and not (known := _known_zone(head)):
        head, lost = "", head
    elif head:
        head = known
    for number, events in groups.items():
        if steady() > until:
            raise BadResponse(
                "The calendar takes too long to read: its series are too many.",
                "The meetings known so far stay. Share a calendar with fewer of them.",
            )
        try:
            if problem := _unreadable(events):
                bad.append(BadRecord(external_id=number, problem=problem))
                continue
            shifts, before = _shifts(events), len(meetings)
            for event in _occurrences(head, events, start, end):
                if not _declined(event, me):
                    facts = _facts(event, number, series=_is_series(events), shifts=shifts)
                    meetings[facts.external_id] = facts
            if len(meetings) > before:
                zones.update(_unknown_zones(events, lost))
        except _FAULTS as error:
            problem = f"an event that makes no sense ({type(error).__name__})"
            bad.append(BadRecord(external_id=number, problem=problem))
        if len(meetings) > MOST_MEETINGS:
            raise BadResponse(
                f"The calendar has more than {MOST_MEETINGS:,} meetings in the coming weeks.",
                "The meetings known so far stay. Share a calendar of yours alone.",
            )
    return Found(
        meetings=tuple(meetings.values()),
        bad=tuple(bad),
        zones=tuple(sorted(zones)),
        own_zone=bool(head),
    )


def _known_zone(name: str) -> str:
    """A zone by the name that the library takes, Windows' names too; nothing for no zone."""
    from icalendar.timezone import tzp

    try:
        return str(getattr(tzp.timezone(name), "key", ""))
    except _FAULTS:
        return ""


def _unknown_zones(events: Iterable[Event], lost: str) -> Iterable[str]:
    """The zones that were named for a time and that the library left out of it; `lost` is one
    that the calendar names for all."""
    for event in events:
        for name in ("DTSTART", "DTEND"):
            told = event.get(name)
            value = getattr(told, "dt", None)
            zone = _line(getattr(told, "params", {}).get("TZID") or lost, _ZONE)
            if zone and isinstance(value, datetime) and value.tzinfo is None:
                yield zone


def _grouped(text: bytes) -> tuple[str, dict[str, list[Event]]]:
    """The zone the calendar has for all, if any, and its events by a hash of their UID."""
    from icalendar import Calendar

    try:
        calendars = Calendar.from_ical(text.removeprefix(b"\xef\xbb\xbf"), multiple=True)
        groups: dict[str, list[Event]] = defaultdict(list)
        head = ""
        for calendar in calendars:
            if calendar.name != "VCALENDAR":
                raise ValueError(calendar.name)
            if "X-WR-TIMEZONE" in calendar and not head:
                head = str(calendar["X-WR-TIMEZONE"])
            for event in calendar.walk("VEVENT"):
                named = (
                    str(event.get("UID") or "") or f"{event.get('DTSTART')}{event.get('SUMMARY')}"
                )
                groups[sha256(named.encode(errors="replace")).hexdigest()[:24]].append(event)
    except _FAULTS as error:
        raise _no_calendar() from error
    if not calendars:
        raise _no_calendar()
    return head, groups


def _no_calendar() -> BadResponse:
    return BadResponse(
        "What stands at the calendar's address is no calendar, or a damaged one.",
        "The meetings known so far stay. Copy the address in iCal format again.",
    )


def _unreadable(events: Iterable[Event]) -> str:
    """Why a series is not unfolded: a rule that means no meeting of people; empty where it is."""
    for event in events:
        if event.get("DTSTART") is None:
            return "an event without a start"
        for rule in _many(event.get("RRULE")):
            named = {str(one).upper() for one in rule.get("FREQ", ())}
            if not named or named & _TOO_OFTEN:
                return "a series that repeats more than daily"
            if any(int(one) < 1 for one in rule.get("INTERVAL", ())):
                return "a series that never goes on"
            times = 1
            for part in ("BYHOUR", "BYMINUTE", "BYSECOND"):
                times *= max(1, len(rule.get(part, ())))
            if times > _MOST_A_DAY:
                return "a series that repeats more than hourly"
    return ""


def _is_series(events: Iterable[Event]) -> bool:
    return any(name in event for event in events for name in ("RRULE", "RDATE", "RECURRENCE-ID"))


def _occurrences(head: str, events: list[Event], start: datetime, end: datetime) -> Iterable[Event]:
    from icalendar import Calendar
    from recurring_ical_events import of

    if not _is_series(events) and not head:
        # Most of a calendar is long past; only what is near is worth the library's work.
        events = [one for one in events if _near(one, start, end)]
        if not events:
            return ()
    calendar = Calendar()
    if head:
        calendar.add("X-WR-TIMEZONE", head)
    for event in events:
        calendar.add_component(event)
    found: Iterable[Event] = of(calendar).between(start, end)
    return found


def _near(event: Event, start: datetime, end: datetime) -> bool:
    """Whether an event that is alone may touch the time, a day of zones allowed on each side."""
    day = timedelta(days=1)
    begins, ends, _ = _times(event)
    return begins < end + day and ends > start - day


def _shifts(events: Iterable[Event]) -> dict[datetime, timedelta]:
    """From which day on a series was moved for good, and by how much.

    All days from there on carry the name of the first, so that name alone tells none apart.
    """
    found = {}
    for event in events:
        named = event.get("RECURRENCE-ID")
        if named is not None and str(named.params.get("RANGE", "")).upper() == "THISANDFUTURE":
            found[_moment(named.dt)] = _times(event)[0] - _moment(named.dt)
    return found


def _facts(
    event: Event, number: str, *, series: bool, shifts: Mapping[datetime, timedelta]
) -> MeetingFacts:
    begins, ends, all_day = _times(event)
    external_id = number
    if series:
        named = event.get("RECURRENCE-ID")
        original = _moment(named.dt) if named is not None else begins
        if original in shifts:
            original = begins - shifts[original]
        external_id = f"{number}/{stamp(original)}"
    changed = event.get("LAST-MODIFIED") or event.get("DTSTAMP")
    return MeetingFacts(
        external_id=external_id,
        title=_line(event.get("SUMMARY"), _TITLE),
        starts_at=stamp(begins),
        ends_at=stamp(ends),
        all_day=int(all_day),
        join_url=join_link(_said(event)),
        attendees=_people(event),
        status=_STATUSES.get(str(event.get("STATUS") or "").upper(), "confirmed"),
        series_id=number if series else None,
        remote_updated_at=stamp(_moment(changed.dt)) if hasattr(changed, "dt") else None,
    )


def _times(event: Event) -> tuple[datetime, datetime, bool]:
    first = event["DTSTART"].dt
    all_day = not isinstance(first, datetime)
    begins = _moment(first)
    if "DTEND" in event:
        ends = _moment(event["DTEND"].dt)
    elif "DURATION" in event:
        ends = begins + event["DURATION"].dt
    else:
        ends = begins + timedelta(days=1 if all_day else 0)
    return begins, max(begins, ends), all_day


def _moment(value: date) -> datetime:
    """A time of a calendar in UTC: one without a zone is the person's own, a day its midnight."""
    if not isinstance(value, datetime):
        return datetime.combine(value, time_of_day(), UTC)
    return value.astimezone(UTC)


def _people(event: Event) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for one in (*_many(event.get("ATTENDEE")), *_many(event.get("ORGANIZER"))):
        said = getattr(one, "params", {})
        if str(said.get("CUTYPE", "")).upper() in _ROOMS:
            continue
        email = _email(one)
        if "@" in email and email not in found and len(found) < _MOST_PEOPLE:
            name = _line(said.get("CN"), 200)
            found[email] = "" if name.casefold() == email else name
    return tuple(found.items())


def _email(one: object) -> str:
    text = _line(one, 320)
    return text[7:].casefold() if text.lower().startswith("mailto:") else text.casefold()


def _declined(event: Event, me: str) -> bool:
    mine = me.strip().casefold()
    return bool(mine) and any(
        _email(one) == mine and str(one.params.get("PARTSTAT", "")).upper() == "DECLINED"
        for one in _many(event.get("ATTENDEE"))
    )


def _said(event: Event) -> Iterable[str]:
    for name in _LINKS:
        for one in _many(event.get(name)):
            yield str(one)


def _many(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, list) else (value,)


def _line(value: object, longest: int) -> str:
    """A text on one line, without what cannot be printed, cut where it is too long."""
    if value is None:
        return ""
    text = " ".join(str(value)[: 4 * longest].split())
    return "".join(one for one in text if one.isprintable())[:longest]
