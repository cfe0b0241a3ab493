"""A rounded ground for a strip that warns and for a text in fixed width."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.look import theme


class Ground(QWidget):
    """Holds one part on a tint, with a border where it has a token for one."""

    def __init__(
        self, part: QWidget, tint: str, border: str = "", *, above_u: float, beside_u: float = 0
    ) -> None:
        super().__init__()
        self.tint = tint
        self._border = border
        self._room = (beside_u, above_u)
        self._column = QVBoxLayout(self)
        self._column.addWidget(part)
        theme.watch(self._measure)
        self._measure()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground. Without tints, as in strong contrast, its edge alone shows it."""
        look = theme.current()
        edge = self._border or ("edge" if look.strong_contrast else "")
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(look.color(self.tint))
        painter.setPen(QPen(look.color(edge), 1) if edge else Qt.PenStyle.NoPen)
        half = 0.5 if edge else 0.0
        box = QRectF(self.rect()).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(box, look.px(8), look.px(8))

    def _measure(self) -> None:
        look = theme.current()
        beside, above = (look.px(u) for u in self._room)
        self._column.setContentsMargins(beside, above, beside, above)
        self.update()
