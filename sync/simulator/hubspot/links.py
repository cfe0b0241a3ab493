"""Which record is associated with which, in both directions, and by which types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sync.simulator.hubspot.kinds import LinkType, link_types

Place = tuple[str, str]
"""(kind, id) of a record."""
Mark = tuple[str, int]
"""(category, type id) of an association."""

FIRST_CUSTOM: Final = 101_001
"""Type ids of an account's own labels begin here: they differ from portal to portal."""


class Links:
    """All associations of the account."""

    def __init__(self) -> None:
        self.types: dict[Mark, LinkType] = {}
        self._between: dict[tuple[str, str], list[LinkType]] = {}
        self._held: dict[Place, dict[str, dict[str, list[Mark]]]] = {}
        self._custom = FIRST_CUSTOM
        for each in link_types():
            self._know(each)

    def between(self, source: str, target: str) -> list[LinkType]:
        """The types there are from a kind to a kind, the plain one first."""
        return self._between.get((source, target), [])

    def add_label(self, source: str, target: str, label: str) -> int:
        """A label of the account's own between two kinds; its type id in that direction."""
        there, back = self._custom, self._custom + 1
        self._custom += 2
        self._know(LinkType(source, target, there, back, label, "USER_DEFINED"))
        self._know(LinkType(target, source, back, there, label, "USER_DEFINED"))
        return there

    def find(self, source: str, target: str, category: str, type_id: int) -> LinkType | None:
        """The type, where it leads from that kind to that kind."""
        known = self.types.get((category, type_id))
        if known is None or (known.source, known.target) != (source, target):
            return None
        return known

    def join(self, one: Place, other: Place, by: LinkType | None = None) -> None:
        """Associates two records by a type, else by the plain one; twice is once.

        The first of its kind becomes the primary one, where that kind has such.
        """
        plain, *rest = self.between(one[0], other[0])
        self._put(one, other, plain)
        if by is not None:
            self._put(one, other, by)
        primary = next((each for each in rest if each.label == "Primary"), None)
        # Of a contact and a company it is the contact that has a primary one.
        holder, held = (other, one) if one[0] == "companies" else (one, other)
        if primary is not None and len(self.of(holder, held[0])) == 1:
            self._put(one, other, primary)

    def cut(self, one: Place, other: Place, mark: Mark | None = None) -> None:
        """Takes the association away, or only one label of it."""
        for here, there in ((one, other), (other, one)):
            held = self._held.get(here, {}).get(there[0], {})
            if mark is None:
                held.pop(there[1], None)
            elif mark in held.get(there[1], ()):
                held[there[1]].remove(mark)
                if not held[there[1]]:
                    del held[there[1]]
            if mark is not None and mark in self.types:
                mark = (mark[0], self.types[mark].back)

    def of(self, place: Place, target: str) -> dict[str, list[Mark]]:
        """The records of a kind that a record is associated with, oldest association first."""
        return self._held.get(place, {}).get(target, {})

    def around(self, place: Place) -> Iterator[Place]:
        """Every record it is associated with."""
        for target, held in self._held.get(place, {}).items():
            yield from ((target, one) for one in held)

    def drop(self, place: Place) -> None:
        """Forgets everything about a record."""
        for other in list(self.around(place)):
            self.cut(place, other)
        self._held.pop(place, None)

    def hand_over(self, old: Place, new: Place) -> None:
        """Lets one record have what another one had, as a merge does."""
        for other in list(self.around(old)):
            for mark in list(self.of(old, other[0])[other[1]]):
                if other != new:
                    self._put(new, other, self.types[mark])
        self.drop(old)

    def _know(self, each: LinkType) -> None:
        self.types[(each.category, each.type_id)] = each
        self._between.setdefault((each.source, each.target), []).append(each)

    def _put(self, one: Place, other: Place, by: LinkType) -> None:
        for here, there, type_id in ((one, other, by.type_id), (other, one, by.back)):
            marks = (
                self._held.setdefault(here, {}).setdefault(there[0], {}).setdefault(there[1], [])
            )
            if (by.category, type_id) not in marks:
                marks.append((by.category, type_id))
