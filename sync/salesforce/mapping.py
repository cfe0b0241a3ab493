"""Salesforce's records turned into the book's facts. No network here, and nothing that raises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from book.facts import AccountFacts, BadRecord, ContactFacts, DealFacts, Teammate, TicketFacts
from sync import values
from sync.salesforce import ids
from sync.salesforce.book_scope import SEGMENT, Whose
from sync.salesforce.objects import Sight, picked, spelt
from sync.salesforce.org import Row

Reader = Callable[[Any, str, list[str]], Any]

RENEWAL_OPPORTUNITY: Final = "Opportunity.CloseDate"
"""The renewal date where no field of the account holds it: its open renewal's close date."""
NATIVE: Final = {"domain": "Website", "renewal_date": RENEWAL_OPPORTUNITY}
"""Facts that need no field of the org's own, and where they come from."""
OWN_OPTIONS: Final = {"users-field": "users_count", "last-seen-field": "last_seen_at"}
"""Options that only this source has → the fact each maps."""
ORG: Final = "org_id"
ORG_FIELD: Final = "org-field"
RENEWAL_TYPE: Final = "renewal"
"""What the type or record type of a renewal is called, or has in its name, unless told."""
_READERS: Final[dict[str, Reader]] = {
    "mrr_cents": values.cents,
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
    "domain": values.line,
    "users_count": values.whole,
    "last_seen_at": values.moment_text,
}
_KEPT: Final = "and what was read of it last stays until it is back"
_HELD: Final = "and until it is back your accounts stay as they were read last"
_encoder = msgspec.json.Encoder()


def account_fields(mapping: Mapping[str, str], options: Mapping[str, str]) -> dict[str, str]:
    """The fields of accounts that facts are mapped to → what each is for."""
    found: dict[str, str] = {}
    for fact, path in mapping.items():
        if fact in _READERS and path != RENEWAL_OPPORTUNITY:
            name = fact.removesuffix("_cents").replace("_", " ")
            found[path] = f"{name} is mapped to it, {_KEPT}"
    org = org_field(mapping, options)
    return {**found, **({org: f"it holds the id that joins systems, {_HELD}"} if org else {})}


def held_fields(mapping: Mapping[str, str], options: Mapping[str, str]) -> frozenset[str]:
    """Fields of accounts without which an account is rather not read: the same customer would not
    be known as such."""
    return frozenset((org_field(mapping, options),)) - {""}


def org_field(mapping: Mapping[str, str], options: Mapping[str, str]) -> str:
    """The field with the id that joins systems; empty where none was named."""
    return mapping.get(ORG) or options.get(ORG_FIELD, "").strip()


class AccountMapper:
    """Maps accounts by one org's mapping; made once a run, and anew when a field vanished."""

    def __init__(
        self, mapping: Mapping[str, str], options: Mapping[str, str], whose: Whose, sight: Sight
    ) -> None:
        self._readers = [
            (fact, _READERS[fact], field)
            for fact, path in mapping.items()
            if fact in _READERS and (field := spelt(sight, path)) is not None
        ]
        # Where it is hidden nobody is named: the owner of the record may be somebody else.
        self._owner_field = spelt(sight, whose.field) or ""
        self._relation = sight.people.get(self._owner_field)
        self._segment = spelt(sight, whose.segment)
        self._org = spelt(sight, org_field(mapping, options))
        self._currency = options.get("currency", "").strip().upper() or "USD"
        self.unseen = _unseen(mapping, whose, sight)
        """The facts that cannot be told of any account now, because their fields are hidden."""
        self.by_opportunity = mapping.get("renewal_date") == RENEWAL_OPPORTUNITY

    def facts(
        self, row: Row, renewals: Mapping[str, str], problems: list[str], *, org_id: str = ""
    ) -> AccountFacts:
        """The facts of an account; `org_id` replaces its own where it was merged into another."""
        found = {fact: read(row.get(field), field, problems) for fact, read, field in self._readers}
        if found.get("domain"):
            found["domain"] = domain_of(found["domain"])
        external_id = str(row["Id"])
        if self.by_opportunity:
            found["renewal_date"] = renewals.get(external_id)
        owner_id = ids.full(row.get(self._owner_field))
        relation = self._relation
        return AccountFacts(
            external_id=external_id,
            org_id=org_id or self.org_id(row),
            name=values.line(row.get("Name"), "Name", problems) or external_id,
            owner_id=owner_id,
            owner_name=values.line(picked(row, f"{relation}.Name"), "", []) if relation else None,
            owner_email=values.line(picked(row, f"{relation}.Email"), "", []) if relation else None,
            currency=values.line(row.get("CurrencyIsoCode"), "", []) or self._currency,
            segments=self._segments(row),
            remote_created_at=values.moment_text(row.get("CreatedDate"), "CreatedDate", problems),
            remote_updated_at=changed_at(row, problems),
            **found,
        )

    def org_id(self, row: Row) -> str:
        """The id that joins an account with other systems: a field of it, else its own."""
        own = values.line(row.get(self._org), "", []) if self._org else None
        return own or str(row["Id"])

    def _segments(self, row: Row) -> str:
        """The segment, or the several of a field that holds several, in order of the alphabet."""
        text = values.line(row.get(self._segment or SEGMENT), "", [])
        names = sorted({name.strip() for name in (text or "").split(";") if name.strip()})
        return _encoder.encode(names).decode()


