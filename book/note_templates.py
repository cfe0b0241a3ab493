"""What a new note begins with: the team's template, filled with the account and what is open.

Source: house rules, `[notes]`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from book.filling import PLACE, fill, fill_lines, places
from book.records import Account, Contact, Task

if TYPE_CHECKING:
    from book.rules import HouseRules
    from book.rules_texts import NoteTemplate

PLACES: Final = ("name", "people", "day", "open_tasks", "open_questions", "help")
"""What a template may ask for between braces; `link_NAME` asks for a link of the house rules."""


class Begun(Struct, frozen=True, kw_only=True):
    """The subject and text a note begins with."""

    subject: str
    body: str


def begin_with(
    rules: HouseRules,
    template: NoteTemplate,
    account: Account | None,
    *,
    people: Sequence[Contact] = (),
    day: date,
    tasks: Sequence[Task] = (),
    questions: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
) -> Begun:
    """The template's words for this account and day.

    `tasks` are the open ones of mine there, `questions` those left open last time; `links` are
    the account's addresses by the name the house rules give them. A line that asks for what is
    not known is left out; its heading stays, to be written under.
    """
    values = {
        "name": account.name if account else "",
        "people": ", ".join(one.name for one in people),
        "day": day.isoformat(),
        "open_tasks": "\n".join(_task_line(task.title, day) for task in tasks),
        "open_questions": "\n".join(f"[ ] {_one_line(text)}" for text in questions),
        "help": rules.notes.where_to_get_help,
        **{f"link_{name}": address for name, address in (links or {}).items()},
    }
    return Begun(
        subject=" ".join(PLACE.sub("", fill(template.subject, values).text).split()),
        body=fill_lines(template.body, values, places(template.body)).text,
    )


def _task_line(title: str, day: date) -> str:
    """A task with its box, so that the line speaks of it: ticked here it is done, and no second
    one is made. A title that would be read as something else stands as text."""
    from book.note_lines import parse_line  # the grammar, with the first note

    words = _one_line(title)
    line = f"[ ] {words}"
    return line if parse_line(line, day).sign == "[ ] " else f"- “{words}”"


def _one_line(text: str) -> str:
    return " ".join(text.split())
