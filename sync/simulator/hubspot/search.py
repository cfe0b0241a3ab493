"""Search: limits first, then filters, one order, and a page of at most 200 below the wall."""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from sync.simulator.hubspot.errors import invalid
from sync.simulator.hubspot.filters import narrowed, read_group
from sync.simulator.hubspot.kinds import Kind, kind_of
from sync.simulator.hubspot.shelf import Row
from sync.simulator.hubspot.state import State

LONGEST: Final = 3_000
"""Characters of a request."""
WALL: Final = 10_000
"""No page reaches beyond so many results of one query."""
PAGE: Final = 200
GROUPS: Final = 5
FILTERS: Final = 6
FILTERS_IN_ALL: Final = 18

Body = dict[str, Any]


class Found:
    """A page of results: the rows, how many there are in all, and where the next page begins."""

    __slots__ = ("after", "rows", "total")

    def __init__(self, rows: list[Row], total: int, after: int | None) -> None:
        self.rows = rows
        self.total = total
        self.after = after


def read_body(raw: bytes) -> Body:
    """The request; Refusal where it is too long, or no object."""
    try:
        if len(raw.decode()) > LONGEST:
            raise invalid(f"The request body is longer than {LONGEST} characters.")
        return msgspec.json.decode(raw, type=dict[str, Any])
    except (UnicodeDecodeError, msgspec.DecodeError):
        raise invalid("Invalid input JSON.") from None


def find(state: State, kind: Kind, body: Body) -> Found:
    """The page a request asks for; Refusal where it breaks a limit or makes no sense."""
    limit, after = _window(body)
    groups = [] if body.get("filterGroups") is None else body["filterGroups"]
    _within_limits(groups)
    name, descending = _order(state, kind, body)
    with state.lock:
        shelf = state.shelves[kind.name]
        rows = state.index.rows(kind.name, shelf, changed=name == kind.modified)
        rows = _matching(state, kind, rows, groups, name)
        rows = _asked(state, kind, rows, body.get("query"))
    rows = _sorted(state, kind, rows, name, descending)
    page = rows[after : after + limit]
    return Found(page, len(rows), after + limit if len(rows) > after + limit else None)


def _window(body: Body) -> tuple[int, int]:
    limit, after = body.get("limit", 10), body.get("after") or "0"
    if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= PAGE:
        raise invalid(f"limit has to be a number from 1 to {PAGE}.")
    if not isinstance(after, str) or not re.fullmatch(r"\d{1,9}", after):
        raise invalid("after has to be a whole number, as text.")
    if int(after) + limit > WALL:
        raise invalid(f"A query tells no more than {WALL} results.")
    return limit, int(after)


def _within_limits(groups: Any) -> None:
    if not isinstance(groups, list) or len(groups) > GROUPS:
        raise invalid(f"No more than {GROUPS} filter groups are taken.")
    sizes = [len(one.get("filters") or []) for one in groups if isinstance(one, dict)]
    if any(size > FILTERS for size in sizes) or sum(sizes) > FILTERS_IN_ALL:
        words = f"No more than {FILTERS} filters in a group and {FILTERS_IN_ALL} in all are taken."
        raise invalid(words)


def _order(state: State, kind: Kind, body: Body) -> tuple[str, bool]:
    sorts = body.get("sorts") or []
    if not isinstance(sorts, list) or len(sorts) > 1:
        raise invalid("No more than one sort is taken.")
    if not sorts:
        return kind.created, False
    one = sorts[0]
    if isinstance(one, str):
        name, descending = one.lstrip("-"), one.startswith("-")
    elif isinstance(one, dict):
        name = str(one.get("propertyName"))
        descending = one.get("direction", "ASCENDING") == "DESCENDING"
    else:
        raise invalid("A sort is a property's name, or an object with one.")
    if name not in state.catalogues[kind.name].live:
        words = f'There is no property "{name}" to sort by.'
        raise invalid(words, "PROPERTY_DOESNT_EXIST", propertyName=[name])
    return name, descending


def _matching(
    state: State, kind: Kind, rows: list[Row], groups: list[Any], order: str
) -> list[Row]:
    if not groups:
        return rows
    catalogue = state.catalogues[kind.name].live
    standing = order if order == kind.modified else "hs_object_id"
    found: list[list[Row]] = []
    for group in groups:
        filters, linked = read_group(group, catalogue)
        fitting = narrowed(rows, filters, kind, standing)
        for one in linked:
            ids = _linked(state, kind, one)
            fitting = [row for row in fitting if row.id in ids]
        found.append(fitting)
    if len(found) == 1:
        return found[0]
    kept = {row.id for part in found for row in part}
    return [row for row in rows if row.id in kept]


def _linked(state: State, kind: Kind, one: Body) -> set[str]:
    """The ids of records associated with those that a pseudo property names."""
    other = kind_of(one["propertyName"].removeprefix("associations."))
    if other is None or one.get("operator") not in ("EQ", "IN"):
        raise invalid("Associations are searched by EQ or IN, and by a kind there is.")
    asked = one.get("values") if one["operator"] == "IN" else [one.get("value")]
    if not isinstance(asked, list):
        raise invalid("The filter on associations needs a value, as text.")
    return {
        row_id for each in asked for row_id in state.links.of((other.name, str(each)), kind.name)
    }


def _asked(state: State, kind: Kind, rows: list[Row], query: Any) -> list[Row]:
    """The rows that some text property of begins a word with, for each word of the query."""
    if not query:
        return rows
    catalogue = state.catalogues[kind.name].live
    names = [one for one in (*kind.usual, kind.title) if catalogue[one].type == "string"]
    wanted = re.findall(r"\w+", str(query).lower())

    def fits(row: Row) -> bool:
        known = re.findall(r"\w+", " ".join(row.values.get(one, "") for one in names).lower())
        return all(any(one.startswith(word) for one in known) for word in wanted)

    return [row for row in rows if fits(row)]


def _sorted(state: State, kind: Kind, rows: list[Row], name: str, descending: bool) -> list[Row]:
    if name not in ("hs_object_id", kind.modified):
        number = state.catalogues[kind.name].live[name].type == "number"
        with_it = [row for row in rows if name in row.values]
        without = [row for row in rows if name not in row.values]
        if number:
            with_it.sort(key=lambda row: float(row.values[name]), reverse=descending)
        else:
            with_it.sort(key=lambda row: row.values[name], reverse=descending)
        return with_it + without
    return rows[::-1] if descending else rows
