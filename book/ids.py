"""How ids are spelt for people and scripts: a letter for the kind, then the number.

The letter keeps an id of ours (`a17`) apart from a number a CRM made (`17`), and a task's
from a note's.
"""

from __future__ import annotations

import re
from typing import Final

LETTERS: Final = {
    "account": "a",
    "contact": "c",
    "note": "n",
    "task": "t",
    "recording": "r",
    "escalation": "e",
    "ticket": "k",
    "deal": "l",
    "draft": "d",
    "point": "p",
    "outbox": "o",
    "conflict": "x",
    "handover": "h",
}
_SPELT = re.compile(r"([a-z])([1-9][0-9]{0,17})\Z")


def spell(kind: str, number: int) -> str:
    """`spell("account", 17)` is `"a17"`."""
    return f"{LETTERS[kind]}{number}"


def parse(kind: str, text: str) -> int | None:
    """The number in a spelt id of that kind, or None where the text is something else."""
    match = _SPELT.match(text.strip())
    if match is None or match[1] != LETTERS[kind]:
        return None
    return int(match[2])
