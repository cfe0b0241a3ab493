"""What a person typed into the filters of the lists, kept over a restart.

In the book and in no file of settings, because it may name a customer. No change log.
"""

from __future__ import annotations

from collections.abc import Mapping

from book.store import Store


def kept(store: Store) -> dict[str, str]:
    """View → the text in its filter."""
    return dict(store.rows("SELECT view, text FROM view_filters"))


def keep(store: Store, filters: Mapping[str, str]) -> None:
    """Keeps these and forgets all others; the same ones write nothing."""
    wanted = {view: text for view, text in filters.items() if text.strip()}
    if wanted == kept(store):
        return
    with store.writing() as connection:
        connection.execute("DELETE FROM view_filters")
        connection.executemany("INSERT INTO view_filters VALUES (?, ?)", list(wanted.items()))
