"""Step 4: a task or note that a second source repeats is remembered as its copy."""

from __future__ import annotations

from typing import Final

_TABLE: Final = """
    CREATE TABLE {record}_copies (
        copy INTEGER PRIMARY KEY REFERENCES {record}s(id) ON DELETE CASCADE,
        original INTEGER NOT NULL REFERENCES {record}s(id) ON DELETE CASCADE,
        hides INTEGER NOT NULL DEFAULT 1,
        own INTEGER NOT NULL DEFAULT 0,
        since INTEGER NOT NULL,
        seen INTEGER NOT NULL
    ) STRICT
"""
# What is alike by now, as far as SQL can tell: texts with long blanks, or letters whose size it
# does not know, are left to a look through the customers that the cursor below asks for.
_PAIRS: Final = """
    INSERT INTO {record}_copies (copy, original, since, seen)
    WITH alike AS (
        SELECT r.id, coalesce(a.shown_with, a.id) AS leader, {sign}, r.source,
            coalesce(s.place, 1000000) AS place
        FROM {record}s r JOIN accounts a ON a.id = r.account_id
            LEFT JOIN sources s ON s.name = r.source
        WHERE r.source IS NOT NULL AND r.archived_at IS NULL
            AND a.status IN ('active', 'churned')
            AND (a.shown_with IS NOT NULL
                OR EXISTS (SELECT 1 FROM accounts t WHERE t.shown_with = a.id))
            AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.record_id = r.id
                AND o.record = '{record}' AND o.state <> 'sent')
            AND NOT EXISTS (SELECT 1 FROM conflicts x WHERE x.record_id = r.id
                AND x.record = '{record}' AND x.resolved_at IS NULL)
    ), counted AS (
        SELECT *, row_number() OVER (PARTITION BY leader, words, day, rest, source ORDER BY id)
            AS nth
        FROM alike
    ), led AS (
        SELECT id, first_value(id) OVER (PARTITION BY leader, words, day, rest, nth
            ORDER BY place, source) AS original
        FROM counted
    )
    SELECT id, original, (SELECT coalesce(max(id), 0) FROM changes),
        (SELECT coalesce(max(id), 0) FROM changes)
    FROM led WHERE id <> original
"""


def _plain(column: str) -> str:
    blanks = f"replace(replace(replace({column}, char(13), ''), char(10), ' '), char(9), ' ')"
    return f"lower(trim(replace(replace({blanks}, '  ', ' '), '  ', ' ')))"


_SIGNS: Final = {
    "task": f"{_plain('r.title')} AS words, r.due AS day,"
    " r.mine * 2 + (r.completed_at IS NULL) AS rest",
    "note": f"{_plain('r.subject')} AS words, r.day AS day, {_plain('r.body')} AS rest",
}

STATEMENTS: Final[tuple[str, ...]] = (
    # Which source was connected before which. An older book tells it by whose accounts came first.
    "ALTER TABLE sources ADD COLUMN place INTEGER",
    """
    UPDATE sources SET place = (
        SELECT first.place FROM (
            SELECT s.name, row_number() OVER (
                ORDER BY (SELECT min(a.id) FROM accounts a WHERE a.source = s.name) NULLS LAST,
                    s.baseline_at NULLS LAST, s.name) AS place
            FROM sources s) first
        WHERE first.name = sources.name)
    """,
    # Of two records that are one, which is shown: the original. `since` and `seen` are rows of the
    # change log: from where on the original's values may still be on their way to the copy, and
    # up to where the copy's own past was looked at. One that went its own way is not hidden.
    *(_TABLE.format(record=record) for record in _SIGNS),
    *(f"CREATE INDEX {record}_copies_of ON {record}_copies (original)" for record in _SIGNS),
    *(_PAIRS.format(record=record, sign=sign) for record, sign in _SIGNS.items()),
    """
    INSERT INTO cursors (source, resource, value)
    SELECT name, 'copies', 'due' FROM sources
    WHERE EXISTS (SELECT 1 FROM accounts WHERE shown_with IS NOT NULL) ORDER BY name LIMIT 1
    """,
    # A deal may be in another currency than its account; NULL is the account's.
    "ALTER TABLE deals ADD COLUMN currency TEXT",
)
