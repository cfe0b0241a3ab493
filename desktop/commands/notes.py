"""`satchel note` and `edit`: finished notes, from an argument, a pipe or a terminal."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterable
from typing import Final

from book import ids, notes
from book.errors import Refused, Usage
from book.named import account_to_write, note_number
from book.note_outcome import outcome, told
from book.note_writing import LONGEST_BODY, add_note, edit_note
from book.records import Filed, NoteId, TouchKind
from book.store import Store
from desktop.commands.opened import account_name, opened_to_write, said_day
from desktop.json_shapes import note_shape
from desktop.output import print_json
from desktop.words_given import one_line_given, text_given

_TOUCHES: Final[dict[str, TouchKind]] = {"call": "call", "meeting": "meeting"}


def note(said: Namespace) -> int:
    """Adds a finished note to an account and prints its id."""
    day = said_day(said.date)
    subject = one_line_given(said.subject, "subject")
    tags = _tags(said.tag)
    # Opened before the text is asked for: nobody should type a note that then cannot be kept.
    with opened_to_write(said) as (store, rules):
        one = account_to_write(store, said.account)
        body = _body(said.text, "Write the note")
        number, changed = add_note(
            store,
            rules,
            one.id,
            subject=subject,
            body=body,
            day=day,
            tags=tags,
            kind=next((_TOUCHES[tag.lower()] for tag in tags if tag.lower() in _TOUCHES), "note"),
            private=said.private,
        )
        _print(
            store, number, as_json=said.json, line=ids.spell("note", number), filed=changed.filed
        )
    return 0


def edit(said: Namespace) -> int:
    """Replaces the text of a note."""
    with opened_to_write(said) as (store, rules):
        number = note_number(store, said.note)
        spelt = ids.spell("note", number)
        body = _body(said.text, f"Write the new text of {spelt}")
        changed = edit_note(store, rules, number, body=body)
        line = f"{spelt}: the text is replaced." if changed else f"{spelt} says that already."
        _print(store, number, as_json=said.json, line=line, filed=changed.filed)
    return 0


def _tags(given: Iterable[str]) -> tuple[str, ...]:
    tags = tuple(one_line_given(tag, "tag") for tag in given)
    if not all(tags):
        raise Usage("A tag is blank.", "Say --tag with a word, or leave it out.")
    return tags


def _body(given: str | None, question: str) -> str:
    text = text_given(given, question, LONGEST_BODY)
    if not text.strip():
        raise Usage("The note has no words in it.", "Nothing was written; write at least a line.")
    return text


def _print(store: Store, number: NoteId, *, as_json: bool, line: str, filed: Filed | None) -> None:
    """The line goes to scripts; what the note's lines made is told beside it, for people."""
    found_there = outcome(filed)
    if not as_json:
        print(line)
        if found_there:
            print(f"Ended: {told(found_there)}.", file=sys.stderr)
        return
    found = notes.note(store, number)
    if found is None:
        raise Refused(
            f"The note {ids.spell('note', number)} was deleted meanwhile.", "Undo brings it back."
        )
    made = {
        "made": found_there.made,
        "changed": found_there.changed,
        "closed": found_there.closed,
        "refused": found_there.refused,
        "beyond": found_there.beyond,
        "moments": found_there.moments,
    }
    name = account_name(store, found.account_id)
    print_json({**note_shape(found), "account": name, "filed": made})
