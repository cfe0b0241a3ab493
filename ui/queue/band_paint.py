"""How a band header and the fold line are painted, in the list and stuck to its top alike."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter

from ui.queue.bands import BandHeader, FoldLine
from ui.queue.look import QueueLook
from ui.queue.words import fold_words
from ui.words import count

_CHEVRON_U = 13


def paint_band(
    painter: QPainter, look: QueueLook, rect: QRect, band: BandHeader, *, hovered: bool
) -> None:
    """Name, count and rule on the band's own ground; a chevron says that it folds."""
    painter.fillRect(rect, look.color("hover"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
    line = rect.height() - 1
    offset = look.inset
    parts = (
        (look.strong, "ink", band.name),
        (look.body, "ink3", count(band.count)),
        (look.caption, "ink3", band.caption),
    )
    for face, token, whole in parts:
        text = face.elided(whole, rect.width() - offset - look.inset)
        width = face.width(text)
        baseline = look.strong.baseline(rect.top(), line)
        look.write(painter, face, token, look.at(rect, offset, width), baseline, text)
        offset += width + look.space
    if band.foldable and (band.folded or hovered):
        closed = "chevron-left" if look.rtl else "chevron-right"
        name = closed if band.folded else "chevron-down"
        _chevron(painter, look, rect, name, "ink3", offset)


def paint_fold_line(
    painter: QPainter, look: QueueLook, rect: QRect, line: FoldLine, today: date, *, hovered: bool
) -> None:
    """What is not shown, as a link under the names."""
    painter.fillRect(rect, look.color("hover" if hovered else "surface"))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, look.color("hair"))
    name, since = fold_words(line, today)
    offset = look.inset + look.mark + look.gap
    _chevron(painter, look, rect, "chevron-down", "accent", offset)
    offset += look.theme.px(_CHEVRON_U) + look.theme.px(6)
    baseline = look.button.baseline(rect.top(), rect.height() - 1)
    width = look.button.width(name)
    look.write(painter, look.button, "accent", look.at(rect, offset, width), baseline, name)
    offset += width + look.gap
    width = look.caption.width(since)
    look.write(painter, look.caption, "ink3", look.at(rect, offset, width), baseline, since)


def _chevron(
    painter: QPainter, look: QueueLook, rect: QRect, name: str, token: str, offset: int
) -> None:
    ratio = painter.device().devicePixelRatioF()
    picture = look.theme.pixmap(name, token, _CHEVRON_U, ratio)
    size = look.theme.px(_CHEVRON_U)
    x = look.at(rect, offset, size)
    painter.drawPixmap(x, rect.top() + (rect.height() - 1 - size) // 2, picture)
