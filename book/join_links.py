"""The link by which one joins a meeting: found in what an invitation says; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

LONGEST: Final = 2_000
"""Characters; a longer address is none that one joins by."""
_LONGEST_TEXT: Final = 100_000
_ADDRESS: Final = re.compile(r"https://[^\s<>\"'\\\]})]+", re.IGNORECASE)
_TRAILING: Final = ".,;:!?*_|"
_ROOM: Final = re.compile(r"/[a-z]{3,4}-?[a-z]{4}-?[a-z]{3}(?:/|$)|/lookup/", re.IGNORECASE)
_ZOOM: Final = re.compile(r"/(?:j|w|my|s)/[\w.-]+")
_TEAMS: Final = re.compile(r"/(?:l/meetup-join/|meet/)\S", re.IGNORECASE)
_PROVIDERS: Final = (
    ("Zoom", ("zoom.us", "zoom.com", "zoomgov.com"), _ZOOM),
    ("Google Meet", ("meet.google.com",), _ROOM),
    ("Teams", ("teams.microsoft.com", "teams.live.com", "teams.microsoft.us"), _TEAMS),
)


def join_link(texts: Iterable[str]) -> str | None:
    """The first link to a meeting in these texts, in their order; None where there is none.

    Only Zoom, Google Meet and Teams, only https, only their own hosts.
    """
    for text in texts:
        for found in _ADDRESS.finditer(text[:_LONGEST_TEXT].replace("&amp;", "&")):
            address = found.group().rstrip(_TRAILING)
            if len(address) <= LONGEST and provider(address):
                return address
    return None


def provider(address: str) -> str:
    """Whose meeting a link joins: `Zoom`, `Google Meet`, `Teams`; empty for any other link."""
    try:
        parts = urlsplit(address)
        host, named, port = (parts.hostname or "").rstrip("."), parts.username, parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() != "https" or named is not None or port not in (None, 443):
        return ""
    for name, hosts, path in _PROVIDERS:
        if any(host == one or host.endswith(f".{one}") for one in hosts):
            return name if path.match(parts.path) else ""
    return ""


def same_room(one: str | None, other: str | None) -> bool:
    """Whether two links lead into the same meeting, whatever passes and names they carry."""
    first, second = _room(one), _room(other)
    return first is not None and first == second


def _room(address: str | None) -> tuple[str, str] | None:
    if not address:
        return None
    name = provider(address)
    path = urlsplit(address).path.rstrip("/")
    # Zoom's number is one room on each of its hosts.
    return (name, path.rpartition("/")[2] if name == "Zoom" else path.lower()) if name else None
