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


OPENED: Final = ("account", "note", "draft", "task", "recording", "escalation")
"""The kinds of records a link can lead to; of all others it leads to their account."""


class Target(NamedTuple):
    """One record: its kind, one of `OPENED`, and its number. Nobody knows yet whether it is."""

    kind: str
    number: int


class Link(NamedTuple):
    """Where a link leads: the queue, one record, the capture window. Links never write."""

    to: Target | None = None
    capture: CaptureAsked | None = None


def link_to(kind: str, number: int, account_id: int | None) -> str:
    """The link that opens a record, else its account, else the queue."""
    if kind in OPENED:
        return f"satchel://{kind}/{ids.spell(kind, number)}"
    if account_id is not None:
        return f"satchel://account/{ids.spell('account', account_id)}"
    return "satchel://queue"


def read_link(text: str) -> Link:
    """Reads `satchel://queue`, `satchel://task/t17`, `satchel://note?text=…`; raises Usage."""
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
        case [kind, spelt] if kind in OPENED:
            number = ids.parse(kind, spelt)
            if number is not None:
                return Link(Target(kind, number))
    raise _not_ours()


def _too_long() -> Usage:
    return Usage("That link is too long to be one of Satchel's.", "Nothing was opened.")


def _not_ours() -> Usage:
    return Usage(
        "That link does not lead anywhere in Satchel.",
        "Links look like satchel://account/a17, satchel://task/t5, satchel://note or"
        " satchel://queue.",
    )
