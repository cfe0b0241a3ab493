"""Looking a text up in the book, for the palette."""

from __future__ import annotations

from typing import Final

from book.errors import SatchelError
from book.visible_text import fenced
from ui import days
from ui.book_reading import BookReading
from ui.palette.palette import Found

_BETWEEN: Final = " · "


def find(reading: BookReading, text: str, most: int) -> list[Found]:
    """At most so many records that hold the text, best first; none where it cannot be read."""
    from book.search import search  # with its index, nothing the first paint asks for
    from book.snippets import unmarked

    try:
        hits = search(reading.store, text, today=reading.day, limit=most)
    except SatchelError:
        return []  # a palette without answers still goes and acts; the window says the trouble
    found = []
    for hit in hits:
        day = days.short_day(hit.day, reading.day) if hit.day is not None else ""
        account = fenced(hit.account) if hit.kind != "account" else ""
        about = [one for one in (account, day) if one]
        piece, title = unmarked(hit.snippet), unmarked(hit.title)
        # A person without a name is called by the address, which need not be said twice.
        told = piece.text if piece.text != title.text else ""
        before = sum(len(one) + len(_BETWEEN) for one in about)
        found.append(
            Found(
                kind=hit.kind,
                id=hit.id,
                account_id=hit.account_id,
                title=title.text,
                hits=title.hits,
                below=_BETWEEN.join((*about, told) if told else about),
                below_hits=tuple(
                    (first + before, end + before) for first, end in (piece.hits if told else ())
                ),
            )
        )
    return found
