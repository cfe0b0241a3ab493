"""The scroll bar of a text, at the edge of the page: its own would stand beside the margin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QScrollBar


class EdgeBar(QScrollBar):
    """Goes with a text's own bar, which it takes the place of; keeps its room while hidden."""

    def __init__(self, edit: QPlainTextEdit) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._own = edit.verticalScrollBar()
        edit.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keeps = self.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.setSizePolicy(keeps)
        self._own.rangeChanged.connect(self._reach)
        self._own.valueChanged.connect(self.setValue)
        self.valueChanged.connect(self._own.setValue)
        self.hide()

    def _reach(self, least: int, most: int) -> None:
        self.setPageStep(self._own.pageStep())
        self.setRange(least, most)
        self.setVisible(most > least)
