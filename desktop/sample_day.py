"""What stands in the sample beside the CRM's records: a calendar, recordings, notes, mail words.

The calendar is a file of this profile and is read by its ordinary connector; everything else is
written as a person would, by the functions that the window writes with. The notes stay on this
laptop for good, so nothing of them leaves it, not even for the pretend CRM.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from book.clock import local_day
from book.profile import Profile
from book.rules_place import PERSONAL

if TYPE_CHECKING:
    from book.records import AccountId
    from book.store import Store
    from desktop.secrets import Secrets

SOURCE: Final = "ics"
CALENDAR: Final = "sample-calendar.ics"
BOOKING_LINK: Final = "https://booking.example/ines-halvard"
SIGNATURE: Final = "Ines Halvard\nCustomer Success"

_SOON: Final = timedelta(minutes=40)
"""So far ahead the next meeting begins when the sample is made."""
_QUARTER: Final = 15


class _Meets(NamedTuple):
    domain: str
    title: str
    days: int
    """Working days from today."""
    hours: float
    """Of the day; of the first one they do not count."""
    people: int


_MEETINGS: Final = (
    _Meets("quarrelton.example", "Bill and usage, together", 0, 0, 2),
    _Meets("solbakken.example", "Check-in", 1, 9.5, 2),
    _Meets("nakheel-alofoq.example", "Dashboards, second look", 2, 13, 1),
    _Meets("gruenwald-optik.example", "Next term", 4, 8, 3),
)


class _Seen(NamedTuple):
    domain: str
    link: str
    title: str
    days_ago: int
    moments: tuple[tuple[int, str, str], ...]


_RECORDINGS: Final = (
    _Seen(
        "quarrelton.example",
        "https://www.loom.com/share/7c1d20f4a95b4e0d8f36b2a1c9e04d57",
        "How the parcel funnel is built",
        9,
        ((95, "where the filter is", "moment"), (312, "the step that loses most", "insight")),
    ),
    _Seen(
        "solbakken.example",
        "https://app.buildbetter.app/call/52077",
        "Intro call",
        20,
        ((184, "what they measure today", "insight"), (1415, "asks for single sign-on", "moment")),
    ),
    _Seen(
        "gruenwald-optik.example",
        "https://us02web.zoom.us/rec/share/Kx9tPq2LmZ7w.4bTn",
        "Walkthrough of the new projects",
        12,
        ((725, "the error they see", "bug"),),
    ),
    _Seen("copperfen.example", "https://youtu.be/Hd5rW2mXc8E", "Their talk on plant data", 33, ()),
)

_NOTE: Final = """## What matters to them
They want to know before the bill, not after it, which events cost them most.
They compare us with what their carrier offers.

## What we did
Went through last month's usage by project; two test projects send as much as the live one.

## Open questions
? can a project be capped without losing the funnels

## Next step
[] record a walkthrough of the usage page @fri
<< they name somebody from finance mon
>> I owe them a forecast for January tomorrow
! the new head of logistics asks what all tools cost

They know where to get help.
"""
_DRAFT: Final = """## What matters to them
One board for all five sites, in Norwegian.

## What we did
Began with the board of the first site.
? who reads it on Mondays
"""


def connect_calendar(store: Store, secrets: Secrets, me: str, now: datetime) -> None:
    """Puts the calendar of the days ahead into the profile, in place of an older one, and
    connects it as any calendar's file is connected."""
    from desktop.commands.connect import connect_source

    file = store.profile.folder / CALENDAR
    file.write_text(_calendar(now), encoding="utf-8", newline="")
    options = {"file": str(file)}
    secret = f"file:{file}"
    connect_source(store, secrets, SOURCE, url="", me=me, options=options, secret=secret)


def furnish(profile: Profile) -> None:
    """Writes what a person would have written by now; once for a profile that is kept."""
    if (profile.folder / PERSONAL).exists():
        return
    from book import own_rules
    from book.store import Store
    from desktop.commands.opened import house_rules

    # First, so that what breaks off halfway is not written twice.
    own_rules.set_mail(profile, booking_link=BOOKING_LINK, signature=SIGNATURE)
    rules = house_rules(profile)
    with closing(Store.open(profile, None)) as store:
        from book import drafts, note_writing, recording_writing
        from book.moments import NewMoment
        from book.recording_links import recognise

        today = local_day(store.clock())
        accounts = _accounts(store)
        for one in _RECORDINGS:
            if one.domain not in accounts:
                continue
            recording_writing.log_recording(
                store,
                rules,
                accounts[one.domain],
                recognise(one.link),
                day=today - timedelta(days=one.days_ago),
                title=one.title,
                moments=[
                    NewMoment(at_s=at, label=label, kind=kind) for at, label, kind in one.moments
                ],
            )
        if "quarrelton.example" in accounts:
            note_writing.add_note(
                store,
                rules,
                accounts["quarrelton.example"],
                subject="What drives the bill",
                body=_NOTE,
                day=_working_day(today, -1),
                kind="call",
                private=True,
            )
        if "solbakken.example" in accounts:
            drafts.begin(
                store,
                account_id=accounts["solbakken.example"],
                subject="Boards for five sites",
                body=_DRAFT,
                day=today,
                kind="call",
                private=True,
            )


def keep_to_itself(profile: Profile) -> None:
    """In a window, does not offer to ask Loom about links that are invented."""
    from ui.settings import Settings

    settings = Settings.of_profile(profile.folder)
    if not settings.choices.ask_loom:
        settings.change(ask_loom="no")


def _accounts(store: Store) -> Mapping[str, AccountId]:
    """Domain → account, of those in the book."""
    from book.accounts import all_accounts

    return {one.domain: one.id for one in all_accounts(store) if one.domain is not None}


def _working_day(day: date, by: int) -> date:
    """So many working days on, or back; Saturdays and Sundays are none."""
    step = timedelta(days=1 if by > 0 else -1)
    while by:
        day += step
        by -= (1 if step.days > 0 else -1) if day.weekday() < 5 else 0
    return day


def _calendar(now: datetime) -> str:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Satchel//Sample//EN"]
    for number, one in enumerate(_MEETINGS):
        start = _starts(now, one)
        length = timedelta(minutes=30)
        lines += [
            "BEGIN:VEVENT",
            f"UID:sample-{number}-{start:%Y%m%d}@satchel.example",
            f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
            f"DTSTART:{start:%Y%m%dT%H%M%SZ}",
            f"DTEND:{start + length:%Y%m%dT%H%M%SZ}",
            f"SUMMARY:{_escaped(one.title)}",
            f"LOCATION:https://us02web.zoom.us/j/8{number}00000000{number}",
            *(
                f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:person{person}@{one.domain}"
                for person in range(1, one.people + 1)
            ),
            "END:VEVENT",
        ]
    return "".join(f"{line}\r\n" for line in (*lines, "END:VCALENDAR"))


def _starts(now: datetime, one: _Meets) -> datetime:
    if one.days == 0:
        soon = (now + _SOON).astimezone(UTC).replace(second=0, microsecond=0)
        return soon - timedelta(minutes=soon.minute % _QUARTER)
    day = datetime.combine(_working_day(local_day(now), one.days), time())
    return (day + timedelta(hours=one.hours)).astimezone(UTC)  # as one's own clock says it


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
