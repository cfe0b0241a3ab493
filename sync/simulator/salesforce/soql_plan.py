"""Which records a query has to look at: by id, by reference, from a moment on, or all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.soql_paths import Scope
from sync.simulator.salesforce.soql_where import value_of
from sync.simulator.salesforce.soql_words import (
    Both,
    Compare,
    Condition,
    Either,
    Order,
    Value,
    Within,
)
from sync.simulator.salesforce.table import Record, Table

_STAMP: Final = "SystemModstamp"
_FEW: Final = 2_000
"""So many ids are looked up one by one; more are not worth it."""


def in_time(order: tuple[Order, ...]) -> bool:
    """Whether a query asks for the order the table keeps anyway."""
    wanted = [(one.path.text.lower(), one.down) for one in order]
    return wanted == [(_STAMP.lower(), False), ("id", False)]


def candidates(
    scope: Scope, seen: Seen, table: Table, where: Condition | None, *, timely: bool
) -> Iterable[Record]:
    """A superset of the records that meet a condition; `timely` in the order of their time."""
    rows = table.rows
    ids = None if where is None else _ids(scope, seen, table, where)
    since = "" if where is None else _since(scope, seen, where)
    keys = table.since(since) if timely or since else None
    if ids is not None and (keys is None or len(ids) * 8 < len(keys)):
        found = [rows[one] for one in ids if one in rows]
        if timely:
            found.sort(key=lambda row: (row[_STAMP], row["Id"]))
        return found
    if keys is not None:
        return (rows[key[1]] for key in keys)
    return list(rows.values())


def _ids(scope: Scope, seen: Seen, table: Table, where: Condition) -> list[str] | None:
    """The ids a condition leaves, where one of its parts names them."""
    if isinstance(where, Both):
        found = [_ids(scope, seen, table, part) for part in where.parts]
        return min((one for one in found if one is not None), key=len, default=None)
    if isinstance(where, Either):
        parts = [_ids(scope, seen, table, part) for part in where.parts]
        if any(part is None for part in parts):
            return None
        return list(dict.fromkeys(one for part in parts for one in part or ()))
    values = _named(where)
    if values is None or len(values) > _FEW:
        return None
    path = where.path  # type: ignore[union-attr]
    field = seen.field(path.names[0]) if len(path.names) == 1 else None
    if field is None or not (field.kind in ("id", "reference") or field.unique or field.external):
        return None
    wanted = [value_of(scope, field, one) for one in values]
    if field.kind == "id":
        return [one for one in dict.fromkeys(wanted) if one]
    return list(dict.fromkeys(i for one in wanted for i in table.having(field.name, one)))


def _named(where: Condition) -> tuple[Value, ...] | None:
    if isinstance(where, Compare) and where.sign == "=" and where.value.sort == "text":
        return (where.value,)
    if isinstance(where, Within) and where.query is None and not where.negated:
        return where.values
    return None


def _since(scope: Scope, seen: Seen, where: Condition) -> str:
    """A SystemModstamp below which nothing can meet the condition; empty where there is none."""
    if isinstance(where, Both):
        return max(_since(scope, seen, part) for part in where.parts)
    if isinstance(where, Either):
        return min(_since(scope, seen, part) for part in where.parts)
    if (
        isinstance(where, Compare)
        and where.sign in ("=", ">", ">=")
        and where.value.sort == "moment"
        and where.path.text.lower() == _STAMP.lower()
    ):
        field = seen.field(_STAMP)
        return "" if field is None else str(value_of(scope, field, where.value))
    return ""
