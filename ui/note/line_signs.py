"""The signs that make a line of a note stand for something, as the sheet of keys shows them.

No Qt. What they mean is decided in `book.note_lines`; `docs/note-lines.md` says all of it.
"""

from __future__ import annotations

from ui.words import say


def line_signs() -> list[tuple[str, str]]:
    """What the line becomes, and how it is written, one example each."""
    return [
        (say("A task of mine"), say("[] send docs @fri")),
        (say("A question to answer"), say("? who owns the plant")),
        (say("A risk"), say("! the CFO looks at all tools")),
        (say("They owe something"), say("<< they send the list mon")),
        (say("I owe something"), say(">> I owe them the price")),
        (say("To escalate"), say("^ escalate: boards time out")),
        (say("Done"), say("[x] send docs")),
        (say("A day"), say("@fri, tomorrow, in 3 days, 3 dec")),
    ]


def signs_in_short() -> str:
    """All signs in one line."""
    return say("[] task · ? question · ! risk · >> I owe · << they owe · ^ escalate")
