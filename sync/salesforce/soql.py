"""Questions in Salesforce's query language, put together from parts; pure.

Names of fields come from the org's own description of itself; every value goes through `text`,
`moment` or `any_of`, so nothing a person or a service said becomes part of the language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from book.errors import Usage

LONGEST_URL: Final = 12_000
"""Characters of a request's address; URI and headers together may have 16,384 bytes, and a
token can be two thousand of them."""
_ID_ROOM: Final = 27
"""Characters an id takes in an address: eighteen, two quotes and a comma, the latter encoded."""
_ESCAPED: Final = str.maketrans(
    {
        "\\": "\\\\",
        "'": "\\'",
        "\n": "\\n",
        "\r": "\\r",
        "\t": "\\t",
        "\b": "\\b",
        "\f": "\\f",
    }
)
_NAME: Final = re.compile(r"[A-Za-z]\w{0,254}(?:\.[A-Za-z]\w{0,254})?", re.ASCII)
_STAMP: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class Mark(Struct, frozen=True, array_like=True):
    """Where in the order of a crawl a row stands: its moment in stored form, then its id."""

    at: str
    id: str


def name(field: str) -> str:
    """A field's name as part of a question; raises Usage for what cannot be one."""
    if not _NAME.fullmatch(field):
        raise Usage("A field of Salesforce cannot be called that.", "Name it as Salesforce does.")
    return field


def text(value: str) -> str:
    """A text as part of a question."""
    return f"'{value.translate(_ESCAPED)}'"


def moment(stamp: str) -> str:
    """A stored moment as part of a question."""
    if not _STAMP.fullmatch(stamp):
        raise ValueError("not a stored moment")
    return stamp


def any_of(field: str, values: Iterable[str]) -> str:
    """That a field has one of these values; one that nothing fits where there are none."""
    listed = ",".join(text(value) for value in values)
    return f"{name(field)} IN ({listed})" if listed else "Id = null"


def select(
    fields: Sequence[str], kind: str, where: Iterable[str] = (), *, order: str = "", limit: int = 0
) -> str:
    """A whole question; empty conditions are left out."""
    said = " AND ".join(part for part in where if part)
    parts = ["SELECT", ",".join(map(name, fields)), "FROM", name(kind)]
    parts += ["WHERE", said] if said else []
    parts += ["ORDER BY", order] if order else []
    parts += ["LIMIT", str(limit)] if limit else []
    return " ".join(parts)


def counting(kind: str, where: Iterable[str] = ()) -> str:
    """The question how many there are."""
    said = " AND ".join(part for part in where if part)
    return " ".join(["SELECT COUNT() FROM", name(kind), *(["WHERE", said] if said else [])])


def in_order(stamp: str) -> str:
    """The order of a crawl by that field."""
    return f"{name(stamp)} ASC, Id ASC"


def after(stamp: str, mark: Mark) -> str:
    """That a row comes behind a mark; many rows share a moment after a bulk load."""
    field, at = name(stamp), moment(mark.at)
    return f"({field} > {at} OR ({field} = {at} AND Id > {text(mark.id)}))"


def since(stamp: str, at: str) -> str:
    """That a row is of that moment or later."""
    return f"{name(stamp)} >= {moment(at)}"


def room(rest: int) -> int:
    """How many ids fit beside that many other characters of an address, at least ten."""
    return max((LONGEST_URL - rest) // _ID_ROOM, 10)


def chunks(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """The ids in order, in lists of at most that size."""
    ordered = sorted(ids)
    for start in range(0, len(ordered), size):
        yield ordered[start : start + size]
