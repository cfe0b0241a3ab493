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
from ui.words import plural, say

SPANS_MIN: Final = (15, 30, 45, 60, 90, 120, 180, 240, 360, 720)
"""How long a thread may stand for, in minutes: the shortest that is not full."""
_FULL: Final = 0.92
"""From here on the thread stands for a longer call."""
_TICK_U: Final = 10
_LINE_AT_U: Final = 20
_NEAR_U: Final = 5
_APART_U: Final = 7
"""Marks nearer to each other share one tick."""


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


class Label(NamedTuple):
    """What stands below the thread for one mark, or for several that stand close."""

    marks: tuple[SetMark, ...]
    words: str
    box: QRect


def ticks(places: Sequence[int], apart: int) -> list[list[int]]:
    """Which marks share a tick, by their number: those nearer than `apart` to its first."""
    shared: list[list[int]] = []
    for number, x in sorted(enumerate(places), key=lambda one: one[1]):
        if shared and x - places[shared[-1][0]] < apart:
            shared[-1].append(number)
        else:
            shared.append([number])
    return shared


def label_words(marks: Sequence[SetMark]) -> str:
    """`risk 8:41`, and of several `3 marks 8:41–8:47`."""
    first, last = marks[0], marks[-1]
    if len(marks) == 1:
        return f"{kind_words(first.kind)} {time_of(first)}"
    several = plural(len(marks), "{n} mark", "{n} marks")
    if time_of(first) == time_of(last):
        return f"{several} {time_of(first)}"
    return f"{several} {time_of(first)}–{time_of(last)}"


class CallThread(QWidget):
    """Paints it; marks that stand close share a tick and a label."""

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
        """The words of marks stand in the tooltip of their tick."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self.marks_at(event.pos())
            words = plain_tooltip("\n".join(mark_words(mark) for mark in found))
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
        marks = [one for one in placed if one.kind != "now"]
        for shared in ticks([self._x(one.at) for one in marks], look.px(_APART_U)):
            seated = [marks[number] for number in shared]
            risky = next((one for one in seated if one.kind == "risk"), seated[0])
            self._paint_tick(painter, seated[0]._replace(kind=risky.kind), line)
        painter.setFont(look.font("caption"))
        now = next((one for one in placed if one.kind == "now"), None)
        if now is not None:
            self._paint_tick(painter, now, line)
            self._paint_label(painter, now.words, "now", self._box(now.words, self._x(now.at)))
        for label in self.labels():
            risky_one = any(mark.kind == "risk" for mark in label.marks)
            self._paint_label(painter, label.words, "risk" if risky_one else "", label.box)
        painter.end()

    def labels(self) -> list[Label]:
        """What stands below the thread: no two of them in each other's way, nor in that of now."""
        placed = seats(self._marks, self._seconds, runs=self._runs)
        at = {mark.id: self._x(seat.at) for mark, seat in zip(self._marks, placed, strict=False)}

        def label(marks: tuple[SetMark, ...]) -> Label:
            words = label_words(marks)
            return Label(marks, words, self._box(words, (at[marks[0].id] + at[marks[-1].id]) // 2))

        found: list[Label] = []
        for mark in self._marks:
            one = label((mark,))
            while found and found[-1].box.intersects(one.box):
                one = label((*found.pop().marks, *one.marks))
            found.append(one)
        if not self._runs:
            return found
        now = self._box(placed[-1].words, self._x(placed[-1].at))
        while found and found[-1].box.intersects(now):
            beside = self._beside(found[-1], now)
            before = found[-2].box if len(found) > 1 else None
            if beside is not None and (before is None or not before.intersects(beside)):
                found[-1] = found[-1]._replace(box=beside)
                break
            last = found.pop()
            if found:
                found.append(label((*found.pop().marks, *last.marks)))
        return found

    def _beside(self, label: Label, now: QRect) -> QRect | None:
        """A label's box where now leaves it room: before it, else behind it, else nowhere."""
        before, behind = QRect(label.box), QRect(label.box)
        before.moveRight(now.left() - 1)
        behind.moveLeft(now.right() + 1)
        both = (behind, before) if self.isRightToLeft() else (before, behind)
        return next((box for box in both if box.left() >= 0 and box.right() < self.width()), None)

    def _paint_label(self, painter: QPainter, words: str, kind: str, box: QRect) -> None:
        painter.setPen(theme.current().color(_ink(kind)))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _paint_tick(self, painter: QPainter, one: Seat, line: int) -> None:
        look = theme.current()
        tall, thick = look.px(_TICK_U), max(2, look.px(2))
        ink = look.color(_ink(one.kind) if one.kind in ("now", "risk") else "ink")
        x = min(max(0, self._x(one.at) - thick // 2), self.width() - thick)
        painter.fillRect(x, line - tall // 2 + 1, thick, tall, ink)

    def _box(self, words: str, x: int) -> QRect:
        """Where a label stands, within the thread."""
        look = theme.current()
        metrics = QFontMetrics(look.font("caption"))
        top = look.px(_LINE_AT_U + _TICK_U // 2 + 1)
        wide = metrics.horizontalAdvance(words) + look.px(6)
        left = min(max(0, x - wide // 2), max(0, self.width() - wide))
        return QRect(left, top, wide, metrics.height())

    def marks_at(self, where: QPoint) -> list[SetMark]:
        """The marks of the tick at a place; none where there is none near."""
        look = theme.current()
        places = [self._x(one.at) for one in seats(self._marks, self._seconds, runs=self._runs)]
        found = [
            (min(abs(places[number] - where.x()) for number in shared), shared)
            for shared in ticks(places[: len(self._marks)], look.px(_APART_U))
        ]
        distance, shared = min(found, default=(look.px(_NEAR_U) + 1, []))
        return [self._marks[number] for number in shared] if distance <= look.px(_NEAR_U) else []

    def _x(self, at: float) -> int:
        share = 1 - at if self.isRightToLeft() else at
        return round(share * self.width())


def _ink(kind: str) -> str:
    return {"now": "accent", "risk": "amber"}.get(kind, "ink2")
