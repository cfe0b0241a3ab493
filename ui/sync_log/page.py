"""The sync log as a page: what each run did, newest first, and what of it fell short."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QStackedLayout, QWidget

from book.records import LogLine
from book.sync_log import KEPT_DAYS
from ui.look.buttons import Button
from ui.look.empty_state import EmptyState
from ui.look.naming import identify
from ui.look.page import Page, rule
from ui.look.tokens import Density
from ui.sync_log import words
from ui.sync_log.model import LogModel
from ui.sync_log.view import LogList
from ui.words import plural, say


class SyncLogPage(Page):
    """Shows the lines it is given; filters them and copies one by itself."""

    copied = Signal(str)
    """Something is on the clipboard; the text is a sentence for a toast."""
    counted = Signal()
    """What `status` says may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(say("Sync log"), parent)
        self._lines: tuple[LogLine, ...] = ()
        self._now: datetime | None = None
        self.model = LogModel(self)
        self.list = LogList(self.model)
        self.main = self.list
        identify(self.list, "sync-log-list", say("Sync log"))
        self.only_short = QCheckBox(say("Only what fell short"))
        self.only_short.setAccessibleName(say("Only what fell short"))
        self.only_short.setToolTip(say("Runs that failed or left something undone"))
        self.copy = Button(say("Copy line"), key="Ctrl+C")
        self.bar.add(self.only_short)
        self.bar.add(self.copy)
        self.body.addWidget(rule())
        self.empty = EmptyState()
        self._layers = QStackedLayout()
        self._layers.addWidget(self.list)
        self._layers.addWidget(self.empty)
        self.body.addLayout(self._layers, 1)
        self.only_short.toggled.connect(lambda _: self._fill(follow=True))
        self.copy.clicked.connect(self.copy_line)
        self._layers.setCurrentWidget(self.empty)
        self._show_controls()

    def show_lines(self, lines: Sequence[LogLine], now: datetime) -> None:
        """Show these lines, newest first; the filter, the chosen line and the place stay."""
        self._lines, self._now = tuple(lines), now
        self._fill()

    def copy_line(self) -> None:
        """Put the chosen line on the clipboard."""
        line = self.list.current_line()
        if line is not None and self.list.isVisible():
            QGuiApplication.clipboard().setText(words.copied_line(line))
            self.copied.emit(say("Copied the line"))

    def next_row(self) -> bool:
        """To the line below; False at the end."""
        return self.list.step(1)

    def previous_row(self) -> bool:
        """To the line above; False at the start."""
        return self.list.step(-1)

    def status(self) -> str:
        """What the status bar says of this page."""
        shown = sum(isinstance(item, LogLine) for item in self.model.whole)
        return plural(shown, "{n} line", "{n} lines") if shown else say("No lines")

    def hint(self, move: str) -> str:
        """The keys that act here; `move` says how to get from line to line."""
        return say("{move} · Ctrl+C copies a line", move=move) if self._lines else ""

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        super().set_density(density)
        self.list.set_density(density)

    def use_letters(self, on: bool) -> None:
        """Whether J and K move."""
        self.list.letter_keys = on

    def event(self, event: QEvent) -> bool:
        """Ctrl+C copies the line, whatever else it does elsewhere in the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Copy)
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C, wherever on the page the keyboard stands."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_line()
        else:
            super().keyPressEvent(event)

    def _fill(self, *, follow: bool = False) -> None:
        if self._now is None:
            return
        only = self.only_short.isChecked()
        shown = [line for line in self._lines if words.fell_short(line)] if only else self._lines
        chosen, (first, above) = self.list.current_line(), self.list.anchor()
        had_focus = self.empty.button.hasFocus()
        if self.model.show(shown, self._now):
            self.list.keep(chosen, first, above, follow=follow)
        self.bar.set_beside(words.summary(self._lines, only_short=only))
        self.copy.setEnabled(bool(shown))
        self._show_controls()
        self._tell_empty()
        self._layers.setCurrentWidget(self.list if shown else self.empty)
        if shown and had_focus:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.counted.emit()

    def _tell_empty(self) -> None:
        if self._lines:
            self.empty.tell(
                say("Nothing fell short"),
                plural(
                    len(self._lines), "The one line is in order.", "All {n} lines are in order."
                ),
                say("Show all"),
                lambda: self.only_short.setChecked(False),
            )
        else:
            self.empty.tell(
                say("Nothing was synced yet"),
                plural(
                    KEPT_DAYS,
                    "What each run does stands here for {n} day, without names or texts.",
                    "What each run does stands here for {n} days, without names or texts.",
                ),
            )

    def _show_controls(self) -> None:
        for control in (self.only_short, self.copy):
            control.setVisible(bool(self._lines))
