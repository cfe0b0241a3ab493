"""What the person can do to the book, as entries of the registry. The acts load when first used."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from ui.commands import Command
from ui.window.pages import WRITTEN_PAGES
from ui.words import say

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow
    from ui.writing.acts import Acts

QUEUE, TASKS, NOTE = "today", "tasks", "note"


class Rules:
    """When which act can be done; asked at every move of the focus, so nothing here reads much."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def on_row(self) -> bool:
        """On a row of the queue."""
        desk = self._window.desk
        return desk.area.key == QUEUE and desk.account is not None

    def on_task(self) -> bool:
        """On a row of the tasks."""
        desk = self._window.desk
        return desk.area.key == TASKS and desk.account is not None

    def on_row_or_task(self) -> bool:
        """On either."""
        return self.on_row() or self.on_task()

    def on_account(self) -> bool:
        """An account is in view."""
        return self._window.desk.account is not None

    def on_note(self) -> bool:
        """A note is open."""
        return self._window.desk.area.key == NOTE

    def on_own_note(self) -> bool:
        """A note is open that one may write on, not one that is only read."""
        if not self.on_note():
            return False
        text = getattr(self._window.desk.area.pages.currentWidget(), "text", None)
        return text is not None and not text.isReadOnly()

    def on_written(self) -> bool:
        """A mail is open, or a note or an escalation that one may write on."""
        if self.on_note():
            return self.on_own_note()
        return self._window.desk.area.key in WRITTEN_PAGES

    def on_finished_note(self) -> bool:
        """A note of mine that was ended is open, on its page or in the pane."""
        window = self._window
        return window.awake and window.acts.deletion.at_hand() is not None

    def proposed(self) -> bool:
        """A move is proposed for the account in view."""
        window = self._window
        account_id = window.desk.account
        if account_id is None or not window.awake:
            return False
        return window.reading.proposal_of(account_id) is not None


def edit_commands(window: MainWindow) -> list[Command]:
    """Undo, redo, and what works on selected rows of any kind."""
    do = _doing(window)
    return [
        Command(
            id="undo",
            words=say("Undo"),
            menu="edit",
            group="undo",
            keys=("Ctrl+Z",),
            enabled=lambda: window.awake and window.acts.past.can_undo(),
            run=do(lambda acts: acts.past.undo()),
        ),
        Command(
            id="redo",
            words=say("Redo"),
            menu="edit",
            group="undo",
            keys=("Ctrl+Shift+Z", "Ctrl+Y"),
            enabled=lambda: window.awake and window.acts.past.can_redo(),
            run=do(lambda acts: acts.past.redo()),
        ),
        *_row_commands(window),
    ]


def _row_commands(window: MainWindow) -> list[Command]:
    rules, do = Rules(window), _doing(window)
    return [
        Command(
            id="select_all",
            words=say("Select all rows"),
            menu="edit",
            group="rows",
            keys=("Ctrl+A",),
            enabled=lambda: window.desk.rows is not None and _can_select(window),
            run=lambda: _select_all(window),
        ),
        Command(
            id="done",
            words=say("Done"),
            menu="edit",
            group="rows",
            keys=("E", "D"),
            list_keys=("Space",),
            enabled=rules.on_row_or_task,
            run=do(lambda acts: acts.done()),
        ),
        Command(
            id="snooze",
            words=say("Snooze…"),
            menu="edit",
            group="rows",
            keys=("H", "S"),
            enabled=rules.on_row_or_task,
            run=do(lambda acts: acts.snooze()),
        ),
        Command(
            id="edit_task",
            words=say("Edit task…"),
            menu="edit",
            group="rows",
            keys=("F2",),
            enabled=rules.on_task,
            run=do(_edit_row),
        ),
        Command(
            id="delete_task",
            words=say("Delete task"),
            menu="edit",
            group="rows",
            keys=("Del",),
            enabled=rules.on_task,
            run=do(lambda acts: acts.delete_rows()),
        ),
    ]


def account_commands(window: MainWindow) -> list[Command]:
    """Where the person stands with an account, and where it stands itself."""
    do = _doing(window)
    return [
        Command(
            id="write_mail",
            words=say("Write mail"),
            menu="account",
            group="new",
            keys=("M", "Ctrl+Shift+M"),
            enabled=lambda: Rules(window).on_account() or Rules(window).on_note(),
            run=do(lambda acts: acts.write_mail()),
        ),
        Command(
            id="mail_words",
            words=say("Booking link and signature…"),
            menu="account",
            group="new",
            run=do(lambda acts: acts.mails.mine.ask()),
        ),
        Command(
            id="prep",
            words=say("Prep…"),
            menu="account",
            group="new",
            keys=("P",),
            run=do(lambda acts: acts.prep.open()),
        ),
        Command(
            id="new_task",
            words=say("New task…"),
            menu="account",
            group="new",
            keys=("T", "Ctrl+T"),
            run=do(lambda acts: acts.new_task()),
        ),
        *_mark_commands(window),
        *_stage_commands(window),
        *_twin_commands(window),
    ]


def _mark_commands(window: MainWindow) -> list[Command]:
    rules, do = Rules(window), _doing(window)
    return [
        Command(
            id="contacted",
            words=say("Contacted"),
            menu="account",
            group="mark",
            keys=("C",),
            enabled=rules.on_row,
            run=do(lambda acts: acts.queue.mark("contacted")),
        ),
        Command(
            id="booked",
            words=say("Booked"),
            menu="account",
            group="mark",
            keys=("B",),
            enabled=rules.on_row,
            run=do(lambda acts: acts.queue.mark("booked")),
        ),
        Command(
            id="skipped",
            words=say("Skip this renewal"),
            menu="account",
            group="mark",
            keys=("I",),
            enabled=rules.on_row,
            run=do(lambda acts: acts.queue.mark("skipped")),
        ),
        Command(
            id="to_contact",
            words=say("To contact again"),
            menu="account",
            group="mark",
            keys=("R",),
            enabled=rules.on_row,
            run=do(lambda acts: acts.queue.mark("to_contact")),
        ),
        Command(
            id="dismiss_new",
            words=say("Dismiss from New"),
            menu="account",
            group="mark",
            keys=("X",),
            enabled=rules.on_row,
            run=do(lambda acts: acts.queue.dismiss_new()),
        ),
    ]


