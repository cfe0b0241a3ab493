"""Whether a text shows anything at all to somebody who reads it."""

from __future__ import annotations

from typing import Final
from unicodedata import category

_BLANK: Final = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and signs by name that leave an empty place: fillers, the pattern without dots."""
_UNSEEN: Final = frozenset("ZCM")
"""Unicode's separators, controls and formats, and marks that need a letter to stand on."""


def says_something(text: str) -> bool:
    """Whether any sign of a text can be seen; blanks and signs without width say nothing."""
    return any(
        sign not in _BLANK and category(sign)[0] not in _UNSEEN
        for sign in text
        if not sign.isspace()
    )
