"""Whose capture it is: a guess from the meeting that runs, else from what was copied; pure.

A guess is a proposal on the screen that one key changes, so where two accounts fit it is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from book import ids
from book.meeting_matching import Addresses, bare_domain, match
from book.records import Account, AccountId

LOOKED_AT: Final = 2_000
"""Characters of the clipboard that are looked at: who copied a page did not mean an account."""
Whence = Literal["meeting", "link", "address", "domain", "name"]
"""What told whose it is."""
_SHORTEST_NAME: Final = 4
"""A shorter name stands in too many texts to mean the account, unless it is all there is."""
_SHORTEST_ID: Final = 6
_SALESFORCE_ID: Final = 15
"""Salesforce spells one id with 15 signs or with 18; the first 15 are the same."""
_ADDRESS: Final = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_LINK: Final = re.compile(r"\b(?:https?|satchel):[^\s<>\"]{1,1500}", re.IGNORECASE)
_HOST: Final = re.compile(r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}\b", re.IGNORECASE)
_PARTS: Final = re.compile(r"[/?#&=]+")


class Guess(Struct, frozen=True):
    """The account a capture is proposed for, and what told so."""

    account_id: AccountId
    whence: Whence


def guess(
    meeting: AccountId | None, copied: str, accounts: Sequence[Account], known: Addresses
) -> Guess | None:
    """The account of the meeting that runs, else the one a copied text speaks of, else None."""
    if meeting is not None:
        return Guess(meeting, "meeting")
    text = copied[:LOOKED_AT]
    if not text.strip():
        return None
    return (
        _by_link(text, accounts)
        or _by_address(text, known)
        or _by_host(text, known)
        or _by_name(text, accounts)
    )


def _by_link(text: str, accounts: Sequence[Account]) -> Guess | None:
    """A page of the account in its CRM, or a link of ours to it."""
    spelt: set[str] = set()
    ours: set[int] = set()
    for link in _LINK.findall(text):
        parts = [unquote(part) for part in _PARTS.split(link.partition(":")[2]) if part]
        if link[:8].lower() == "satchel:":
            numbers = (ids.parse("account", part) for part in parts)
            ours.update(number for number in numbers if number is not None)
        else:
            spelt.update(parts[1:])
    short = {part[:_SALESFORCE_ID] for part in spelt if len(part) in (_SALESFORCE_ID, 18)}
    fitting = [
        one.id
        for one in accounts
        if one.id in ours
        or (len(one.external_id) >= _SHORTEST_ID and one.external_id in spelt)
        or (one.source == "salesforce" and one.external_id[:_SALESFORCE_ID] in short)
    ]
    return _only(fitting, "link")


def _by_address(text: str, known: Addresses) -> Guess | None:
    number, _ = match(_ADDRESS.findall(text), known)
    return Guess(AccountId(number), "address") if number is not None else None


def _by_host(text: str, known: Addresses) -> Guess | None:
    """A web address or a bare domain, that of a part of it too: `app.alder.example`."""
    hosts = {host for link in _LINK.findall(text) if (host := _host_of(link))}
    hosts |= {bare_domain(found) for found in _HOST.findall(text)}
    fitting: set[int] = set()
    for host in hosts - known.ours:
        labels = host.split(".")
        for at in range(len(labels) - 1):
            found = known.domains.get(".".join(labels[at:]))
            if found:
                fitting |= found
                break
    return _only([AccountId(number) for number in fitting], "domain")


def _by_name(text: str, accounts: Sequence[Account]) -> Guess | None:
    """The name is the whole text, or stands in it word for word; the longer of two wins."""
    folded = " ".join(text.casefold().split())
    whole = [one.id for one in accounts if " ".join(one.name.casefold().split()) == folded]
    if whole:
        return _only(whole, "name")
    found: list[tuple[str, AccountId]] = []
    for one in accounts:
        name = " ".join(one.name.casefold().split())
        if len(name) >= _SHORTEST_NAME and name in folded and _stands_free(name, folded):
            found.append((name, one.id))
    longest = [number for name, number in found if not _part_of_another(name, found)]
    return _only(longest, "name")


def _stands_free(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _part_of_another(name: str, found: Iterable[tuple[str, AccountId]]) -> bool:
    return any(name != other and name in other for other, _ in found)


def _only(fitting: Sequence[AccountId], whence: Whence) -> Guess | None:
    return Guess(fitting[0], whence) if len(set(fitting)) == 1 else None


def _host_of(link: str) -> str:
    try:
        return bare_domain(urlsplit(link).hostname or "")
    except ValueError:
        return ""
