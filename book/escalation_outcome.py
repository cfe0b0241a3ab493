"""What a customer is told once an escalation is closed: the lines of the mail, made from the form.

Also the summary of a call with an engineer, made from the note of that call.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from book.escalations import Escalation
from book.notes import notes_of
from book.records import Note
from book.store import Store
from book.summary_mail import told

MAIL: Final = "outcome"
"""The code of the mail in the house rules."""


def outcome_lines(one: Escalation) -> str:
    """What was asked and what came of it, then its recordings; as a note would hold it."""
    subject = one.subject or "What you asked"
    lines = [f"“{subject}”: {' '.join(one.outcome.split())}"]
    lines += dict.fromkeys(moment.url for moment in one.form.moments)
    return "\n".join(lines)


def notes_of_call(store: Store, one: Escalation, day: date | None) -> list[Note]:
    """The notes the summary of a call can be made of: those of its day first, then the newest."""
    found = [note for note in notes_of(store, one.account_id) if note.body.strip()]
    return sorted(found, key=lambda note: note.day != day)


def call_summary(note: Note, today: date, ours: frozenset[str] = frozenset()) -> str:
    """What was discussed and what is next, without what is for the team alone."""
    said = told(note.body, note.day, today, ours)
    parts: Sequence[str] = (said.summary, said.next_steps, said.recordings)
    return "\n".join(part for part in parts if part.strip()).strip()
