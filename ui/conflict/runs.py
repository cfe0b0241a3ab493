"""One line of words in several types and inks; it ends in … where it does not fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.look import theme
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.queue.words import isolated


class Run(NamedTuple):
    """Some words of one type and ink."""

    text: str
    role: Role = "body"
    ink: str = "ink"


class Runs(QWidget):
    """The line. What is cut off shows whole in the tooltip."""

    def __init__(self, runs: Sequence[Run] = ()) -> None:
        super().__init__()
        self._runs: Sequence[Run] = ()
        theme.watch(self._retheme)
        self.tell(*runs)

    @property
    def words(self) -> str:
        """The whole line."""
        return "".join(run.text for run in self._runs)

    def tell(self, *runs: Run) -> None:
        """Show other words."""
        self._runs = runs
        self.setAccessibleName(self.words)
        self._retheme()

    def sizeHint(self) -> QSize:
        """As wide as all of it."""
        room = self.contentsMargins()
        high = theme.current().line_height("body") + room.top() + room.bottom()
        return QSize(self._needed() + room.left() + room.right(), high)

    def minimumSizeHint(self) -> QSize:
        """May shrink to almost nothing."""
        return QSize(0, theme.current().line_height("body"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A cut line is told by its tooltip."""
        super().resizeEvent(event)
        self._tip()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Run after run from the leading edge; the last that fits is cut."""
        look = theme.current()
        painter = QPainter(self)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        inside = self.contentsRect()
        left = inside.width()
        for run in self._runs:
            metrics = QFontMetrics(look.font(run.role))
            wide = metrics.horizontalAdvance(run.text)
            text = run.text
            if wide > left:
                text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, left)
                wide = left
            painter.setFont(look.font(run.role))
            painter.setPen(look.color(run.ink))
            x = inside.left() + (left - wide if rtl else inside.width() - left)
            box = QRect(x, inside.top(), wide + 1, inside.height())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), isolated(text))
            left -= wide
            if left <= 0:
                break
        painter.end()

    def _needed(self) -> int:
        look = theme.current()
        fonts = [QFontMetrics(look.font(run.role)) for run in self._runs]
        parts = zip(fonts, self._runs, strict=True)
        return sum(metrics.horizontalAdvance(run.text) for metrics, run in parts) + 1

    def _tip(self) -> None:
        self.setToolTip(
            "" if self._needed() <= self.contentsRect().width() + 1 else plain_tooltip(self.words)
        )

    def _retheme(self) -> None:
        self._tip()
        self.updateGeometry()
        self.update()
