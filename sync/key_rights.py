"""Whose trouble a 403 is: that of one record, which stops, or that of the key, for which all wait.

The service does not say. It is the record's when another write was taken since the key was first
refused there; it is the key's when a second record is refused with nothing taken in between.
Until then the entry waits, so that a right that comes back needs nobody to do anything.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from book import outbox
from book.errors import Refused
from book.outbox_entry import OutboxEntry
from sync.refusals import NotAllowed, closed_record, key_may_not

if TYPE_CHECKING:
    from book.store import Store

_LATELY: Final = 20
"""So many of the newest confirmed entries are searched for one of the same source."""


class _Doubt(NamedTuple):
    """An entry the key may not write, while nobody knows whether it may write others."""

    entry: OutboxEntry
    """As it was put back."""
    error: NotAllowed


class KeyRights:
    """What one push learns of what its key may do; `stop` parks an entry for good reason."""

    def __init__(self, store: Store, stop: Callable[[OutboxEntry, Refused], None]) -> None:
        self._store = store
        self._stop = stop
        self._taken = False
        self._doubt: _Doubt | None = None

    def refused(self, entry: OutboxEntry, error: NotAllowed) -> NotAllowed | None:
        """A 403 for an entry that is put back already; returns what the run says if that was the
        key's trouble, None where the next one may be tried."""
        standing = outbox.entry(self._store, entry.id)
        if standing is None or standing.state != "queued":
            return None
        if self._taken_since_refused(standing):
            self._stop(standing, closed_record(error))
        elif self._doubt is None:
            self._doubt = _Doubt(standing, error)
        else:
            self._doubt = None
            return key_may_not(error)
        return None

    def taken(self) -> None:
        """The service took a write: whatever it refused just before, it is not the key."""
        self._taken = True
        doubt, self._doubt = self._doubt, None
        if doubt is not None:
            self._stop_unless_changed(doubt)

    def end(self) -> NotAllowed | None:
        """There is nothing more to try; returns what the run says of a doubt that stays."""
        doubt, self._doubt = self._doubt, None
        if doubt is None:
            return None
        if not self._taken:
            return key_may_not(doubt.error)
        self._stop_unless_changed(doubt)
        return None

    def _stop_unless_changed(self, doubt: _Doubt) -> None:
        """Stops an entry that was refused alone; one that was edited meanwhile gets another try."""
        now = outbox.entry(self._store, doubt.entry.id)
        if now is not None and (now.state, now.intent) == ("queued", doubt.entry.intent):
            self._stop(now, closed_record(doubt.error))

    def _taken_since_refused(self, entry: OutboxEntry) -> bool:
        """Whether the source took another write since it first did not allow this one."""
        # The log of an entry names the kind of every failure.
        refused = f"({NotAllowed.kind})"
        log = outbox.events(self._store, entry.id)
        first = next((event.at for event in log if refused in event.words), None)
        lately = outbox.entries(self._store, sent=_LATELY)
        moments = [one.sent_at for one in lately if one.source == entry.source and one.sent_at]
        return first is not None and any(at > first for at in moments)
