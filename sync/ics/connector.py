"""The connector of a calendar: one request for all of it, none of ours ever goes there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar, Final

from book.clock import local_day, stamp
from book.errors import Auth, Refused
from book.facts import Page
from book.meetings import RESOURCE
from sync.http import Reply, Web, checked_url
from sync.ics import place
from sync.ics.place import Cursor
from sync.ics.reading import Found, read_meetings
from sync.port import Connection, Known, Setup
from sync.refusals import NotAllowed

BACK: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=60)
FILE: Final = "file"
_UNCHANGED: Final = 304


class CalendarConnector:
    """One run against one calendar; see `sync.port.Connector`. There is no writing side."""

    name: ClassVar[str] = "ics"
    title: ClassVar[str] = place.TITLE
    options: ClassVar[frozenset[str]] = frozenset((FILE,))
    secret_name: ClassVar[str] = "secret address"  # noqa: S105 its name only
    connect_words: ClassVar[str] = (
        "Every calendar has a secret address that ends in .ics. In Google Calendar, open the "
        "calendar's settings, then Integrate calendar, and copy the secret address in iCal format. "
        "In Outlook, publish the calendar and copy the ICS link; in iCloud, share it as public "
        "calendar. Who has the address can read the calendar, so it is kept like a key. Satchel "
        "only reads, and keeps people and titles only of meetings with accounts of your book."
    )
    stages: ClassVar[tuple[str, ...]] = (RESOURCE,)

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._file = setup.source.options.get(FILE, "")
        self._requests = 0

    @property
    def requests(self) -> int:
        """How many requests were made so far; a file takes none."""
        return self._requests

    @staticmethod
    def address(url: str, options: Mapping[str, str]) -> str:
        """What takes the place of the host, or what a kept one is called; raises Usage."""
        if options.get(FILE):
            return Path(options[FILE]).name
        return checked_url(url, place.TITLE) if "://" in url else url.strip()

    @staticmethod
    def stand_in_secret(options: Mapping[str, str]) -> str | None:
        """What is kept in place of a secret where none is needed: for a file."""
        return f"file:{options[FILE]}" if options.get(FILE) else None

    async def pages(self, stage: str, known: Known) -> AsyncGenerator[Page, None]:
        """One page with all meetings of the weeks around today, or none where nothing is new."""
        now = self._setup.clock()
        day = local_day(now).isoformat()
        stood = place.cursor(known.cursors.get(RESOURCE))
        if known.full or stood is None or stood.day != day:
            stood = None  # another day has other weeks around it
        read = await self._read(stood)
        if read is None:
            self._say(stood.notice if stood is not None else "")
            return
        body, etag, modified = read
        digest = sha256(body).hexdigest()
        if stood is not None and stood.digest == digest:
            self._say(stood.notice)
            return
        found = await self._unfolded(body, now)
        notice = place.zone_words(found.zones, own_zone=found.own_zone)
        self._say(notice)
        yield Page(
            source=self.name,
            resource=stage,
            meetings=found.meetings,
            # What is over is not taken back: many calendars are published without their past.
            window=(stamp(now), stamp(now + AHEAD)),
            bad=found.bad,
            cursor=Cursor(day, digest, etag, modified, notice).text(),
        )

    async def check(self) -> Connection:
        """The first look: is it a calendar, and how much stands in it."""
        source = self._setup.source
        read = await self._read(None)
        body = read[0] if read else b""
        found = await self._unfolded(body, self._setup.clock())
        weeks = (BACK + AHEAD).days
        counted = len(found.meetings)
        told = (
            f"It has {counted:,} {'meeting' if counted == 1 else 'meetings'} in the {weeks} days"
            " around today. It is only read; people and titles are kept only of those with"
            " accounts of your book."
        )
        if notice := place.zone_words(found.zones, own_zone=found.own_zone):
            told += f" {notice}"
        return Connection(
            source=self.name,
            url=self._shown(),
            me_id=source.me_email,
            me_name="you" if source.me_email else None,
            teammates=0,
            capabilities={"told": told, "meetings": counted},
            fields=(),
            mapping={},
            guessed=(),
            in_book=0,
            looked_at=0,
            counted_all=True,
        )

    async def aclose(self) -> None:
        """Nothing stays open between two requests."""

    def _say(self, notice: str) -> None:
        if notice:  # said as long as it holds; the log takes it once
            self._setup.notice(notice)

    def _shown(self) -> str:
        url = self._setup.source.url
        if self._file or "://" in url:
            return url
        return place.shown_place(self._setup.secret)

    async def _unfolded(self, body: bytes, now: datetime) -> Found:
        # Seconds of work for a large calendar: meanwhile a run can still be stopped.
        me = self._setup.source.me_email or ""
        return await asyncio.to_thread(read_meetings, body, now - BACK, now + AHEAD, me=me)

    async def _read(self, stood: Cursor | None) -> tuple[bytes, str, str] | None:
        """The calendar with what tells its next state from this one; None where it is the same."""
        if self._file:
            body, etag, modified = await asyncio.to_thread(place.read_file, self._file), "", ""
        else:
            reply = await self._fetched(stood)
            if reply.status == _UNCHANGED:
                return None
            body = reply.body
            etag = reply.headers.get("etag", "")[:500]
            modified = reply.headers.get("last-modified", "")[:100]
        if len(body) > place.LARGEST:
            raise place.too_large()
        return body, etag, modified

    async def _fetched(self, stood: Cursor | None) -> Reply:
        host, path = place.split_address(self._setup.secret, self._setup.source.url)
        asked = {"accept": "text/calendar, */*;q=0.5"}
        if stood is not None and stood.etag:
            asked["if-none-match"] = stood.etag
        if stood is not None and stood.modified:
            asked["if-modified-since"] = stood.modified
        web = Web(
            self.title,
            host,
            headers=asked,
            transport=self._setup.transport,
            pause=self._setup.pause,
        )
        same = frozenset((_UNCHANGED,)) if stood is not None else frozenset[int]()
        try:
            return await web.get(path, allowed=same)
        except (Auth, NotAllowed, Refused) as error:
            raise Auth(
                "The calendar's secret address is not taken any more.",
                "Copy the new one from its settings and connect it again: “satchel connect ics”.",
            ) from error
        finally:
            self._requests += web.requests
            await web.aclose()
