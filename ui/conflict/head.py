"""What stands above a conflict: what it is about, where both began, which of how many it is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.conflict import words
from ui.conflict.shown import ShownConflict
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Label, Paragraph
from ui.look.naming import identify
from ui.words import say


class Head(QWidget):
    """Heading, a sentence, and why a decision was not taken."""

    stepped = Signal(int)
    """To the previous conflict, or to the next: -1 or 1."""

    def __init__(self) -> None:
        super().__init__()
        self.heading = ElidedLabel("", "heading")
        self.place = Label("", "body", "ink3")
        self.promise = Paragraph()
        self.trouble = Paragraph("", "body", "red")
        self.previous = Button("", kind="plain", icon="chevron-left", name=say("Previous conflict"))
        self.next = Button("", kind="plain", icon="chevron-right", name=say("Next conflict"))
        identify(self.previous, "previous-conflict")
        identify(self.next, "next-conflict")
        self.previous.clicked.connect(lambda: self.stepped.emit(-1))
        self.next.clicked.connect(lambda: self.stepped.emit(1))
        self._first = QHBoxLayout()
        self._first.addWidget(self.heading, 1)
        self._first.addWidget(self.previous)
        self._first.addWidget(self.place)
        self._first.addWidget(self.next)
        self._column = QVBoxLayout(self)
        self._column.addLayout(self._first)
        self._column.addWidget(self.promise)
        self._column.addWidget(self.trouble)
        theme.watch(self._measure)
        self._measure()

    def tell(self, one: ShownConflict, number: int, total: int) -> None:
        """Say what this conflict is."""
        self.heading.set_whole(words.heading(one))
        self.place.setText(words.place_of(number, total))
        self.promise.tell(words.promise(one))
        self.trouble.tell(one.trouble)
        self.trouble.setVisible(bool(one.trouble))
        self.previous.setEnabled(number > 1)
        self.next.setEnabled(number < total)

    def show_steps(self, shown: bool) -> None:
        """Whether there are buttons to go on, where no list stands beside it."""
        self.previous.setVisible(shown)
        self.next.setVisible(shown)

    def _measure(self) -> None:
        look = theme.current()
        self._first.setSpacing(look.px(6))
        self._column.setSpacing(max(0, look.px(3) - RING_ROOM))
        self._column.setContentsMargins(0, look.px(16) - RING_ROOM, 0, look.px(12))
        self.heading.setMinimumHeight(look.line_height("heading") + 2 * RING_ROOM)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignVCenter)
