"""What stands beneath the list of the outbox: the way to what each run did."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.naming import identify
from ui.look.page import rule
from ui.words import say


class OutboxFoot(QWidget):
    """A thin line and a link."""

    def __init__(self) -> None:
        super().__init__()
        self.log = Button(say("What each run did: sync log"), kind="link")
        identify(self.log, "to-sync-log")
        self._row = QHBoxLayout()
        self._row.addWidget(self.log)
        self._row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(rule("hair"))
        column.addLayout(self._row)
        theme.watch(self._measure)
        self._measure()

    def _measure(self) -> None:
        look = theme.current()
        beside, above = look.px(16) - RING_ROOM, look.px(6) - RING_ROOM
        self._row.setContentsMargins(beside, above, beside, above)
