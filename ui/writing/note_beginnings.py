"""What a new note begins with: the team's template, filled for the account at hand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from book import contacts, note_templates, points, tasks
from book.account_links import links_of
from book.note_templates import Begun
from book.records import AccountId
from ui.book_reading import BookReading
from ui.note.page import NotePage
from ui.words import say
from ui.writing.pick_list import Option, PickDialog, narrowed

_MOST_TASKS = 12


class PageTemplates(QObject):
    """The template of the note on the page: chosen, filled anew for another account."""

    taken = Signal()
    """Another template stands on the page."""

    def __init__(self, page: NotePage, reading: BookReading) -> None:
        super().__init__(page)
        self._page = page
        self._reading = reading
        page.template_asked.connect(lambda: ask_template(page, reading, self.take))
        page.named.connect(self._named)

    def take(self, code: str) -> None:
        """Fill the page anew; what was typed comes back by undo in the text."""
        page = self._page
        begun = beginning(self._reading, page.account_id, code)
        fresh = page.keeper.draft is None and page.keeper.rests_on_words
        page.put(begun.subject, begun.body)
        if fresh:
            page.keeper.begin()
        self.tell(code)
        stand_at(page, first_free_line(begun.body))
        self.taken.emit()

    def tell(self, code: str) -> None:
        """Name the template in its button; nothing for a note that was begun before."""
        found = self._reading.rules.notes.template(code)
        self._page.tell_template(code, found.title if found else "")

    def _named(self) -> None:
        """Another account or kind; a template that nobody wrote into is filled for it."""
        page = self._page
        if page.template and page.keeper.draft is None and page.keeper.rests_on_words:
            self.take(page.template)


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
        questions=[one.text for one in points.open_questions(reading.store, account.id)],
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


def stand_at(page: NotePage, position: int) -> None:
    """Put the cursor of the page's text there, in characters from its beginning."""
    cursor = page.text.textCursor()
    cursor.setPosition(position)
    page.text.setTextCursor(cursor)


def first_free_line(body: str) -> int:
    """Where in a template one begins to write: its first empty line, else its end."""
    lines = body.split("\n")
    for place, line in enumerate(lines):
        if not line and place > 0:
            return sum(len(one) + 1 for one in lines[:place])
    return len(body)
