"""Whether a record of mine waits, is confirmed by its source, or wants a person; as SQL."""

from __future__ import annotations


def sync_column(kind: str, row: str) -> str:
    """The SQL expression for the state of a note or task; `row` is the alias of its table."""
    return f"""
        CASE
        WHEN EXISTS (SELECT 1 FROM conflicts x WHERE x.record_id = {row}.id
            AND x.record = '{kind}' AND x.resolved_at IS NULL) THEN 'conflict'
        ELSE coalesce(
            (SELECT CASE WHEN max(o.state = 'parked') THEN 'parked' ELSE 'queued' END
             FROM outbox o WHERE o.record_id = {row}.id AND o.record = '{kind}'
             AND o.state <> 'sent' HAVING count(*) > 0),
            CASE WHEN {row}.external_id IS NOT NULL THEN 'synced' ELSE 'local' END)
        END"""
