"""The parts that every section of the account pane is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ui.facts.layout import Line, Span

_SECTION_U: Final = 16


def heading(
    key: str, words: str, right: Span | None = None, *, first: bool = False
) -> Iterator[Line]:
    """A section's heading, with air above it and something quiet at its far end."""
    yield space(f"above {key}", 12 if first else _SECTION_U)
    spoken = f"{words}, {right.text}" if right else words
    yield Line(
        key=key,
        kind="heading",
        spans=(Span(words, "ink2", "caption_strong"),),
        right=right,
        height_u=16,
        spoken=spoken,
    )
    yield space(f"below {key}", 4)


def missing(key: str, words: str) -> Line:
    """What a section says when there is nothing in it."""
    return Line(key=key, spans=(Span(words, "ink3"),), wrap=2, spoken=words)


def more(key: str, words: str) -> Line:
    """A line that unfolds the rest of a section."""
    return Line(key=key, kind="link", spans=(Span(words, "accent"),), act=True, spoken=words)


def space(key: str, height_u: float) -> Line:
    """Air between two lines."""
    return Line(key=key, kind="space", height_u=height_u)