def _unseen(mapping: Mapping[str, str], whose: Whose, sight: Sight) -> frozenset[str]:
    kept = {fact: path for fact, path in mapping.items() if fact in _READERS}
    hidden = {
        fact
        for fact, path in kept.items()
        if path != RENEWAL_OPPORTUNITY and spelt(sight, path) is None
    }
    if spelt(sight, whose.field) is None:
        hidden |= {"owner_id", "owner_name", "owner_email"}
    if whose.segment != SEGMENT and spelt(sight, whose.segment) is None:
        hidden.add("segments")
    return frozenset(hidden)


class RenewalKind:
    """Tells which opportunities are the renewal of a contract."""

    def __init__(self, options: Mapping[str, str]) -> None:
        said = options.get("renewal-type", "").strip().casefold()
        self._exact = bool(said)
        self._word = said or RENEWAL_TYPE

    def fits(self, row: Row) -> bool:
        """Whether its type or its record type is the one named; unnamed, has the word in it."""
        names = (row.get("Type"), picked(row, "RecordType.Name"))
        texts = [name.strip().casefold() for name in names if isinstance(name, str)]
        if self._exact:
            return self._word in texts
        return any(self._word in text for text in texts)


def contact(row: Row, problems: list[str]) -> ContactFacts:
    """A person at an account."""
    email = values.line(row.get("Email"), "Email", problems)
    parts = (values.line(row.get(name), "", []) for name in ("FirstName", "LastName"))
    name = values.line(row.get("Name"), "Name", problems) or " ".join(filter(None, parts))
    return ContactFacts(
        external_id=row["Id"],
        account_external_id=home(row) or "",
        name=name or email or row["Id"],
        email=email,
        role=values.line(row.get("Title"), "Title", problems),
        phone=values.phones(row.get("Phone"), row.get("MobilePhone")),
        remote_updated_at=changed_at(row, problems),
    )


def deal(row: Row, kind: RenewalKind, problems: list[str]) -> DealFacts:
    """An opportunity."""
    return DealFacts(
        external_id=row["Id"],
        account_external_id=home(row) or "",
        name=values.line(row.get("Name"), "Name", problems) or row["Id"],
        amount_cents=values.cents(row.get("Amount"), "Amount", problems),
        currency=values.line(row.get("CurrencyIsoCode"), "", []),
        close_day=values.day_text(row.get("CloseDate"), "CloseDate", problems),
        stage=values.line(row.get("StageName"), "StageName", problems),
        is_open=int(row.get("IsClosed") is not True),
        is_won=int(row.get("IsWon") is True),
        is_renewal=int(kind.fits(row)),
        remote_updated_at=changed_at(row, problems),
    )


def ticket(row: Row, problems: list[str]) -> TicketFacts:
    """A case."""
    return TicketFacts(
        external_id=row["Id"],
        account_external_id=home(row) or "",
        number=values.line(row.get("CaseNumber"), "CaseNumber", problems),
        subject=values.line(row.get("Subject"), "Subject", problems) or "",
        status=values.line(row.get("Status"), "Status", problems),
        priority=values.line(row.get("Priority"), "Priority", problems),
        is_open=int(row.get("IsClosed") is not True),
        opened_at=values.moment_text(row.get("CreatedDate"), "CreatedDate", problems),
        closed_at=values.moment_text(row.get("ClosedDate"), "ClosedDate", problems),
        remote_updated_at=changed_at(row, problems),
    )


def teammate(row: Row) -> Teammate:
    """A colleague with a seat."""
    email = values.line(row.get("Email"), "", [])
    name = values.line(row.get("Name"), "", [])
    return Teammate(external_id=row["Id"], name=name or email or row["Id"], email=email)


def home(row: Row) -> str | None:
    """The account a record belongs to, as far as the record says it itself."""
    found = ids.full(row.get("AccountId"))
    if found is not None:
        return found
    what = ids.full(row.get("WhatId"))
    return what if what is not None and what.startswith(ids.ACCOUNT) else None


def changed_at(row: Row, problems: list[str]) -> str | None:
    """When a person last changed it: what the org compares a conditional write with."""
    return values.moment_text(row.get("LastModifiedDate"), "LastModifiedDate", problems)


def is_deleted(row: Row) -> bool:
    """Whether a row tells that its record was deleted; an archived one was not."""
    return row.get("IsDeleted") is True


def unread(record_id: str, problems: list[str]) -> BadRecord:
    """The fields of a record that could not be read; the rest of it was taken."""
    return BadRecord(external_id=record_id, problem="unreadable: " + ", ".join(problems))


def domain_of(text: str) -> str | None:
    """The bare domain of a web address, an e-mail address or a domain."""
    host = text.strip().lower().partition("://")[2] or text.strip().lower()
    host = host.partition("/")[0].partition("?")[0].rpartition("@")[2].partition(":")[0]
    host = host.removeprefix("www.").strip(".")
    return host if "." in host and " " not in host else None
