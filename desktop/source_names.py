"""Which source a person means by a word: one that can be connected, or why it cannot."""

from __future__ import annotations

from typing import Final

from book.errors import Usage
from book.source_titles import title
from sync import connectors

_PLANNED: Final = (
    "zendesk",
    "slack",
    "github",
    "pylon",
)
"""Sources that have a name on the command line and no connector yet."""


def source_named(said: str) -> str:
    """The name of a source that can be connected; raises Usage for every other word."""
    name = said.strip().lower()
    ready = connectors.names()
    if name in ready:
        return name
    if name in _PLANNED:
        raise Usage(
            f"{title(name)} cannot be connected in this version.",
            f"This version speaks to: {', '.join(ready)}.",
        )
    from difflib import get_close_matches  # only ever needed to mend a slip

    near = get_close_matches(name, (*ready, *_PLANNED), n=1, cutoff=0.5)
    advice = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(ready)}."
    raise Usage(f"There is no source “{said.strip()}”.", advice)


def not_connected(said: str) -> Usage:
    """What to say of a source that something is wanted of before it is connected."""
    name = source_named(said)
    return Usage(
        f"{title(name)} is not connected.", f"“satchel connect {name} --me EMAIL” connects it."
    )
