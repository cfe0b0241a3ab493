"""What a `satchel://note?account=…&text=…` link may ask for; whoever wrote one is a stranger.

It fills the capture window and nothing more: no link saves, sends or runs anything.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl

from msgspec import Struct

from book.visible_text import without_hidden

LONGEST_TEXT: Final = 4_000
"""Characters of text a link may bring; longer ones are no links of a person's."""
LONGEST_ACCOUNT: Final = 200
_MOST_FIELDS: Final = 20


class CaptureAsked(Struct, frozen=True):
    """What to fill the capture window with; both may be empty."""

    account: str = ""
    """As `satchel note` takes it: an id, a domain, the beginning of a name."""
    text: str = ""


def read_query(query: str) -> CaptureAsked | None:
    """Reads the part after the question mark; None for one that is too long or malformed.

    Parameters we do not know are ignored, of one given twice the first counts.
    """
    try:
        fields = parse_qsl(query, max_num_fields=_MOST_FIELDS, errors="strict")
    except ValueError:
        return None
    said: dict[str, str] = {}
    for name, value in fields:
        said.setdefault(name.lower(), value)
    account = " ".join(_plain(said.get("account", "")).split())
    text = _plain(said.get("text", ""))
    if len(account) > LONGEST_ACCOUNT or len(text) > LONGEST_TEXT:
        return None
    return CaptureAsked(account, text)


def _plain(text: str) -> str:
    """Without control signs, which a screen or a terminal could obey; lines stay lines."""
    return without_hidden(text.replace("\r\n", "\n").replace("\r", "\n"))
