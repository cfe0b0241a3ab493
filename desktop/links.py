"""`satchel://` links: what they may say. Whoever wrote one is a stranger."""

from __future__ import annotations

from typing import Final, NamedTuple
from urllib.parse import urlsplit

from book import ids
from book.errors import Usage

LONGEST: Final = 2000


class Link(NamedTuple):
    """Where a link leads: the queue, or one account by its number. Links never write."""

    account: int | None = None


def read_link(text: str) -> Link:
    """Reads `satchel://queue`, `satchel://account/a17`; raises Usage."""
    if len(text) > LONGEST:
        raise Usage("That link is too long to be one of Satchel's.", "Nothing was opened.")
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _not_ours() from error
    words = [word for word in (parts.netloc, *parts.path.split("/")) if word]
    if parts.scheme.lower() != "satchel" or not text.isprintable():
        raise _not_ours()
    match words:
        case ["queue"]:
            return Link()
        case ["account", spelt]:
            number = ids.parse("account", spelt)
            if number is not None:
                return Link(number)
    raise _not_ours()


def _not_ours() -> Usage:
    return Usage(
        "That link does not lead anywhere in Satchel.",
        "Links look like satchel://account/a17 or satchel://queue.",
    )
