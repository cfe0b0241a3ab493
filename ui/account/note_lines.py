"""The notes of an account as lines of its pane: when, about what, and whether one waits."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from book.records import Note
from ui import days
from ui.account.note_excerpt import excerpt
from ui.queue.words import full_day, isolated, touch_words
from ui.words import plural, say


class NoteLine(Struct, frozen=True, kw_only=True):
    """A note: where it stands in the list, and its whole text for whoever opens it."""

    key: str
    day: str
    about: str
    """`Thu 12 Nov, call`"""
    subject: str
    body: str
    tip: str
    number: int = 0
    """The note's id."""
    mine: bool = False
    pinned: bool = False
    standing: str = ""
    """That it waits here, never leaves, or wants a person; empty once it is where it belongs."""
    wants_you: bool = False


def note_line(note: Note, today: date) -> NoteLine:
    """A note as the pane shows it on a day."""
    kind = touch_words(note.kind)
    day = days.day_words(note.day, today)
    subject = one_line(note.subject)
    who = "" if note.mine or not note.author else say("by {name}", name=isolated(note.author))
    tips = [subject, f"{full_day(note.day)}, {kind}", who]
    if note.private:
        tips.append(say("Private: it stays on this computer"))
    return NoteLine(
        key=f"note {note.id}",
        day=days.short_day(note.day, today),
        about=say("{day}, {kind}", day=day, kind=kind),
        subject=subject or excerpt(note.body, 80) or say("no subject"),
        body=note.body,
        tip="\n".join(part for part in tips if part),
        number=note.id,
        mine=note.mine,
        pinned=note.pinned,
        standing=_note_standing(note),
        wants_you=note.sync in ("conflict", "parked"),
    )


def _note_standing(note: Note) -> str:
    """What is to be said of where a note is; nothing once it is where it belongs."""
    if note.sync == "conflict":
        return say("edited here and there")
    if note.sync == "parked":
        return say("needs you")
    if note.private:
        return say("only on this laptop")
    return say("waits to be sent") if note.sync == "queued" else ""


def unlisted(more: int) -> str:
    """How many notes stand in the book and not in the list; empty where none do."""
    if more <= 0:
        return ""
    return plural(more, "{n} older note is not listed here", "{n} older notes are not listed here")


def one_line(text: str) -> str:
    """A text without its line breaks, as a name or a title is shown."""
    return " ".join(text.split())
