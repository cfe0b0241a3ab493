"""Which links may be asked for their title and length, and what was told of them.

Asked once per link, however many customers have it; a title that a person gave stays.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final, Literal

from msgspec import Struct

from book import changes
from book.clock import stamp
from book.records import Changed
from book.store import Store

Telling = Literal["ok", "denied", "gone", "pending"]
"""Told; not shown to everybody; not there; not answered yet."""

_ASKED: Final = "loom"
"""Whose links may be asked for their title: the provider as the log has it."""
_AGAIN_HIDDEN: Final = timedelta(days=1)
_AGAIN_UNANSWERED: Final = timedelta(minutes=10)


class ToAsk(Struct, frozen=True):
    """A link whose title is not known: its key in the log, and what to ask for."""

    key: str
    url: str


def to_ask(store: Store, limit: int = 20) -> list[ToAsk]:
    """The recordings to ask for now, the newest first; hidden ones again once a day."""
    now = store.clock()
    rows = store.rows(
        "SELECT key, max(url) FROM recordings WHERE provider = ? AND kind = 'recording'"
        " AND provider_id IS NOT NULL AND (meta_state = 'none'"
        " OR (meta_state = 'denied' AND coalesce(meta_fetched_at, '') < ?)"
        " OR (meta_state = 'pending' AND coalesce(meta_fetched_at, '') < ?))"
        " GROUP BY key ORDER BY max(id) DESC LIMIT ?",
        (_ASKED, stamp(now - _AGAIN_HIDDEN), stamp(now - _AGAIN_UNANSWERED), limit),
    )
    return [ToAsk(key, url) for key, url in rows]


def note_told(
    store: Store,
    key: str,
    state: Telling,
    *,
    title: str = "",
    duration_s: int | None = None,
    at: datetime | None = None,
) -> Changed:
    """Keeps what was told of a link at every customer that has it; fills gaps and nothing else."""
    moment = at or store.clock()
    with store.writing(person=False) as connection:
        rows = connection.execute(
            "SELECT id, title, duration_s FROM recordings WHERE key = ?", (key,)
        ).fetchall()
        log: list[changes.Row] = []
        for number, had_title, had_duration in rows:
            if title and not had_title:
                log.append(("recording", number, "title", had_title, title))
            if duration_s is not None and had_duration is None:
                log.append(("recording", number, "duration_s", None, str(duration_s)))
        connection.execute(
            "UPDATE recordings SET meta_state = ?, meta_fetched_at = ?,"
            " title = CASE WHEN title = '' THEN ? ELSE title END,"
            " duration_s = coalesce(duration_s, ?) WHERE key = ?",
            (state, stamp(moment), title, duration_s, key),
        )
        if log:
            changes.write(connection, log, by=_ASKED, at=moment)
    return Changed({"recording": frozenset(row[0] for row in rows)})
