"""One delegate per kind of column. They paint; nothing in the queue is a widget of its own."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from book.queue import QueueRow
from ui.queue.columns import Column, Kind
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter

AnyIndex = QModelIndex | QPersistentModelIndex


class Surface(Protocol):
    """What the delegates ask of the list they paint into."""

    @property
    def rows(self) -> RowPainter:
        """The painter of the look in use."""
        ...

    @property
    def hovered(self) -> int:
        """The place under the pointer, -1 for none."""
        ...

    def queue(self) -> QueueModel:
        """The model shown."""
        ...

    def paint_line(self, painter: QPainter, at: int, rect: QRect) -> None:
        """Paint a band or the fold line over the list's width at the height of `rect`."""
        ...


class CellDelegate(QStyledItemDelegate):
    """What all columns share: the ground, the selected bar, bands across the row."""

    kind: Kind

    def __init__(self, surface: Surface, parent: QObject) -> None:
        super().__init__(parent)
        self._surface = surface

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Paint the cell."""
        at, section = index.row(), index.column()
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        surface = self._surface
        model = surface.queue()
        entry = model.entries[at]
        if not isinstance(entry, QueueRow):
            surface.paint_line(painter, at, rect)
            return
        selected = bool(state & QStyle.StateFlag.State_Selected)
        columns = model.columns
        rows = surface.rows
        rows.ground(
            painter,
            rect,
            selected=selected,
            hovered=at == surface.hovered,
            leading=section == 0,
        )
        column = columns[section]
        rect = inner(rows, rect, column, last=section == len(columns) - 1)
        self.paint_content(painter, rect, entry, column, selected)

    def paint_content(
        self, painter: QPainter, rect: QRect, row: QueueRow, column: Column, selected: bool
    ) -> None:
        """Paint what stands in the cell; `rect` is free of the space around it."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Never asked for by the list, whose heights are set; answered for the tools that do."""
        look = self._surface.rows.look
        return QSize(look.gap, look.row_height)


class MarkDelegate(CellDelegate):
    """The mark that says where the person stands with the account."""

    kind = "mark"

    def paint_content(
        self, painter: QPainter, rect: QRect, row: QueueRow, column: Column, selected: bool
    ) -> None:
        """The sign, in the middle of the row."""
        self._surface.rows.mark(painter, rect, row)


class AccountDelegate(CellDelegate):
    """Name and chips."""

    kind = "account"

    def paint_content(
        self, painter: QPainter, rect: QRect, row: QueueRow, column: Column, selected: bool
    ) -> None:
        """The name, then chips or a plain caption."""
        self._surface.rows.account(painter, rect, row, selected=selected)


class LinesDelegate(CellDelegate):
    """Two lines from the leading edge: dates, stages, names."""

    kind = "lines"

    def paint_content(
        self, painter: QPainter, rect: QRect, row: QueueRow, column: Column, selected: bool
    ) -> None:
        """The value, and what it means beneath."""
        rows = self._surface.rows
        rows.lines(painter, rect, rows.cell(row, column.key), trailing=False)


class FigureDelegate(CellDelegate):
    """Two lines against the trailing edge: money and counts."""

    kind = "figure"

    def paint_content(
        self, painter: QPainter, rect: QRect, row: QueueRow, column: Column, selected: bool
    ) -> None:
        """The figure, and what belongs to it beneath."""
        rows = self._surface.rows
        rows.lines(painter, rect, rows.cell(row, column.key), trailing=True)


def inner(rows: RowPainter, rect: QRect, column: Column, *, last: bool) -> QRect:
    """A cell's rect without the space before and after its content."""
    lead, trail = rows.look.lead(column), rows.look.trail(column, last=last)
    if rows.look.rtl:
        lead, trail = trail, lead
    return rect.adjusted(lead, 0, -trail, 0)
