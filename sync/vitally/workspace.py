"""What every part of a pull shares: the connection, who I am, the team, the mapping."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from hashlib import sha256
from typing import Final

import msgspec

from book.clock import Clock, moment, stamp
from book.errors import Refused
from book.facts import FieldFacts, Page, Teammate
from book.records import Source
from sync.book_filter import BookFilter
from sync.http import Web
from sync.port import Known
from sync.vitally import mapping, place
from sync.vitally.lists import Listing, sweep
from sync.vitally.shapes import AdminRow, FieldRow, PageReader, decoded

MODELS: Final = ("accounts", "notes", "tasks")
"""The kinds of record whose custom fields are of use here."""
DAY: Final = timedelta(hours=place.SWEEP_HOURS)

_ADMINS = PageReader(AdminRow)
_FIELDS = msgspec.json.Decoder(list[FieldRow])


class Workspace:
    """One Vitally workspace during one run."""

    def __init__(self, web: Web, source: Source, clock: Clock) -> None:
        self.web = web
        self.source = source
        self.clock = clock
        self.team: dict[str, Teammate] = {}
        """Teammates by id; filled in place, so that mappers made earlier see newcomers."""
        self.mapping = source.mapping or mapping.NATIVE
        self._filter = BookFilter.parse(source.options.get("book", ""))
        self._team_is_fresh = False

    @property
    def now_text(self) -> str:
        """Now, as stored."""
        return stamp(self.clock())

    def seen_at(self) -> str:
        """Now by the earlier of two clocks, ours and the service's: a wrong one does no harm."""
        ours, theirs = self.clock(), self.web.service_time()
        return stamp(ours if theirs is None else min(ours, theirs))

    def book_filter(self) -> BookFilter:
        """The person's filter with the ids of the people it names."""
        return self.filter_for(self.source.me_id)

    def filter_for(self, me_id: str | None) -> BookFilter:
        """The same for a person whose id was only just learnt."""
        return self._filter.with_people(me_id, self.source.me_email, self.team.values())

    def settings(self) -> str:
        """A short text that changes when accounts would be read differently."""
        said = [self._filter, self.source.me_id, sorted(self.mapping.items())]
        filtered = msgspec.json.encode(said, order="deterministic")
        return sha256(filtered).hexdigest()[:16]

    async def teammates(self, known: Known, *, again: bool = False) -> AsyncGenerator[Page, None]:
        """The team: from the cursor within a day, else from the service."""
        kept = place.notebook(known.cursors.get("teammates"))
        if kept is not None and not again and not known.full:
            self._learn([Teammate(external_id=i, name=n, email=e) for i, n, e in kept.rows])
            if moment(kept.at) > self.clock() - DAY:
                return
        if self._team_is_fresh:
            return
        self._team_is_fresh = True
        found = await self.read_team()
        self._learn(found)
        rows = tuple(sorted((mate.external_id, mate.name, mate.email) for mate in found))
        page = place.Notebook(at=self.now_text, rows=rows)
        yield Page(
            source=self.source.name,
            resource="teammates",
            teammates=tuple(found) if kept is None or kept.rows != rows else (),
            cursor=msgspec.json.encode(page).decode(),
        )

    async def fields(self, known: Known) -> AsyncGenerator[Page, None]:
        """The catalogue of custom fields, once a day."""
        kept = place.notebook(known.cursors.get("fields"))
        if kept is not None and moment(kept.at) > self.clock() - DAY and not known.full:
            return
        found = await self.read_fields()
        yield Page(
            source=self.source.name,
            resource="fields",
            fields=found,
            cursor=msgspec.json.encode(place.Notebook(at=self.now_text)).decode(),
        )

    async def read_team(self) -> list[Teammate]:
        """All teammates, each once."""
        listing = Listing(path="admins", reader=_ADMINS)
        found: dict[str, Teammate] = {}
        async for batch in sweep(self.web, listing):
            found.update({row.id: mapping.teammate(row) for row in batch.rows})
        return list(found.values())

    async def read_fields(self) -> tuple[FieldFacts, ...]:
        """The custom fields of the kinds that matter; a kind the service refuses has none."""
        found: dict[tuple[str, str], FieldFacts] = {}
        for model in MODELS:
            try:
                reply = await self.web.get("/resources/customFields", {"model": model})
            except Refused:
                continue
            for row in decoded(_FIELDS, reply.body):
                fact = mapping.field(model, row)
                found[model, fact.path] = fact
        return tuple(found.values())

    def _learn(self, team: list[Teammate]) -> None:
        self.team.update({mate.external_id: mate for mate in team})
