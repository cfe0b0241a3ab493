"""What a connector is told of the book before it reads, gathered from where each thing stands."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from book import living, meetings, organizations, recording_intake
from sync.port import Known

if TYPE_CHECKING:
    from book.store import Store


def what_is_known(store: Store, source: str, cursors: dict[str, str], *, full: bool) -> Known:
    """What the book knows at this moment that a source may ask for."""
    return Known(
        accounts=set(living.account_ids(store, source)),
        cursors=cursors,
        full=full,
        heirs=set(living.heirs(store, source)),
        records=partial(living.record_ids, store, source),
        customers=partial(recording_intake.customer_domains, store),
        recordings=partial(recording_intake.living_recordings, store, source),
        meetings=partial(meetings.standing_ids, store, source),
        companies=partial(organizations.customers, store.connection),
        organizations=partial(organizations.matched_ids, store, source),
        watched=partial(organizations.watched_ids, store, source),
    )
