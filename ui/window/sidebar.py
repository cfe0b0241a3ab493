"""The rail at the leading edge: the profile, then the pages with their counts.

Under a certain width of the window it folds to a strip of signs that name themselves in
tooltips.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.look import theme
from ui.look.focus_ring import KEYBOARD_REASONS, draw_ring
from ui.look.tokens import Density, height
from ui.words import count, say

WIDTH_U: Final = 188
LEAST_WIDTH_U: Final = 160
MOST_WIDTH_U: Final = 260
FOLDED_WIDTH_U: Final = 44

KEY_ROLE: Final = Qt.ItemDataRole.UserRole + 1
ICON_ROLE: Final = Qt.ItemDataRole.UserRole + 2
COUNT_ROLE: Final = Qt.ItemDataRole.UserRole + 3
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LEADING: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
"""The painter itself turns left into right where the interface runs that way."""


class Place:
    """One line of the sidebar: where it leads, its words, its sign and its count."""

    def __init__(self, key: str, words: str, icon: str, hint: str = "") -> None:
        self.key = key
        self.words = words
        self.icon = icon
        self.hint = hint
        """The key that leads there, for the tooltip."""
        self.count: int | None = None


class PlacesModel(QAbstractListModel):
    """The lines of the sidebar."""

    def __init__(self, places: Sequence[Place], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.places = list(places)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question for the number of lines."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for one line."""
        if not index.isValid():
            return None
        place = self.places[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return place.words
        if role == KEY_ROLE:
            return place.key
        if role == ICON_ROLE:
            return place.icon
        if role == COUNT_ROLE:
            return "" if place.count is None else count(place.count)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if place.count is None:
                return place.words
            return say("{page}, {count}", page=place.words, count=count(place.count))
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{place.words}  {place.hint}" if place.hint else place.words
        return None

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Show these counts; lines not named keep theirs."""
        for row, place in enumerate(self.places):
            if place.key in counts and place.count != counts[place.key]:
                place.count = counts[place.key]
                here = self.index(row)
                self.dataChanged.emit(here, here)


class PlaceDelegate(QStyledItemDelegate):
    """Paints a line: ground and ring, sign, words, count at the far end."""

    def __init__(self, view: PlacesView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """28 high, or 26 when compact, and the pixel between two lines."""
        look = theme.current()
        return QSize(look.px(40), look.px(height("sidebar_item", self._view.density)) + 1)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the line."""
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
        tint = "accent" if selected else "ink2"
        drawn = look.pixmap(index.data(ICON_ROLE), tint, 16, self._view.devicePixelRatioF())
        painter.drawPixmap(sign.x(), box.y() + (box.height() - side) // 2, drawn)
        if folded:
            return
        start = inset + side + look.px(9)
        end = box.width() - inset
        told = index.data(COUNT_ROLE)
        if told:
            font = look.font("caption")
            wide = QFontMetrics(font).horizontalAdvance(told) + 1
            painter.setFont(font)
            painter.setPen(look.color("ink2" if selected else "ink3"))
            painter.drawText(placed(end - wide, wide), _LEADING, told)
            end -= wide + look.px(4)
        font = look.font("strong" if selected else "body")
        painter.setFont(font)
        painter.setPen(look.color("ink"))
        words = QFontMetrics(font).elidedText(
            index.data(), Qt.TextElideMode.ElideRight, end - start
        )
        painter.drawText(placed(start, end - start), _LEADING, words)


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
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)

    def shows_ring(self, index: Index) -> bool:
        """Whether the ring of focus belongs round this line."""
        return self._by_keyboard and self.hasFocus() and index.row() == self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move; letters are left to the commands instead of searching the lines."""
        self._by_keyboard = True
        if event.text().isprintable() and event.text():
            event.ignore()
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A pressed mouse takes the ring away."""
        self._by_keyboard = False
        super().mousePressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard sees the ring."""
        self._by_keyboard = event.reason() in KEYBOARD_REASONS
        super().focusInEvent(event)
        self.viewport().update()


class ProfileLine(QWidget):
    """The profile's colour and name on top of the rail."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.folded = False
        self.setAccessibleName(say("Profile {name}", name=name))
        self.setToolTip(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """32 high and the gap to what follows."""
        look = theme.current()
        return QSize(look.px(100), look.px(32) + look.px(4))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The square and the name, which ends in … where it is long."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tall, side, inset = look.px(32), look.px(10), look.px(8)
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = (self.width() - side) // 2 if self.folded else inset
        if mirrored and not self.folded:
            x = self.width() - inset - side
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("accent"))
        painter.drawRoundedRect(QRectF(x, (tall - side) / 2, side, side), look.px(2), look.px(2))
        if self.folded:
            return
        font = look.font("strong")
        painter.setFont(font)
        painter.setPen(look.color("ink"))
        room = QRect(inset + side + look.px(8), 0, self.width(), tall)
        room.setRight(self.width() - inset)
        if mirrored:
            room.moveLeft(self.width() - room.right() - 1)
        words = QFontMetrics(font).elidedText(self._name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEADING, words)


class Sidebar(QWidget):
    """The rail as a whole. `went` names the place the person chose."""

    went = Signal(str)

    def __init__(self, profile_name: str, places: Sequence[Place]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.folded = False
        self.profile = ProfileLine(profile_name)
        self.view = PlacesView(places)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.profile)
        self._column.addWidget(self.view, 1)
        self.view.selectionModel().currentChanged.connect(self._moved)
        theme.watch(self._measure)
        self._measure()

    def go(self, key: str) -> None:
        """Make a place the current one."""
        model = self.view.places
        for row, place in enumerate(model.places):
            if place.key == key:
                self.view.setCurrentIndex(model.index(row))

    def set_counts(self, counts: Mapping[str, int | None]) -> None:
        """Show counts beside the places."""
        self.view.places.set_counts(counts)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.view.density = density
        self.view.scheduleDelayedItemsLayout()

    def fold(self, folded: bool) -> None:
        """Only signs, or signs with words."""
        if folded == self.folded:
            return
        self.folded = self.view.folded = self.profile.folded = folded
        self._measure()
        self.view.viewport().update()
        self.profile.update()

    def _moved(self, current: QModelIndex) -> None:
        key = current.data(KEY_ROLE)
        if key:
            self.went.emit(key)

    def _measure(self) -> None:
        look = theme.current()
        inset = look.px(6 if self.folded else 8)
        self._column.setContentsMargins(inset, look.px(8), inset, look.px(8))
        if self.folded:
            self.setFixedWidth(look.px(FOLDED_WIDTH_U))
        else:
            self.setMinimumWidth(look.px(LEAST_WIDTH_U))
            self.setMaximumWidth(look.px(MOST_WIDTH_U))
        self.view.scheduleDelayedItemsLayout()
