"""Everything the person can do to the book from one window, and what a screen may ask for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from book.drafts import DraftId
from book.recordings import RecordingId
from book.records import AccountId, Changed, NoteId, PointId, TaskId
from ui.capture.acts import CaptureActs, page_holds
from ui.channel.acts import ChannelActs
from ui.escalation.thread_acts import ThreadActs
from ui.palette.finding import find
from ui.palette.palette import Palette
from ui.tables.tasks_page import TasksPage
from ui.words import say
from ui.writing.account_acts import AccountActs
from ui.writing.account_pick import ask_account
from ui.writing.booking_acts import BookingActs
from ui.writing.call_acts import CallActs
from ui.writing.desk_writer import DeskWriter
from ui.writing.escalation_acts import EscalationActs
from ui.writing.field_acts import FieldActs
from ui.writing.mail_acts import MailActs
from ui.writing.note_acts import NoteActs
from ui.writing.note_deletion import NoteDeletion
from ui.writing.note_look import look_again
from ui.writing.note_travel import NoteTravel
from ui.writing.owed_acts import OwedActs
from ui.writing.point_acts import PointActs
from ui.writing.prep_acts import PrepActs
from ui.writing.queue_acts import QueueActs
from ui.writing.recording_acts import RecordingActs
from ui.writing.recording_places import RecordingPlaces
from ui.writing.source_acts import SourceActs
from ui.writing.task_acts import TaskActs
from ui.writing.task_bulk import TaskBulk
from ui.writing.twin_acts import TwinActs
from ui.writing.undoing import PastEdits
from ui.writing.version_acts import VersionActs

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.window.main_window import MainWindow

_TASKS_PAGE: Final = "tasks"


class Acts(QObject):
    """The nouns and their acts; commands that mean another thing on another page decide here."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        desk = window.desk
        self.writer = DeskWriter(
            window.reading,
            window.settings,
            refresh=self._wrote,
            tell=window.tell,
            undo_key=window.commands.key_words("undo"),
            parent=self,
        )
        self.past = PastEdits(self.writer, window)
        self.queue = QueueActs(desk, self.writer)
        self.tasks = TaskActs(desk, self.writer)
        self.accounts = AccountActs(desk, self.writer)
        self.twins = TwinActs(desk, self.writer)
        self.fields = FieldActs(desk, self.writer)
        self.recordings = RecordingActs(desk, self.writer)
        self.booking = BookingActs(desk, self.writer)
        self.places = RecordingPlaces(desk, self.writer, self.recordings)
        self.sources = SourceActs(window.settings, self.writer)
        self.notes = NoteActs(desk, self.writer, window.commands.run)
        self.mails = MailActs(desk, self.writer, window.settings, window.commands.run)
        self.escalations = EscalationActs(
            desk, self.writer, self.notes, window.settings, window.commands.run,
            lambda: window.ask_issues,
        )  # fmt: skip
        self.channel = ChannelActs(desk, self.writer)
        self.threads = ThreadActs(desk, self.writer, self.escalations, self.notes)
        self.prep = PrepActs(desk, self.writer, self.notes)
        self.calls = CallActs(
            desk, self.writer, self.notes, self.begin_note, show=window.status.tell_call
        )
        self.capture = CaptureActs(self.writer, window.settings, self._on_note_page, self)
        self.points = PointActs(desk, self.writer, self.notes)
        self.bulk = TaskBulk(
            desk, self.writer, self.points, self._show_recording, self.escalations.open
        )
        self.deletion = NoteDeletion(desk, self.writer, self.notes)
        self.versions = VersionActs(desk, self.writer, self.notes)
        self.travel = NoteTravel(desk, self.writer, self.notes)
        self.owed = OwedActs(
            self.writer,
            sync=window.on_sync,
            write_to=self.sources.write_to,
            leave=desk.go_back,
            edit_note=self.notes.edit,
            edit_task=self.tasks.ask_edit_of,
            show_account=desk.open_account,
            show_log=lambda: window.commands.run("go_sync_log"),
            ask_account=lambda title, known, picked: ask_account(window, title, known, picked),
        )
        self._listen(window)
        self.palette = Palette(window, partial(find, window.reading))
        self.calls.running.tell()
        self._asked: dict[str, Callable[[int], object]] = {
            "align": self.places.align,
            "start_clock": lambda _: self.calls.start(),
            "task": lambda number: self.tasks.turn(TaskId(number)),
            "open_task": lambda number: self.tasks.ask_edit_of(TaskId(number)),
            "point": lambda number: self.points.turn(PointId(number)),
            "edit": lambda number: self.notes.edit(NoteId(number)),
            "delete_note": lambda number: self.deletion.delete(NoteId(number)),
            "versions": lambda number: self.versions.show(NoteId(number)),
            "pin": lambda number: self.versions.turn_pin(NoteId(number)),
            "draft": lambda number: self.notes.open_draft(DraftId(number)),
            "mail": self.mails.open_begun,
            **self.escalations.asked(),
        }

    def _listen(self, window: MainWindow) -> None:
        """What one part of writing tells another, and the window."""
        self.past.came_back = self.notes.draft_is_back
        self.past.stand_at = partial(_stand_at, window.desk)
        self.past.noticed = window.teller.tell_notice
        self.writer.saving.connect(window.teller.tell_saving)
        self.writer.outdated.connect(lambda: window.tell(""))
        self.notes.troubled = window.teller.tell_not_saved
        self.escalations.troubled = window.teller.tell_not_saved
        self.escalations.follow_up.summarise = self.mails.tell_outcome
        window.status.call_asked.connect(self.calls.running.go_back)

    def done(self) -> None:
        """The selected tasks, or the selected rows for their renewal."""
        if _on_tasks(self._window):
            self.tasks.finish()
            self.points.turn_picked()
        else:
            self.queue.mark("done")

    def snooze(self) -> None:
        """Ask for a day for the selected tasks or rows."""
        if _on_tasks(self._window):
            self.tasks.ask_snooze() or self.points.ask_move()
        else:
            self.queue.ask_snooze()

    def delete_rows(self) -> None:
        """The selected tasks, or the selected points."""
        self.tasks.delete()
        self.points.delete()

    def new_note(self) -> None:
        """For the account in view, or the one that was prepared; in a call with it, its note."""
        account = self._window.desk.account
        if not self.notes.open_here and self.calls.running.goes_on_with(account):
            self.calls.running.go_back()
        else:
            self.begin_note()

    def begin_note(self) -> None:
        """A note that is new, whatever is going on."""
        if self.prep.open_here:
            self.prep.start_note()
        else:
            self.notes.new()

    def write_mail(self) -> None:
        """The summary of the call whose note is open, else the mail the account is due."""
        if self.notes.open_here:
            words = self.notes.page.words()
            self.notes.save()
            self.mails.summarise(words.account_id, words.body, words.day)
        else:
            self.mails.write()

    def finish(self) -> None:
        """End the note, hand over the mail, look the form over, whichever is open."""
        if self.mails.open_here:
            self.mails.hand_over()
        elif self.escalations.open_here:
            self.escalations.leaving.preview()
        else:
            self.notes.end()

    def discard(self) -> None:
        """Leave the note or the mail that is open, and what was typed of it."""
        if self.mails.open_here:
            self.mails.discard()
        elif self.escalations.open_here:
            self.escalations.changes.delete()
        else:
            self.notes.discard()

    def new_task(self) -> None:
        """For the account in view, or one that is asked for."""

        def ask(account_id: AccountId) -> None:
            found = (one.name for one in self._window.reading.accounts if one.id == account_id)
            self.tasks.ask_new(account_id, next(found, ""))

        account_id = self._window.desk.account
        if account_id is None and self.notes.open_here:
            account_id = self.notes.page.account_id
        elif account_id is None and self.escalations.open_here:
            account_id = self.escalations.page.account_id
        if account_id is not None:
            ask(account_id)
            return
        accounts = self._window.reading.accounts
        ask_account(self._window, say("Whose task is it"), accounts, ask)

    def carry_out(self, asked: str) -> None:
        """What a part of the window asked for: a command by its id, or `task 5` and the like."""
        what, _, which = asked.partition(" ")
        if which:
            self._asked[what](int(which))
        elif what in self._window.commands:
            self._window.commands.run(what)

    def may_close(self) -> bool:
        """Whether everything is on disk; what is not is said, and the window stays."""
        kept = self.notes.leave() and self.mails.keep() and self.capture.keep()
        if not (self.escalations.leave() and kept):
            words = say("A note is not saved yet. Close again once it is, or copy its text.")
        elif self.writer.waits:
            words = say("Something is still being saved. Close again in a moment.")
        else:
            return True
        self.writer.tell(words)
        return False

    def look_again(self) -> None:
        """Something was written elsewhere, perhaps of what is open here."""
        look_again(self.notes, self.writer)

    def name_undo(self) -> None:
        """Say in the menu what undo and redo are about."""
        commands = self._window.commands
        for command, words in zip(("undo", "redo"), self.past.menu_words(), strict=True):
            commands.rename(command, words)

    def _on_note_page(self, draft_id: DraftId) -> bool:
        return self.notes.open_here and page_holds(self.notes.page, draft_id)

    def _show_recording(self, number: RecordingId) -> None:
        """The log of recordings, on that one."""
        self._window.go("recordings")
        if self.recordings.page is not None:
            self.recordings.page.stand_on(number)

    def _wrote(self, changed: Changed) -> None:
        self.past.spoil()
        self._window.refresh(changed)
        self._window.commands.refresh()


def _on_tasks(window: MainWindow) -> bool:
    shown = window.desk.shown
    return shown is not None and shown.picked_tasks is not None


def _stand_at(desk: Desk, changed: Changed) -> None:
    """After an undo or redo, stand on the tasks and promises it brought back."""
    page = desk.pages.of(_TASKS_PAGE).page if desk.area.key == _TASKS_PAGE else None
    if isinstance(page, TasksPage):
        page.stand_at(changed.ids.get("task", ()), changed.ids.get("point", ()))
