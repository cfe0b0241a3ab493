"""The choice of optional columns, opened from the line of column names or by command."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from ui.queue.columns import OPTIONAL, Column, header_words
from ui.words import say


class ColumnMenu(QMenu):
    """One entry to tick for each optional column; new ones are added at the end."""

    picked = Signal(list)
    """The keys of the columns wanted now, in order."""

    def __init__(self, shown: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(say("Columns"))
        self._keys: list[str] = [column.key for column in shown if column in OPTIONAL]
        for column in OPTIONAL:
            action = self.addAction(header_words(column.key))
            action.setCheckable(True)
            action.setChecked(column in shown)
            action.setData(column.key)
        self.triggered.connect(self._toggled)
        self.aboutToHide.connect(self.deleteLater)

    def _toggled(self, action: QAction) -> None:
        key: str = action.data()
        if action.isChecked():
            self._keys.append(key)
        else:
            self._keys.remove(key)
        self.picked.emit(self._keys)
