"""A piece of a text around what was found in it, with the hits marked; pure.

Folded, a text has neither capitals nor accents, sign for sign, so a place in it is a place in the
text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final
from unicodedata import normalize

from msgspec import Struct

WIDTH: Final = 120
"""Characters of a piece, about two lines of a list."""
_LEAD: Final = 36
"""How much of the text stands before the first hit."""
_LOOKED_AT: Final = 100_000
_SIGNS: Final = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|`+|~~|^[*>] |(?:(?<=^)|(?<= ))#{1,6} ")
"""Emphasis, code, headings and list signs, as they stand in the one line of a snippet."""


class Marked(Struct, frozen=True):
    """A text, and from where to where (end not included) it holds what was looked for."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()


def fold(text: str) -> str:
    """The text without capitals and accents; as long as it was, so that places stay places."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


def without_marks(text: str) -> str:
    """Folded, and without accents that follow their letter as signs of their own."""
    return text.lower() if text.isascii() else text.translate(_BARE)


class _Folds(dict[int, str]):
    """Sign → how it is looked for; worked out once for each sign that is met."""

    def __init__(self, *, marks_go: bool) -> None:
        super().__init__()
        self._marks_go = marks_go

    def __missing__(self, code: int) -> str:
        self[code] = "" if self._marks_go and 0x300 <= code <= 0x331 else _folded(chr(code))
        return self[code]


def marked(text: str, needles: Iterable[str]) -> Marked:
    """A whole short text, such as a title, on one line with its hits."""
    line = _on_one_line(text)
    return Marked(line, _hits(fold(line), needles))


def snippet(text: str, needles: Sequence[str], width: int = WIDTH) -> Marked:
    """The piece of a long text in which the first hit stands; its beginning where none does.

    `needles` are folded. The beginning of a word is a better hit than its middle.
    """
    looked_at = text[:_LOOKED_AT]
    folded = fold(looked_at)
    places = [place for needle in needles if (place := _first(folded, needle)) >= 0]
    at = min(places, default=0)
    start = _word_start(looked_at, max(0, at - _LEAD)) if at > _LEAD else 0
    piece = looked_at[start : start + width]
    more = start + width < len(text.rstrip())
    if more and " " in piece[width // 2 :]:
        piece = piece[: piece.rindex(" ")]
    line = _on_one_line(piece)
    before = "…" if start else ""
    hits = _hits(fold(line), needles, len(before))
    return Marked(f"{before}{line}{'…' if more else ''}", hits)


def unmarked(found: Marked) -> Marked:
    """The same without Markdown's own signs, the hits where they are then."""
    text: list[str] = []
    moved: list[int] = []
    at = 0
    for sign in _SIGNS.finditer(found.text):
        for place in range(at, sign.start()):
            moved.append(len(text))
            text.append(found.text[place])
        moved.extend(len(text) for _ in range(sign.start(), sign.end()))
        at = sign.end()
    for place in range(at, len(found.text)):
        moved.append(len(text))
        text.append(found.text[place])
    moved.append(len(text))
    hits = tuple((moved[first], moved[end]) for first, end in found.hits)
    return Marked("".join(text), tuple(hit for hit in hits if hit[0] < hit[1]))


def _on_one_line(text: str) -> str:
    return " ".join(text.split()) if len(text) <= _LOOKED_AT else " ".join(text[:200].split())


def _folded(sign: str) -> str:
    lower = sign.lower()
    # The index takes accents off Latin letters only: で and й are letters of their own.
    base = normalize("NFD", lower)[:1]
    if base.isascii():
        return base
    return lower if len(lower) == 1 else sign


def _first(folded: str, needle: str) -> int:
    at = folded.find(needle)
    best = at
    while at > 0 and folded[at - 1].isalnum():
        at = folded.find(needle, at + 1)
        if at == 0 or (at > 0 and not folded[at - 1].isalnum()):
            return at
    return at if at >= 0 else best


def _word_start(text: str, at: int) -> int:
    blank = text.find(" ", at, at + _LEAD)
    return blank + 1 if blank >= 0 else at


def _hits(folded: str, needles: Iterable[str], moved: int = 0) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for needle in needles:
        at = folded.find(needle) if needle else -1
        while at >= 0:
            found.append((at + moved, at + moved + len(needle)))
            at = folded.find(needle, at + len(needle))
    if len(found) < 2:
        return tuple(found)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


_FOLDED: Final = _Folds(marks_go=False)
_BARE: Final = _Folds(marks_go=True)
