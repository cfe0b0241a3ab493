"""How well a record fits what was typed; pure. Names before texts, beginnings before middles."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from book.search_faces import Face
from book.snippets import fold, without_marks

_DONE_COUNTS_LESS: Final = 0.1
_ONLY_A_PART: Final = 0.35
"""What a hit inside words counts less than one at their beginnings."""
_NEW: Final = 0.04
_MONTH: Final = 30


class Fit(Struct, frozen=True):
    """A record and how well it fits: 0 to 1."""

    face: Face
    score: float

    @property
    def order(self) -> tuple[float, int, int, int, str]:
        """What answers are sorted by: score, kind, the newer (of tasks the one due first), the
        shorter title."""
        face = self.face
        day = -face.day.toordinal() if face.day else 0
        if face.kind.name == "task":
            day = -day if face.day else _NEVER_DUE
        return (-self.score, -face.kind.code, day, len(face.title), fold(face.title))


_NEVER_DUE: Final = date.max.toordinal()


class Words:
    """What was typed, folded once for all comparisons."""

    def __init__(self, said: Sequence[str]) -> None:
        self.needles = tuple(
            dict.fromkeys(w for word in said if (w := without_marks(word.strip())))
        )
        """Every word as it has to stand in a text, without capitals and accents."""
        self.whole = " ".join(without_marks(word) for word in said)
        self.marked = tuple(n for n in self.needles if len(n) > 1 or not n.isascii())

    def of(self, face: Face, *, least: float = 0.0, in_parts: bool = False) -> Fit:
        """How well a record fits by its title, its keys or its text."""
        score = self._in_title(without_marks(face.title))
        if score is None:
            score = self._in_keys(without_marks(face.keys))
        if score is None:
            score = 0.6
        if in_parts:
            score *= 1 - _ONLY_A_PART
        score = score * face.kind.weight - (_DONE_COUNTS_LESS if face.done else 0.0)
        return Fit(face, min(1.0, max(score, least)))

    def note(self, face: Face, titled: bool, today: date) -> Fit:
        """How well a note fits that the index found: in its title, and how new."""
        age = max(0, (today - face.day).days) if face.day else 10 * _MONTH
        score = (0.85 if titled else 0.6) * face.kind.weight
        score += _NEW * _MONTH / (_MONTH + age)
        return Fit(face, score)

    def holds(self, face: Face) -> bool:
        """Whether every word stands in the record, as a part of a word at least."""
        text = without_marks(f"{face.title}\n{face.keys}\n{face.body}")
        return all(needle in text for needle in self.needles)

    def _in_title(self, title: str) -> float | None:
        if title == self.whole:
            return 1.0
        if self.whole and title.startswith(self.whole):
            return 0.95
        if all(_begins_a_word(needle, title) for needle in self.needles):
            return 0.88
        if all(needle in title for needle in self.needles):
            return 0.72
        return None

    def _in_keys(self, keys: str) -> float | None:
        if self.whole and keys.startswith(self.whole):
            return 0.86
        if all(_begins_a_word(needle, keys) for needle in self.needles):
            return 0.78
        if all(needle in keys for needle in self.needles):
            return 0.7
        return None


def _begins_a_word(needle: str, text: str) -> bool:
    at = text.find(needle)
    while at > 0 and text[at - 1].isalnum():
        at = text.find(needle, at + 1)
    return at >= 0
