"""Entries that stopped because a field was hidden go by themselves once it is shown again."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from book import outbox_sending as sending
from book.errors import BadResponse, Refused, ServerTrouble
from sync.refusals import NotAllowed

if TYPE_CHECKING:
    from book.store import Store


@runtime_checkable
class Showing(Protocol):
    """What a writer adds whose service can hide fields from a person."""

    async def shown_again(
        self, record: str, external_id: str | None, fields: Collection[str]
    ) -> bool:
        """Whether everything can be seen and written now that an entry with these fields needs.

        Asks the service, once a run for each kind of record. Raises the errors of `sync.http`.
        """


async def let_go(store: Store, source: str, writer: object) -> None:
    """Puts back in line what can go again; what else there is asks nothing.

    Raises Offline, RateLimited and Auth: nothing can be sent then.
    """
    stopped = sending.stopped(store, source, "hidden")
    if not stopped or not isinstance(writer, Showing):
        return
    for entry in stopped:
        known = sending.home(store, entry).external_id
        try:
            shown = await writer.shown_again(entry.record, known, entry.intent.keys())
        except (NotAllowed, Refused, ServerTrouble, BadResponse):
            continue  # not to be seen yet; every run looks once more
        if shown:
            sending.let_go(store, entry)
