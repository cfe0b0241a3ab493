"""`satchel://` links: what they may say. Whoever wrote one is a stranger."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from book import ids
from book.capture_links import CaptureAsked, read_query
from book.errors import Usage

LONGEST: Final = 2000
LONGEST_NOTE: Final = 6000
"""A link that brings text for the capture window may be longer; the socket takes 8192."""
CAPTURE: Final = "satchel://note"
"""The link that asks for an empty capture window; `satchel capture` is short for it."""


class Link(NamedTuple):
    """Where a link leads: the queue, one account, the capture window. Links never write."""

    account: int | None = None
    capture: CaptureAsked | None = None


def read_link(text: str) -> Link:
    """Reads `satchel://queue`, `satchel://account/a17`, `satchel://note?text=…`; raises Usage."""
    if len(text) > LONGEST_NOTE:
        raise _too_long()
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _not_ours() from error
    words = [word for word in (parts.netloc, *parts.path.split("/")) if word]
    if parts.scheme.lower() != "satchel" or not text.isprintable():
        raise _not_ours()
    if words == ["note"]:
        asked = read_query(parts.query)
        if asked is None:
            raise _too_long()
        return Link(capture=asked)
    if len(text) > LONGEST:
        raise _too_long()
    match words:
        case ["queue"]:
            return Link()
        case ["account", spelt]:
            number = ids.parse("account", spelt)
            if number is not None:
                return Link(number)
    raise _not_ours()


def _too_long() -> Usage:
    return Usage("That link is too long to be one of Satchel's.", "Nothing was opened.")


def _not_ours() -> Usage:
    return Usage(
        "That link does not lead anywhere in Satchel.",
        "Links look like satchel://account/a17, satchel://note or satchel://queue.",
    )
