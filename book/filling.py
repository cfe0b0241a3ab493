"""Texts with `{…}` places: filled in from what is known, and what is not known named."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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


def fill_lines(text: str, values: Mapping[str, str], optional: Collection[str]) -> Filled:
    """The same line by line: one that asks for an optional place there is nothing for goes.

    Where something went, two empty lines would stand where one did.
    """
    kept: list[str] = []
    missing: dict[str, None] = {}
    for line in text.splitlines():
        filled = fill(line, values)
        if any(name in optional for name in filled.missing):
            continue
        missing.update(dict.fromkeys(filled.missing))
        if filled.text or not kept or kept[-1]:
            kept.append(filled.text)
    whole = "\n".join(kept).strip("\n")
    return Filled(f"{whole}\n" if whole else "", tuple(missing))
