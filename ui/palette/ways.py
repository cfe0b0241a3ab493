"""How a window opens one record: for a choice of the palette, and for a link from outside.

Nothing here writes, and nothing trusts a number: who wrote a link is a stranger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QApplication

from book import accounts, drafts, escalations, notes, recordings, tasks
from book.drafts import DraftId
from book.escalations import EscalationId
from book.recordings import RecordingId
from book.records import AccountId, NoteId, TaskId
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow


def open_record(window: MainWindow, kind: str, number: int) -> None:
    """Opens an account, note, draft, task, recording or escalation by its number in the book.

    Says so where there is none, and where a dialog is open: what is typed there comes first.
    """
    if QApplication.activeModalWidget() is not None:
        window.tell(say("Close the dialog that is open, then follow the link again."))
        return
    if not _WAYS[kind](window, number):
        window.tell(say("That link leads to nothing in this book: it may be deleted."))


def show_account(window: MainWindow, account_id: AccountId) -> None:
    """Brings an account into view, on a page that has room for it."""
    if not window.desk.area.has_pane:
        window.go("accounts")
    window.desk.open_account(account_id)


def show_task(window: MainWindow, task_id: TaskId) -> None:
    """The form of a task, over the account it is about: the form itself does not name it."""
    found = tasks.task(window.reading.store, task_id)
    if found is not None:
        show_account(window, found.account_id)
    window.acts.tasks.ask_edit_of(task_id)


def show_recording(window: MainWindow, recording_id: RecordingId) -> None:
    """The log of recordings, on that one; a filter that hides it is taken away."""
    window.go("recordings")
    page = window.acts.recordings.page
    if page is None:
        return
    if not any(recording_id in (one.id, *one.copies) for one, _ in page.model.shown):
        page.filter.clear()
        page.show_folder("")
    page.stand_on(recording_id)


def _account(window: MainWindow, number: int) -> bool:
    found = accounts.account(window.reading.store, AccountId(number))
    if found is not None:
        show_account(window, found.id)  # one that is shown with another leads to that
    return found is not None


def _note(window: MainWindow, number: int) -> bool:
    found = notes.note(window.reading.store, NoteId(number))
    if found is not None:
        window.acts.notes.edit(found.id)
    return found is not None


def _draft(window: MainWindow, number: int) -> bool:
    found = drafts.draft(window.reading.store, DraftId(number))
    if found is not None:
        window.acts.notes.open_draft(found.id)
    return found is not None


def _task(window: MainWindow, number: int) -> bool:
    found = tasks.task(window.reading.store, TaskId(number))
    if found is not None:
        show_task(window, found.id)
    return found is not None


def _recording(window: MainWindow, number: int) -> bool:
    found = recordings.recording(window.reading.store, RecordingId(number))
    if found is not None:
        show_recording(window, found.id)
    return found is not None


def _escalation(window: MainWindow, number: int) -> bool:
    found = escalations.escalation(window.reading.store, EscalationId(number))
    if found is not None:
        window.acts.escalations.open(found.id)
    return found is not None


_WAYS: Final[dict[str, Callable[[MainWindow, int], bool]]] = {
    "account": _account,
    "note": _note,
    "draft": _draft,
    "task": _task,
    "recording": _recording,
    "escalation": _escalation,
}
