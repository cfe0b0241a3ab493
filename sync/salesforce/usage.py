"""How much of the org's requests is used up, and when we leave the rest to others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from book.errors import RateLimited

STOP_AT: Final = 0.8
"""The share of the org's daily requests from which on nothing is fetched in the background."""
SPARING_SECONDS: Final = 1_800.0
"""So long the background leaves an org alone whose requests run short: they come back by and by,
over 24 hours."""
LIMIT_SECONDS: Final = (900.0, 1_800.0, 3_600.0)
"""The wait after the first, the second and each further time that no request was left."""
_USED: Final = re.compile(r"(?<![\w-])api-usage=(\d{1,12})/(\d{1,12})")


class Usage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Requests of the org in the last 24 hours, as it last said; kept as the cursor `usage`.

    `strikes` counts how often in a row none was left.
    """

    used: int = 0
    most: int = 0
    at: str = ""
    strikes: int = 0

    @property
    def share(self) -> float:
        """How much is used up, from 0 to 1 and beyond; 0 where nobody said."""
        return self.used / self.most if self.most > 0 else 0.0

    @property
    def wait_seconds(self) -> float:
        """How long to wait when no request is left now."""
        return LIMIT_SECONDS[min(self.strikes, len(LIMIT_SECONDS) - 1)]

    def used_up(self, at: str) -> Usage:
        """The same when none is left: that word is newer than any count."""
        return replace(self, used=max(self.used, self.most), at=at)

    def text(self) -> str:
        """The cursor as stored."""
        return msgspec.json.encode(self).decode()


def usage(text: str | None) -> Usage:
    """What was kept; a fresh one where nothing was, or nothing that can be read."""
    try:
        return msgspec.json.decode(text or "{}", type=Usage)
    except msgspec.DecodeError:
        return Usage()


def said(headers: Mapping[str, str]) -> tuple[int, int] | None:
    """Used and most, as an answer's headers tell them."""
    found = _USED.search(headers.get("sforce-limit-info", ""))
    return (int(found[1]), int(found[2])) if found else None


def sparing(now: Usage) -> RateLimited:
    """Why the background stops although Salesforce would still answer."""
    return RateLimited(
        f"Your company has used {now.used:,} of its {now.most:,} Salesforce requests of the last"
        " 24 hours.",
        "Satchel leaves the rest to others and looks again in half an hour.",
        wait_seconds=SPARING_SECONDS,
        own=True,
    )
