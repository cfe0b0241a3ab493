"""Where a pull stands: one text per source and resource, stored with the page it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from book.store import Store

WAIT: Final = "wait"
"""The resource under which it is kept until when a service asked to be left alone."""
OWN_WAIT: Final = "own wait"
"""The same for a wait of our own making: a run by hand does not keep it."""

if TYPE_CHECKING:
    from sqlite3 import Connection


def cursor(store: Store, source: str, resource: str) -> str | None:
    """The stored cursor, or None when that resource was never pulled."""
    found = store.row(
        "SELECT value FROM cursors WHERE source = ? AND resource = ?", (source, resource)
    )
    return found[0] if found else None


def all_of(store: Store, source: str) -> dict[str, str]:
    """All that is stored for a source, by resource."""
    rows = store.rows("SELECT resource, value FROM cursors WHERE source = ?", (source,))
    return {row[0]: row[1] for row in rows}


def put(connection: Connection, source: str, resource: str, value: str) -> None:
    """Stores a cursor inside the caller's transaction."""
    connection.execute(
        "INSERT INTO cursors (source, resource, value) VALUES (?, ?, ?)"
        " ON CONFLICT (source, resource) DO UPDATE SET value = excluded.value",
        (source, resource, value),
    )


def keep(store: Store, source: str, values: dict[str, str]) -> None:
    """Stores several cursors in one transaction; those that stand already are not written."""
    news = {name: value for name, value in values.items() if cursor(store, source, name) != value}
    if not news:
        return
    with store.writing(person=False) as connection:
        for resource, value in news.items():
            put(connection, source, resource, value)


def clear(store: Store, source: str) -> None:
    """Forgets where a source's pull stood, so that the next one starts over."""
    with store.writing(person=False) as connection:
        connection.execute("DELETE FROM cursors WHERE source = ?", (source,))
