"""Step 22: what a person settled of customers and copies, and which workspace a source is.

All of it is kept by the ids of the sources, so that it outlives rows that go and come back.
"""

from __future__ import annotations

from typing import Final

_PAIRS: Final = """
    INSERT OR IGNORE INTO settled_customers
    SELECT iif(a.source < b.source, a.source, b.source),
        iif(a.source < b.source, a.external_id, b.external_id),
        iif(a.source < b.source, b.source, a.source),
        iif(a.source < b.source, b.external_id, a.external_id), {one}
    FROM {pairs} p JOIN accounts a ON a.id = p.{left} JOIN accounts b ON b.id = p.{right}
    WHERE a.source <> b.source {more}
"""
_COPIES: Final = """
    INSERT OR IGNORE INTO settled_copies
    SELECT '{record}', c.source, c.external_id, o.source, o.external_id, NULL
    FROM {record}_copies k JOIN {record}s c ON c.id = k.copy JOIN {record}s o ON o.id = k.original
    WHERE c.source IS NOT NULL AND c.external_id IS NOT NULL
        AND o.source IS NOT NULL AND o.external_id IS NOT NULL
"""

STATEMENTS: Final[tuple[str, ...]] = (
    # The source that comes first by its name stands first; `is_one` is 0 where they are two.
    """
    CREATE TABLE settled_customers (
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        other_source TEXT NOT NULL,
        other_id TEXT NOT NULL,
        is_one INTEGER NOT NULL,
        PRIMARY KEY (source, external_id, other_source, other_id)
    ) STRICT, WITHOUT ROWID
    """,
    _PAIRS.format(pairs="apart", left="one", right="other", one="0", more=""),
    _PAIRS.format(
        pairs="accounts", left="id", right="shown_with", one="1",
        more="AND p.matched_by = 'hand'",
    ),
    # `texts` tells what the copy said when it was last known for one; NULL where nobody noted it.
    """
    CREATE TABLE settled_copies (
        record TEXT NOT NULL,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        original_source TEXT NOT NULL,
        original_id TEXT NOT NULL,
        texts TEXT,
        PRIMARY KEY (record, source, external_id)
    ) STRICT, WITHOUT ROWID
    """,
    _COPIES.format(record="task"),
    _COPIES.format(record="note"),
    # The portal, org or workspace that a source's rows came from; `checked` names the key with
    # which that was asked last, by a few digits of its digest.
    """
    CREATE TABLE source_places (
        source TEXT PRIMARY KEY,
        place TEXT NOT NULL,
        checked TEXT
    ) STRICT, WITHOUT ROWID
    """,
)  # fmt: skip
