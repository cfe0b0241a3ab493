"""The ring around what has the keyboard: 2 px of accent, 1 px outside, drawn by the style."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QProxyStyle, QPushButton, QStyle, QStyleOption, QWidget

RING_WIDTH: Final = 2
KEYBOARD_REASONS: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Why focus came, when it came by keyboard: only then a list shows its ring."""


class RingStyle(QProxyStyle):
    """Fusion with our focus ring; the one proxy style of the program."""

    def __init__(self, colour: QColor, radius: int) -> None:
        super().__init__("Fusion")
        self.colour = colour
        self.radius = radius

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the ring ourselves, everything else as Fusion does."""
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            # A button's own idea of its focus is inside its box; the ring goes round the box.
            around = widget.rect() if isinstance(widget, QPushButton) else option.rect
            draw_ring(painter, QRectF(around), self.colour, self.radius)
            return
        super().drawPrimitive(element, option, painter, widget)


def draw_ring(painter: QPainter, around: QRectF, colour: QColor, radius: float) -> None:
    """Stroke a rounded ring that lies inside `around`."""
    half = RING_WIDTH / 2
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(colour, RING_WIDTH))
    painter.setBrush(Qt.BrushStyle.NoBrush)  # what was painted before may have left one
    painter.drawRoundedRect(around.adjusted(half, half, -half, -half), radius, radius)
    painter.restore()
