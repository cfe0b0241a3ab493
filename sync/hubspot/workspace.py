"""What every part of a pull shares: the connection, who I am, the owners, the mapping, the day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from hashlib import sha256
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from book.clock import Clock, stamp
from book.facts import FieldFacts, Teammate
from book.records import Source
from sync import values
from sync.book_filter import BookFilter
from sync.hubspot import companies, kinds
from sync.hubspot.companies import OF_DEALS, Choices, CompanyMapper
from sync.hubspot.mapped_properties import MappedProperties
from sync.hubspot.place import MARGIN
from sync.hubspot.portal import Batch, Portal
from sync.hubspot.records import Pipelines, RecordMapper
from sync.hubspot.rights import Rights
from sync.hubspot.shapes import Property
from sync.port import Notice

ACCOUNTS: Final = "accounts"
"""The kind of record whose properties can be mapped, as the book calls it."""
_choices = msgspec.json.Decoder(dict[str, dict[str, str]])


def _unheard(_words: str) -> None:
    """Where nobody listens, such as at a single write."""


class Workspace:
    """One HubSpot account during one run."""

    def __init__(
        self, portal: Portal, source: Source, clock: Clock, say: Notice = _unheard
    ) -> None:
        self.portal = portal
        self.rights = Rights(portal, source, say)
        """What the key may read."""
        self.source = source
        self.clock = clock
        self.team: dict[str, Teammate] = {}
        """Owners by id; filled in place, so that mappers made earlier see newcomers."""
        self.pipelines = Pipelines(stages={})
        self.mapping = source.mapping or companies.NATIVE
        self.say = say
        """Says something of this run that a person should know."""
        self._filter = BookFilter.parse(source.options.get("book", ""))
        self.properties = MappedProperties(
            portal, self.mapping, self.company_mapper, self._filter, say
        )
        """Which mapped properties are there."""

    @property
    def name(self) -> str:
        """The source's name."""
        return self.source.name

    @property
    def renewals(self) -> str | None:
        """The pipeline whose open deals say when a contract renews, where that was chosen."""
        at = self.mapping.get("renewal_date", "")
        return at.removeprefix(OF_DEALS) if at.startswith(OF_DEALS) else None

    @property
    def untold(self) -> frozenset[str]:
        """Facts of accounts that HubSpot does not tell by now, though it did: their property is
        gone, or the deals they come from may not be read. That is not to be empty."""
        gone = {fact for fact, at in self.mapping.items() if at in self.properties.vanished}
        if "owner_id" in gone:
            gone |= {"owner_name", "owner_email"}
        if self.renewals is not None and not self.rights.may(kinds.DEALS.name):
            gone.add("renewal_date")
        return frozenset(gone)

    @property
    def now_text(self) -> str:
        """Now, as stored."""
        return stamp(self.clock())

    def seen_at(self) -> datetime:
        """Now by the earlier of two clocks, ours and HubSpot's: a wrong one does no harm."""
        ours, theirs = self.clock(), self.portal.web.service_time()
        return ours if theirs is None else min(ours, theirs)

    def line_now(self) -> str:
        """Up to when all changes can be seen that HubSpot has taken."""
        return stamp(self.seen_at() - MARGIN)

    def window_end(self) -> datetime:
        """A little later than now by the later of the two clocks: nothing lies beyond it."""
        ours, theirs = self.clock(), self.portal.web.service_time()
        return (ours if theirs is None else max(ours, theirs)) + MARGIN

    def book_filter(self) -> BookFilter:
        """The person's filter with the ids of the people it names."""
        return self.filter_for(self.source.me_id)

    def filter_for(self, me_id: str | None) -> BookFilter:
        """The same for a person whose id was only just learnt."""
        return self._filter.with_people(me_id, self.source.me_email, self.team.values())

    def company_mapper(self) -> CompanyMapper:
        """Maps companies; without the properties that are not there any more."""
        mapping = {
            fact: at for fact, at in self.mapping.items() if at not in self.properties.vanished
        }
        currency = self.source.capabilities.get("currency")
        return CompanyMapper(
            mapping, choices_of(self.source), self.team, str(currency) if currency else "USD"
        )

    def record_mapper(self) -> RecordMapper:
        """Maps what hangs on companies."""
        return RecordMapper(self.source.me_id, self.team, self.pipelines, self.renewals)

    def settings(self) -> str:
        """A short text that changes when companies would be read differently."""
        said: list[Any] = [self._filter, self.source.me_id, sorted(self.mapping.items())]
        if self.untold:
            # What changed of them meanwhile is read once they are back.
            said.append(sorted(self.untold))
        filtered = msgspec.json.encode(said, order="deterministic")
        return sha256(filtered).hexdigest()[:16]

    async def companies(self, ids: Iterable[str]) -> Batch:
        """Companies by their ids with all that is mapped, as they stand now."""
        each = list(ids)
        return await self.properties.asked(
            lambda mapper: self.portal.batch(kinds.COMPANIES, each, mapper.properties)
        )

    def learn(self, team: Iterable[Teammate]) -> None:
        """Adds to the owners that are known."""
        self.team.update({mate.external_id: mate for mate in team})


def choices_of(source: Source) -> Choices:
    """How the values of mapped picklists are read, as the first look found them."""
    text = source.capabilities.get("choices")
    if not isinstance(text, str):
        return {}
    try:
        return _choices.decode(text)
    except msgspec.DecodeError:
        return {}


def field(row: Property) -> FieldFacts:
    """A company property of the catalogue."""
    kind = values.line(row.type, "", []) or ""
    shown = values.line(row.field_type, "", [])
    return FieldFacts(
        model=ACCOUNTS,
        path=row.name,
        label=values.line(row.label, "", []) or row.name,
        type=f"{kind}/{shown}" if shown else kind,
    )


def until_midnight(source: Source, clock: Clock) -> float:
    """Seconds until the day of an account ends where it is."""
    now = clock().astimezone(_zone(source.capabilities))
    night = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max((night - now).total_seconds(), 1.0)


def _zone(capabilities: Mapping[str, str | int | bool | None]) -> tzinfo:
    name, minutes = capabilities.get("time_zone"), capabilities.get("utc_offset_minutes")
    try:
        return ZoneInfo(str(name)) if name else UTC
    except (ZoneInfoNotFoundError, ValueError, OSError):
        whole = minutes if isinstance(minutes, int) and abs(minutes) < 24 * 60 else 0
        return timezone(timedelta(minutes=whole))
