"""What ending a note left behind, counted: tasks, promises, questions and the like. Pure."""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec import Struct

from book.line_plan import MOST_LINES
from book.records import Filed, FiledLine

_COUNTED_AS: Final = {
    "task": "task",
    "i_owe": "promise",
    "they_owe": "promise",
    "question": "question",
    "risk": "risk",
    "escalation": "escalation",
}


class Outcome(Struct, frozen=True, kw_only=True):
    """How many things of each kind a note made, and what became of those it had made before."""

    made: dict[str, int] = {}
    """`task`, `promise`, `question`, `risk`, `escalation`, `recording` → how many, none left out
    that is not 0; in this order."""
    changed: int = 0
    closed: int = 0
    refused: int = 0
    """Lines that stay text because the house rules never write what they say."""
    beyond: int = 0
    """Lines that stay text because a note makes things of its first `MOST_LINES` only."""
    moments: int = 0
    """Marks of the note's call that became moments of a recording."""

    def __bool__(self) -> bool:
        return self != Outcome()


def outcome(filed: Filed | None) -> Outcome:
    """Counts what was filed; nothing for a note whose lines made nothing."""
    if filed is None:
        return Outcome()
    counts = Counter(_COUNTED_AS[line.kind] for line in filed.made)
    counts["recording"] = filed.recordings
    order = (*dict.fromkeys(_COUNTED_AS.values()), "recording")
    return Outcome(
        made={kind: counts[kind] for kind in order if counts[kind]},
        changed=_several(filed.changed, filed.reopened),
        closed=_several(filed.closed),
        refused=len(filed.refused),
        beyond=filed.beyond,
        moments=filed.moments,
    )


def told(found: Outcome) -> str:
    """`1 task, 1 promise, 1 recording`, for the command line; empty for nothing."""
    parts = [f"{n} {kind if n == 1 else _many(kind)}" for kind, n in found.made.items()]
    parts += [
        f"{n} {what}" for n, what in ((found.changed, "changed"), (found.closed, "closed")) if n
    ]
    if found.moments:
        parts.append(f"{found.moments} {'mark' if found.moments == 1 else 'marks'} kept as moments")
    if found.refused:
        parts.append(f"{found.refused} not written: the house rules never write it")
    if found.beyond:
        lines = "line stays" if found.beyond == 1 else "lines stay"
        parts.append(
            f"{found.beyond:,} {lines} text: a note makes things of its first {MOST_LINES}"
        )
    return ", ".join(parts)


def _several(*lines: tuple[FiledLine, ...]) -> int:
    """Each thing once: it may be named by several lines, or change in several ways."""
    return len({(line.record, line.record_id) for some in lines for line in some})


def _many(kind: str) -> str:
    return f"{kind}s"
