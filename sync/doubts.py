"""Since when nobody knows whether a record was made: what one run leaves to the next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

USUAL: Final = timedelta(seconds=30)
_MOST: Final = 1_000


class Doubts:
    """The keys of creations whose end is not known, and when each was tried.

    For so long as `settling` after an attempt a new record may still not be found.
    """

    def __init__(self, settling: timedelta = USUAL) -> None:
        self.settling = settling
        self._tried: dict[str, datetime] = {}

    def tried(self, key: str, at: datetime) -> None:
        """A creation goes out now."""
        self._tried.pop(key, None)
        self._tried[key] = at
        while len(self._tried) > _MOST:
            del self._tried[next(iter(self._tried))]

    def settled(self, key: str) -> None:
        """It is known what came of it."""
        self._tried.pop(key, None)

    def left(self, key: str, now: datetime) -> float | None:
        """Seconds until “not found” can be believed; None where no attempt is known of.

        An attempt that lies ahead was made by a clock that has been set back since: how long ago
        it was nobody can tell, so the time begins anew.
        """
        at = self._tried.get(key)
        if at is None:
            return None
        if at > now:
            self._tried[key] = at = now
        return max((at + self.settling - now).total_seconds(), 0.0)
