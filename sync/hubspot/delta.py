"""What changed of a kind since it was last read: a search in a fixed window of time.

Rows come in the order of their ids, and each question begins behind the last id of the answer
before it. So no answer is one of more than 10,000, which a search would not show the end of, and
a row that changes meanwhile neither shifts the others nor comes twice: each id is passed once, and
the next search begins before this one did.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from book.clock import moment, stamp
from book.errors import BadResponse
from book.facts import BadRecord
from sync import values
from sync.hubspot.links import number
from sync.hubspot.place import Place
from sync.hubspot.portal import Filter
from sync.hubspot.shapes import Row, Rows
from sync.hubspot.workspace import Workspace

_MOST_PAGES: Final = 100_000


class Changes(Struct, frozen=True, kw_only=True):
    """One page of changed rows, and where the search stands after it."""

    fresh: list[Row]
    """The rows that were not read before with the same moment of change."""
    bad: tuple[BadRecord, ...]
    here: Place
    """With the window still open where more is to come."""


async def changes(
    workspace: Workspace, kind: str, changed: str, properties: Sequence[str], here: Place
) -> AsyncGenerator[Changes, None]:
    """The rows changed since the line of `here`, or in the window it left unfinished.

    The last page closes the window. Raises BadResponse where the order of ids is not kept.
    """
    here = here.begin_window(workspace.window_end())
    brought = here.after != ""
    for _ in range(_MOST_PAGES):
        read = await _page(workspace, kind, changed, properties, here)
        if here.becomes is None:
            # Only an answer tells what time it is there.
            line = min(workspace.line_now(), here.until or "9")
            here = replace(here, becomes=line)
        last = _last(read, here.after)
        times = {row.id: _changed_at(row.value(changed)) for row in read.rows}
        fresh = [row for row in read.rows if here.seen.get(row.id) != times[row.id]]
        brought = brought or bool(read.rows or read.bad)
        here = replace(here.saw(times), after=last)
        more = read.after is not None and (read.rows != [] or read.bad != ())
        if not more:
            here = here.end_window(brought=brought)
        yield Changes(fresh=fresh, bad=read.bad, here=here)
        if not more:
            return
    raise BadResponse(
        f"HubSpot's search for changed {kind} does not come to an end.",
        "What came before that was taken in; try again later.",
    )


async def _page(
    workspace: Workspace, kind: str, changed: str, properties: Sequence[str], here: Place
) -> Rows[Row]:
    filters: list[Filter] = [
        {"propertyName": changed, "operator": "GTE", "value": _epoch(here.since)},
        {"propertyName": changed, "operator": "LTE", "value": _epoch(here.until)},
    ]
    if here.after:
        filters.append({"propertyName": "hs_object_id", "operator": "GT", "value": here.after})
    asked = list(dict.fromkeys((*properties, changed)))
    return await workspace.portal.search(kind, [filters], asked)


def _last(read: Rows[Row], after: str) -> str:
    """The highest id of an answer, which has to be in order wherever more is to come."""
    numbers = [number(row.id) for row in read.rows]
    unread = [number(bad.external_id) for bad in read.bad]
    # A page of which nothing can be read is passed by the ids in it; without those nobody knows
    # what comes behind it.
    passed = max(numbers or unread, default=0)
    orderly = numbers == sorted(numbers) and all(one > number(after) for one in numbers[:1])
    if read.after is not None and (numbers or unread) and not (orderly and passed > number(after)):
        raise BadResponse(
            "HubSpot's search does not keep the order it was asked for.",
            "Nothing of it was taken in, for some would be left out; try again in a while.",
        )
    return str(max(number(after), passed)) if numbers or unread else after


def _changed_at(value: Any) -> str:
    return values.moment_text(value, "", []) or ""


def _epoch(at: str | None) -> str:
    """Milliseconds since 1970, which is how a filter takes a moment."""
    return str(int(moment(at or stamp(moment("1971-01-01T00:00:00+00:00"))).timestamp() * 1000))
