"""What of a line of Markdown is sign, heading, done, link or code. No Qt: positions in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

from msgspec import Struct

Role = Literal["sign", "heading", "strong", "done", "link", "code"]
LONGEST_STYLED: Final = 4_000
"""Characters of a line that are looked at; nobody reads styling in a longer one."""

_HEADING: Final = re.compile(r"(#{1,6}) +(?=\S)")
_LIST: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])(?= )")
_BOX: Final = re.compile(r"[ \t]*(?:(?:[-*+]|\d{1,9}[.)]) +)?(\[( |x|X)?\])(?= )")
_QUOTE: Final = re.compile(r"[ \t]*>(?![>])")
_FENCE: Final = re.compile(r"[ \t]{0,3}(?:```|~~~)")
_CODE: Final = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_STRONG: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_LINK: Final = re.compile(r"\[[^\]\n]{0,500}\]\([^)\s]{1,2000}\)|https?://[^\s<>\"]{1,3000}")


class Span(Struct, frozen=True):
    """A part of a line, counted in Python characters, and what it is."""

    start: int
    length: int
    role: Role


def opens_fence(line: str) -> bool:
    """Whether a line begins or ends a block of code."""
    return _FENCE.match(line) is not None


def spans(line: str) -> list[Span]:
    """The parts of one line outside a block of code, in order of paint: later ones win."""
    text = line[:LONGEST_STYLED]
    return [*_whole(text), *_within(text), *_signs(text)]


def _whole(text: str) -> Iterator[Span]:
    if (found := _HEADING.match(text)) is not None:
        yield Span(found.end(), len(text) - found.end(), "heading")
    box = _BOX.match(text)
    if box is not None and (box[2] or "").lower() == "x":
        begins = box.end() + 1
        yield Span(begins, len(text) - begins, "done")


def _within(text: str) -> Iterator[Span]:
    for found in _STRONG.finditer(text):
        yield Span(found.start(), len(found[0]), "strong")
    for found in _LINK.finditer(text):
        yield Span(found.start(), len(found[0]), "link")
    for found in _CODE.finditer(text):
        yield Span(found.start(), len(found[0]), "code")


def _signs(text: str) -> Iterator[Span]:
    for pattern in (_HEADING, _LIST, _QUOTE):
        if (found := pattern.match(text)) is not None:
            yield Span(found.start(), len(found[0].rstrip()), "sign")
    if (box := _BOX.match(text)) is not None:
        yield Span(box.start(1), len(box[1]), "sign")
