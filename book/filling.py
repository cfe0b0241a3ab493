"""Texts with `{…}` places: filled in from what is known, and what is not known named."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

PLACE: Final = re.compile(r"\{([a-z_]+)\}")
"""A place to fill in; any other brace is text."""


class Filled(NamedTuple):
    """A text as it reads now, and the places for which there was nothing, once each."""

    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Puts `values` into their places; one without a value stays as it stands, to be seen.

    A value is text: braces in it are never filled again.
    """
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        value = values.get(found[1], "")
        if not value:
            missing[found[1]] = None
        return value or found[0]

    return Filled(PLACE.sub(put, text), tuple(missing))


def places(text: str) -> tuple[str, ...]:
    """The names of the places a text has, in order."""
    return tuple(PLACE.findall(text))
