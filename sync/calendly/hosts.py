"""Where Calendly is, and how its records are named: by whole addresses of its own host."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from sync.http import checked_url

TITLE: Final = "Calendly"
ADDRESS: Final = "https://api.calendly.com"
EVENTS: Final = "/scheduled_events"
TYPES: Final = "/event_types"
ME: Final = "/users/me"
_ID: Final = re.compile(r"[\w-]{1,100}")
_MOST_QUERY: Final = 4_000


def address(url: str) -> str:
    """The address everything starts from. Raises Usage."""
    return checked_url(url, TITLE) if url.strip() else ADDRESS


def id_of(uri: object, kind: str) -> str:
    """The last part of a record's address, `kind` standing right before it; empty for any other.

    The host is not looked at: it says nothing of the record, and no request goes there.
    """
    if not isinstance(uri, str) or len(uri) > 500:
        return ""
    parts = uri.split("?")[0].rstrip("/").split("/")
    if len(parts) < 2 or parts[-2] != kind or not _ID.fullmatch(parts[-1]):
        return ""
    return parts[-1]


def event_of_invitee(uri: object) -> str:
    """The id of the event an invitee's address lies in (`…/scheduled_events/ID/invitees/…`)."""
    if not isinstance(uri, str) or "/invitees/" not in uri:
        return ""
    return id_of(uri.partition("/invitees/")[0], "scheduled_events")


def next_params(link: object) -> dict[str, str] | None:
    """What the address of a next page asks for. The page is asked of our own host, so a token
    goes nowhere that an answer names."""
    if not isinstance(link, str):
        return None
    try:
        query = urlsplit(link).query
    except ValueError:
        return None
    if not query or len(query) > _MOST_QUERY:
        return None
    return dict(parse_qsl(query))
