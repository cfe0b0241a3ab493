"""The marks of a call beside its note: when, what and the words, to be changed or deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.calls import SetMark
from ui.call.words import mark_columns, mark_words, summary
from ui.look import theme
from ui.look.naming import identify
from ui.look.page import rule
from ui.look.tokens import height
from ui.tables.record_model import RecordModel
from ui.tables.row_table import RowTable
from ui.words import say

MOST_ROWS: Final = 6
"""More of them scroll."""


class MarkTable(RowTable):
    """Enter changes a mark, Del takes it away, Esc leads back to the text."""

    deleted = Signal(int)
    """The row whose mark is to go."""
    left = Signal()
    """The person wants back to the text."""

    def event(self, event: QEvent) -> bool:
        """Esc is the list's own before it is the window's."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Del and Esc are the list's own here; all else as in every table."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            if self.currentIndex().isValid():
                self.deleted.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)


class MarkList(QWidget):
    """Hidden without marks."""

    opened = Signal(object)
    """A `SetMark` that is to be changed."""
    deleted = Signal(object)
    """A `SetMark` that is to go."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model: RecordModel[SetMark] = RecordModel(mark_columns(), mark_words, self)
        self.table = MarkTable(say("Marks of the call"))
        self.table.setModel(self.model)
        self.table.set_density("compact")
        identify(self.table, "call-marks", say("Marks of the call"))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(rule())
        column.addWidget(self.table)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(rule(upright=True))
        across.addLayout(column, 1)
        self.table.opened.connect(lambda row: self.opened.emit(self.model.record(row)))
        self.table.deleted.connect(lambda row: self.deleted.emit(self.model.record(row)))
        theme.watch(self._measure)
        self.hide()

    def show_marks(self, marks: Sequence[SetMark]) -> None:
        """Show these; the current one stays, and the newest is in view."""
        if list(marks) == self.model.shown:
            return
        row = self.table.currentIndex().row()
        kept = self.model.record(row).id if 0 <= row < self.model.rowCount() else None
        self.model.show(marks)
        for place, mark in enumerate(marks):
            if mark.id == kept:
                self.table.selectRow(place)
        self.setAccessibleDescription(summary(marks))
        self.setVisible(bool(marks))
        self._measure()
        self.table.scrollToBottom()

    def take_focus(self) -> None:
        """Give the keyboard to the list; a row is current then, the newest at first."""
        if not self.table.currentIndex().isValid():
            self.table.selectRow(self.model.rowCount() - 1)
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The words get what room there is."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        look = theme.current()
        widths = [look.px(column.width_u) for column in self.model.columns]
        self.table.set_widths(widths, [0, 0, self.width()])

    def _measure(self) -> None:
        look = theme.current()
        rows = min(max(1, self.model.rowCount()), MOST_ROWS)
        tall = look.px(height("header", "compact")) + rows * look.px(height("table_row", "compact"))
        self.setFixedHeight(tall + 1)
        self._share_room()
