"""The painted list of the outbox: lines by one delegate, and the band that sticks to the top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.look import theme
from ui.look.banded_list import BandedList
from ui.outbox import paint
from ui.outbox.bands import AccountLine
from ui.outbox.look import OutboxLook
from ui.outbox.model import OutboxModel
from ui.outbox.shown import ShownEntry
from ui.queue.band_paint import paint_band
from ui.queue.bands import BandHeader

Index = QModelIndex | QPersistentModelIndex


class PaintedList(BandedList):
    """Bands and entries as they stand; no widget per line."""

    headings = (BandHeader, AccountLine)
    look: OutboxLook

    def __init__(self, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(model, OutboxLook(theme.current(), "comfortable"), parent)
        self.rows = model
        self.setItemDelegate(_Delegate(self))
        self.measure()

    def in_order(self) -> Sequence[object]:
        """Bands, accounts and entries."""
        return self.rows.items

    def measure(self) -> None:
        """Take heights and faces from the theme; two lines a row, or one when compact."""
        self.look = OutboxLook(theme.current(), self.density, rtl=self.isRightToLeft())
        self.verticalScrollBar().setSingleStep(self.look.row_height // 2)
        self.scheduleDelayedItemsLayout()
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    """Paints every line of the list by what it is."""

    def __init__(self, view: PaintedList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        look = self._view.look
        entry = isinstance(self._view.rows.items[index.row()], ShownEntry)
        return QSize(look.gap, look.row_height if entry else look.band_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        view, rect = self._view, option.rect
        look, item = view.look, view.rows.items[index.row()]
        if isinstance(item, BandHeader):
            paint_band(painter, look, rect, item, hovered=False)
            return
        if isinstance(item, AccountLine):
            paint.paint_account(painter, look, rect, item)
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        paint.paint_ground(painter, look, rect, selected=selected, hovered=hovered)
        text = view.rows.text(index.row())
        if text is not None:
            paint.paint_entry(painter, look, rect, text, item.entry.state)
        if selected and view.ringed and view.hasFocus():
            paint.paint_ring(painter, look, rect)
