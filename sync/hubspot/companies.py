"""HubSpot's companies turned into the book's accounts. No network here, and nothing that raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from book.facts import AccountFacts, Teammate
from sync import values
from sync.book_filter import BookFilter
from sync.hubspot import kinds
from sync.hubspot.shapes import Row

Reader = Callable[[Any, str, list[str]], Any]
Choices = Mapping[str, Mapping[str, str]]
"""Property → stored value → how people read it, for picklists."""

NATIVE: Final = {"domain": "domain", "owner_id": kinds.OWNER}
"""Facts that every HubSpot account has without a property of its own."""
OF_DEALS: Final = "deals.closedate@"
"""What a renewal date is mapped to that comes from the open deals of a pipeline, before its id."""

_READERS: Final[dict[str, Reader]] = {
    "arr_cents": values.cents,
    "forecast_cents": values.cents,
    "credit_balance_cents": values.cents,
    "health": values.number,
    "renewal_date": values.day_text,
    "contract_end": values.day_text,
    "credit_expiry": values.day_text,
    "run_out": values.day_text,
    "stage": values.line,
    "plan": values.line,
    "slack_channel": values.line,
    "users_count": values.whole,
    "last_seen_at": values.moment_text,
    "org_id": values.line,
}
_ALWAYS: Final = ("name", "domain", kinds.OWNER, kinds.COMPANY_CHANGED, kinds.MERGED)
_encoder = msgspec.json.Encoder()


class CompanyMapper:
    """Maps companies by one account's mapping; made once a run."""

    def __init__(
        self,
        mapping: Mapping[str, str],
        choices: Choices,
        team: Mapping[str, Teammate],
        currency: str = "USD",
    ) -> None:
        self.team = team
        self._choices = choices
        self._currency = currency
        self.owner_at = mapping.get("owner_id", kinds.OWNER)
        """The property that says who looks after a company."""
        self.segments_at = mapping.get("segments")
        self._paths = {
            fact: path
            for fact, path in mapping.items()
            if fact in _READERS and not path.startswith(OF_DEALS)
        }

    @property
    def mapped(self) -> dict[str, str]:
        """Fact → the property that was chosen for it."""
        chosen = {"owner_id": self.owner_at, **self._paths}
        return chosen | ({"segments": self.segments_at} if self.segments_at else {})

    @property
    def properties(self) -> tuple[str, ...]:
        """All that is read of a company of the book."""
        return tuple(dict.fromkeys((*_ALWAYS, *self.mapped.values())))

    @property
    def telling(self) -> tuple[str, ...]:
        """What tells whether a company is of the book, and what stays of it where it is not."""
        joining = (self._paths["org_id"],) if "org_id" in self._paths else ()
        return ("name", *self.deciding, *joining, kinds.COMPANY_CHANGED, kinds.MERGED)

    @property
    def deciding(self) -> tuple[str, ...]:
        """The properties without which nobody can say whose a company is."""
        return (self.owner_at, *((self.segments_at,) if self.segments_at else ()))

    def facts(self, row: Row, renewal: str | None, problems: list[str]) -> AccountFacts:
        """The facts of a company; `renewal` is the day its deals tell, where they are asked."""
        found = {
            fact: _READERS[fact](self._read(row, path), path, problems)
            for fact, path in self._paths.items()
        }
        if renewal is not None:
            found["renewal_date"] = renewal
        found["org_id"] = self.org_id(row)
        owner_id, owner_name, owner_email = self._owner(row)
        return AccountFacts(
            external_id=row.id,
            name=self.name(row),
            domain=_domain(row.value("domain")),
            owner_id=owner_id,
            owner_name=owner_name,
            owner_email=owner_email,
            currency=self._currency,
            segments=_encoder.encode(sorted(self._segments(row))).decode(),
            remote_created_at=values.moment_text(row.created_at, "createdAt", problems),
            remote_updated_at=values.moment_text(row.updated_at, "updatedAt", problems),
            **found,
        )

    def name(self, row: Row) -> str:
        """What a company is called; its domain or its id when it has no name."""
        return (
            values.line(row.value("name"), "", [])
            or values.line(row.value("domain"), "", [])
            or row.id
        )

    def org_id(self, row: Row) -> str:
        """The id that joins a company with what it is elsewhere; its own where it has none."""
        at = self._paths.get("org_id")
        return (values.line(row.value(at), "", []) if at else None) or row.id

    def in_book(self, row: Row, book: BookFilter) -> bool:
        """Whether a company is one of the book's."""
        people = set(self._people(row))
        for one in tuple(people):
            mate = self.team.get(one)
            if mate is not None and mate.email:
                people.add(mate.email.casefold())
        return book.fits(people, bool(people), self._segments(row))

    def _people(self, row: Row) -> list[str]:
        """Who looks after a company: owner ids, or what else that property holds."""
        text = values.line(row.value(self.owner_at), "", []) or ""
        return [one.casefold() for part in text.split(";") if (one := part.strip())]

    def _owner(self, row: Row) -> tuple[str | None, str | None, str | None]:
        """Id, name and e-mail of the first who looks after it."""
        people = self._people(row)
        if not people:
            return None, None, None
        mate = self.team.get(people[0]) or next(
            (one for one in self.team.values() if (one.email or "").casefold() == people[0]), None
        )
        if mate is not None:
            return mate.external_id, mate.name, mate.email
        return people[0], None, people[0] if "@" in people[0] else None

    def _segments(self, row: Row) -> set[str]:
        if self.segments_at is None:
            return set()
        text = values.line(row.value(self.segments_at), "", []) or ""
        chosen = self._choices.get(self.segments_at, {})
        parts = (part.strip() for part in text.split(";"))
        return {values.clean(chosen.get(part, part)) for part in parts if part}

    def _read(self, row: Row, path: str) -> Any:
        """A property as people read it: the label of a picklist's value."""
        value = row.value(path)
        chosen = self._choices.get(path)
        if not chosen or not isinstance(value, str):
            return value
        return ", ".join(chosen.get(part, part) for part in value.split(";"))


def merged_into(row: Row) -> list[str]:
    """The ids of the companies that went into this one."""
    text = row.value(kinds.MERGED)
    parts = text.split(";") if isinstance(text, str) else []
    return [one for part in parts if (one := part.strip()) and one != row.id]


def _domain(value: Any) -> str | None:
    text = values.line(value, "", [])
    return text.lower().removeprefix("www.") if text else None
