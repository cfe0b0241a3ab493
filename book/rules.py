"""The house rules: loads the team's way of working from its files, and says what changed.

Three files may lie on top of each other: one shipped with Satchel, the team's, the person's
own. Tables merge key by key, lists replace each other whole.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec

from book.errors import RulesTrouble
from book.rules_check import BASED_ON, first_contradiction, first_fault, spell_key
from book.rules_fault import Fault
from book.rules_shape import REASON_CODES, HouseRules, KeyPath, Stage

__all__ = [
    "REASON_CODES",
    "HouseRules",
    "RuleChange",
    "Stage",
    "difference",
    "load",
    "shipped",
]

_SHIPPED: Final = Path(__file__).parent / "house_rules"
_PLACE: Final = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)\Z", re.DOTALL)
_KEY: Final = re.compile(r"""\s*([\w."'-]+)\s*=""")
_CURE: Final = "Correct that line, or take the file out of use."


class RuleChange(NamedTuple):
    """One value that differs between two sets of rules; None where one of them has none."""

    key: str
    old: Any
    new: Any


class _Layer(NamedTuple):
    """One file of rules, read."""

    file: Path
    text: str
    table: dict[str, Any]


def shipped() -> list[str]:
    """The names of the rules that come with Satchel, as `based_on` spells them."""
    return sorted(file.stem for file in _SHIPPED.glob("*.toml") if "." not in file.stem)


def load(
    team: Path | None = None, personal: Path | None = None, base: str = "default"
) -> HouseRules:
    """The rules in force: a shipped file, the team's on top, the person's own on top of that.

    A file that says `based_on` chooses the shipped one; the most personal choice wins over
    `base`. Raises RulesTrouble naming the file, the line and the key.
    """
    own = [_checked(_read(file)) for file in (team, personal) if file is not None]
    for layer in own:
        base = layer.table.get(BASED_ON, base)
    layers = [*_shipped_layers(base, own), *own]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = _merged(merged, layer.table)
    merged.pop(BASED_ON, None)
    rules = msgspec.convert(merged, HouseRules)
    if (fault := first_contradiction(rules)) is not None:
        raise _trouble(fault, layers)
    return rules


def difference(old: HouseRules, new: HouseRules) -> list[RuleChange]:
    """Every value that differs, in the order of the file: what to show before it applies.

    A stage is named by its code, so a label that changed reads as one change.
    """
    before = dict(_flat(msgspec.to_builtins(old), ""))
    after = dict(_flat(msgspec.to_builtins(new), ""))
    return [
        RuleChange(key, before.get(key), after.get(key))
        for key in before | after
        if before.get(key) != after.get(key)
    ]


def _shipped_layers(base: str, own: list[_Layer]) -> list[_Layer]:
    known = shipped()
    layers: list[_Layer] = []
    while True:
        if base not in known:
            words = f"“{base}” is not one of the rules that come with Satchel."
            raise _trouble(Fault(((BASED_ON,),), words, f"Known: {', '.join(known)}."), own)
        layer = _read(_SHIPPED / f"{base}.toml")
        # A long part of the rules lies in a file of its own beside them: default.escalations.toml.
        parts = [_read(file) for file in sorted(_SHIPPED.glob(f"{base}.*.toml"))]
        layers[:0] = [layer, *parts]
        known.remove(base)  # a circle ends here, as an unknown name
        if BASED_ON not in layer.table:
            return layers
        base = layer.table[BASED_ON]


def _read(file: Path) -> _Layer:
    try:
        # Some editors put a byte order mark in front; it is no part of the text.
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as trouble:
        reason = (trouble.strerror or "no access").lower()
        raise RulesTrouble(
            f"{file.name}, the house rules, cannot be read: {reason}.",
            "Put the file back, or choose another one.",
        ) from trouble
    except UnicodeDecodeError as trouble:
        line = trouble.object.count(b"\n", 0, trouble.start) + 1
        raise RulesTrouble(
            f"{file.name}, line {line}: this is not UTF-8 text.", "Save the file as UTF-8."
        ) from trouble
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        raise _unreadable(file, text, str(trouble)) from trouble
    return _Layer(file, text, table)


def _checked(layer: _Layer) -> _Layer:
    """The same layer; the shipped files need no such look at every start, the tests give it."""
    if (fault := first_fault(layer.table)) is not None:
        raise _trouble(fault, [layer])
    return layer


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        both = isinstance(value, dict) and isinstance(under, dict)
        result[key] = _merged(under, value) if both and under is not None else value
    return result


def _trouble(fault: Fault, layers: list[_Layer]) -> RulesTrouble:
    """The fault with its file and line: the newest file that has one of the keys is to blame."""
    # The scanner for lines is only wanted once something is wrong.
    from book.rules_lines import key_lines, line_of

    for layer in reversed(layers):
        for path in fault.paths:
            if _has(layer.table, path):
                line = line_of(key_lines(layer.text), path)
                title = f"{layer.file.name}, line {line}: {spell_key(path)} {fault.words}"
                return RulesTrouble(title, fault.advice or _CURE)
    return RulesTrouble(f"House rules: {spell_key(fault.paths[0])} {fault.words}", fault.advice)


def _has(table: Any, path: KeyPath) -> bool:
    for part in path:
        if isinstance(part, int):
            if not (isinstance(table, list) and part < len(table)):
                return False
        elif not (isinstance(table, dict) and part in table):
            return False
        table = table[part]
    return True


def _unreadable(file: Path, text: str, message: str) -> RulesTrouble:
    """What tomllib said, with its place in front and the key that stands on that line."""
    found = _PLACE.match(message)
    words = found[1] if found else message
    lines = text.split("\n")
    line = int(found[2]) if found and found[2] else len(text.rstrip().split("\n"))
    column = f", column {found[3]}" if found and found[3] else ""
    plain = {
        "Cannot overwrite a value": "this key stands in the file twice",
        "Invalid date or datetime": "there is no such day",
        "Invalid value": "the value cannot be read; texts need quotes",
    }.get(words)
    if plain is None and words.endswith(" twice"):
        plain = "this table stands in the file twice"
    key = _KEY.match(lines[line - 1]) if line <= len(lines) else None
    where = f"{file.name}, line {line}{column}: "
    where += f"{key[1]}: " if key else ""
    return RulesTrouble(f"{where}{plain or words[:1].lower() + words[1:]}.", _CURE)


def _flat(value: Any, key: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else name)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        yield f"{key}.order", [entry["code"] for entry in value]
        for entry in value:
            yield from _flat(entry, f"{key}.{entry['code']}")
    else:
        yield key, value
