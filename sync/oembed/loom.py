"""Asking Loom for the title and the length of one video, by its oEmbed address.

One request for one link, to one host, without a name, a cookie or a key. Whoever calls has the
person's leave. What Loom does not show to everybody it tells nothing of: that is no error.
"""

from __future__ import annotations

import asyncio
import re
import unicodedata
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from book.errors import BadResponse, Offline, Refused
from book.offsets import LONGEST
from sync.http import Web
from sync.refusals import NotAllowed

if TYPE_CHECKING:
    import httpx

HOST: Final = "https://www.loom.com"
PATH: Final = "/v1/oembed"
PATIENCE_SECONDS: Final = 5.0
LARGEST: Final = 256 * 1024
"""Bytes of an answer; a title needs a thousandth of it."""
LONGEST_TITLE: Final = 300
_VIDEO: Final = re.compile(r"https://www\.loom\.com/share/[0-9a-f]{32}")
_HIDDEN: Final = frozenset((401, 403))
_GONE: Final = frozenset((404, 410))
_UNTOLD: Final = frozenset((400, 406, 415, 422, 451, 501))

Telling = Literal["ok", "denied", "gone"]
"""Told; not shown to everybody; not there."""


class Told(Struct, frozen=True, kw_only=True):
    """What Loom told of a video; nothing but the state where it told nothing."""

    state: Telling
    title: str = ""
    duration_s: int | None = None


async def look(
    url: str, *, base_url: str = HOST, transport: httpx.AsyncBaseTransport | None = None
) -> Told:
    """Asks once. Raises Refused for a link that is none of Loom's videos, spelt as the log keeps
    it; Offline, RateLimited or ServerTrouble where it is worth asking again later."""
    if not _VIDEO.fullmatch(url):
        raise Refused("Only the link of a Loom video is asked for.", "Nothing was sent.")
    web = Web("Loom", base_url, headers={}, transport=transport, largest=LARGEST)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reply = await web.send(
                "GET",
                PATH,
                params={"url": url, "format": "json"},
                allowed=_HIDDEN | _GONE | _UNTOLD,
            )
    except (NotAllowed, BadResponse):
        return Told(state="denied")  # a sign-in page, a firewall's, or no JSON at all
    except TimeoutError:
        raise Offline("Loom did not answer in time.", "It is asked again later.") from None
    finally:
        await web.aclose()
    if reply.status in _GONE:
        return Told(state="gone")
    if not 200 <= reply.status < 300:
        return Told(state="denied")
    return told_by(reply.body)


def told_by(body: bytes) -> Told:
    """What an answer says; one without a title tells nothing."""
    try:
        said = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return Told(state="denied")
    title = plain_title(said.get("title")) if isinstance(said, dict) else ""
    if not title:
        return Told(state="denied")
    return Told(state="ok", title=title, duration_s=_seconds(said.get("duration")))


def plain_title(said: Any) -> str:
    """A title on one line, without control and direction signs, cut at a bearable length."""
    if not isinstance(said, str):
        return ""
    seen = "".join(
        " " if sign.isspace() else sign
        for sign in unicodedata.normalize("NFC", said[: 8 * LONGEST_TITLE])
        if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    words = " ".join(seen.split())
    return words if len(words) <= LONGEST_TITLE else f"{words[: LONGEST_TITLE - 1].rstrip()}…"


def _seconds(said: Any) -> int | None:
    if isinstance(said, bool) or not isinstance(said, int | float):
        return None
    return int(said + 0.5) if 0 < said <= LONGEST else None
