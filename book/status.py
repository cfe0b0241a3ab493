"""How the book stands: counts and sources, in one look."""

from __future__ import annotations

from msgspec import Struct

from book import conflicts, outbox
from book.records import Source
from book.sources import sources
from book.store import Store


class Status(Struct, frozen=True, kw_only=True):
    """Counts of the book, and every source with its last success."""

    encrypted: bool
    accounts: int
    notes: int
    tasks: int
    outbox: dict[str, int]
    """State → how many entries; what was sent is not counted."""
    conflicts: int
    drafts: int
    sources: tuple[Source, ...]


def read(store: Store) -> Status:
    """Reads the counts and the sources."""
    counts = store.row(
        "SELECT (SELECT count(*) FROM accounts WHERE status IN ('active', 'churned')"
        " AND shown_with IS NULL),"
        # What a second source repeats is taken off: there is little of it, and much of the rest.
        " (SELECT count(*) FROM notes WHERE archived_at IS NULL)"
        " - (SELECT count(*) FROM note_copies k JOIN notes n ON n.id = k.copy"
        " WHERE k.hides AND n.archived_at IS NULL),"
        " (SELECT count(*) FROM tasks WHERE archived_at IS NULL AND completed_at IS NULL)"
        " - (SELECT count(*) FROM task_copies k JOIN tasks t ON t.id = k.copy"
        " WHERE k.hides AND t.archived_at IS NULL AND t.completed_at IS NULL),"
        " (SELECT count(*) FROM drafts)"
    )
    accounts, notes, tasks, drafts = counts or (0, 0, 0, 0)
    return Status(
        encrypted=store.encrypted,
        accounts=accounts,
        notes=notes,
        tasks=tasks,
        outbox=outbox.counts(store),
        conflicts=conflicts.count(store),
        drafts=drafts,
        sources=tuple(sources(store)),
    )
