"""What ending a note left behind, as the toast says it: `1 task, 1 promise, 1 recording`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.words import list_words, plural

if TYPE_CHECKING:
    from book.note_outcome import Outcome


def outcome_words(found: Outcome) -> str:
    """`1 task, 1 promise, 1 recording`; empty where the note made and changed nothing."""
    words = {
        "task": ("{n} task", "{n} tasks"),
        "promise": ("{n} promise", "{n} promises"),
        "question": ("{n} question", "{n} questions"),
        "risk": ("{n} risk", "{n} risks"),
        "escalation": ("{n} escalation", "{n} escalations"),
        "recording": ("{n} recording", "{n} recordings"),
    }
    parts = [plural(n, *words[kind]) for kind, n in found.made.items()]
    if found.changed:
        parts.append(plural(found.changed, "{n} changed", "{n} changed"))
    if found.closed:
        parts.append(plural(found.closed, "{n} closed", "{n} closed"))
    if found.moments:
        parts.append(
            plural(found.moments, "{n} mark kept as a moment", "{n} marks kept as moments")
        )
    if found.refused:
        parts.append(plural(found.refused, "{n} line stays text", "{n} lines stay text"))
    if found.beyond:
        from book.line_plan import MOST_LINES

        parts.append(
            plural(
                found.beyond,
                "{n} line stays text, for a note makes things of its first {first}",
                "{n} lines stay text, for a note makes things of its first {first}",
                first=MOST_LINES,
            )
        )
    return list_words(parts)
