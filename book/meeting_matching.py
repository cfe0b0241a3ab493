"""Whose meeting it is, by the addresses of the people invited; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from msgspec import Struct

from book.figures import MAILBOXES

FREE_MAIL: Final = frozenset(
    (
        *MAILBOXES,
        "msn.com", "aol.com", "mac.com", "pm.me", "gmx.com", "gmx.at", "gmx.ch", "t-online.de",
        "yahoo.co.uk", "yahoo.co.jp", "yahoo.fr", "yahoo.de", "ymail.com", "hotmail.co.uk",
        "hotmail.fr", "hotmail.de", "outlook.de", "outlook.fr", "live.co.uk", "fastmail.com",
        "hey.com", "zoho.com", "126.com", "yandex.com", "naver.com", "orange.fr", "free.fr",
        "libero.it", "mail.com", "btinternet.com",
        # Calendars and rooms have addresses too.
        "group.calendar.google.com", "resource.calendar.google.com", "calendar.google.com",
    )
)  # fmt: skip
"""Domains that say nothing about the customer."""

How = Literal["email", "domain", "several"]
"""What told whose it is: a contact's address, the account's domain; or that several fit."""


class Addresses(Struct, frozen=True, kw_only=True):
    """Who can be known by what; each number is a leading account's."""

    people: Mapping[str, frozenset[int]]
    """A contact's address, in small letters → accounts."""
    domains: Mapping[str, frozenset[int]]
    """A domain, as `domain_of` and `bare_domain` spell it → accounts."""
    ours: frozenset[str]
    """Domains of our own company, which are no customer's."""


def match(emails: Iterable[str], known: Addresses) -> tuple[int | None, How | None]:
    """The account of a meeting and what told so; (None, "several") where more than one fits.

    Who is a contact of one account decides; only where nobody is, the domains are asked. An
    address of our own company or of a mailbox provider says nothing by its domain.
    """
    spelt = {email.strip().casefold() for email in emails}
    people = frozenset[int]().union(*(known.people.get(email, frozenset()) for email in spelt))
    if people:
        return (next(iter(people)), "email") if len(people) == 1 else (None, "several")
    domains = {domain_of(email) for email in spelt} - FREE_MAIL - known.ours - {""}
    fitting = frozenset[int]().union(*(known.domains.get(one, frozenset()) for one in domains))
    if not fitting:
        return None, None
    return (next(iter(fitting)), "domain") if len(fitting) == 1 else (None, "several")


def parts_of(
    people: Iterable[tuple[str, str]], known: Addresses
) -> list[tuple[int | None, How | None, tuple[tuple[str, str], ...]]]:
    """An event that strangers share, as the part of each account: whose, what told so, its people.

    Each is looked at alone, so that several accounts are no doubt. Colleagues are in every part;
    nobody else is in a part that is not theirs. Without any account one part of nobody is left.
    """
    ours: list[tuple[str, str]] = []
    parts: dict[int, tuple[How, list[tuple[str, str]]]] = {}
    unsure = False
    for email, name in people:
        account, how = match((email,), known)
        if account is not None and how is not None:
            parts.setdefault(account, (how, []))[1].append((email, name))
        elif domain_of(email) in known.ours:
            ours.append((email, name))
        unsure = unsure or how == "several"
    if not parts:
        return [(None, "several" if unsure else None, ())]
    return [(account, how, (*of, *ours)) for account, (how, of) in parts.items()]


def domain_of(email: str) -> str:
    """The domain of an address in small letters; empty where there is none."""
    name, at, domain = email.strip().casefold().rpartition("@")
    return domain.rstrip(".") if at and name and "." in domain else ""


def bare_domain(domain: str) -> str:
    """An account's domain as addresses spell theirs: no scheme, no `www.`, no path."""
    text = domain.strip().casefold()
    text = text.partition("://")[2] or text
    text = text.partition("/")[0].partition(":")[0].rstrip(".")
    return text.removeprefix("www.")
