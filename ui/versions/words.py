"""What is said of a version of a note: when, by whom, and how much of it is different. No Qt."""

from __future__ import annotations

from datetime import datetime

from book.note_versions import Piece, Version
from ui.words import list_words, moment_words, plural, say, source_name


def when(version: Version, now: datetime) -> str:
    """`Today 10:04`, `Mon 23 Nov 17:52`."""
    words = moment_words(version.at, now)
    return words[:1].upper() + words[1:]


def who(version: Version) -> str:
    """`me`, or the source that brought it, by its name; `unknown` where nothing tells."""
    if not version.by:
        return say("unknown")
    return say("me") if version.by == "me" else source_name(version.by)


def size(version: Version) -> str:
    """How much of it is different from the version before."""
    if version.first:
        return plural(version.added, "begun with {n} word", "begun with {n} words")
    parts = _words_came_and_went(version.added, version.removed)
    named = {"subject": say("subject"), "day": say("day"), "tags": say("tags")}
    others = [named[name] for name in version.other]
    if others:
        parts.append(say("other {fields}", fields=list_words(others)))
    return list_words(parts) if parts else say("no other words, only signs or their order")


def told(pieces: list[Piece]) -> str:
    """A difference for who hears it: how many lines came, how many went."""
    came = sum(piece.kind == "added" for piece in pieces)
    went = sum(piece.kind == "removed" for piece in pieces)
    if not came and not went:
        return say("No line of the text is different.")
    parts = []
    if came:
        parts.append(plural(came, "{n} line with a plus is new", "{n} lines with a plus are new"))
    if went:
        parts.append(
            plural(went, "{n} line with a minus is gone", "{n} lines with a minus are gone")
        )
    return list_words(parts)


def _words_came_and_went(came: int, went: int) -> list[str]:
    parts = []
    if came:
        parts.append(plural(came, "{n} word added", "{n} words added"))
    if went:
        # The noun stands once where both are said.
        parts.append(
            say("{n} removed", n=went)
            if came
            else plural(went, "{n} word removed", "{n} words removed")
        )
    return parts
