"""The style beneath the sheet: the ring around what has the keyboard, and the tick box.

The ring is 2 px of accent, 1 px outside. Fusion makes the edge of a tick box by darkening the
window's colour, which leaves nothing to see in the dark.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QProxyStyle, QPushButton, QStyle, QStyleOption, QWidget

RING_WIDTH: Final = 2
KEYBOARD_REASONS: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
"""Why focus came, when it came by keyboard: only then a list shows its ring."""


_TICK: Final = ((0.24, 0.52), (0.42, 0.70), (0.76, 0.32))
_DASH: Final = ((0.26, 0.5), (0.74, 0.5))
"""The signs in a tick box, as parts of its side."""


class Inks(Struct, frozen=True):
    """The colours the style draws with by itself."""

    accent: QColor
    on_accent: QColor
    edge: QColor
    ground: QColor
    """Of a box without a tick."""
    off: QColor
    """Of what cannot be used now."""


class RingStyle(QProxyStyle):
    """Fusion with our focus ring and tick box; the one proxy style of the program."""

    def __init__(self, inks: Inks, radius: int) -> None:
        super().__init__("Fusion")
        self.inks = inks
        self.radius = radius

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Draw the ring and the tick box ourselves, everything else as Fusion does."""
        if element == QStyle.PrimitiveElement.PE_FrameFocusRect:
            # A button's own idea of its focus is inside its box; the ring goes round the box.
            around = widget.rect() if isinstance(widget, QPushButton) else option.rect
            draw_ring(painter, QRectF(around), self.inks.accent, self.radius)
            return
        if element == QStyle.PrimitiveElement.PE_IndicatorCheckBox:
            draw_tick_box(painter, QRectF(option.rect), option.state, self.inks)
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


def draw_tick_box(painter: QPainter, around: QRectF, state: QStyle.StateFlag, inks: Inks) -> None:
    """A rounded box: an edge alone, or filled with accent and a tick, or a dash for partly."""
    flags = QStyle.StateFlag
    side = min(around.width(), around.height()) - 1
    box = QRectF(0, 0, side, side)
    box.moveCenter(around.center())
    partly, on = bool(state & flags.State_NoChange), bool(state & flags.State_On)
    able = bool(state & flags.State_Enabled)
    fill = inks.ground
    edge = inks.edge if able else inks.off
    if on or partly:
        edge = fill = inks.accent if able else inks.off
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(edge, 1))
    painter.setBrush(fill)
    painter.drawRoundedRect(box, side / 4, side / 4)
    if on or partly:
        pen = QPen(inks.on_accent, side / 8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [
            QPointF(box.x() + x * side, box.y() + y * side) for x, y in (_DASH if partly else _TICK)
        ]
        painter.drawPolyline(QPolygonF(points))
    painter.restore()
