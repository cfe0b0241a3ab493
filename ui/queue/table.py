"""The queue's table as a surface: column widths, band heights, the band that sticks to the
top, the columns that stay when the rest is scrolled sideways, the focus ring.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, Signal
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from book.queue import QueueRow
from ui.look.focus_ring import draw_ring
from ui.queue.band_paint import paint_band, paint_fold_line
from ui.queue.bands import BandHeader, Entry, FoldLine
from ui.queue.columns import ACCOUNT, GOOD_NAME, MARK
from ui.queue.delegate import CellDelegate, inner
from ui.queue.header import QueueHeader
from ui.queue.look import QueueLook
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter
from ui.queue.widths import squeezed, tightest
from ui.words import say


class QueueTable(QTableView):
    """Lays out and paints; what a person does with it is the business of `QueueView`."""

    whole_width_changed = Signal()
    """The columns need more room than before, or less."""

    def __init__(self, model: QueueModel, rows: RowPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._rows = rows
        self.contents: list[int] = []
        """How wide the content of each column is, the account's at its least."""
        self.whole_width = 0
        """The least width at which no money, date or count is cut, a scroll bar included."""
        self._thin: list[int] = []
        self.hovered = -1
        self.ringed = False
        """Whether the current row shows the focus ring: only where keys brought focus."""
        self.setModel(model)
        self.names = QueueHeader(model, rows, self)
        self.setHorizontalHeader(self.names)
        self.setItemDelegate(CellDelegate(self, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName(say("Renewal queue"))
        heights = self.verticalHeader()
        heights.hide()
        heights.setMinimumSectionSize(1)
        heights.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.dress(rows)

    @property
    def rows(self) -> RowPainter:
        """The painter of the look in use."""
        return self._rows

    def queue(self) -> QueueModel:
        """The model shown."""
        return self._model

    def take(self, rows: RowPainter) -> None:
        """Paint with other words from now on; the measures stay."""
        self._rows = rows
        self.names.rows = rows

    def dress(self, rows: RowPainter) -> None:
        """Take another look; heights follow, the columns wait for `lay_columns`."""
        self.take(rows)
        self.names.setFixedHeight(rows.look.header_height)
        self.verticalHeader().setDefaultSectionSize(rows.look.row_height)
        self.set_lines()
        self.viewport().update()
        self.names.viewport().update()

    def set_lines(self) -> None:
        """Give bands and the fold line their height and the whole width, after a reset."""
        heights, columns = self.verticalHeader(), self._model.columnCount()
        look = self._rows.look
        self.clearSpans()
        # A header keeps the sizes of its sections over a reset, also of those that were bands.
        for at in self._thin:
            if at < heights.count():
                heights.resizeSection(at, look.row_height)
        self._thin = list(self._model.lines)
        for at in self._thin:
            heights.resizeSection(at, look.band_height)
            self.setSpan(at, 0, 1, columns)

    def lay_columns(self, contents: list[int]) -> None:
        """Set how wide the content of each column is; the account's entry is its least."""
        self.contents = contents
        before, self.whole_width = self.whole_width, self._whole_width()
        self._stretch()
        if self.whole_width != before:
            self.whole_width_changed.emit()

    def _whole_width(self) -> int:
        """A scroll bar stands in the room after the last column and beyond it where it must."""
        look, columns = self._rows.look, self._model.columns
        spaces = sum(look.lead(column) + look.trail(column, last=False) for column in columns[:-1])
        bar = self.verticalScrollBar().sizeHint().width()
        inner = sum(squeezed(look.theme, columns, self.contents))
        return inner + spaces + max(look.inset, bar + look.small)

    def _stretch(self) -> None:
        if len(self.contents) != self._model.columnCount():
            return
        look, last = self._rows.look, len(self.contents) - 1
        bar = self.verticalScrollBar()
        taken = bar.width() if bar.isVisibleTo(self) else 0
        # Where room is scarce the bar stands in the inset. Otherwise the figures keep the inset to
        # the bar, and its room too while there is none: nothing moves when it comes.
        look.after_last = max(look.small, look.inset - taken)
        wanted = look.inset + max(0, bar.sizeHint().width() - taken)
        columns = self._model.columns
        inner = squeezed(look.theme, columns, self.contents)
        sizes = [
            width + look.lead(column) + look.trail(column, last=section == last)
            for section, (column, width) in enumerate(zip(columns, inner, strict=True))
        ]
        short = sum(sizes) - self.viewport().width()
        for at in sorted(range(len(columns)), key=lambda at: at == ACCOUNT):
            # Free text and names elide a little earlier before any figure is out of view.
            given = min(max(0, short), inner[at] - tightest(look.theme, columns[at], inner[at]))
            sizes[at] -= given
            short -= given
        wishes = [(ACCOUNT, look.theme.px(GOOD_NAME) - inner[ACCOUNT])]
        wishes += [(at, self.contents[at] - inner[at]) for at in range(len(inner))]
        spare = max(0, self.viewport().width() - sum(sizes))
        # First a little air beside the bar, then names and stages, then the whole of the inset.
        spare -= _widen_edge(look, sizes, min(spare, look.space - look.after_last))
        for section, wish in wishes:
            sizes[section] += min(max(0, wish), spare)
            spare -= min(max(0, wish), spare)
        spare -= _widen_edge(look, sizes, min(spare, wanted - look.after_last))
        sizes[ACCOUNT] += spare
        for section, size in enumerate(sizes):
            if self.names.sectionSize(section) != size:
                self.names.resizeSection(section, size)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The account's column takes what the others leave."""
        # Before the table looks whether it needs a scroll bar for the columns as they were.
        self._stretch()
        super().resizeEvent(event)
        self._stretch()

    def stuck(self) -> tuple[int, int] | None:
        """The band header that sticks to the top: its place, and how far it is pushed out."""
        top = self.rowAt(0)
        header = self._model.header_of(top) if top >= 0 else None
        if header is None or self.rowViewportPosition(header) >= 0:
            return None
        after = self._model.header_after(top)
        if after is None:
            return header, 0
        return header, min(0, self.rowViewportPosition(after) - self._rows.look.band_height)

    def place_at(self, y: int) -> int:
        """The place of the list at a height of the viewport, the stuck band first; else -1."""
        stuck = self.stuck()
        if stuck is not None and y < stuck[1] + self._rows.look.band_height:
            return stuck[0]
        return self.rowAt(y)

    def paint_line(self, painter: QPainter, at: int, rect: QRect) -> None:
        """Paint a band or the fold line over the list's width at the height of `rect`."""
        entry: Entry | None = self._model.entry(at)
        across = QRect(0, rect.top(), self.viewport().width(), rect.height())
        look, hovered = self._rows.look, at == self.hovered
        if isinstance(entry, BandHeader):
            paint_band(painter, look, across, entry, hovered=hovered)
        elif isinstance(entry, FoldLine):
            today = self._rows.words.day
            paint_fold_line(painter, look, across, entry, today, hovered=hovered)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, then what lies over them: kept columns, ring, stuck band."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self.horizontalScrollBar().value() > 0:
            self._paint_kept_columns(painter, event.rect())
        if self.ringed and self.hasFocus() and self.currentIndex().isValid():
            at = self.currentIndex().row()
            top, tall = self.rowViewportPosition(at), self.rowHeight(at) - 1
            ring = QRectF(0, top, self.viewport().width(), tall)
            draw_ring(painter, ring, self._rows.look.color("accent"), self._rows.look.small)
        stuck = self.stuck()
        if stuck is not None:
            at, top = stuck
            tall = self._rows.look.band_height
            self.paint_line(painter, at, QRect(0, top, self.viewport().width(), tall))
        painter.end()

    def _paint_kept_columns(self, painter: QPainter, area: QRect) -> None:
        """Mark and account stay at the leading edge while the rest is scrolled sideways."""
        model, rows, look = self._model, self._rows, self._rows.look
        mark, account = (self.names.sectionSize(section) for section in (MARK, ACCOUNT))
        whole = self.viewport().width()
        at = self.rowAt(area.top())
        chosen = self.selectionModel()
        while 0 <= at < len(model.entries) and self.rowViewportPosition(at) <= area.bottom():
            row = model.account_row(at)
            if isinstance(row, QueueRow):
                top, tall = self.rowViewportPosition(at), self.rowHeight(at)
                selected = chosen.isRowSelected(at, QModelIndex())
                start = whole - mark if look.rtl else 0
                first = QRect(start, top, mark, tall)
                second = QRect(start - account if look.rtl else mark, top, account, tall)
                both = first.united(second)
                rows.ground(
                    painter, both, selected=selected, hovered=at == self.hovered, leading=True
                )
                columns = model.columns
                rows.mark(painter, inner(rows, first, columns[MARK], last=False), row)
                place = inner(rows, second, columns[ACCOUNT], last=False)
                rows.account(painter, place, row, selected=selected)
                edge = both.left() if look.rtl else both.right()
                painter.fillRect(edge, top, 1, tall, look.color("line"))
            at += 1

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll; what lies over the cells does not move along and is painted afresh."""
        super().scrollContentsBy(dx, dy)
        if dx:
            self.viewport().update()
            self.names.viewport().update()
        elif dy:
            tall = self._rows.look.band_height + max(0, dy)
            self.viewport().update(0, 0, self.viewport().width(), tall)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight, clear of the stuck band; never scrolls sideways."""
        if not index.isValid():
            return
        top, tall = self.rowViewportPosition(index.row()), self.rowHeight(index.row())
        bar = self.verticalScrollBar()
        above = self._rows.look.band_height if self._model.headers else 0
        if top < above:
            bar.setValue(bar.value() + top - above)
        elif top + tall > self.viewport().height():
            bar.setValue(bar.value() + top + tall - self.viewport().height())

    def hover(self, at: int) -> None:
        """Give another place, or none (-1), the ground of what is under the pointer."""
        if at == self.hovered:
            return
        for place in (self.hovered, at):
            if place >= 0:
                top, tall = self.rowViewportPosition(place), self.rowHeight(place)
                self.viewport().update(0, max(0, top), self.viewport().width(), tall)
        self.hovered = at

    def viewportEvent(self, event: QEvent) -> bool:
        """No tooltip of a row that lies under the stuck band, no hover once the pointer left."""
        if event.type() == QEvent.Type.Leave:
            self.hover(-1)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.place_at(event.pos().y())
            if self._model.account_row(at) is None:
                return True
        return super().viewportEvent(event)


def _widen_edge(look: QueueLook, sizes: list[int], more: int) -> int:
    """Gives the last column so much more room after its content; returns what it took."""
    more = max(0, more)
    look.after_last += more
    sizes[-1] += more
    return more
