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
    """An id in its form of eighteen characters; None for what is no id."""
    if not isinstance(text, str) or not _ID.fullmatch(text):
        return None
    if len(text) == 18:
        return text
    tail = ""
    for start in (0, 5, 10):
        bits = sum(1 << at for at, letter in enumerate(text[start : start + 5]) if letter.isupper())
        tail += _LETTERS[bits]
    return text + tail
