"""How many of its requests a source says are used up, as its last run kept that."""

from __future__ import annotations

import msgspec
from msgspec import Struct

from book import cursors
from book.records import Source
from book.store import Store

_USAGE = "usage"
"""The cursor in which a source keeps it."""


class Used(Struct, frozen=True, kw_only=True):
    """Requests of all who share the limit, in the source's own day."""

    used: int = 0
    most: int = 0
    at: str = ""
    """When it was said: ISO 8601, or empty."""


_DECODER = msgspec.json.Decoder(Used)


def api_usage(store: Store, source: Source) -> Used | None:
    """What was told last: by a run, else when it was connected; None where nothing was."""
    kept = cursors.cursor(store, source.name, _USAGE)
    try:
        found = _DECODER.decode(kept) if kept else _when_connected(source)
    except msgspec.DecodeError:
        return None
    return found if found.most > 0 else None


def _when_connected(source: Source) -> Used:
    used, most = (source.capabilities.get(name) for name in ("daily_used", "daily_limit"))
    known = type(used) is int and type(most) is int
    return Used(used=int(used or 0), most=int(most or 0)) if known else Used()
