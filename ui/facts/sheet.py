"""The still part of a painted list: its lines, their places, its height, and room for a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.account.note_excerpt import NoteText
from ui.facts.layout import NO_LINE, Line, Placed, Ruler, place
from ui.facts.paint import frame, paint_ground, paint_line, paint_ring
from ui.look import theme

_NO_PLACE: Final = (-1, -1)


class FactSheet(QWidget):
    """Lines on the ground of what it stands in; as tall as they are, so its parent scrolls."""

    def __init__(self, name: str, inset_u: float = 16, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lit = NO_LINE
        """The line with a ground beneath it."""
        self.ringed = NO_LINE
        """The line with the ring of focus around it."""
        self._inset_u = inset_u
        self._taken = 0
        self._lines: tuple[Line, ...] = ()
        self._placed: list[Placed] = []
        self._placed_for = _NO_PLACE
        self._ruler = Ruler(theme.current())
        self.open_text: NoteText | None = None
        """The text that stands open below the line whose key is `open_below`."""
        self.open_below = ""
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.watch(self.lay_out)

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines as they were given."""
        return self._lines

    def keep_free(self, *, inset_u: float | None = None, taken: int | None = None) -> None:
        """Keeps `inset_u` free at both sides, of which a scroll bar takes so many pixels."""
        wanted = (
            self._inset_u if inset_u is None else inset_u,
            self._taken if taken is None else taken,
        )
        if wanted != (self._inset_u, self._taken):
            self._inset_u, self._taken = wanted
            self.lay_out()

    def put_lines(self, lines: Sequence[Line]) -> None:
        """Replaces the lines."""
        self._lines = tuple(lines)
        self.lit = self.ringed = NO_LINE
        self.lay_out()

    def put_text(self, below: str, text: NoteText | None) -> None:
        """Makes room for a text below the line of that key, or takes the room back."""
        if self.open_text is not None and self.open_text is not text:
            self.open_text.hide()
        self.open_text, self.open_below = text, below
        if text is not None:
            text.setParent(self)
            text.show()
        self.lay_out()

    def placed(self) -> list[Placed]:
        """The lines at their places for the present width and theme."""
        wanted = (self.width(), id(theme.current()))
        if self._placed_for != wanted:
            self._placed_for = wanted
            self._placed = self._place(self.width())
            self._seat_text()
        return self._placed

    def lay_out(self) -> None:
        """Places everything anew: other lines, another width, another theme."""
        self._placed_for = _NO_PLACE
        self.setMinimumHeight(self._height_of(self.placed()))
        self.updateGeometry()
        self.update()

    def line_rect(self, number: int) -> QRect:
        """Where a line stands, over the whole width."""
        one = self.placed()[number]
        return QRect(0, one.top, self.width(), one.height)

    def number_of(self, key: str) -> int:
        """The number of the line with that key; NO_LINE where there is none."""
        for number, line in enumerate(self._lines):
            if line.key == key:
                return number
        return NO_LINE

    def heightForWidth(self, width: int) -> int:
        """How tall everything stands at a width."""
        return self._height_of(self.placed() if width == self.width() else self._place(width))

    def sizeHint(self) -> QSize:
        """As tall as its lines at the present width."""
        return QSize(self.width(), self._height_of(self.placed()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Places the lines anew when the width changed."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draws the lines that the event asks for."""
        look = theme.current()
        painter = QPainter(self)
        # Each text is drawn by itself and brings its own direction, so none disturbs another.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        asked = event.rect()
        for number, one in enumerate(self.placed()):
            if one.bottom <= asked.top() or one.top > asked.bottom():
                continue
            inner = self._inner(one)
            if number == self.lit:
                paint_ground(painter, frame(inner, self.rect(), look), look)
            paint_line(painter, one, inner, look)
            if number == self.ringed:
                paint_ring(painter, frame(inner, self.rect(), look), look)

    def _inner(self, one: Placed) -> QRect:
        before, after = self._insets()
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            before, after = after, before
        return QRect(before, one.top, max(1, self.width() - before - after), one.height)

    def _insets(self) -> tuple[int, int]:
        """What stays free before and after the texts, as they are read."""
        look = theme.current()
        inset = look.px(self._inset_u)
        return inset, max(look.px(4), inset - self._taken)

    def _place(self, width: int) -> list[Placed]:
        if self._ruler.theme is not theme.current():
            self._ruler = Ruler(theme.current())
        return place(
            self._lines,
            width,
            self._ruler,
            insets=self._insets(),
            mirrored=self.layoutDirection() == Qt.LayoutDirection.RightToLeft,
            room_after=(self.open_below, self._text_room(width)),
        )

    def _text_room(self, width: int) -> int:
        if self.open_text is None:
            return 0
        inner = max(1, width - sum(self._insets()))
        return self.open_text.height_at(inner) + theme.current().px(8)

    def _seat_text(self) -> None:
        text = self.open_text
        if text is None:
            return
        number = self.number_of(self.open_below)
        text.setVisible(number != NO_LINE)
        if number != NO_LINE:
            inner = self._inner(self._placed[number])
            height = text.height_at(inner.width())
            text.setGeometry(inner.left(), self._placed[number].bottom, inner.width(), height)

    def _height_of(self, placed: Sequence[Placed]) -> int:
        if not placed:
            return 0
        last = placed[-1]
        return last.bottom + (
            self._text_room(self.width()) if last.line.key == self.open_below else 0
        )
