"""A question before something that cannot quietly be taken back: two verbs, the safe one first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Paragraph
from ui.words import say

WIDTH_U = 440


class Question(QDialog):
    """Opened with `open()`; Enter and Esc leave everything as it is."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        words: str,
        verb: str,
        act: Callable[[], None],
        *,
        keep: str = "",
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme.current()
        self.keep = Button(keep or say("Keep"), kind="primary")
        self.keep.setDefault(True)
        self.keep.clicked.connect(self.reject)
        self.verb = Button(verb)
        self.verb.clicked.connect(self.accept)
        self.accepted.connect(act)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.verb)
        row.addWidget(self.keep)
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge, edge, edge - 3, edge - 3)
        column.setSpacing(look.px(8))
        column.addWidget(Paragraph(title, "heading", "ink"))
        column.addWidget(Paragraph(words))
        column.addSpacing(look.px(8))
        column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))
        self.keep.setFocus()


def ask(
    parent: QWidget, title: str, words: str, verb: str, act: Callable[[], None], *, keep: str = ""
) -> Question:
    """Open the question."""
    asked = Question(parent, title, words, verb, act, keep=keep)
    asked.open()
    return asked
