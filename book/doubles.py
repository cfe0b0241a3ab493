"""The same task or note pushed into two sources by an integration: which is whose copy; pure.

Between accounts that are shown as one, a task of the same title and due day, mine or another's,
or a note of the same day, subject and words, is one. The one of the source that was connected
first stays; where a source has more of them than that, the rest stays too. What was found is
remembered (`book.copies`): two that were one stay one while only one of them is changed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from book.records import Contact

if TYPE_CHECKING:
    from sqlite3 import Connection


class Candidate(Struct, frozen=True, gc=False):
    """A task or note that is shown, and the sign by which its like is known."""

    id: int
    source: str
    sign: Hashable
    may_hide: bool = True
    """Not with work of the person's on it that no source has confirmed yet."""


class Pair(Struct, frozen=True, gc=False):
    """Two records that are one: the copy is not shown, the original is."""

    copy: int
    original: int
    source: str
    """The copy's; an original has one copy in each source."""


def pairs(
    candidates: Iterable[Candidate], order: Sequence[str], taken: frozenset[tuple[int, str]]
) -> list[Pair]:
    """Which of the records are copies of which, the earlier source of `order` in front.

    `taken` are the originals that have a copy already, each with the source of that copy.
    """
    alike: dict[Hashable, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for one in candidates:
        alike[one.sign][one.source].append(one)
    found: list[Pair] = []
    for by_source in alike.values():
        standing: list[Candidate] = []
        for source in in_order(by_source, order):
            free = [one for one in standing if (one.id, source) not in taken]
            for one in sorted(by_source[source], key=lambda each: each.id):
                # Two of one source are two: a copy hides behind one record, not a whole kind.
                if free and one.may_hide:
                    found.append(Pair(one.id, free.pop(0).id, source))
                else:
                    standing.append(one)
    return found


def contacts_once(contacts: Sequence[Contact], order: Sequence[str]) -> list[Contact]:
    """The people without those whose address a later source of `order` repeats."""
    found = pairs(
        (
            Candidate(one.id, one.source, (one.account_id, one.email.casefold()))
            for one in contacts
            if one.email
        ),
        order,
        frozenset(),
    )
    repeated = {pair.copy for pair in found}
    return [one for one in contacts if one.id not in repeated]


def in_order(names: Iterable[str], order: Sequence[str]) -> list[str]:
    """Sources as they were connected; those let go by now come last."""
    place = {source: at for at, source in enumerate(order)}
    return sorted(names, key=lambda name: (place.get(name, len(place)), name))


def source_order(connection: Connection) -> list[str]:
    """The connected sources, the one that was connected first in front."""
    rows = connection.execute("SELECT name FROM sources ORDER BY place NULLS LAST, name")
    return [row[0] for row in rows]


def plain(text: str | None) -> str:
    """A text as it is compared: whatever its letters' size and the blanks between its words."""
    return " ".join((text or "").casefold().split())
