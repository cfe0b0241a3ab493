"""Handing a mail to a mail program: the address to open, and what the clipboard carries.

Sources: RFC 6068 for `mailto:`; Gmail's compose address is in wide use, not documented.
"""

from __future__ import annotations

from typing import Final, Literal
from urllib.parse import quote

from msgspec import Struct

MailWay = Literal["gmail", "system", "clipboard"]
"""Gmail on the web, the system's mail program, or only the clipboard."""

LONGEST: Final = 1_900
"""Characters beyond which Windows and some browsers cut an address off."""
_GMAIL: Final = "https://mail.google.com/mail/?view=cm&fs=1"


class Handover(Struct, frozen=True, kw_only=True):
    """What to open (empty for nothing) and what to put on the clipboard (None for nothing)."""

    address: str
    clipboard: str | None


def hand(way: MailWay, to: tuple[str, ...], subject: str, body: str, *, paste: str) -> Handover:
    """The way a mail leaves; a body too long for an address goes by the clipboard.

    `paste` is the line that stands in the mail instead of such a body. A subject that alone is
    too long is cut at the end, and stands whole on the clipboard.
    """
    if way == "clipboard":
        return Handover(address="", clipboard=whole(to, subject, body))
    address = _address(way, to, subject, body)
    if len(address) <= LONGEST:
        return Handover(address=address, clipboard=None)
    short = _address(way, to, subject, paste)
    if len(short) <= LONGEST:
        return Handover(address=short, clipboard=body)
    return Handover(
        address=_address(way, to[:1], subject[:80], paste), clipboard=whole(to, subject, body)
    )


def whole(to: tuple[str, ...], subject: str, body: str) -> str:
    """A mail as text, with its head: what can be pasted anywhere."""
    head = f"To: {', '.join(to)}\n" if to else ""
    return f"{head}Subject: {subject}\n\n{body}"


def _address(way: MailWay, to: tuple[str, ...], subject: str, body: str) -> str:
    people = ",".join(quote(one, safe="@") for one in to)
    if way == "gmail":
        return f"{_GMAIL}&to={people}&su={_spelt(subject)}&body={_spelt(body)}"
    return f"mailto:{people}?subject={_spelt(subject)}&body={_spelt(body)}"


def _spelt(text: str) -> str:
    """Percent-encoded UTF-8, lines ended as RFC 6068 wants them; a plus stays a plus."""
    lines = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return quote(lines.encode("utf-8", "replace"), safe="")
