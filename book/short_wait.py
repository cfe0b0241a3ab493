"""Writing for somebody who looks at a screen: a busy file is reported at once, not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from book.errors import Busy
from book.locks import FileLock
from book.store import Store

SHORT_SECONDS: Final = 0.1
"""How long a window may stand still for a file that another process writes to."""


@contextmanager
def waiting_briefly(store: Store, seconds: float = SHORT_SECONDS) -> Iterator[None]:
    """Inside, a write that does not get its turn soon raises Busy; nothing was changed then."""
    gate = FileLock(store.profile.write_gate)
    if not gate.acquire(wait_seconds=seconds):
        raise Busy("Another Satchel is writing right now.", "Nothing was changed; try again.")
    gate.release()
    [(before,)] = store.rows("PRAGMA busy_timeout")
    store.rows(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        store.rows(f"PRAGMA busy_timeout = {before}")
