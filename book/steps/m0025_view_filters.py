"""Step 25: what stands in the filters of the lists; it may name a customer, so it stands here."""

from __future__ import annotations

from typing import Final

STATEMENTS: Final = (
    "CREATE TABLE view_filters (view TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
