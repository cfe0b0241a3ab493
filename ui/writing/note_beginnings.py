"""What a new note begins with: the team's template, filled for the account at hand."""

from __future__ import annotations

from collections.abc import Callable

from book import contacts, note_templates, tasks
from book.note_templates import Begun
from book.records import AccountId
from ui.account.links import links_of
from ui.book_reading import BookReading
from ui.note.page import NotePage
from ui.words import say
from ui.writing.pick_list import Option, PickDialog, narrowed

_MOST_TASKS = 12


def beginning(reading: BookReading, account_id: AccountId | None, code: str) -> Begun:
    """A template's words for an account; empty ones for a code the house rules dropped."""
    template = reading.rules.notes.template(code)
    if template is None:
        return Begun(subject="", body="")
    account = next((one for one in reading.accounts if one.id == account_id), None)
    if account is None:
        return note_templates.begin_with(reading.rules, template, None, day=reading.day)
    open_ones = [
        task
        for task in tasks.tasks_of(reading.store, account.id)
        if task.mine and task.completed_at is None
    ]
    return note_templates.begin_with(
        reading.rules,
        template,
        account,
        people=contacts.contacts_of(reading.store, account.id),
        day=reading.day,
        tasks=open_ones[:_MOST_TASKS],
        links={link.name: link.address for link in links_of(account, reading.rules)},
    )


def ask_template(page: NotePage, reading: BookReading, picked: Callable[[str], None]) -> PickDialog:
    """Ask for one of the team's templates."""
    options = [
        Option(value=one.code, words=one.title, now=one.code == page.template)
        for one in reading.rules.notes.templates
    ]
    dialog = PickDialog(page.window(), say("What kind of note is it"), narrowed(options), picked)
    dialog.open()
    return dialog


def first_free_line(body: str) -> int:
    """Where in a template one begins to write: its first empty line, else its end."""
    lines = body.split("\n")
    for place, line in enumerate(lines):
        if not line and place > 0:
            return sum(len(one) + 1 for one in lines[:place])
    return len(body)
