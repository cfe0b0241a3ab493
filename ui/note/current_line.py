"""The line that is written on, as a band through text and margin."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QPlainTextEdit

from ui.look import theme


def band(edit: QPlainTextEdit) -> QRect | None:
    """Where the current line stands in the text's viewport; None while nobody writes there."""
    if not edit.hasFocus():
        return None
    block = edit.textCursor().block()
    area = edit.blockBoundingGeometry(block).translated(edit.contentOffset())
    return QRect(0, round(area.top()), edit.viewport().width(), round(area.height()))


def paint_band(painter: QPainter, top: int, tall: int, wide: int) -> None:
    """Paint it, from edge to edge."""
    painter.fillRect(0, top, wide, tall, theme.current().color("hover"))
