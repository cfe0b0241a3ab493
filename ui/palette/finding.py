"""Looking a text up in the book, for the palette."""

from __future__ import annotations

from ui.book_reading import BookReading
from ui.palette.palette import Found


def find(reading: BookReading, text: str, most: int) -> list[Found]:
    """At most so many records that hold the text, best first."""
    words = text.casefold().split()
    return [
        Found(kind="account", id=one.id, account_id=one.id, title=one.name, below=one.domain or "")
        for one in reading.accounts
        if all(word in f"{one.name} {one.domain or ''}".casefold() for word in words)
    ][:most]
