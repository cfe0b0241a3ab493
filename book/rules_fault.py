"""One thing that is wrong in a house-rules file, with what may be meant instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from book.rules_shape import KeyPath


class Fault(Struct, frozen=True):
    """One thing that is wrong: the key, what is wrong with it in words, what may be meant.

    `paths` are the keys involved; the newest file that has one of them is to blame.
    """

    paths: tuple[KeyPath, ...]
    words: str
    advice: str = ""


def unknown(path: KeyPath, words: str, given: str, known: Mapping[str, Any]) -> Fault:
    """A name that is not known, with the nearest one that is, or all of them."""
    # difflib is only wanted once something is wrong; a good file never pays for it.
    from difflib import get_close_matches

    close = get_close_matches(given.casefold(), list(known), n=1, cutoff=0.6)
    if close:
        return Fault((path,), words, f"Did you mean “{close[0]}”?")
    return Fault((path,), words, f"Known here: {', '.join(known)}.")
