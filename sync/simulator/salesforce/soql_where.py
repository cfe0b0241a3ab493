"""What a query's conditions mean for a record: each becomes a function that says yes or no."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sync.simulator.salesforce import moments
from sync.simulator.salesforce.fields import Field
from sync.simulator.salesforce.ids import whole_id
from sync.simulator.salesforce.refusals import Refused, bad_field
from sync.simulator.salesforce.schema import Seen
from sync.simulator.salesforce.soql_paths import Bound, Getter, Scope
from sync.simulator.salesforce.soql_words import (
    Both,
    Compare,
    Condition,
    Either,
    Not,
    Query,
    Value,
    Within,
    pointed,
    unescaped,
)
from sync.simulator.salesforce.table import Record

Test = Callable[[Record], bool]
Answers = Callable[[Query], set[Any]]
"""Runs the query inside a condition and gives the values of its one field."""

_NUMBERS = frozenset(("int", "double", "currency", "percent"))
_ORDERED = frozenset(("<", "<=", ">", ">="))


def meaning(scope: Scope, seen: Seen, where: Condition, answers: Answers) -> Test:
    """The function that says whether a record of that object meets a condition."""
    if isinstance(where, Both):
        parts = [meaning(scope, seen, part, answers) for part in where.parts]
        return lambda row: all(part(row) for part in parts)
    if isinstance(where, Either):
        parts = [meaning(scope, seen, part, answers) for part in where.parts]
        return lambda row: any(part(row) for part in parts)
    if isinstance(where, Not):
        inner = meaning(scope, seen, where.part, answers)
        return lambda row: not inner(row)
    bound = scope.bind(where.path, seen)
    if not bound.field.searchable:
        words = f"field '{bound.field.name}' can not be filtered in a query call"
        raise bad_field(pointed(scope.text, where.path.at) + words)
    if isinstance(where, Within):
        return _within(scope, bound, where, answers)
    if where.sign == "LIKE":
        return _like(bound, where.value)
    return _compared(scope, bound, where)


def _within(scope: Scope, bound: Bound, where: Within, answers: Answers) -> Test:
    get, negated = bound.get, where.negated
    if where.query is not None:
        if bound.field.kind not in ("id", "reference"):
            raise bad_field(f"A semi join needs an id or a reference, not {bound.field.name}.")
        found = answers(where.query)
    else:
        found = {value_of(scope, bound.field, one) for one in where.values}
    if bound.field.kind in ("id", "reference"):
        return lambda row: (get(row) in found) != negated
    small = {_folded(one) for one in found}
    return lambda row: (_folded(get(row)) in small) != negated


def _like(bound: Bound, value: Value) -> Test:
    if bound.field.kind in {*_NUMBERS, "boolean", "date", "datetime", "id", "reference"}:
        words = f"invalid operator on {bound.field.kind} field"
        raise Refused("INVALID_QUERY_FILTER_OPERATOR", words)
    # An escaped wildcard stands for itself.
    pieces = re.split(r"(\\.|[%_])", unescaped(value.raw, keep="%_"))
    made = {"%": ".*", "_": "."}
    pattern = "".join(made.get(one, re.escape(one.removeprefix("\\"))) for one in pieces)
    fits = re.compile(pattern, re.IGNORECASE | re.DOTALL).fullmatch
    get = bound.get
    return lambda row: fits(get(row) or "") is not None


def _compared(scope: Scope, bound: Bound, where: Compare) -> Test:
    field, sign, get = bound.field, where.sign, bound.get
    if where.value.sort == "span":
        return _in_span(scope, bound, where)
    wanted = value_of(scope, field, where.value)
    if sign in _ORDERED:
        if field.kind == "boolean":
            raise Refused("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on boolean field")
        return _ordered(get, sign, wanted)
    if field.kind not in ("id", "reference") and isinstance(wanted, str):
        small = wanted.lower()
        if sign == "=":
            return lambda row: (get(row) or "").lower() == small
        return lambda row: (get(row) or "").lower() != small
    if sign == "=":
        return lambda row: bool(get(row) == wanted)
    return lambda row: bool(get(row) != wanted)


def _ordered(get: Getter, sign: str, wanted: Any) -> Test:
    """No value is neither above nor below anything."""
    if wanted is None:
        return lambda _row: False

    def above(row: Record) -> bool:
        value = get(row)
        return value is not None and bool(value > wanted)

    def same(row: Record) -> bool:
        return bool(get(row) == wanted)

    def below(row: Record) -> bool:
        value = get(row)
        return value is not None and bool(value < wanted)

    return {
        ">": above,
        "<": below,
        ">=": lambda row: above(row) or same(row),
        "<=": lambda row: below(row) or same(row),
    }[sign]


def _in_span(scope: Scope, bound: Bound, where: Compare) -> Test:
    first, end = _span(where.value.raw, scope.org.clock().date())
    if bound.field.kind not in ("date", "datetime"):
        raise _wrong(scope, bound.field, where.value)
    get, sign = bound.get, where.sign

    def test(row: Record) -> bool:
        value = get(row)
        if value is None:
            return sign == "!="
        day = str(value)[:10]
        inside = first <= day < end
        return {
            "=": inside,
            "!=": not inside,
            "<": day < first,
            "<=": day < end,
            ">": day >= end,
            ">=": day >= first,
        }[sign]

    return test


def _span(word: str, today: date) -> tuple[str, str]:
    """The first day of a span of days, and the one after its last."""
    name, _, count = word.partition(":")
    ahead = {"TODAY": 0, "YESTERDAY": -1, "TOMORROW": 1}
    if name in ahead:
        first = today + timedelta(days=ahead[name])
        return first.isoformat(), (first + timedelta(days=1)).isoformat()
    if name == "LAST_N_DAYS":
        return (today - timedelta(days=int(count))).isoformat(), (
            today + timedelta(days=1)
        ).isoformat()
    first = today + timedelta(days=1)
    return first.isoformat(), (first + timedelta(days=int(count))).isoformat()


def value_of(scope: Scope, field: Field, value: Value) -> Any:
    """A literal as records have it; Refused where it is not of the field's kind."""
    if value.sort == "null":
        return None
    if field.kind == "boolean" and value.sort == "boolean":
        return value.raw == "TRUE"
    if field.kind in _NUMBERS and value.sort == "number":
        return float(value.raw)
    if field.kind == "date" and value.sort == "day":
        return value.raw
    if field.kind == "datetime" and value.sort == "moment":
        try:
            return moments.from_literal(value.raw)
        except ValueError as error:
            raise _wrong(scope, field, value) from error
    if value.sort == "text" and field.kind not in {*_NUMBERS, "boolean", "date", "datetime"}:
        said = value.plain()
        if field.kind not in ("id", "reference"):
            return said
        whole = whole_id(said)
        if whole is None and said:
            raise Refused("INVALID_QUERY_FILTER_OPERATOR", f"invalid ID field: {said}")
        return whole
    raise _wrong(scope, field, value)


def _wrong(scope: Scope, field: Field, value: Value) -> Refused:
    kinds = {"datetime": "dateTime", "currency": "double", "percent": "double", "int": "integer"}
    quoted = field.kind not in {*_NUMBERS, "boolean", "date", "datetime"}
    words = (
        f"value of filter criterion for field '{field.name}' must be of type "
        f"{kinds.get(field.kind, field.kind)} and should {'' if quoted else 'not '}be enclosed "
        "in quotes"
    )
    return bad_field(pointed(scope.text, value.at) + words)


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
