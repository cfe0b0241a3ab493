"""Salesforce's ids: fifteen characters whose case counts, or eighteen that say it themselves."""

from __future__ import annotations

import re
from typing import Any, Final

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ID: Final = re.compile(r"[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?", re.ASCII)
ACCOUNT: Final = "001"
CASE: Final = "500"
EVENT: Final = "00U"
"""What the ids of these objects begin with."""


def full(text: Any) -> str | None:
    """An id in its one form of eighteen characters; None for what is no id.

    The last three tell which of the others are capitals, so one that passed through something
    that does not mind the case comes back as it was.
    """
    if not isinstance(text, str) or not _ID.fullmatch(text):
        return None
    return text + _tail(text) if len(text) == 15 else _as_its_tail_says(text)


def _tail(text: str) -> str:
    tail = ""
    for start in (0, 5, 10):
        bits = sum(1 << at for at, letter in enumerate(text[start : start + 5]) if letter.isupper())
        tail += _LETTERS[bits]
    return tail


def _as_its_tail_says(text: str) -> str:
    head, tail = text[:15].lower(), text[15:].upper()
    capitals = [bool(_LETTERS.find(letter) >> at & 1) for letter in tail for at in range(5)]
    found = "".join(
        one.upper() if large else one for one, large in zip(head, capitals, strict=True)
    )
    # One whose tail does not fit its digits is left as the service gave it.
    return found + tail if _tail(found) == tail else text
