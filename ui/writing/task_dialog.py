"""The small form of a task: what is to be done, and by when, in the words people use for days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from book.errors import SatchelError
from ui import days
from ui.look import theme
from ui.look.buttons import Button
from ui.look.fields import Field, LineField
from ui.look.labels import Label, Paragraph
from ui.words import say
from ui.writing.day_picks import understood

WIDTH_U: Final = 440
_RING: Final = 3

Kept = Callable[[str, date | None], None]
"""Told the title and the due day when the person is done."""


class TaskDialog(QDialog):
    """Opened with `open()`; it stays until the task is on disk, and keeps what was typed."""

    def __init__(
        self,
        parent: QWidget,
        heading: str,
        today: date,
        kept: Kept,
        *,
        verb: str,
        title: str = "",
        due: date | None = None,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._kept = kept
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = LineField(say("What is to be done"), width_u=400)
        self.title.setText(title)
        self.due = LineField(say("fri, tomorrow, +3d, 2026-12-01"), width_u=400)
        self.due.setAccessibleName(say("Due"))
        self.due.setText(due.isoformat() if due else "")
        self.day = Label("", "caption", "ink3")
        self.trouble = Paragraph("", "caption", "red")
        self.trouble.hide()
        self.verb = Button(verb, kind="primary", key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.keep)
        self.away = Button(say("Cancel"), key="Esc")
        self.away.clicked.connect(self.reject)
        self.due.textChanged.connect(self._tell_day)
        self._arrange(heading)
        self._tell_day()
        self.title.setFocus()
        self.title.selectAll()

    @property
    def due_day(self) -> date | None:
        """The day that stands in the field, None for none and for one not understood."""
        return understood(self.due.text(), self._today)

    def keep(self) -> None:
        """Hand over what was typed, or say what is missing."""
        if not self.title.text().strip():
            self.complain(say("The task has no title. Say in a few words what is to be done."))
            self.title.setFocus()
        elif self.due.text().strip() and self.due_day is None:
            self.trouble.hide()
            self._tell_day(tried=True)
            self.due.setFocus()
        else:
            self.trouble.hide()
            self.verb.setEnabled(False)
            self._kept(self.title.text(), self.due_day)

    def complain(self, words: str) -> None:
        """Say what is wrong; everything typed stays."""
        self.verb.setEnabled(True)
        self.trouble.tell(words)
        self.trouble.show()
        self.adjustSize()

    def refuse(self, error: SatchelError) -> None:
        """The book did not take it."""
        self.complain(str(error))

    def _tell_day(self, _text: str = "", *, tried: bool = False) -> None:
        """The day as it is understood; one that is not is only called wrong once it was tried."""
        text, day = self.due.text().strip(), self.due_day
        words, ink = say("No due day"), "ink3"
        if text and day is None:
            words, ink = say("No day yet: fri, tomorrow, +3d, 2026-12-01"), "ink3"
            if tried:
                words, ink = self._unknown_day(), "red"
        elif day is not None:
            named = days.day_words(day, self._today)
            words = say("{day}, {away}", day=named, away=days.away(day, self._today))
            ink = "accent"
        self.day.setText(words)
        self.day.set_ink(ink)
        self.due.setAccessibleDescription(words)

    def _unknown_day(self) -> str:
        return say("“{text}” is no day. Write fri, tomorrow, +3d or 2026-12-01.",
                   text=self.due.text().strip())  # fmt: skip

    def _arrange(self, heading: str) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge - _RING, edge, edge - _RING, edge - _RING)
        column.setSpacing(look.px(2))
        parts: list[tuple[QWidget, int]] = [
            (Paragraph(heading, "heading", "ink"), 12),
            (Label(say("Task"), "caption_strong", "ink2"), 0),
            (self.title, 8),
            (Label(say("Due"), "caption_strong", "ink2"), 0),
            (self.due, 0),
            (self.day, 0),
            (self.trouble, 0),
        ]
        for widget, below in parts:
            if not isinstance(widget, Field):
                widget.setContentsMargins(_RING, 0, _RING, 0)
            column.addWidget(widget)
            column.addSpacing(look.px(below))
        row = QHBoxLayout()
        row.setContentsMargins(0, look.px(12), 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.away)
        row.addWidget(self.verb)
        column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))
