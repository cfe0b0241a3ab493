"""Zendesk's lists: their two kinds of pages, and the orders they can be asked for in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlencode

from sync.simulator.zendesk import refused
from sync.simulator.zendesk.rows import Row

LARGEST: Final = 100
LAST_BY_NUMBER: Final = 100
"""A page beyond this one has to be asked for by a cursor."""
_SORTED_BY: Final = frozenset(("id", "updated_at", "created_at", "status", "subject", "priority"))


def page(address: str, query: str, key: str, found: Sequence[Row]) -> Row:
    """One page: by cursor where `page[size]` or `page[after]` asks for one, by number otherwise.

    `address` is the list's own and `query` what was asked: the link to the next page keeps all of
    it. Raises Refusal.
    """
    given = dict(parse_qsl(query, keep_blank_values=True))
    if "page[size]" in given or "page[after]" in given:
        return _by_cursor(address, given, key, found)
    number, size = _count(given, "page", 1), min(_count(given, "per_page", LARGEST), LARGEST)
    if number > LAST_BY_NUMBER:
        raise refused.bad("Page number is beyond the last one; use cursor pagination")
    start = (number - 1) * size
    more = len(found) > start + size
    return {
        key: [dict(one) for one in found[start : start + size]],
        "next_page": _link(address, given | {"page": str(number + 1)}) if more else None,
        "previous_page": _link(address, given | {"page": str(number - 1)}) if number > 1 else None,
        "count": len(found),
    }


def _by_cursor(address: str, given: dict[str, str], key: str, found: Sequence[Row]) -> Row:
    size = min(_count(given, "page[size]", LARGEST), LARGEST)
    start = _count(given, "page[after]", 0, least=0)
    more = len(found) > start + size
    after = str(start + size)
    return {
        key: [dict(one) for one in found[start : start + size]],
        "meta": {
            "has_more": more,
            "after_cursor": after if found else None,
            "before_cursor": str(start) if found else None,
        },
        "links": {
            "prev": None,
            "next": _link(address, given | {"page[after]": after}) if more else None,
        },
    }


def ordered(given: Mapping[str, str], found: Sequence[Row]) -> list[Row]:
    """In the order that is asked for: `sort=-updated_at`, or `sort_by` and `sort_order`."""
    sort = given.get("sort", "")
    name = sort.removeprefix("-") or given.get("sort_by", "") or "id"
    if name not in _SORTED_BY:
        raise refused.bad(f"sort is not valid: {name}")
    down = sort.startswith("-") or (not sort and given.get("sort_order") == "desc")
    return sorted(found, key=lambda one: (one[name] or "", one["id"]), reverse=down)


def _count(given: Mapping[str, str], name: str, usual: int, *, least: int = 1) -> int:
    text = given.get(name) or str(usual)
    if not text.isdecimal() or int(text) < least:
        raise refused.bad(f"{name} is not valid")
    return int(text)


def _link(address: str, asked: Mapping[str, str]) -> str:
    return f"{address}?{urlencode(asked)}"
