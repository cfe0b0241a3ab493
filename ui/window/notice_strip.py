"""The amber strip above a list: what happened, what still stands, and the way out of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Paragraph
from ui.words import say


class NoticeStrip(QWidget):
    """Hidden until it has something to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "amber")
        self.sign = QLabel()
        self.words = Paragraph("", "body", "amber_ink")
        self.button = Button("", kind="plain")
        self.button.clicked.connect(self._acted)
        self._act: Callable[[], None] | None = None
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.sign, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.button)
        theme.watch(self._measure)
        self._measure()
        self.hide()

    def tell(self, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Say something, or nothing; a button only with something to do."""
        self._act = act
        self.words.tell(words)
        self.setAccessibleName(say("Notice: {words}", words=words) if words else "")
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button) and act is not None)
        self.setVisible(bool(words))

    def _acted(self) -> None:
        if self._act is not None:
            self._act()

    def _measure(self) -> None:
        look = theme.current()
        self._row.setContentsMargins(look.px(16), look.px(6), look.px(16), look.px(6))
        self._row.setSpacing(look.px(8))
        ratio = self.devicePixelRatioF()
        self.sign.setPixmap(look.pixmap("circle-alert", "amber_ink", 16, ratio))
