"""Writing for somebody who looks at a screen: a busy file is reported at once, not waited for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from book.store import Store

SHORT_SECONDS: Final = 0.1
"""How long a window may stand still for a file that another process writes to."""


@contextmanager
def waiting_briefly(store: Store, seconds: float = SHORT_SECONDS) -> Iterator[None]:
    """Inside, a write that does not get its turn soon raises Busy; nothing was changed then."""
    [(before,)] = store.rows("PRAGMA busy_timeout")
    patience = store.patience_seconds
    store.patience_seconds = seconds
    store.rows(f"PRAGMA busy_timeout = {round(seconds * 1000)}")
    try:
        yield
    finally:
        store.patience_seconds = patience
        store.rows(f"PRAGMA busy_timeout = {before}")
