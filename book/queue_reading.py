"""The renewal queue of the book as it stands: reads what `book.queue` decides on."""

from __future__ import annotations

from datetime import date

from book import accounts, queue_marks, sources
from book.queue import QueueRow, build_queue
from book.rules import HouseRules
from book.store import Store


def read_queue(store: Store, rules: HouseRules, day: date) -> list[QueueRow]:
    """The queue rows of a local day, in order."""
    segments = rules.segments
    found = accounts.all_accounts(
        store,
        watched=frozenset({segments.onboarding, segments.managed}),
        look_back_days=rules.health.look_back_days,
    )
    mapped = {source.name: frozenset(source.mapping) for source in sources.sources(store)}
    return build_queue(found, queue_marks.marks(store), rules, day, mapped=mapped)
