"""Lists that go on by themselves: what the next line begins with. No Qt."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_ITEM: Final = re.compile(r"([ \t]*)(?:([-*+])|(\d{1,9})([.)]))( +)(\[(?: |x|X)?\] +)?")
_BARE_BOX: Final = re.compile(r"([ \t]*)(\[(?: |x|X)?\])( +)")
_QUOTE: Final = re.compile(r"([ \t]*> +)")
_CARRIED: Final = re.compile(r"([ \t]*)(?:(?:[-*+]|\d{1,9}[.)]) +(?:\[[ ]?\] +)?|\[[ ]?\] +|> +)")
_TYPED: Final = re.compile(r"(?:<<|>>|[?!^*+-]|\[[ xX]?\]) ")
_LIST_SIGN: Final = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)]) +")


class Next(NamedTuple):
    """What Enter does at the end of a line: the new line's beginning, or `None` ends the list."""

    beginning: str | None


def after(line: str) -> Next | None:
    """What follows a line; None where it is no list, and Enter is just Enter.

    A task line is followed by an open one, a number by the next; an item without words ends
    the list: its sign goes.
    """
    item = _ITEM.match(line)
    if item is not None:
        indent, sign, number, mark, room, box = item.groups()
        if not line[item.end() :].strip():
            return Next(None)
        begins = f"{int(number) + 1}{mark}" if number else sign
        return Next(f"{indent}{begins}{room}{'[ ] ' if box else ''}")
    for pattern in (_BARE_BOX, _QUOTE):
        found = pattern.match(line)
        if found is None:
            continue
        if not line[found.end() :].strip():
            return Next(None)
        if pattern is _QUOTE:
            return Next(found[1])
        return Next(f"{found[1]}{'[]' if found[2] == '[]' else '[ ]'}{found[3]}")
    return None


def taken_over(carried: str, line: str) -> str | None:
    """What a line becomes when a sign was typed in an item that Enter had begun; else None.

    `carried` is what Enter put there. The sign is meant instead of it: `[] << ` becomes `<< `.
    Only a box behind a list's dash or number stays with it, for together they are one sign.
    """
    item = _CARRIED.fullmatch(carried)
    typed = line.removeprefix(carried)
    if item is None or typed == line or _TYPED.fullmatch(typed) is None:
        return None
    if typed[0] == "[" and _LIST_SIGN.fullmatch(carried):
        return None
    return f"{item[1]}{typed}"
