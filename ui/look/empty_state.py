"""What a page says when there is nothing on it: a heading, two lines, at most one button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph
from ui.look.page import Page, rule

BLOCK_WIDTH_U = 420


class EmptyState(QWidget):
    """A block in the middle of the page. It never shows a button that does nothing."""

    def __init__(
        self,
        heading: str = "",
        words: str = "",
        parent: QWidget | None = None,
        *,
        ruled: bool = False,
    ) -> None:
        """`ruled` draws the line that closes the page's bar above."""
        super().__init__(parent)
        self.heading = Label("", "heading")
        self.words = Paragraph()
        self.command = QLabel()
        self.command.setTextFormat(Qt.TextFormat.PlainText)
        self.command.setProperty("ground", "field")
        self.command.setWordWrap(True)
        self.command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.command.hide()
        self.button = Button("", kind="primary")
        self.button.clicked.connect(self._acted)
        self._act: Callable[[], None] | None = None
        self._block = QWidget()
        self._column = QVBoxLayout(self._block)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.heading)
        self._column.addWidget(self.words)
        self._column.addWidget(self.command)
        self.command.setCursor(Qt.CursorShape.IBeamCursor)
        row = QHBoxLayout()
        self._act_row = row
        row.addWidget(self.button)
        row.addStretch(1)
        self._column.addLayout(row)
        for label in (self.heading, self.words):  # in one line with the box of the button
            label.setContentsMargins(RING_ROOM, 0, 0, 0)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        if ruled:
            outer.addWidget(rule())
        outer.addStretch(1)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self._block)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(1)
        self.tell(heading, words)
        theme.watch(self._measure)
        self._measure()

    def tell(
        self,
        heading: str,
        words: str,
        button: str = "",
        act: Callable[[], None] | None = None,
        *,
        command: str = "",
    ) -> None:
        """Say something else, with a button only where there is something to do.

        `command` stands in a line of its own, to be selected and copied.
        """
        self.heading.setText(heading)
        self.words.tell(words)
        self.words.setVisible(bool(words))
        self.command.setText(command)
        self.command.setAccessibleName(command)
        self.command.setVisible(bool(command))
        self.setAccessibleName(f"{heading}. {words}".strip())
        self._act = act
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button) and act is not None)

    def _acted(self) -> None:
        if self._act is not None:
            self._act()

    def _measure(self) -> None:
        look = theme.current()
        self._block.setFixedWidth(look.px(BLOCK_WIDTH_U))
        self._column.setSpacing(look.px(6))
        self.command.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.command.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(6))
        self._act_row.setContentsMargins(0, look.px(8), 0, 0)


class EmptyPage(Page):
    """A page of which this version can only say what will stand on it."""

    def __init__(self, heading: str, title: str, words: str) -> None:
        super().__init__(heading)
        self.state = EmptyState(title, words, ruled=True)
        self.body.addWidget(self.state, 1)
