"""That those who have an escalation were asked for news: noted word for word, like a handover.

A nudge hands nothing over: it makes no draft a sent one, and until the configured days are over
once more, nobody has to ask again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from book.clock import stamp
from book.editing import editing
from book.escalations import NUDGE, EscalationId
from book.own_records import living
from book.records import Changed
from book.store import Store

if TYPE_CHECKING:
    from book.rules import HouseRules


def note_nudge(store: Store, rules: HouseRules, escalation_id: EscalationId, words: str) -> Changed:
    """Keeps what was copied to be sent to them, and when."""
    with editing(store, rules, "Nudge about escalation") as edit:
        row = living(edit, "escalation", escalation_id)
        edit.insert(
            "handover",
            {
                "escalation_id": escalation_id,
                "account_id": row["account_id"],
                "way": "message",
                "via": NUDGE,
                "by_hand": 1,
                "title": row["subject"],
                "text": words,
                "made_at": stamp(edit.at),
            },
        )
        edit.count("escalation", escalation_id)
    return edit.changed
