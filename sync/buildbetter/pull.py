"""The calls of an organisation, as far as they are to be looked at: all at first, then the news.

The list knows no filter, and says (as far as is known) not who took part. So each new call is
opened once; the book decides whose it is, and a call of nobody's leaves nothing but the mark that
it was looked at.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Final

from msgspec.structs import replace

from book.clock import stamp
from book.errors import BadResponse
from book.facts import BadRecord, Page, RecordingFacts
from book.recording_intake import RESOURCE
from sync.buildbetter import place
from sync.buildbetter.place import Place
from sync.buildbetter.shapes import Call, Listed, made_at
from sync.buildbetter.web import BuildBetterWeb
from sync.port import Known, Setup

USUAL_DAYS: Final = 365
"""So far back calls are looked at where the option `days` says nothing else."""
PAGE_SIZE: Final = 100
FEW_PAGES: Final = 6
"""A list of no known order that is this short is simply read whole each time."""
_TOGETHER: Final = 20
"""So many calls are opened before what they said is kept."""
_MOST_ASKED: Final = 50
"""So many calls that the list no longer names are asked for in one run."""


class CallsPull:
    """One run's reading."""

    def __init__(self, web: BuildBetterWeb, setup: Setup, known: Known) -> None:
        self._web = web
        self._source = setup.source
        self._clock = setup.clock
        self._known = known
        said = setup.source.capabilities
        size = said.get("page_size")
        self._limit = size if isinstance(size, int) and size > 0 else PAGE_SIZE
        self._order = said.get("order")
        self._in_list = said.get("participants") == "list"
        self._now = stamp(self._clock())
        days = int(setup.source.options.get("days") or USUAL_DAYS)
        self._since = stamp(self._clock() - timedelta(days=days))
        self._settings = sha256(f"{days} {said.get('api')}".encode()).hexdigest()[:8]
        self._customers = place.marks_of(known.customers())
        self._mine = known.recordings()
        self._listed: set[str] = set()
        self._last_page: frozenset[str] = frozenset()
        self._seen: dict[str, tuple[str, str]] = {}
        self._here = Place()

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages, each with the place from which the next run would go on."""
        stored = place.place(self._known.cursors.get(RESOURCE))
        here = stored
        if stored.settings != self._settings or self._known.full:
            here = Place(settings=self._settings)
        self._here, self._seen = here, dict(here.recent)
        if here.began is not None or here.read_at is None or self._new_customers(here):
            reading = self._everything()
        else:
            reading = self._news()
        async for page in reading:
            yield page
        self._here = replace(self._here, joined_at=self._now[:13])
        if self._here != stored:
            yield self._page()

    def _new_customers(self, here: Place) -> bool:
        """Whether calls that were nobody's may be somebody's by now; a long list waits an hour."""
        if not set(self._customers) - set(here.customers):
            return False
        if not here.customers or here.pages <= FEW_PAGES:
            return True
        return place.older(here.whole_at, self._clock(), place.JOINED_AGE)

    async def _everything(self) -> AsyncGenerator[Page, None]:
        """Looks through all calls of the window; goes on where an earlier run was cut off."""
        if self._here.began is None:
            # Whatever a reading of news left there is no place in this one.
            self._here = replace(self._here, page=1, done=())
        began, number = self._here.began or self._now, self._here.page
        whole, more = number == 1 and not self._here.done, True
        self._here = replace(self._here, began=began)
        while more:
            listed = await self._list(number)
            done = set(self._here.done)
            wanted = [one for one in self._within(listed) if one.id not in done]
            async for page in self._opened(wanted, number):
                yield page
            yield self._page(bad=listed.bad, gone=self._deleted(listed))
            more = listed.more and not self._past_window(listed)
            number += 1
            self._here = replace(self._here, page=number, done=())
        if whole:
            async for page in self._missing():
                yield page
        self._here = replace(
            self._here,
            read_at=began,
            whole_at=began,
            # What was deleted is told only by a list that was read in one go.
            census_at=began if whole else None,
            customers=self._customers,
            recent=place.kept_recent(self._seen, began),
            pages=number - 1,
            began=None,
            page=1,
            done=(),
        )

    async def _news(self) -> AsyncGenerator[Page, None]:
        """What came since; once a day the whole list, for what was deleted or renamed."""
        census = place.older(self._here.census_at, self._clock(), place.CENSUS_AGE)
        number = self._first_page(census)
        if not number:
            return
        more, anything = True, False
        while more:
            listed = await self._list(number)
            fresh = [one for one in self._within(listed) if self._is_new(one)]
            async for page in self._opened(fresh, number):
                yield page
            gone = self._deleted(listed)
            renamed = self._renamed(listed, fresh) if census else []
            if renamed or gone or (listed.bad and census):
                yield self._page(recordings=renamed, bad=listed.bad, gone=gone)
            anything = anything or bool(fresh or gone)
            ended = self._past_window(listed) if census else self._falls(listed) and not fresh
            more = listed.more and not ended
            number += 1
        if census:
            async for page in self._missing():
                yield page
            self._here = replace(self._here, census_at=self._now, pages=number - 1)
        if census or anything:
            self._here = replace(
                self._here,
                read_at=self._now,
                recent=place.kept_recent(self._seen, self._now),
                page=1,
                done=(),
            )

    def _first_page(self, census: bool) -> int:
        """Where the news begin; 0 where only the whole list would show them."""
        if census or self._order == "newest" or self._here.pages <= FEW_PAGES:
            return 1
        return max(1, self._here.pages - 1) if self._order == "oldest" else 0

    async def _list(self, number: int) -> Listed:
        listed = await self._web.page(number, self._limit)
        ids = frozenset(one.id for one in listed.calls)
        if listed.more and (not listed.rows or (ids and ids == self._last_page)):
            raise BadResponse(
                "BuildBetter's list of calls leads in a circle.", "Try again in a while."
            )
        self._last_page = ids
        self._listed |= ids
        return listed

    async def _opened(self, calls: Sequence[Call], number: int) -> AsyncGenerator[Page, None]:
        """The calls with who took part, a few at a time; each page says which were done."""
        for at in range(0, len(calls), _TOGETHER):
            facts: list[RecordingFacts] = []
            for one in calls[at : at + _TOGETHER]:
                read = await self._whole(one)
                self._seen[one.id] = (self._new_at(one), one.print)
                if read is not None and read.attendees:
                    facts.append(read.facts())
            done = (*self._here.done, *(one.id for one in calls[at : at + _TOGETHER]))
            kept = place.kept_recent(self._seen, self._here.began or self._here.read_at or "")
            self._here = replace(self._here, page=number, done=done, recent=kept)
            yield self._page(recordings=facts)

    async def _whole(self, one: Call) -> Call | None:
        if self._in_list or one.attendees:
            return one
        return await self._web.call(one.id)

    async def _missing(self) -> AsyncGenerator[Page, None]:
        """Calls of mine that the list does not name: each is asked for before it is gone here."""
        absent = sorted(self._mine - self._listed)
        absent = [one for one in absent if (made_at(one) or self._now) >= self._since]
        asked = absent[:_MOST_ASKED]
        gone = [one for one in asked if await self._web.call(one) is None]
        if gone:
            yield self._page(gone=gone)

    def _within(self, listed: Listed) -> list[Call]:
        return [one for one in listed.calls if not one.deleted and one.at >= self._since]

    def _deleted(self, listed: Listed) -> list[str]:
        return [one.id for one in listed.calls if one.deleted and one.id in self._mine]

    def _is_new(self, one: Call) -> bool:
        stood = self._seen.get(one.id)
        if stood is not None:
            return stood[1] != one.print
        read_at = self._here.read_at
        return read_at is None or self._new_at(one) >= place.line_of(read_at)

    def _renamed(self, listed: Listed, fresh: Sequence[Call]) -> list[RecordingFacts]:
        """The calls of mine as they stand now; the book finds out what is different."""
        opened = {one.id for one in fresh}
        return [
            one.facts()
            for one in self._within(listed)
            if one.id in self._mine and one.id not in opened
        ]

    def _new_at(self, one: Call) -> str:
        """When it may have come into the list: an old recording can be uploaded today."""
        return min(max(one.at, made_at(one.id) or ""), self._now)

    def _falls(self, listed: Listed) -> bool:
        """Whether the newest stand first on this page, as they were found to."""
        times = [one.at for one in listed.calls if one.at]
        return self._order == "newest" and times == sorted(times, reverse=True)

    def _past_window(self, listed: Listed) -> bool:
        times = [one.at for one in listed.calls if one.at]
        return bool(times) and self._falls(listed) and times[-1] < self._since

    def _page(
        self,
        *,
        recordings: Sequence[RecordingFacts] = (),
        gone: Sequence[str] = (),
        bad: Sequence[BadRecord] = (),
    ) -> Page:
        return Page(
            source=self._source.name,
            resource=RESOURCE,
            recordings=tuple(recordings),
            gone=tuple(gone),
            bad=tuple(bad),
            cursor=self._here.text(),
        )
