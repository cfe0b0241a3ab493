"""Record ids: numbers that say nothing about when a record was made, unless they ascend."""

from __future__ import annotations

from random import Random

from sync.simulator.hubspot.kinds import Kind
from sync.simulator.hubspot.shelf import Shelf


class Numbers:
    """Gives out ids. The same `random` gives the same ones in the same order."""

    def __init__(self, random: Random, *, ascend: bool) -> None:
        self._random = random
        self._ascend = ascend
        self._last: dict[str, int] = {}

    def fresh(self, kind: Kind, shelf: Shelf) -> int:
        """A number that no record of that kind has."""
        band = kind.band * 10**11
        if self._ascend:
            known = [row.number for row in shelf.numbered()[-1:]]
            last = max([self._last.get(kind.name, band), *known])
            self._last[kind.name] = last + self._random.randint(1, 99)
            return self._last[kind.name]
        while True:
            number = band + self._random.randrange(10**10, 9 * 10**10)
            if str(number) not in shelf.live and str(number) not in shelf.binned:
                return number
