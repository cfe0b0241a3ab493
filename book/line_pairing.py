"""Which line of a note is which line of before: the same, moved, or written anew in its place.

Pure. Lines that did not change find each other first, then those with the same words, then those
at the same place, then those that say nearly the same.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Final

from msgspec import Struct

from book.line_links import LinkedLine
from book.note_lines import NoteLine, written

_NEAR: Final = 0.5
"""How alike two lines of one changed place have to be to be found before others of it."""
_NEARER: Final = 0.7
"""The same for lines that are nowhere near each other."""
_PLACE_LINES: Final = 300
"""A change that spans more lines than this has no places that could be compared."""


class Before(Struct, frozen=True):
    """A filed line, and how it stood in the note before this act."""

    link: LinkedLine
    line: NoteLine
    located: bool
    """False where it does not stand there any more, by somebody else's doing or my own."""


def locate(
    links: Sequence[LinkedLine], olds: Sequence[NoteLine], read: Callable[[str], NoteLine]
) -> tuple[list[Before], list[NoteLine]]:
    """Finds the filed lines in the note as it stood, and gives back the lines nobody filed.

    A line that somebody else changed there meanwhile is found by its words or by its place.
    """
    awake = [Before(one, read(one.text), located=True) for one in links if one.line is not None]
    pairing = Pairing(awake, olds)
    pairing.by(lambda one: (_place(one), raw(one.line)), _numbered)
    pairing.same_words()
    pairing.by(lambda one: (_place(one), one.line.kind), lambda line: (line.number, line.kind))
    pairing.nearly(_NEARER)
    by_id = {before.link.id: line for line, before in pairing.found}
    stood = [
        Before(one, by_id.get(one.id, read(one.text)), located=one.id in by_id) for one in links
    ]
    return stood, pairing.lines


def raw(line: NoteLine) -> str:
    """A line without its indent and its end, by which it is known again."""
    return written(line).strip()


class Pairing:
    """Lines before and lines now that are still without each other; `found` grows."""

    def __init__(self, before: Iterable[Before], lines: Iterable[NoteLine]) -> None:
        self.before = list(before)
        self.lines = list(lines)
        self.found: list[tuple[NoteLine, Before]] = []

    def by(self, one: Callable[[Before], Hashable], other: Callable[[NoteLine], Hashable]) -> None:
        """Pairs what has the same key, in the order in which it stands."""
        waiting: dict[Hashable, deque[Before]] = {}
        for before in self.before:
            waiting.setdefault(one(before), deque()).append(before)
        pairs = [
            (line, found.popleft()) for line in self.lines if (found := waiting.get(other(line)))
        ]
        self._pair(pairs)

    def unchanged(self) -> None:
        """Pairs lines that stand as they stood; of lines alike, those at the same place first."""
        self.by(lambda one: (one.line.number, raw(one.line)), _numbered)
        self.by(lambda one: raw(one.line), raw)

    def same_words(self, *, any_kind: bool = True) -> None:
        """Pairs lines that say the same: with their day, without it, as another kind."""
        self.unchanged()
        self.by(lambda one: _said(one.line), _said)
        self.by(lambda one: _kind_and_title(one.line), _kind_and_title)
        if any_kind:
            self.by(lambda one: _title(one.line), _title)

    def set_aside(self, others: Iterable[NoteLine]) -> list[NoteLine]:
        """Takes out, and returns, the lines that stood there already without being filed."""
        stood = {_numbered(line) for line in others}
        aside = [line for line in self.lines if _numbered(line) in stood]
        counts = Counter(raw(line) for line in others)
        counts.subtract(raw(line) for line in aside)
        self._take_out(aside)
        for line in self.lines:
            if counts[raw(line)] > 0:
                counts[raw(line)] -= 1
                aside.append(line)
        self._take_out(aside)
        return aside

    def same_place(self, old: str, new: str) -> None:
        """Pairs lines that were written anew where a line stood."""
        if not self.lines or not any(_awake(one) for one in self.before):
            return
        for (first, last), (start, end), small in _changed(old.split("\n"), new.split("\n")):
            here = [one for one in self.before if _awake(one) and first <= one.line.number < last]
            there = [line for line in self.lines if start <= line.number < end]
            part = Pairing(here, there)
            part.nearly(_NEAR)
            if small:
                # A finished line in whose place another stands was not turned into that one.
                open_ones = [one for one in part.before if not one.line.done]
                part._pair(list(zip(part.lines, open_ones, strict=False)))
            self._pair(part.found)

    def nearly(self, least: float = _NEARER) -> None:
        """Pairs lines that say nearly the same, the likest first."""
        here = [(one, _pairs_of_signs(one.line.title)) for one in self.before if _awake(one)]
        there = [(line, _pairs_of_signs(line.title)) for line in self.lines]
        close = [
            (-alike, line.number, at, line, one)
            for at, (one, mine) in enumerate(here)
            for line, theirs in there
            if (alike := _alike(mine, theirs)) >= least
        ]
        lines: set[int] = set()
        links: set[int] = set()
        pairs = []
        for _, number, _, line, one in sorted(close, key=lambda each: each[:3]):
            if number not in lines and one.link.id not in links:
                lines.add(number)
                links.add(one.link.id)
                pairs.append((line, one))
        self._pair(pairs)

    def _pair(self, pairs: list[tuple[NoteLine, Before]]) -> None:
        self.found += pairs
        self._take_out([line for line, _ in pairs])
        gone = {one.link.id for _, one in pairs}
        self.before = [one for one in self.before if one.link.id not in gone]

    def _take_out(self, lines: list[NoteLine]) -> None:
        gone = {line.number for line in lines}
        self.lines = [line for line in self.lines if line.number not in gone]


def _awake(one: Before) -> bool:
    """A line that was taken out, or only speaks of something, is known by its very words alone."""
    return one.located and one.link.line is not None and one.link.made


def _place(one: Before) -> int | None:
    return one.link.line


def _numbered(line: NoteLine) -> Hashable:
    return line.number, raw(line)


def _said(line: NoteLine) -> Hashable:
    return line.kind, line.title.casefold(), line.day_words.strip().casefold()


def _kind_and_title(line: NoteLine) -> Hashable:
    return line.kind, line.title.casefold()


def _title(line: NoteLine) -> Hashable:
    return line.title.casefold()


def _pairs_of_signs(title: str) -> frozenset[str]:
    text = f" {title.casefold()} "
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other))


def _changed(old: list[str], new: list[str]) -> list[tuple[tuple[int, int], tuple[int, int], bool]]:
    """The places that changed, (lines before, lines now), and whether each is a small one."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    same = 0
    while same < shorter - start and old[-1 - same] == new[-1 - same]:
        same += 1
    one, other = old[start : len(old) - same], new[start : len(new) - same]
    if not one or not other:
        return []
    if max(len(one), len(other)) > _PLACE_LINES:
        return [((start, start + len(one)), (start, start + len(other)), False)]
    # Only where a line was written anew: most starts and saves never need it.
    from difflib import SequenceMatcher

    return [
        ((start + i1, start + i2), (start + j1, start + j2), True)
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
        if tag == "replace"
    ]
