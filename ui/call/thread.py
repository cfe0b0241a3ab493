"""The thread of a call: where its marks lie on it, and where it is now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from book.calls import SetMark
from ui.call.words import mark_words, marks_said, time_of
from ui.look import theme
from ui.look.tooltip_text import plain_tooltip
from ui.recordings.columns import kind_words
from ui.words import say

SPANS_MIN: Final = (15, 30, 45, 60, 90, 120, 180, 240, 360, 720)
"""How long a thread may stand for, in minutes: the shortest that is not full."""
_FULL: Final = 0.92
"""From here on the thread stands for a longer call."""
_TICK_U: Final = 10
_LINE_AT_U: Final = 20
_NEAR_U: Final = 5


class Seat(NamedTuple):
    """Where something stands on the thread, from 0 to 1, and its words."""

    at: float
    words: str
    kind: str


def span_seconds(seconds: float) -> int:
    """How long the thread is for a call of that length."""
    fitting = (60 * one for one in SPANS_MIN if seconds <= 60 * one * _FULL)
    return next(fitting, max(60 * SPANS_MIN[-1], int(seconds / _FULL)))


def seats(marks: Sequence[SetMark], seconds: float, *, runs: bool) -> list[Seat]:
    """The marks and, of a call that runs, now."""
    whole = span_seconds(max([seconds, *(mark.clock_s for mark in marks)]))
    found = [
        Seat(mark.clock_s / whole, f"{kind_words(mark.kind)} {time_of(mark)}", mark.kind)
        for mark in marks
    ]
    return [*found, Seat(seconds / whole, say("now"), "now")] if runs else found


class CallThread(QWidget):
    """Paints it; a label is left out where the next one needs its room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: Sequence[SetMark] = ()
        self._seconds = 0.0
        self._runs = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.show_call((), 0.0, runs=False)

    def show_call(self, marks: Sequence[SetMark], seconds: float, *, runs: bool) -> None:
        """Other marks, another second."""
        self._marks, self._seconds, self._runs = marks, seconds, runs
        self.setAccessibleName(marks_said(marks))
        self.update()

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        look = theme.current()
        return QSize(look.px(240), look.px(44))

    def minimumSizeHint(self) -> QSize:
        """The buttons come first where it is narrow."""
        return QSize(0, theme.current().px(44))

    def event(self, event: QEvent) -> bool:
        """A mark's words stand in its tooltip."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._mark_at(event.pos())
            words = plain_tooltip(mark_words(found)) if found is not None else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, what is behind us of it, the ticks and their words."""
        look = theme.current()
        painter = QPainter(self)
        line = look.px(_LINE_AT_U)
        placed = seats(self._marks, self._seconds, runs=self._runs)
        past = next((one.at for one in placed if one.kind == "now"), None)
        if past is None:
            past = self._seconds / span_seconds(self._seconds) if self._seconds else 0.0
        painter.fillRect(0, line, self.width(), max(2, look.px(2)), look.color("line"))
        done = self._x(past)
        start = done if self.isRightToLeft() else 0
        wide = self.width() - done if self.isRightToLeft() else done
        painter.fillRect(start, line, wide, max(2, look.px(2)), look.color("ink2"))
        for one in placed:
            self._paint_tick(painter, one, line)
        for seat, box in _labels(placed, self._boxes(placed)):
            painter.setFont(look.font("caption"))
            painter.setPen(look.color(_ink(seat.kind)))
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), seat.words)
        painter.end()

    def _paint_tick(self, painter: QPainter, one: Seat, line: int) -> None:
        look = theme.current()
        tall, thick = look.px(_TICK_U), max(2, look.px(2))
        ink = look.color(_ink(one.kind) if one.kind in ("now", "risk") else "ink")
        x = min(max(0, self._x(one.at) - thick // 2), self.width() - thick)
        painter.fillRect(x, line - tall // 2 + 1, thick, tall, ink)

    def _boxes(self, placed: Sequence[Seat]) -> list[QRect]:
        """Where each label would stand, within the thread."""
        look = theme.current()
        metrics = QFontMetrics(look.font("caption"))
        top = look.px(_LINE_AT_U + _TICK_U // 2 + 1)
        boxes = []
        for one in placed:
            wide = metrics.horizontalAdvance(one.words) + look.px(6)
            left = min(max(0, self._x(one.at) - wide // 2), max(0, self.width() - wide))
            boxes.append(QRect(left, top, wide, metrics.height()))
        return boxes

    def _mark_at(self, where: QPoint) -> SetMark | None:
        near = theme.current().px(_NEAR_U)
        placed = seats(self._marks, self._seconds, runs=False)
        runs = seats(self._marks, self._seconds, runs=self._runs)[: len(placed)]
        found = [(abs(self._x(seat.at) - where.x()), place) for place, seat in enumerate(runs)]
        distance, place = min(found, default=(near + 1, -1))
        return self._marks[place] if distance <= near else None

    def _x(self, at: float) -> int:
        share = 1 - at if self.isRightToLeft() else at
        return round(share * self.width())


def _labels(placed: Sequence[Seat], boxes: Sequence[QRect]) -> list[tuple[Seat, QRect]]:
    """The labels that fit beside each other; what is newest, and now, comes first."""
    shown: list[tuple[Seat, QRect]] = []
    for seat, box in sorted(
        zip(placed, boxes, strict=True), key=lambda one: (one[0].kind == "now", one[0].at)
    )[::-1]:
        if not any(box.intersects(other) for _, other in shown):
            shown.append((seat, box))
    return shown


def _ink(kind: str) -> str:
    return {"now": "accent", "risk": "amber"}.get(kind, "ink2")
