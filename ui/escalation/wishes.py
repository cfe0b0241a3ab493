"""Wishes like the one being written that are in the book already, to join instead of a second."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.product_requests import KnownWish
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Label, Paragraph
from ui.words import say


class Wishes(QWidget):
    """Hidden while nothing is like it."""

    join_asked = Signal(int)
    """The id of a wish that the account of the form joins."""

    def __init__(self) -> None:
        super().__init__()
        look = theme.current()
        self.shown: tuple[KnownWish, ...] = ()
        self.joins: list[Button] = []
        self._rows: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, look.px(12), 0, 0)
        self._column.setSpacing(look.px(2))
        self._column.addWidget(Label(say("Asked for already"), "caption_strong", "ink2"))
        why = say("One request that several ask for weighs more than two.")
        self._column.addWidget(Paragraph(why, "caption", "ink2"))
        self.hide()

    def tell(self, found: Sequence[KnownWish]) -> None:
        """Show these."""
        if tuple(found) == self.shown:
            return
        self.shown = tuple(found)
        for row in self._rows:
            self._column.removeWidget(row)
            shiboken6.delete(row)
        self._rows, self.joins = [], []
        for wish in self.shown:
            row = self._row(wish)
            self._column.addWidget(row)
            self._rows.append(row)
        self.setVisible(bool(self.shown))

    def _row(self, wish: KnownWish) -> QWidget:
        subject = wish.one.subject or say("no subject yet")
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(theme.current().px(6))
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(subject))
        words.addWidget(ElidedLabel(wish.account, "caption", "ink3"))
        join = Button(say("Join it"), kind="link", name=say("Join “{subject}”", subject=subject))
        join.clicked.connect(lambda: self.join_asked.emit(wish.one.id))
        join.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        across.addLayout(words, 1)
        across.addWidget(join)
        self.joins.append(join)
        return row
