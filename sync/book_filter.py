"""Which of a service's accounts are in the book: the person's own `book=` option.

A comma-separated list of `mine`, `owner:EMAIL`, `segment:NAME`, `unassigned:SEGMENT`, `all`; an
account that fits any of them is in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from book.errors import Usage
from book.facts import Teammate

_WORDS: Final = "Say mine, owner:EMAIL, segment:NAME, unassigned:SEGMENT or all."
_NAME: Final = re.compile(r".+")
_VALUES: Final = {
    "owner": re.compile(r"[^@\s]+@[^@\s]+"),
    "segment": _NAME,
    "unassigned": _NAME,
}


class BookFilter(Struct, frozen=True):
    """The parsed list, and the people it stands for once they are known."""

    mine: bool = False
    owners: frozenset[str] = frozenset()
    segments: frozenset[str] = frozenset()
    unassigned: frozenset[str] = frozenset()
    everything: bool = False
    people: frozenset[str] = frozenset()
    """Ids and lower-case e-mail addresses of those whose accounts are in."""

    @classmethod
    def parse(cls, text: str) -> BookFilter:
        """Reads the option; an empty one is `mine`. Raises Usage."""
        mine = everything = False
        lists: dict[str, set[str]] = {"owner": set(), "segment": set(), "unassigned": set()}
        for part in (text.strip() or "mine").split(","):
            word, colon, rest = part.strip().partition(":")
            word, value = word.strip().lower(), rest.strip().casefold()
            if word == "mine" and not colon:
                mine = True
            elif word == "all" and not colon:
                everything = True
            elif word in lists and _VALUES[word].fullmatch(value):
                lists[word].add(value)
            else:
                raise Usage(
                    f"“{part.strip()}” does not say which accounts are in the book.", _WORDS
                )
        return cls(
            mine=mine,
            owners=frozenset(lists["owner"]),
            segments=frozenset(lists["segment"]),
            unassigned=frozenset(lists["unassigned"]),
            everything=everything,
        )

    def with_people(
        self, me_id: str | None, me_email: str | None, team: Iterable[Teammate]
    ) -> BookFilter:
        """The same filter, knowing the ids of the people it names."""
        wanted = set(self.owners)
        people = set(self.owners)
        if self.mine:
            people |= {one for one in (me_id, (me_email or "").casefold()) if one}
            wanted |= {me_email.casefold()} if me_email else set()
        for mate in team:
            if mate.email and mate.email.casefold() in wanted:
                people.add(mate.external_id)
        return replace(self, people=frozenset(people))

    def fits(self, people: Collection[str], assigned: bool, segments: Iterable[str]) -> bool:
        """Whether an account is in: who looks after it (ids, e-mail), and its segments."""
        if self.everything or not self.people.isdisjoint(people):
            return True
        if not self.segments and not self.unassigned:
            return False
        names = {name.casefold() for name in segments}
        if not self.segments.isdisjoint(names):
            return True
        return not assigned and not self.unassigned.isdisjoint(names)
