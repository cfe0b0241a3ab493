"""Drawing lines that are laid out: texts on their baselines, signs, thin rules, the ring."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.facts.layout import Placed, Sign
from ui.look.focus_ring import draw_ring
from ui.look.theme import Theme

_OUTSET_U: Final = 8
"""How far the ground and the ring of a line reach beyond its texts."""


def frame(inner: QRect, bounds: QRect, look: Theme) -> QRect:
    """The ground and the ring of a line: somewhat wider than its texts, within the list."""
    out = look.px(_OUTSET_U)
    return inner.adjusted(-out, 0, out, 0).intersected(bounds.adjusted(1, 0, -1, 0))


def paint_line(painter: QPainter, one: Placed, inner: QRect, look: Theme) -> None:
    """Draws one line; `inner` is its place without the insets."""
    if one.line.rule:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(look.color("line"), 1))
        y = one.top + (one.height // 2 if one.line.kind == "rule" else 0)
        painter.drawLine(inner.left(), y, inner.right(), y)
    for run in one.runs:
        painter.setFont(look.font(run.font))
        painter.setPen(look.color(run.tone))
        painter.drawText(QPointF(run.x, run.baseline), run.text)
    for sign in one.signs:
        _paint_sign(painter, sign, look)


def paint_ground(painter: QPainter, around: QRect, look: Theme) -> None:
    """Lays the ground beneath the line under the pointer."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("hover"))
    painter.drawRoundedRect(around, look.px(4), look.px(4))


def paint_ring(painter: QPainter, around: QRect, look: Theme) -> None:
    """Draws the ring of focus around a line."""
    draw_ring(painter, QRectF(around), look.color("accent"), look.px(4))


def _paint_sign(painter: QPainter, sign: Sign, look: Theme) -> None:
    if sign.name == "dot":
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color(sign.tone))
        painter.drawEllipse(QRectF(sign.x, sign.y, sign.size, sign.size))
        return
    ratio = painter.device().devicePixelRatio()
    picture = look.pixmap(sign.name, sign.tone, sign.size / look.unit, ratio)
    painter.drawPixmap(QPointF(round(sign.x), round(sign.y)), picture)
