"""At which account of the book a record is, of all the companies it is linked with."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sync.hubspot.kinds import CONTACTS, Kind
from sync.hubspot.links import Link, in_order

_PRIMARY: Final = "primary"


def homes(kind: Kind, links: Iterable[Link], inside: Collection[str]) -> list[str]:
    """The accounts among `inside` a record is at: people at each of theirs, the rest at one.

    A deal or ticket with a primary company is at that one or nowhere; otherwise the company made
    first counts, so that the same links always mean the same home.
    """
    links = list(links)
    if kind is CONTACTS:
        return in_order({link.id for link in links if link.id in inside})
    primary = [link for link in links if kind.primary in link.types or _PRIMARY in link.labels]
    found = in_order({link.id for link in primary or links if link.id in inside})
    return found[:1]
