"""Things that go along with a form, one a line: moments of recordings, attached files."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from msgspec import Struct
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.escalation.homework import Sign
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Label
from ui.words import count, number, say

_KILO = 1_000
_MEGA = 1_000_000


class Item(Struct, frozen=True):
    """One thing: what asks for its removal, its words, and what is small at the end."""

    key: int
    words: str
    aside: str = ""


class ItemList(QWidget):
    """A heading with a button that adds, then the things, each with a button that removes it."""

    add_asked = Signal()
    remove_asked = Signal(int)

    def __init__(self, title: str, icon: str, add: str) -> None:
        super().__init__()
        look = theme.current()
        self._icon = icon
        self.items: tuple[Item, ...] = ()
        self.removals: list[Button] = []
        self._rows: list[QWidget] = []
        self.add = Button(add, kind="link")
        self.add.clicked.connect(self.add_asked)
        head = QHBoxLayout()
        head.setContentsMargins(RING_ROOM, 0, 0, 0)
        head.setSpacing(look.px(8))
        head.addWidget(Label(title, "caption_strong", "ink2"))
        head.addWidget(self.add)
        head.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(head)

    def tell(self, items: Sequence[Item]) -> None:
        """Show these."""
        if tuple(items) == self.items:
            return
        self.items = tuple(items)
        for row in self._rows:
            self._column.removeWidget(row)
            shiboken6.delete(row)
        self._rows, self.removals = [], []
        for item in self.items:
            row = self._row(item)
            self._column.addWidget(row)
            self._rows.append(row)

    def _row(self, item: Item) -> QWidget:
        look = theme.current()
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(RING_ROOM, 0, 0, 0)
        across.setSpacing(look.px(8))
        remove = Button(say("remove"), kind="link", name=say("Remove {what}", what=item.words))
        remove.clicked.connect(lambda _=False, key=item.key: self.remove_asked.emit(key))
        across.addWidget(Sign(self._icon, "ink2"))
        across.addWidget(ElidedLabel(item.words), 1)
        across.addWidget(Label(item.aside, "caption", "ink3"))
        across.addWidget(remove)
        self.removals.append(remove)
        return row


def size_words(size: int) -> str:
    """Bytes as people say them: `240 KB`, `1.2 MB`."""
    if size >= _MEGA:
        return say("{n} MB", n=number(size / _MEGA))
    return say("{n} KB", n=count(max(1, round(size / _KILO))))
