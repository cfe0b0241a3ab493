"""What search knows of: a little less than what was written, for as long as the lag lasts."""

from __future__ import annotations

from datetime import timedelta

from book.clock import Clock, stamp
from sync.simulator.hubspot.shelf import Row, Shelf, by_modified, by_number


class _Unseen:
    """A write that search has not noticed yet, and what was there before it."""

    __slots__ = ("before", "row_id", "seen_at")

    def __init__(self, row_id: str, before: Row | None, seen_at: str) -> None:
        self.row_id = row_id
        self.before = before
        self.seen_at = seen_at


class Index:
    """Keeps, per kind, the writes of the last `lag` seconds. Archiving is noticed at once."""

    def __init__(self, clock: Clock, lag: float) -> None:
        self.lag = lag
        self._clock = clock
        self._unseen: dict[str, list[_Unseen]] = {}

    def wrote(self, kind: str, row_id: str, before: Row | None) -> None:
        """Notes a write before it is done."""
        if self.lag > 0:
            seen_at = stamp(self._clock() + timedelta(seconds=self.lag))
            self._unseen.setdefault(kind, []).append(_Unseen(row_id, before, seen_at))

    def rows(self, kind: str, shelf: Shelf, *, changed: bool) -> list[Row]:
        """The rows as search sees them, by number or, with `changed`, by modified date."""
        rows = shelf.changed() if changed else shelf.numbered()
        hidden = self._hidden(kind)
        if not hidden:
            return rows
        seen = [row for row in rows if row.id not in hidden]
        seen += [row for row in hidden.values() if row is not None and row.id in shelf.live]
        return sorted(seen, key=by_modified) if changed else sorted(seen, key=by_number)

    def _hidden(self, kind: str) -> dict[str, Row | None]:
        """Id → what search still takes for the record, None where it knows of none."""
        unseen = self._unseen.get(kind)
        if not unseen:
            return {}
        now = stamp(self._clock())
        left = [one for one in unseen if one.seen_at > now]
        self._unseen[kind] = left
        hidden: dict[str, Row | None] = {}
        for one in left:
            hidden.setdefault(one.row_id, one.before)
        return hidden
