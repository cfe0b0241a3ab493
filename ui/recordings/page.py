"""The log of recordings as a page: every link I kept, whose it is, and what is where in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from book.moments import Moment
from book.recordings import Recording, RecordingId, link_at
from ui.look.buttons import Button
from ui.look.tokens import Density
from ui.recordings.ask_strip import AskStrip
from ui.recordings.columns import LoggedAt, columns, haystack, summary
from ui.recordings.detail import RecordingDetail
from ui.tables.record_page import RecordPage
from ui.words import list_words, say

_FOLDER_U: Final = 180


def native_key(key: str) -> str:
    """A key as this platform names it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class RecordingsPage(RecordPage[LoggedAt]):
    """The table, and the recording of the current row below it."""

    asked = Signal(str)
    """A command, by its id."""

    def __init__(
        self, today: date, name_of: Callable[[str, int], str] = lambda _record, _number: ""
    ) -> None:
        """`name_of` says what a recording hangs on, in words: kind of record and id."""
        self._today = today
        self._name_of = name_of
        self._all: Sequence[LoggedAt] = ()
        self.folder = ""
        """The folder that alone is shown; empty for all."""
        self._wanted: RecordingId | None = None
        self._empty_words = (
            say("No recordings"),
            say(
                "Copy the link of a call or a video and press {key} here. It is cleaned of what "
                "is only for tracking and kept at its account, with the moments you mark.",
                key=native_key("Ctrl+V"),
            ),
        )
        self.detail = RecordingDetail()
        super().__init__(
            say("Recordings"),
            columns(today, lengths=False),
            haystack=haystack,
            identity=lambda one: one[0].id,
            account_of=lambda one: one[0].account_id,
            nothing=self._empty_words,
        )
        self.body.addWidget(self.detail)
        self.strip = AskStrip()
        self.body.insertWidget(0, self.strip)
        self.folder_button = Button("", trailing="chevron-down", most_u=_FOLDER_U)
        self.folder_button.clicked.connect(lambda: self.asked.emit("show_folder"))
        self.bar.add(self.folder_button)
        self.allow_sorting()
        self.model.sort(-1)
        self.table.chosen.connect(lambda _: self._show_detail())
        self.filter.installEventFilter(self)
        self.detail.asked.connect(self.asked)

    def show_recordings(self, recordings: Sequence[LoggedAt], today: date) -> None:
        """Show these, newest first; filter, order, the current row and its moment stay."""
        self._today = today
        self._all = recordings
        if self.folder not in self.folders():
            self.folder = ""  # nothing lies in it any more
        shown = [one for one in recordings if self.folder in ("", one[0].folder)]
        self.summary = summary(shown)
        lengths = any(one.duration_s is not None for one, _ in shown)
        folders = bool(self.folders()) and not self.folder
        self.show_records(shown, columns(today, lengths=lengths, folders=folders))
        self.folder_button.setText(self.folder or say("All folders"))
        name = say("Folder: {folder}", folder=self.folder or say("all"))
        self.folder_button.setAccessibleName(name)
        self.folder_button.setVisible(bool(self.folders()))
        if self._wanted is not None:
            self.stand_on(self._wanted)
        if self.current() is None and self.model.rowCount():
            self.table.selectRow(0)
        self._show_detail()

    def folders(self) -> list[str]:
        """The folders that something lies in, by name."""
        return sorted({one.folder for one, _ in self._all if one.folder}, key=str.casefold)

    def show_folder(self, folder: str) -> None:
        """Show what lies in one folder alone; everything with nothing."""
        self.folder = folder
        self.show_recordings(self._all, self._today)

    def stand_on(self, recording_id: RecordingId) -> None:
        """Make a recording the current one, now or when it is first shown."""
        self._wanted = recording_id
        for row, (one, _) in enumerate(self.model.shown):
            if one.id == recording_id or recording_id in one.copies:
                self._wanted = None
                self.table.selectRow(row)

    def recording(self) -> Recording | None:
        """The recording of the current row."""
        current = self.current()
        return current[0] if current is not None else None

    def moment(self) -> Moment | None:
        """The moment that is chosen of it."""
        return self.detail.moment() if self.recording() is not None else None

    def link(self) -> str:
        """What to paste for somebody else: the link, at the chosen moment."""
        one, moment = self.recording(), self.moment()
        if one is None:
            return ""
        return one.url if moment is None else link_at(one, moment.at_s)

    def hint(self, move: str) -> str:
        """The keys that act here; `move` says how to get from row to row."""
        paste = say("{key} logs a link", key=native_key("Ctrl+V"))
        if self.recording() is None:
            return paste
        return say("{move} · Right Left moments · {paste}", move=move, paste=paste)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        super().set_density(density)
        self.detail.set_density(density)

    def tell(self) -> None:
        """Say how many rows are shown, or why there is none; what is below follows."""
        super().tell()
        if self._is_empty:
            self.empty.tell(
                *self._empty_words,
                say("Log the link on the clipboard"),
                lambda: self.asked.emit("paste_recording"),
            )
        self._lead_keyboard()
        self._show_detail()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """With nothing to filter, what is pasted into the filter is a link to log."""
        if (
            watched is self.filter
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
            and self._is_empty
        ):
            event.ignore()  # so that it goes on to the command
            return True
        return super().eventFilter(watched, event)

    @property
    def _is_empty(self) -> bool:
        return not self.model.total and not self.filter.text().strip()

    def _lead_keyboard(self) -> None:
        """The keyboard goes to what is in view: the button of the empty page, or the table."""
        had = self.empty.button.hasFocus() or self.table.hasFocus()
        proxy = self.empty.button if self._is_empty else None
        self.table.setFocusProxy(proxy)  # type: ignore[arg-type]  # None takes it away
        if had:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right and Left go through the moments of the current row."""
        steps = {int(Qt.Key.Key_Right): 1, int(Qt.Key.Key_Left): -1}
        if event.key() in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self.detail.step(-steps[event.key()] if rtl else steps[event.key()])
        else:
            super().keyPressEvent(event)

    def _show_detail(self) -> None:
        current = self.current()
        focus = QApplication.focusWidget()
        within = focus is not None and self.detail.isAncestorOf(focus)
        self.detail.setVisible(current is not None)
        if current is not None:
            named = (self._name_of(record, number) for record, number in current[0].attached)
            hangs_on = list_words([words for words in named if words])
            self.detail.show_recording(current[0], current[1], self._today, hangs_on)
        if within and focus is not None and not focus.isVisibleTo(self):
            # What had the keyboard is not part of this recording: Qt would take the next one in
            # the window, wherever that is.
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
