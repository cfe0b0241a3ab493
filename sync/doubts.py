"""Since when nobody knows whether a record was made: what one run leaves to the next."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

USUAL: Final = timedelta(seconds=30)
_MOST: Final = 1_000


class Doubts:
    """The keys of creations whose end is not known, and when each was tried.

    For so long as `settling` after an attempt a new record may still not be found. Moments are
    seconds of a steady count: a clock that is put right in between would end that time too soon.
    """

    def __init__(self, settling: timedelta = USUAL) -> None:
        self.settling = settling
        self._tried: dict[str, float] = {}

    def tried(self, key: str, at: float) -> None:
        """A creation goes out now."""
        self._tried.pop(key, None)
        self._tried[key] = at
        while len(self._tried) > _MOST:
            del self._tried[next(iter(self._tried))]

    def settled(self, key: str) -> None:
        """It is known what came of it."""
        self._tried.pop(key, None)

    def left(self, key: str, now: float) -> float | None:
        """Seconds until “not found” can be believed; None where no attempt is known of.

        Of an attempt that lies ahead nobody can tell how long ago it was: the time begins anew.
        """
        at = self._tried.get(key)
        if at is None:
            return None
        if at > now:
            self._tried[key] = at = now
        return max(at + self.settling.total_seconds() - now, 0.0)
