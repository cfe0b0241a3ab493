"""The sync log: what each run did, kept in the book for a while, free of names and texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from book.clock import moment, stamp
from book.records import LogLine
from book.store import Store

KEPT_DAYS: Final = 90
KEPT_LINES: Final = 20_000


def append(store: Store, lines: Sequence[LogLine]) -> None:
    """Adds lines in one transaction and drops those past their time."""
    if not lines:
        return
    oldest = stamp(store.clock() - timedelta(days=KEPT_DAYS))
    with store.writing(person=False) as connection:
        connection.executemany(
            "INSERT INTO sync_log (at, source, level, text) VALUES (?, ?, ?, ?)",
            [(stamp(line.at), line.source, line.level, line.text) for line in lines],
        )
        connection.execute(
            "DELETE FROM sync_log WHERE at < ? OR id <= (SELECT max(id) FROM sync_log) - ?",
            (oldest, KEPT_LINES),
        )


def lines(store: Store, limit: int = 200) -> list[LogLine]:
    """The newest lines, newest first."""
    rows = store.rows(
        "SELECT at, source, level, text FROM sync_log ORDER BY id DESC LIMIT ?", (limit,)
    )
    return [LogLine(at=moment(row[0]), source=row[1], level=row[2], text=row[3]) for row in rows]
