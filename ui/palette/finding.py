"""Looking a text up in the book, for the palette."""

from __future__ import annotations

from book.errors import SatchelError
from ui import days
from ui.book_reading import BookReading
from ui.palette.palette import Found


def find(reading: BookReading, text: str, most: int) -> list[Found]:
    """At most so many records that hold the text, best first; none where it cannot be read."""
    from book.search import search  # with its index, nothing the first paint asks for

    try:
        hits = search(reading.store, text, today=reading.day, limit=most)
    except SatchelError:
        return []  # a palette without answers still goes and acts; the window says the trouble
    found = []
    for hit in hits:
        day = days.short_day(hit.day, reading.day) if hit.day is not None else ""
        parts = (hit.account if hit.kind != "account" else "", day, hit.snippet.text)
        found.append(
            Found(
                kind=hit.kind,
                id=hit.id,
                account_id=hit.account_id,
                title=hit.title.text,
                below=" · ".join(part for part in parts if part),
            )
        )
    return found
