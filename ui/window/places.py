"""The lines of the sidebar: where each leads, its count, and how it is painted.

Some stand at the bottom, apart from the others: between them lies a row that is only room.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring
from ui.look.tokens import Density, height
from ui.words import count, plural, say

KEY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ICON_ROLE: Final = Qt.ItemDataRole.UserRole + 2
COUNT_ROLE: Final = Qt.ItemDataRole.UserRole + 3
WANTING_ROLE: Final = Qt.ItemDataRole.UserRole + 4
LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
"""The painter itself turns left into right where the interface runs that way."""
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEAST_GAP_U: Final = 8


class Place:
    """One line of the sidebar: where it leads, its words, its sign and its count."""

    def __init__(
        self, key: str, words: str, icon: str, hint: str = "", *, bottom: bool = False
    ) -> None:
        self.key = key
        self.words = words
        self.icon = icon
        self.hint = hint
        """The key that leads there, for the tooltip."""
        self.bottom = bottom
        """Whether it stands at the bottom of the rail."""
        self.count: int | None = None
        self.wanting = False
        """Whether what is counted waits for the person."""

    @property
    def heard(self) -> str:
        """The line in words: `Accounts, 104`, `Conflicts, 1 needs you`."""
        if self.count is None:
            return self.words
        if self.wanting:
            one, many = "{page}, {n} needs you", "{page}, {n} need you"
            return plural(self.count, one, many, page=self.words)
        return say("{page}, {count}", page=self.words, count=count(self.count))


class PlacesModel(QAbstractListModel):
    """The lines of the sidebar; `None` among its rows is the room before the bottom ones."""

    def __init__(self, places: Sequence[Place], parent: QObject | None = None) -> None:
        super().__init__(parent)
        above = [place for place in places if not place.bottom]
        below = [place for place in places if place.bottom]
        self.places = [*above, *below]
        self.rows: list[Place | None] = [*above, None, *below] if below else [*above]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question for the number of lines."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """The room between the lines is none of them."""
        if not index.isValid() or self.rows[index.row()] is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for one line."""
        place = self.rows[index.row()] if index.isValid() else None
        if place is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return place.words
        if role == KEY_ROLE:
            return place.key
        if role == ICON_ROLE:
            return place.icon
        if role == COUNT_ROLE:
            return "" if place.count is None else count(place.count)
        if role == WANTING_ROLE:
            return place.wanting
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return place.heard
        if role == Qt.ItemDataRole.ToolTipRole:
            words = place.heard if place.wanting else place.words
            return f"{words}  {place.hint}" if place.hint else words
        return None

    def row_of(self, key: str) -> int | None:
        """The row of a place, None where there is no such line."""
        for row, place in enumerate(self.rows):
            if place is not None and place.key == key:
                return row
        return None

    def set_counts(self, counts: Mapping[str, int | None], wanting: Collection[str] = ()) -> None:
        """Show these counts, those of `wanting` as waiting for the person; others stay."""
        for row, place in enumerate(self.rows):
            if place is None or place.key not in counts:
                continue
            told = (counts[place.key], place.key in wanting)
            if told != (place.count, place.wanting):
                place.count, place.wanting = told
                here = self.index(row)
                self.dataChanged.emit(here, here)


