"""List and entry side by side where there is room, else the entry over the list."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import theme
from ui.look.page import rule
from ui.outbox.detail import EntryDetail

PANE_U: Final = 340
WIDE_PANE_U: Final = 400
BESIDE_FROM_U: Final = 780
"""Narrower than this there is the list or the entry, not both."""
_PANE_PART: Final = 0.32
_NO_LIMIT: Final = 16_777_215  # Qt's own "as wide as you like"


class ListAndEntry(QWidget):
    """Shares its width between the two."""

    def __init__(self, listed: QWidget, detail: EntryDetail) -> None:
        super().__init__()
        self._listed = listed
        self._detail = detail
        self._opened = False
        self._edge = rule(upright=True)
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(listed, 1)
        across.addWidget(self._edge)
        across.addWidget(detail)
        theme.watch(self.share)

    @property
    def wide(self) -> bool:
        """Whether both are in sight."""
        return self.width() >= theme.current().px(BESIDE_FROM_U)

    @property
    def covered(self) -> bool:
        """Whether the entry covers the list."""
        return self._opened and not self.wide and self._detail.one is not None

    def set_opened(self, opened: bool) -> None:
        """Where there is no room for both: the entry, or the list."""
        self._opened = opened
        self.share()

    def share(self) -> None:
        """Give each what it gets now."""
        look = theme.current()
        there, wide, over = self._detail.one is not None, self.wide, self.covered
        least, most = look.px(PANE_U), look.px(WIDE_PANE_U)
        part = min(max(int(self.width() * _PANE_PART), least), most)
        self._detail.setMinimumWidth(part if wide else 0)
        self._detail.setMaximumWidth(part if wide else _NO_LIMIT)
        self._listed.setVisible(not over)
        self._edge.setVisible(there and wide)
        self._detail.show_back(over)
        self._detail.setVisible(there and (wide or over))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is shared anew."""
        super().resizeEvent(event)
        self.share()
