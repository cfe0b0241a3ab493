"""Two changed copies of one text and what both began from: the line-wise merge, and no line lost.

Lines that differ only in blanks at their end are the same line. A change that one side made is
taken; lines that both sides added at one place are kept, mine first; where both changed the same
line the result holds both and a person looks at it. Blank lines at the end of a text are nobody's
change.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final, Literal, NamedTuple

from msgspec import Struct

ChunkKind = Literal["same", "mine", "theirs", "both", "overlap"]
Range = tuple[int, int]

_DEAREST: Final = 30_000_000
"""Beyond this many steps, at worst about a second, a comparison looks for landmarks first."""
_PAIRED_AT_MOST: Final = 200
"""So many lines replaced by as many are taken one by one: a longer run is another text."""
_WORD: Final = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"  # written without spaces: sign by sign
    r"|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+(?:[.,:/'’-]\w+)*"
    r"|\s+|."
)


class Chunk(Struct, frozen=True, kw_only=True):
    """A run of lines in the three texts: taken from one side, the same in both, or an overlap.

    The chunks' `mine` one after the other are my text; so are `theirs` and `base`.
    """

    kind: ChunkKind
    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def result(self) -> tuple[str, ...]:
        """The lines that stand in the merged text; of an overlap mine and then theirs."""
        if self.kind == "same":
            # All three differ in blanks at the end of a line only: whoever changed those.
            lines = zip(self.base, self.mine, self.theirs, strict=True)
            return tuple(theirs if mine == base else mine for base, mine, theirs in lines)
        if self.kind == "theirs":
            return self.theirs
        return self.mine + self.theirs if self.kind == "overlap" else self.mine


class TextMerge(Struct, frozen=True):
    """The merged text, and how many overlaps in it somebody has to look at."""

    text: str
    overlaps: int


class Hunk(NamedTuple):
    """What stands from `lo` to `hi` of one sequence became `start` to `end` of the other."""

    lo: int
    hi: int
    start: int
    end: int


_Keys = Sequence[str]
_Step = tuple[ChunkKind, int, int, int]
"""How many lines of base, mine and theirs the next chunk takes."""


def merge(base: str, mine: str, theirs: str) -> TextMerge:
    """Both sides' changes in one text. A side that changed nothing leaves the other as it is."""
    if mine in (base, theirs):
        return TextMerge(theirs, 0)
    if theirs == base:
        return TextMerge(mine, 0)
    found = chunks(base, mine, theirs)
    text = "\n".join(line for chunk in found for line in chunk.result)
    overlaps = sum(chunk.kind == "overlap" for chunk in found)
    ends = [text[len(text.rstrip()) :] for text in (base, mine, theirs)]
    return TextMerge(text + (ends[2] if ends[1] == ends[0] else ends[1]), overlaps)


def in_my_words(read: str, sent: str, there: str) -> str:
    """Their text, each line that nobody changed as I wrote it.

    `read` is what a source made of what I `sent`: its clean-up is nobody's change.
    """
    lines = [
        line
        for chunk in chunks(read, sent, there)
        for line in (chunk.theirs if chunk.kind == "overlap" else chunk.result)
    ]
    return "\n".join(lines)


def chunks(base: str, mine: str, theirs: str) -> list[Chunk]:
    """The three texts side by side, cut where what happened to them changes."""
    texts = [_lines(text) for text in (base, mine, theirs)]
    keys = [[line.rstrip() for line in lines] for lines in texts]
    ends: list[list[int]] = []
    kinds: list[ChunkKind] = []
    for kind, *taken in _steps(*keys):
        if not any(taken):
            continue
        if not kinds or kinds[-1] != kind:
            kinds.append(kind)
            ends.append(list(ends[-1]) if ends else [0, 0, 0])
        ends[-1] = [end + count for end, count in zip(ends[-1], taken, strict=True)]
    found = []
    starts = [0, 0, 0]
    for kind, upto in zip(kinds, ends, strict=True):
        parts = [
            tuple(lines[start:end]) for lines, start, end in zip(texts, starts, upto, strict=True)
        ]
        found.append(Chunk(kind=kind, base=parts[0], mine=parts[1], theirs=parts[2]))
        starts = upto
    return found


def spans(mine: str, theirs: str) -> tuple[list[Range], list[Range]]:
    """Where the words of two lines differ: ranges of signs in each, to be underlined."""
    words = [[word[0] for word in _WORD.finditer(line)] for line in (mine, theirs)]
    apart: tuple[list[Range], list[Range]] = ([], [])
    for hunk in hunks(words[0], words[1]):
        for side, (start, end) in enumerate(((hunk.lo, hunk.hi), (hunk.start, hunk.end))):
            if start < end:
                apart[side].append((start, end))
    return _ranges(words[0], apart[0]), _ranges(words[1], apart[1])


