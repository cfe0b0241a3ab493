"""The checklist of a task: lines `- [ ] …` of its description, so the CRM has them too; pure.

Why there and not in a table of ours: `docs/tasks.md`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

_LINE: Final = re.compile(r"(\s*)(?:[-*+]|[0-9]{1,3}[.)])?[ \t]*\\?\[([ xX]?)\\?\][ \t]+(\S.*)\Z")
_FENCES: Final = ("```", "~~~")


class Item(Struct, frozen=True):
    """One line of a checklist: where it stands in the text, its words, and whether it is ticked."""

    line: int
    text: str
    done: bool


def items(body: str) -> list[Item]:
    """The check lines of a description, in order; those in a block of code are text."""
    if "[" not in body:
        return []
    found, fence = [], ""
    for number, line in enumerate(body.split("\n")):
        mark = line.strip()[:3]
        if fence or mark in _FENCES:
            fence = "" if fence and mark == fence else fence or mark
            continue
        seen = _LINE.match(line.rstrip("\r"))
        if seen is not None:
            found.append(Item(number, seen[3].strip(), seen[2].lower() == "x"))
    return found


def progress(body: str) -> tuple[int, int] | None:
    """How many lines are ticked, of how many; None without a checklist."""
    found = items(body)
    return (sum(one.done for one in found), len(found)) if found else None


def ticked(body: str, line: int, *, done: bool) -> str:
    """The description with one of its check lines ticked or open; others stay to the letter."""
    lines = body.split("\n")
    if not 0 <= line < len(lines) or _LINE.match(lines[line].rstrip("\r")) is None:
        return body
    at = lines[line].index("[")
    end = lines[line].index("]", at)
    # What escapes a bracket belongs to a text that some service wrote; the mark goes between.
    close = end - 1 if lines[line][end - 1] == "\\" else end
    lines[line] = f"{lines[line][: at + 1]}{'x' if done else ' '}{lines[line][close:]}"
    return "\n".join(lines)


def unticked(body: str) -> str:
    """The description with all its check lines open: what a repeated task begins with."""
    for one in items(body):
        if one.done:
            body = ticked(body, one.line, done=False)
    return body


def written(body: str, wanted: Iterable[tuple[str, bool]]) -> str:
    """The description with these check lines in place of its own; what else stands there stays.

    They stand where the first one stood, or at the end.
    """
    old = items(body)
    if [(one.text, one.done) for one in old] == list(wanted := list(wanted)):
        return body
    gone = {one.line for one in old}
    lines = body.split("\n") if body else []
    made = [f"- [{'x' if done else ' '}] {' '.join(text.split())}" for text, done in wanted]
    if not old:
        rest = body.rstrip("\n")
        return "\n".join(([rest, ""] if rest else []) + made)
    first = old[0].line
    before = [line for at, line in enumerate(lines[:first]) if at not in gone]
    after = [line for at, line in enumerate(lines[first:], first) if at not in gone]
    return "\n".join([*before, *made, *after]).strip("\n")


def without(body: str) -> str:
    """What of a description is no checklist."""
    gone = {one.line for one in items(body)}
    kept = [line for at, line in enumerate(body.split("\n")) if at not in gone]
    return "\n".join(kept).strip("\n")
