"""That nothing is handed over twice: what of an escalation went, or waits to go, the same way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite3 import Connection


THREAD: Final = "thread"
"""What took a handover by hand whose ticket comes of a thread."""


def standing(connection: Connection, escalation_id: int, way: str, via: str) -> tuple[bool, bool]:
    """Whether an escalation has a handover of that way, and whether that is known to have arrived.

    Of tickets there is one, wherever it is; of messages one in each place. What a person copied
    counts only where it became a ticket that is watched, or where a thread's ticket is waited for.
    """
    found = connection.execute(
        "SELECT external_id FROM handovers WHERE escalation_id = ? AND archived_at IS NULL"
        " AND way = ? AND (way = 'ticket' OR via = ?)"
        " AND (by_hand = 0 OR external_id IS NOT NULL OR via = ?)"
        " ORDER BY external_id IS NULL LIMIT 1",
        (escalation_id, way, via, THREAD),
    ).fetchone()
    return (False, False) if found is None else (True, found[0] is not None)


def waits_for_thread(connection: Connection, escalation_id: int) -> bool:
    """Whether an escalation has no ticket yet, since it waits for the one of its thread."""
    found = connection.execute(
        "SELECT 1 FROM handovers WHERE escalation_id = ? AND archived_at IS NULL AND via = ?"
        " AND external_id IS NULL",
        (escalation_id, THREAD),
    ).fetchone()
    return found is not None
