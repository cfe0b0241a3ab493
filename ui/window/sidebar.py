"""The rail at the leading edge: the profile, then the pages with their counts.

Under a certain width of the window it folds to a strip of signs that name themselves in
tooltips.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.fields import Field
from ui.look.tokens import Density
from ui.window.places import COUNT_ROLE, KEY_ROLE, LEADING, Place, PlacesModel, PlacesView
from ui.words import say

__all__ = ["COUNT_ROLE", "KEY_ROLE", "Place", "PlacesModel", "Sidebar"]

WIDTH_U: Final = 188
LEAST_WIDTH_U: Final = 160
MOST_WIDTH_U: Final = 260
FOLDED_WIDTH_U: Final = 44


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
        painter.drawText(room, LEADING, words)


class SearchField(Field):
    """Looks like a field and opens the palette; its key does the same from anywhere."""

    asked = Signal()

    def __init__(self) -> None:
        key = QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)
        super().__init__(say("Search"), icon="search", key=key)
        self.setReadOnly(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setAccessibleName(say("Search or do, {key}", key=key))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press is the question itself."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit()


class Sidebar(QWidget):
    """The rail as a whole. `went` names the place the person chose."""

    went = Signal(str)

    def __init__(self, profile_name: str, places: Sequence[Place]) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        self.folded = False
        self.profile = ProfileLine(profile_name)
        self.search = SearchField()
        self.view = PlacesView(places)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.addWidget(self.profile)
        self._column.addWidget(self.search)
        self._column.addWidget(self.view, 1)
        self.view.selectionModel().currentChanged.connect(self._moved)
        theme.watch(self._measure)
        self._measure()

    def go(self, key: str) -> None:
        """Make a place the current one."""
        model = self.view.places
        row = model.row_of(key)
        if row is not None:
            self.view.setCurrentIndex(model.index(row))

    def set_counts(self, counts: Mapping[str, int | None], wanting: Collection[str] = ()) -> None:
        """Show counts beside the places, amber where the place is one of `wanting`."""
        self.view.places.set_counts(counts, wanting)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.view.density = density
        self.view.scheduleDelayedItemsLayout()

    def fold(self, folded: bool) -> None:
        """Only signs, or signs with words."""
        if folded == self.folded:
            return
        self.folded = self.view.folded = self.profile.folded = folded
        self.search.setVisible(not folded)
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