def _twin_commands(window: MainWindow) -> list[Command]:
    rules, do = Rules(window), _doing(window)
    return [
        Command(
            id="same_customer",
            words=say("Same customer as…"),
            menu="account",
            group="twins",
            enabled=lambda: rules.on_account() and len(window.reading.sources) > 1,
            run=do(lambda acts: acts.twins.ask_join()),
        ),
        Command(
            id="keep_as_one",
            words=say("They are one customer"),
            menu="account",
            group="twins",
            enabled=lambda: window.awake and window.acts.twins.can_confirm,
            run=do(lambda acts: acts.twins.confirm()),
        ),
        Command(
            id="take_apart",
            words=say("Take accounts apart"),
            menu="account",
            group="twins",
            enabled=lambda: window.awake and window.acts.twins.can_separate,
            run=do(lambda acts: acts.twins.separate()),
        ),
    ]


def _stage_commands(window: MainWindow) -> list[Command]:
    rules, do = Rules(window), _doing(window)
    return [
        Command(
            id="stage",
            words=say("Move to stage…"),
            menu="account",
            group="stage",
            keys=("G",),
            enabled=rules.on_account,
            run=do(lambda acts: acts.accounts.ask_stage()),
        ),
        Command(
            id="accept",
            words=say("Accept the proposed stage"),
            menu="account",
            group="stage",
            keys=("A",),
            enabled=rules.proposed,
            run=do(lambda acts: acts.accounts.accept()),
        ),
        Command(
            id="leave_stage",
            words=say("Leave the stage as it is"),
            menu="account",
            group="stage",
            enabled=rules.proposed,
            run=do(lambda acts: acts.accounts.dismiss()),
        ),
        Command(
            id="sentiment",
            words=say("My sentiment…"),
            menu="account",
            group="stage",
            keys=("Ctrl+Shift+S",),
            enabled=rules.on_account,
            run=do(lambda acts: acts.accounts.ask_sentiment()),
        ),
        Command(
            id="plan",
            words=say("Plan…"),
            menu="account",
            group="fields",
            keys=("Ctrl+Shift+P",),
            enabled=rules.on_account,
            run=do(lambda acts: acts.fields.ask("plan")),
        ),
        Command(
            id="slack_channel",
            words=say("Slack channel…"),
            menu="account",
            group="fields",
            keys=("Ctrl+Shift+K",),
            enabled=rules.on_account,
            run=do(lambda acts: acts.fields.ask("slack_channel")),
        ),
    ]


def note_commands(window: MainWindow) -> list[Command]:
    """The note being written."""
    rules, do = Rules(window), _doing(window)
    return [
        Command(
            id="new_note",
            words=say("New note"),
            menu="note",
            keys=("N", "Ctrl+N"),
            run=do(lambda acts: acts.new_note()),
        ),
        Command(
            id="save_note",
            words=say("Save now"),
            menu="note",
            group="write",
            keys=("Ctrl+S",),
            enabled=rules.on_own_note,
            run=do(lambda acts: acts.notes.save()),
        ),
        Command(
            id="end_note",
            words=say("End note, hand over mail or escalation"),
            menu="note",
            group="write",
            keys=("Ctrl+Return",),
            enabled=rules.on_written,
            run=do(lambda acts: acts.finish()),
        ),
        Command(
            id="paste_machine_made",
            words=say("Paste as machine-made draft"),
            menu="note",
            group="write",
            keys=("Ctrl+Shift+V",),
            enabled=rules.on_own_note,
            run=do(lambda acts: acts.notes.page.text.paste_machine_made()),
        ),
        Command(
            id="keep_private",
            words=say("Only on this laptop"),
            menu="note",
            group="write",
            keys=("Ctrl+Shift+L",),
            enabled=rules.on_own_note,
            checked=lambda: rules.on_note() and window.acts.notes.page.private,
            run=do(lambda acts: acts.notes.turn_private()),
        ),
        Command(
            id="discard_draft",
            words=say("Discard draft…"),
            menu="note",
            group="write",
            enabled=rules.on_written,
            run=do(lambda acts: acts.discard()),
        ),
        Command(
            id="delete_note",
            words=say("Delete note"),
            menu="note",
            group="delete",
            keys=("Ctrl+Shift+D",),
            enabled=rules.on_finished_note,
            run=do(lambda acts: acts.deletion.delete_at_hand()),
        ),
    ]


def _doing(window: MainWindow) -> Callable[[Callable[[Acts], object]], Callable[[], object]]:
    """Makes what a command does of one of the window's acts, without loading them yet."""
    return lambda act: lambda: act(window.acts)


def _edit_row(acts: Acts) -> None:
    """The form of a task; what came of a line of a note is edited there."""
    if acts.tasks.ask_edit() is None:
        acts.bulk.open_belonging()


def _can_select(window: MainWindow) -> bool:
    shown = window.desk.shown
    return shown is not None and shown.select_all is not None


def _select_all(window: MainWindow) -> None:
    shown = window.desk.shown
    if shown is not None and shown.select_all is not None:
        shown.select_all()
