"""How people write the names of the sources."""

from __future__ import annotations

from typing import Final

_TITLES: Final = {
    "buildbetter": "BuildBetter",
    "github": "GitHub",
    "hubspot": "HubSpot",
    "ics": "Calendar",
}
"""Those that a capital at the front does not make right."""


def title(source: str) -> str:
    """The name of a source as its makers write it; an unknown one gets a capital."""
    return _TITLES.get(source) or source[:1].upper() + source[1:]
