"""What of a text somebody who reads it can see: whether anything at all, and what hides in it."""

from __future__ import annotations

from typing import Final
from unicodedata import bidirectional, category

_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by name that leave an empty place: fillers, the pattern without dots."""
_UNSEEN: Final = frozenset("ZCM")
"""Unicode's separators, controls and formats, and marks that need a letter to stand on."""


_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that show the signs after them in another order than they are written in."""
_NO_WIDTH: Final = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff")
"""Signs that take no place and that no name needs, unlike the joiners of some scripts and emoji."""
_KEPT: Final = frozenset("\n\t")


def without_hidden(text: str) -> str:
    """A text without what a screen or terminal could obey, or what makes it look like another.

    Control signs but line and tab, halves of a sign, marks that turn the direction, signs without
    width. The joiners and the two plain direction marks stay: whole scripts are written with them.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign for sign in text if sign in _KEPT or not _is_hidden(sign))


def _is_hidden(sign: str) -> bool:
    return sign in _TURNING or sign in _NO_WIDTH or category(sign) in ("Cc", "Cs")


def fenced(text: str) -> str:
    """A name to be put into a sentence: one in a script from right to left is fenced off.

    Without the fence it would draw dates and figures beside it to its other side. What reads
    from left to right stays as it is, since a fence is a sign that travels along.
    """
    if text.isascii() or not any(bidirectional(sign) in ("R", "AL") for sign in text):
        return text
    return f"\N{FIRST STRONG ISOLATE}{text}\N{POP DIRECTIONAL ISOLATE}"


def says_something(text: str) -> bool:
    """Whether any sign of a text can be seen; blanks and signs without width say nothing."""
    return any(
        sign not in _BLANK and category(sign)[0] not in _UNSEEN
        for sign in text
        if not sign.isspace()
    )
