"""Links between records, and the ids at their ends: cut into batches, put in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from sync.hubspot.shapes import Links

BATCH: Final = 100
"""So many ids fit into one question."""


class Link(Struct, frozen=True, gc=False):
    """One end of a link: which record, and what kinds of link lead there."""

    id: str
    types: frozenset[int]
    labels: frozenset[str]
    """In lower case."""


def cut(ids: Iterable[str], size: int = BATCH) -> list[list[str]]:
    """Ids, each once, in parts that fit into a batch."""
    each = list(dict.fromkeys(ids))
    return [each[at : at + size] for at in range(0, len(each), size)]


def in_order(ids: Iterable[str]) -> list[str]:
    """Ids by their number, which is the order they were made in."""
    return sorted(ids, key=number)


def number(external_id: str) -> int:
    """The number of an id; 0 for a text that is none."""
    return int(external_id) if external_id.isascii() and external_id.isdigit() else 0


def ends(links: Links) -> list[Link]:
    """The records at the other ends of one record's links."""
    return [
        Link(
            id=str(target.to_object_id),
            types=frozenset(
                one.type_id for one in target.association_types or () if one.type_id is not None
            ),
            labels=frozenset(
                one.label.casefold()
                for one in target.association_types or ()
                if isinstance(one.label, str)
            ),
        )
        for target in links.to or ()
    ]
