"""Paints the cells of the queue; nothing in it is a widget of its own."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from book.queue import QueueRow
from ui.queue.columns import Column
from ui.queue.model import QueueModel
from ui.queue.paint import RowPainter

AnyIndex = QModelIndex | QPersistentModelIndex


class Surface(Protocol):
    """What the delegate asks of the list it paints into."""

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
    """Paints a cell by the kind of its column; bands and the fold line across the row."""

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
        if column.kind == "mark":
            rows.mark(painter, rect, entry)
        elif column.kind == "account":
            rows.account(painter, rect, entry, selected=selected)
        else:
            trailing = column.kind == "figure"
            rows.lines(painter, rect, rows.cell(entry, column.key), trailing=trailing)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        """Never asked for by the list, whose heights are set; answered for the tools that do."""
        look = self._surface.rows.look
        return QSize(look.gap, look.row_height)


def inner(rows: RowPainter, rect: QRect, column: Column, *, last: bool) -> QRect:
    """A cell's rect without the space before and after its content."""
    lead, trail = rows.look.lead(column), rows.look.trail(column, last=last)
    if rows.look.rtl:
        lead, trail = trail, lead
    return rect.adjusted(lead, 0, -trail, 0)
