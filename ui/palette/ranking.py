"""Which of the choices fits what was typed, best first. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

LEAST_SCORE: Final = 72
"""Of 100: below it the letters are in the words by chance."""
SURE: Final = 90
"""From here on a command was most likely meant by its name."""
_LEAST_LETTERS: Final = 3
_WORD_STARTS: Final = 95
_PREFIX: Final = 100


class Named(Struct, frozen=True):
    """Something that can be chosen by its words; `more` are other words for it."""

    key: str
    words: str
    more: str = ""


class Ranked(Struct, frozen=True):
    """A choice and how well it fits, out of 100."""

    key: str
    score: float


def rank(text: str, choices: Sequence[Named], recent: Sequence[str] = ()) -> list[Ranked]:
    """The choices that fit, best first; between equals the one used last, then the given order."""
    wanted = " ".join(text.casefold().split())
    if not wanted:
        return []
    used = {key: place for place, key in enumerate(recent)}
    found = [
        (-score, used.get(one.key, len(used)), place, one.key)
        for place, one in enumerate(choices)
        if (score := _score(wanted, one)) >= LEAST_SCORE
    ]
    return [Ranked(key, -score) for score, _, _, key in sorted(found)]


def _score(wanted: str, one: Named) -> float:
    words = one.words.casefold()
    if words.startswith(wanted):
        return _PREFIX
    parts = f"{words} {one.more.casefold()}".split()
    if all(any(part.startswith(word) for part in parts) for word in wanted.split()):
        return _WORD_STARTS
    from rapidfuzz import fuzz  # wanted once somebody types, not before the first paint

    if len(wanted) < _LEAST_LETTERS:
        return 0
    # A long question that happens to hold a short command's words does not mean it.
    alike = fuzz.partial_ratio if len(wanted) <= len(words) else fuzz.ratio
    return min(float(alike(wanted, words)), SURE - 1)