def hunks(one: Sequence[str], other: Sequence[str]) -> list[Hunk]:
    """Where two sequences differ, in order."""
    found = []
    lo = start = 0
    for at, there, size in [*_runs(one, other), (len(one), len(other), 0)]:
        if lo < at or start < there:
            found.append(Hunk(lo, at, start, there))
        lo, start = at + size, there + size
    return found


def _lines(text: str) -> list[str]:
    text = text.rstrip()
    return text.split("\n") if text else []


# --- what happened to each run of lines ---------------------------------------------------


def _steps(base: _Keys, mine: _Keys, theirs: _Keys) -> Iterator[_Step]:
    done = 0
    for lo, hi, ours, others in _groups(_changes(base, mine), _changes(base, theirs)):
        yield "same", lo - done, lo - done, lo - done
        yield from _settle(base[lo:hi], mine[slice(*ours)], theirs[slice(*others)], whole=not base)
        done = hi
    left = len(base) - done
    yield "same", left, left, left


def _settle(base: _Keys, mine: _Keys, theirs: _Keys, *, whole: bool) -> Iterator[_Step]:
    """What to do where at least one side changed the base; `whole`: all of it is new."""
    sizes = len(base), len(mine), len(theirs)
    if mine == theirs:
        yield "same" if mine == base else "both", *sizes
    elif mine == base:
        yield "theirs", *sizes
    elif theirs == base:
        yield "mine", *sizes
    elif not any(base):
        yield from _additions(len(base), mine, theirs, whole=whole)
    else:
        yield from _overlap(base, mine, theirs)


def _additions(blanks: int, mine: _Keys, theirs: _Keys, *, whole: bool) -> Iterator[_Step]:
    """Lines both sides put at one place: those they share once, the others beside each other."""

    def steps() -> Iterator[_Step]:
        done = 0
        # Of two equally good matchings the same one, whichever side is called mine.
        turned = list(mine) > list(theirs)
        apart = hunks(theirs, mine) if turned else hunks(mine, theirs)
        for hunk in apart:
            start, end, lo, hi = hunk if turned else (*hunk[2:], *hunk[:2])
            yield "both", 0, lo - done, lo - done
            if whole and lo < hi and start < end:
                yield "overlap", 0, hi - lo, end - start
            else:
                yield "mine", 0, hi - lo, 0
                yield "theirs", 0, 0, end - start
            done = hi
        yield "both", 0, len(mine) - done, len(mine) - done

    found = [step for step in steps() if any(step[1:])]
    for number, (kind, _, ours, others) in enumerate(found):
        yield kind, 0 if number else blanks, ours, others


def _overlap(base: _Keys, mine: _Keys, theirs: _Keys) -> Iterator[_Step]:
    """Both changed the same lines: what they agree on at either end is no matter for a person."""
    before, after = _ends(mine, theirs)
    kept = _shared(base, mine[:before])
    kept_after = _shared(base[kept:][::-1], mine[len(mine) - after :][::-1])
    middle = [
        base[kept : len(base) - kept_after],
        mine[before : len(mine) - after],
        theirs[before : len(theirs) - after],
    ]
    agreed, agreed_after = before - kept, after - kept_after
    replaced = [0, 0]
    if (agreed or agreed_after) and not (middle[1] and middle[2]):
        # One side has nothing more to say: the other only added to what both made of the base.
        replaced[0 if agreed else 1] = len(middle[0])
        middle[0] = []
    yield "same", kept, kept, kept
    yield "both", replaced[0], agreed, agreed
    if agreed or agreed_after or kept or kept_after:
        yield from _settle(middle[0], middle[1], middle[2], whole=False)
    else:
        yield "overlap", len(base), len(mine), len(theirs)
    yield "both", replaced[1], agreed_after, agreed_after
    yield "same", kept_after, kept_after, kept_after


