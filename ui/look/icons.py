"""The drawn signs: Lucide outlines, tinted with a token and drawn at the screen's scale."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

FOLDER: Final = Path(__file__).parents[1] / "resources"
_STROKE: Final = re.compile(r'stroke-width="2"')


@cache
def source(name: str) -> str:
    """The SVG of an icon as shipped; unknown names raise FileNotFoundError."""
    return (FOLDER / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def tinted(name: str, colour: QColor) -> bytes:
    """The SVG with our colour and our stroke: QtSvg would paint `currentColor` black."""
    text = source(name).replace("currentColor", colour.name())
    return _STROKE.sub('stroke-width="1.75"', text).encode()


def draw(svg: bytes, size_px: int, ratio: float) -> QPixmap:
    """A square picture of `size_px` device-independent pixels for a screen of that ratio."""
    # QtSvg is asked for late: tests and tools that draw no icon need not load it.
    from PySide6.QtSvg import QSvgRenderer

    side = max(1, round(size_px * ratio))
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, side, side))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


def mark(size_px: int, ratio: float, *, symbolic: bool = False) -> QPixmap:
    """The program's own mark: in its leather colours, or the one-colour shape for trays."""
    name = "satchel-symbolic.svg" if symbolic else "satchel.svg"
    return draw((FOLDER / name).read_bytes(), size_px, ratio)
