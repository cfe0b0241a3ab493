"""One entry of the outbox as the screen is given it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec import Struct

from book.outbox_entry import OutboxEntry


class ShownEntry(Struct, frozen=True, kw_only=True):
    """An entry, its account's name, and what its note or task is called here."""

    entry: OutboxEntry
    account: str
    title: str = ""
    written: datetime | None = None
    """When its text was begun, where that was well before it came into the outbox."""

    @property
    def id(self) -> int:
        """The entry's own id."""
        return self.entry.id

    @property
    def unsent(self) -> bool:
        """Whether it is still only on this laptop."""
        return self.entry.state != "sent"


class Standing(Struct, frozen=True, kw_only=True):
    """What decides when an entry leaves, apart from the entry itself."""

    now: datetime
    offline: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()
    behind: frozenset[int] = frozenset()
    """Ids of the entries before which an older one of the same record has to go."""
    waits: Mapping[str, str] = {}
    """Source → why nothing leaves for it at present, where it is not the network."""


def behind(shown: Iterable[ShownEntry]) -> frozenset[int]:
    """Which unsent entries wait for an older one of their record; `shown` is oldest first."""
    first: dict[tuple[str, int], int] = {}
    late = set()
    for one in shown:
        if one.unsent and first.setdefault((one.entry.record, one.entry.record_id), one.id) != (
            one.id
        ):
            late.add(one.id)
    return frozenset(late)
