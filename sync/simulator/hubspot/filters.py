"""Search filters: from JSON to something that says of a row whether it fits."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import Any, Final

from sync.simulator.hubspot.errors import Refusal, invalid
from sync.simulator.hubspot.kinds import Kind
from sync.simulator.hubspot.properties import Property
from sync.simulator.hubspot.shelf import Row, by_number
from sync.simulator.hubspot.values import from_milliseconds

Fits = Callable[[Row], bool]
Value = str | float

OPERATORS: Final = frozenset(
    (
        "EQ",
        "NEQ",
        "LT",
        "LTE",
        "GT",
        "GTE",
        "BETWEEN",
        "IN",
        "NOT_IN",
        "HAS_PROPERTY",
        "NOT_HAS_PROPERTY",
        "CONTAINS_TOKEN",
        "NOT_CONTAINS_TOKEN",
    )
)
_RANGES: Final = ("GT", "GTE", "LT", "LTE", "BETWEEN")
_WORD: Final = re.compile(r"\w+")


class Filter:
    """One filter that was read: which property, how, and with what."""

    __slots__ = ("high", "name", "operator", "type", "values")

    def __init__(self, given: dict[str, Any], definition: Property) -> None:
        self.name = definition.name
        self.type = definition.type
        self.operator = given.get("operator")
        if self.operator not in OPERATORS:
            raise invalid(f"Operator {self.operator} is not one of those there are.")
        self.values: list[Value] = []
        self.high: Value = ""
        if self.operator in ("IN", "NOT_IN"):
            listed = given.get("values")
            if not isinstance(listed, list) or not listed:
                raise invalid(f"Operator {self.operator} needs values.")
            self.values = [self._read(one) for one in listed]
        elif self.operator not in ("HAS_PROPERTY", "NOT_HAS_PROPERTY"):
            self.values = [self._read(given.get("value"))]
            if self.operator == "BETWEEN":
                self.high = self._read(given.get("highValue"))
        elif "value" in given or "values" in given:
            raise invalid(f"Operator {self.operator} takes no value.")

    def _read(self, given: Any) -> Value:
        """A value in the form that those of the rows are compared in."""
        if not isinstance(given, str) or not given:
            raise invalid(f"The filter on {self.name} needs a value, as text.")
        try:
            if self.type == "datetime":
                return from_milliseconds(int(given))
            if self.type == "date":
                return from_milliseconds(int(given)).partition("T")[0]
            if self.type == "number":
                return float(given)
        except ValueError:
            kind = "a number" if self.type == "number" else "milliseconds since 1970"
            words = f"The value of the filter on {self.name} has to be {kind}."
            raise invalid(words, "INVALID_FILTER_VALUE", propertyName=[self.name]) from None
        return given.lower()

    def fits(self) -> Fits:
        """What says of a row whether it fits."""
        name, operator = self.name, self.operator
        if operator == "HAS_PROPERTY":
            return lambda row: name in row.values
        if operator == "NOT_HAS_PROPERTY":
            return lambda row: name not in row.values
        if operator in ("CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"):
            return self._tokens(operator == "CONTAINS_TOKEN")
        compare = self.compare()
        without = operator in ("NEQ", "NOT_IN")
        if self.type == "number":

            def number(row: Row) -> bool:
                kept = row.values.get(name)
                return without if kept is None else compare(float(kept))

            return number
        if self.type in ("date", "datetime"):

            def moment(row: Row) -> bool:
                kept = row.values.get(name)
                return without if kept is None else compare(kept)

            return moment

        def text(row: Row) -> bool:
            kept = row.values.get(name)
            return without if kept is None else compare(kept.lower())

        return text

    def compare(self) -> Callable[[Any], bool]:
        """What says of a kept value whether it fits; not for operators without a value."""
        value: Any = self.values[0]
        values, high = set(self.values), self.high
        made: dict[str, Callable[[Any], bool]] = {
            "EQ": lambda kept: bool(kept == value),
            "NEQ": lambda kept: bool(kept != value),
            "LT": lambda kept: bool(kept < value),
            "LTE": lambda kept: bool(kept <= value),
            "GT": lambda kept: bool(kept > value),
            "GTE": lambda kept: bool(kept >= value),
            "BETWEEN": lambda kept: bool(value <= kept <= high),
            "IN": lambda kept: kept in values,
            "NOT_IN": lambda kept: kept not in values,
        }
        return made[str(self.operator)]

    def _tokens(self, wanted: bool) -> Fits:
        asked = str(self.values[0])
        starts = asked.endswith("*")
        words = _WORD.findall(asked)

        def holds(row: Row) -> bool:
            known = _WORD.findall(row.values.get(self.name, "").lower())
            if starts and words:
                return any(one.startswith(words[-1]) for one in known)
            return all(word in known for word in words)

        return holds if wanted else lambda row: not holds(row)


def narrowed(rows: list[Row], filters: list[Filter], kind: Kind, order: str) -> list[Row]:
    """The rows that fit all the filters, in their order: `order` is the property they stand in
    order of, so that a range of it is cut out instead of looked at."""
    left = []
    for one in filters:
        cut = _range(one, kind, order)
        if cut is None:
            left.append(one)
        else:
            rows = cut(rows)
    for one in left:
        if one.name == kind.modified and one.operator in _RANGES:
            # Every crawl asks for this one; the row has the value at hand.
            compare = one.compare()
            rows = [row for row in rows if compare(row.modified)]
            continue
        fits = one.fits()
        rows = [row for row in rows if fits(row)]
    return rows


def _range(one: Filter, kind: Kind, order: str) -> Callable[[list[Row]], list[Row]] | None:
    if one.name != order or one.operator not in _RANGES[:4]:
        return None
    value: Any = one.values[0]
    key: Callable[[Row], Any] = by_number if order == "hs_object_id" else _modified
    if order not in ("hs_object_id", kind.modified):
        return None
    side = bisect_right if one.operator in ("GT", "LTE") else bisect_left
    if one.operator in ("GT", "GTE"):
        return lambda rows: rows[side(rows, value, key=key) :]
    return lambda rows: rows[: side(rows, value, key=key)]


def _modified(row: Row) -> str:
    return row.modified


def read_group(
    group: Any, catalogue: dict[str, Property]
) -> tuple[list[Filter], list[dict[str, Any]]]:
    """The filters of a group, and those that ask for associations instead of a property."""
    given = group.get("filters") if isinstance(group, dict) else None
    if not isinstance(given, list):
        raise invalid("Every filter group needs a list of filters.")
    filters: list[Filter] = []
    linked: list[dict[str, Any]] = []
    for one in given:
        if not isinstance(one, dict) or not isinstance(one.get("propertyName"), str):
            raise invalid("Every filter needs a propertyName.")
        name = one["propertyName"]
        if name.startswith("associations."):
            linked.append(one)
        elif name in catalogue:
            filters.append(Filter(one, catalogue[name]))
        else:
            raise _unknown(name)
    return filters, linked


def _unknown(name: str) -> Refusal:
    words = f'There is no property "{name}" to search by.'
    return invalid(words, "PROPERTY_DOESNT_EXIST", propertyName=[name])