class PlaceDelegate(QStyledItemDelegate):
    """Paints a line: ground and ring, sign, words, count at the far end."""

    def __init__(self, view: PlacesView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """28 high, or 26 when compact, and the pixel between two lines."""
        wide = theme.current().px(40)
        if index.data(KEY_ROLE) is None:
            return QSize(wide, self._view.gap_height())
        return QSize(wide, self._view.line_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line."""
        if index.data(KEY_ROLE) is None:
            return
        look = theme.current()
        box: QRect = option.rect.adjusted(0, 0, 0, -1)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.color("accent_tint" if selected else "chip"))
            painter.drawRoundedRect(QRectF(box), look.px(6), look.px(6))
        if selected and look.strong_contrast:
            painter.fillRect(box.x(), box.y(), look.px(3), box.height(), look.color("accent"))
        if self._view.shows_ring(index):
            draw_ring(painter, QRectF(box), look.color("accent"), look.px(6))
        painter.restore()
        self._paint_contents(painter, option, index, box, selected)

    def _paint_contents(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
        box: QRect,
        selected: bool,
    ) -> None:
        look = theme.current()
        side, inset = look.px(16), look.px(8)
        folded = self._view.folded
        mirrored = option.direction == Qt.LayoutDirection.RightToLeft

        def placed(x: int, width: int) -> QRect:
            left = box.width() - x - width if mirrored else x
            return QRect(box.x() + left, box.y(), width, box.height())

        sign = placed((box.width() - side) // 2 if folded else inset, side)
        top = box.y() + (box.height() - side) // 2
        tint = "accent" if selected else "ink2"
        drawn = look.pixmap(index.data(ICON_ROLE), tint, 16, self._view.devicePixelRatioF())
        painter.drawPixmap(sign.x(), top, drawn)
        wanting = bool(index.data(WANTING_ROLE))
        if folded:
            if wanting:
                _paint_dot(painter, QRect(sign.x(), top, side, side), selected=selected)
            return
        start = inset + side + look.px(9)
        end = box.width() - inset
        told = index.data(COUNT_ROLE)
        if told:
            font = look.font("caption_strong" if wanting else "caption")
            wide = QFontMetrics(font).horizontalAdvance(told) + 1
            painter.setFont(font)
            painter.setPen(look.color("amber" if wanting else "ink2" if selected else "ink3"))
            painter.drawText(placed(end - wide, wide), LEADING, told)
            end -= wide + look.px(4)
        font = look.font("strong" if selected else "body")
        painter.setFont(font)
        painter.setPen(look.color("ink"))
        words = QFontMetrics(font).elidedText(
            index.data(), Qt.TextElideMode.ElideRight, end - start
        )
        painter.drawText(placed(start, end - start), LEADING, words)


class PlacesView(QListView):
    """The list of lines: arrows move, and where the current line is, there the window goes."""

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self.density: Density = "comfortable"
        self.folded = False
        self._by_keyboard = False
        self.places = PlacesModel(places, self)
        self.setModel(self.places)
        self.setItemDelegate(PlaceDelegate(self))
        self.setAccessibleName(say("Pages"))
        self.setProperty("ground", "window")
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setUniformItemSizes(None not in self.places.rows)
        self.setMouseTracking(True)

    def line_height(self) -> int:
        """How far a line stands from the next."""
        return theme.current().px(height("sidebar_item", self.density)) + 1

    def gap_height(self) -> int:
        """The room that brings the bottom lines to the bottom."""
        free = self.viewport().height() - len(self.places.places) * self.line_height()
        return max(theme.current().px(_LEAST_GAP_U), free)

    def shows_ring(self, index: Index) -> bool:
        """Whether the ring of focus belongs round this line."""
        return self._by_keyboard and self.hasFocus() and index.row() == self.currentIndex().row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """At another height the bottom lines stand elsewhere."""
        super().resizeEvent(event)
        if not self.uniformItemSizes() and event.size().height() != event.oldSize().height():
            self.doItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; letters are left to the commands instead of searching the lines."""
        self._by_keyboard = True
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pressed mouse takes the ring away; between the lines it does nothing."""
        self._by_keyboard = False
        if self.indexAt(event.position().toPoint()).data(KEY_ROLE) is None:
            event.accept()
            self.viewport().update()
            return
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard sees the ring."""
        self._by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()


def _paint_dot(painter: QPainter, sign: QRect, *, selected: bool) -> None:
    """Where there is no room for a count: a dot at the sign says that something is wanted."""
    look = theme.current()
    side = look.px(7)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.color("accent_tint" if selected else "window"), look.px(2)))
    painter.setBrush(look.color("amber"))
    corner = QRectF(sign.right() - side + look.px(3), sign.top() - look.px(2), side, side)
    painter.drawEllipse(corner)
    painter.restore()
