"""The form and what stands beside it: both where there is room, else one at a time, by a button."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.escalation.aside import Aside
from ui.escalation.form_column import FormColumn
from ui.look import theme
from ui.look.buttons import Button
from ui.look.naming import identify
from ui.look.page import rule
from ui.words import say

_BOTH_FROM_U: Final = 800


class Sides(QWidget):
    """Holds the two, and the foot with its buttons, which is there in any case."""

    def __init__(self, column: FormColumn, aside: Aside, foot: QHBoxLayout) -> None:
        super().__init__()
        self._column = column
        self._aside = aside
        self.narrow = False
        """Whether there is room for one of them only."""
        self.turn = Button("")
        self._between = rule(upright=True)
        self._left = QVBoxLayout()
        self._left.setSpacing(0)
        self._left.addWidget(column, 1)
        self._left.addWidget(rule())
        self._left.addLayout(foot)
        self._across = QHBoxLayout(self)
        self._across.setContentsMargins(0, 0, 0, 0)
        self._across.setSpacing(0)
        self._across.addLayout(self._left, 1)
        self._across.addWidget(self._between)
        self._across.addWidget(aside)
        self.turn.clicked.connect(self._turn)
        identify(self.turn, "escalation-turn")
        self.show_side(aside=False)

    def show_side(self, *, aside: bool) -> None:
        """Where there is room for one, show that one; else both."""
        self._column.setVisible(not (self.narrow and aside))
        self._aside.setVisible(aside or not self.narrow)
        self._between.setVisible(not self.narrow)
        self.turn.setVisible(self.narrow)
        words = say("Back to the form") if aside else say("Homework, what is missing")
        self.turn.setText(words)
        self.turn.setAccessibleName(words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page shows the form first."""
        super().resizeEvent(event)
        narrow = self.width() < theme.current().px(_BOTH_FROM_U)
        if narrow == self.narrow:
            return
        self.narrow = narrow
        self._aside.fill(narrow)
        if narrow:
            self._left.insertWidget(0, self._aside, 1)
        else:
            self._across.addWidget(self._aside)
        self.show_side(aside=False)

    def _turn(self) -> None:
        aside = not self._aside.isVisible()
        self.show_side(aside=aside)
        part = self._aside.main if aside else self._column.main
        part.setFocus(Qt.FocusReason.TabFocusReason)