def _groups(mine: list[Hunk], theirs: list[Hunk]) -> Iterator[tuple[int, int, Range, Range]]:
    """Changes of both sides that meet, as ranges of base, mine and theirs. Those that only
    touch do not meet: two neighbouring lines are two lines."""
    shift = [0, 0]

    def side(number: int, lo: int, hi: int, met: list[Hunk]) -> Range:
        if not met:
            return lo + shift[number], hi + shift[number]
        first, last = met[0], met[-1]
        shift[number] = last.end - last.hi
        return first.start - (first.lo - lo), last.end + hi - last.hi

    waiting = sorted([(hunk, 0) for hunk in mine] + [(hunk, 1) for hunk in theirs])
    at = 0
    while at < len(waiting):
        (lo, hi, _, _), _ = waiting[at]
        parts: tuple[list[Hunk], list[Hunk]] = ([], [])
        while at < len(waiting):
            hunk, number = waiting[at]
            if not (hunk.lo < hi or (hunk.lo == hunk.hi == lo == hi) or not any(parts)):
                break
            parts[number].append(hunk)
            hi = max(hi, hunk.hi)
            at += 1
        yield lo, hi, side(0, lo, hi, parts[0]), side(1, lo, hi, parts[1])


# --- which lines are the same -------------------------------------------------------------


def _changes(base: _Keys, side: _Keys) -> list[Hunk]:
    """What a side changed; lines replaced by as many others are changes of one line each."""
    found = []
    for hunk in hunks(base, side):
        lo, hi, start, end = hunk
        if hi - lo == end - start <= _PAIRED_AT_MOST:
            found += [Hunk(lo + n, lo + n + 1, start + n, start + n + 1) for n in range(hi - lo)]
        else:
            found.append(hunk)
    return found


def _runs(one: _Keys, other: _Keys) -> Iterator[tuple[int, int, int]]:
    """Runs that both sequences have in the same order: place in one, in the other, length."""
    before, after = _ends(one, other)
    ends = len(one) - after, len(other) - after
    yield 0, 0, before
    marks = [(before, before)]
    if _too_dear(one[before : ends[0]], other[before : ends[1]]):
        marks += _landmarks(one, other, before, ends)
    for (lo, start), (hi, end) in zip(marks, [*marks[1:], ends], strict=True):
        left, right = one[lo:hi], other[start:end]
        if _too_dear(left, right):
            first, last = _ends(left, right)
            yield lo, start, first
            yield hi - last, end - last, last
        else:
            matcher = SequenceMatcher(None, left, right, autojunk=False)
            for at, there, size in matcher.get_matching_blocks():
                yield lo + at, start + there, size
    yield *ends, after


def _landmarks(
    one: _Keys, other: _Keys, before: int, ends: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Lines that each side has exactly once, as many as stand in the same order in both."""
    left, right = one[before : ends[0]], other[before : ends[1]]
    counted = Counter(left), Counter(right)
    place = {line: number for number, line in enumerate(right) if counted[1][line] == 1}
    pairs = [
        (n, place[line]) for n, line in enumerate(left) if counted[0][line] == 1 if line in place
    ]
    # The longest rising row of places: for each length the pair it ends on, and who came before.
    lasts: list[int] = []
    row: list[int] = []
    previous: list[int] = []
    for number, (_, there) in enumerate(pairs):
        length = bisect_left(lasts, there)
        lasts[length : length + 1] = [there]
        row[length : length + 1] = [number]
        previous.append(row[length - 1] if length else -1)
    at = row[-1] if row else -1
    found = []
    while at >= 0:
        found.append((before + pairs[at][0], before + pairs[at][1]))
        at = previous[at]
    return reversed(found)


def _too_dear(one: _Keys, other: _Keys) -> bool:
    """Whether comparing line by line could take long: every equal pair may be met many times."""
    counted = Counter(other)
    pairs = sum(counted[line] for line in one) + len(one)
    return pairs * min(len(one), len(other)) > _DEAREST


def _ends(one: _Keys, other: _Keys) -> Range:
    """How many elements two sequences have in common at their start, then at their end."""
    before = _shared(one, other)
    return before, _shared(one[before:][::-1], other[before:][::-1])


def _shared(one: _Keys, other: _Keys) -> int:
    """How many elements two sequences have in common at their start."""
    least = min(len(one), len(other))
    if one[:least] == other[:least]:
        return least
    return next(number for number in range(least) if one[number] != other[number])


# --- words --------------------------------------------------------------------------------


def _ranges(words: Sequence[str], apart: Sequence[Range]) -> list[Range]:
    """Ranges of words as ranges of signs; what only blanks keep apart is one range."""
    places = [0]
    for word in words:
        places.append(places[-1] + len(word))
    joined: list[Range] = []
    for start, end in apart:
        if joined and all(word.isspace() for word in words[joined[-1][1] : start]):
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return [(places[start], places[end]) for start, end in joined]
