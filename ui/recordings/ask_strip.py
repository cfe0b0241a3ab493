"""The calm strip that asks once whether Loom may be asked for titles."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Paragraph
from ui.look.naming import identify
from ui.words import say


class AskStrip(QWidget):
    """Hidden but where the question is open; whatever is answered, it goes for good."""

    answered = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.words = Paragraph(
            say(
                "May Satchel ask Loom for titles and lengths? "
                "Only the link goes out, to www.loom.com and nowhere else."
            ),
            "body",
            "ink2",
        )
        self.yes = Button(say("Ask Loom"))
        self.no = Button(say("No"), kind="plain", name=say("Do not ask Loom"))
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.yes)
        self._row.addWidget(self.no)
        self.setAccessibleName(self.words.words)
        identify(self.yes, "loom-yes")
        identify(self.no, "loom-no")
        self.yes.clicked.connect(lambda: self.answered.emit(True))
        self.no.clicked.connect(lambda: self.answered.emit(False))
        self.answered.connect(lambda _: self.hide())
        theme.watch(self._measure)
        self._measure()
        self.hide()

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(16)
        self._row.setContentsMargins(edge, look.px(4), edge - RING_ROOM, look.px(4))
        self._row.setSpacing(look.px(2))
