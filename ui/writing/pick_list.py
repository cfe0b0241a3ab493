"""Picking one of a few by keyboard: type to narrow, arrows to move, Enter to take, Esc to leave."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui.look import theme
from ui.look.fields import Field
from ui.look.labels import Label, Paragraph
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip
from ui.words import say

WIDTH_U: Final = 480
MOST_HEIGHT_U: Final = 540  # twelve rows of two lines
_ROW_U, _TALL_ROW_U, _INSET_U = 28, 44, 16
_BOLDER_U: Final = 12
"""What a line with hits in bold may be wider than it was measured."""
_OPTION: Final = Qt.ItemDataRole.UserRole
_NOWHERE: Final = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


Hits = tuple[tuple[int, int], ...]
"""Places in a text, each from its first sign to behind its last."""


class Option(Struct, frozen=True, kw_only=True):
    """One thing to pick: what it stands for, its words, and what is said beside and beneath."""

    value: Any
    words: str
    hits: Hits = ()
    """From where to where the words hold what was looked for."""
    beside: str = ""
    below: str = ""
    below_hits: Hits = ()
    tone: str = "ink3"
    """The ink of the words beneath."""
    refused: bool = False
    """It cannot be picked; the words beneath say why."""
    now: bool = False
    """It is what stands already."""


Options = Callable[[str], Sequence[Option]]
"""What there is to pick for a text typed so far."""


class PickModel(QAbstractListModel):
    """The options shown."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.options: list[Option] = []

    def show(self, options: Sequence[Option]) -> None:
        """Take these."""
        self.beginResetModel()
        self.options = list(options)
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question for the number of rows."""
        return 0 if parent.isValid() else len(self.options)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for one row."""
        if not index.isValid():
            return None
        option = self.options[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return option.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken(option)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(option.below)
        return option if role == _OPTION else None


class PickDelegate(QStyledItemDelegate):
    """Paints a row: its words, what stands beside them, a second line where there is one."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line or two."""
        look = theme.current()
        below = index.data(_OPTION).below
        return QSize(look.px(40), look.px(_TALL_ROW_U if below else _ROW_U))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the row."""
        look, one = theme.current(), index.data(_OPTION)
        box: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, look.color("accent_tint"))
            wide = look.px(3)
            rtl = option.direction == Qt.LayoutDirection.RightToLeft
            x = box.right() + 1 - wide if rtl else box.x()
            painter.fillRect(x, box.y(), wide, box.height(), look.color("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, look.color("hover"))
        inset = look.px(_INSET_U)
        inside = box.adjusted(inset, 0, -inset, 0)
        if one.below:
            lines = inside.adjusted(0, look.px(4), 0, -look.px(4))
            first = QRect(lines.x(), lines.y(), lines.width(), lines.height() // 2)
            self._text(painter, lines.adjusted(0, first.height(), 0, 0), one.below, one.tone,
                       "caption", hits=one.below_hits)  # fmt: skip
        else:
            first = inside
        taken = 0
        if one.beside:
            taken = QFontMetrics(look.font("caption")).horizontalAdvance(one.beside) + look.px(10)
            self._text(painter, first, one.beside, "ink3", "caption", trailing=True)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        room = first.adjusted(taken if rtl else 0, 0, 0 if rtl else -taken, 0)
        role: Role = "strong" if one.now else "body"
        ink = "ink3" if one.refused else "ink"
        self._text(painter, room, one.words, ink, role, hits=one.hits)

    def _text(
        self,
        painter: QPainter,
        box: QRect,
        text: str,
        ink: str,
        role: Role,
        *,
        trailing: bool = False,
        hits: Hits = (),
    ) -> None:
        look = theme.current()
        font = look.font(role)
        painter.setFont(font)
        painter.setPen(look.color(ink))
        side = Qt.AlignmentFlag.AlignRight if trailing else Qt.AlignmentFlag.AlignLeft
        room = box.width() - (look.px(_BOLDER_U) if hits else 0)
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        if not hits:
            painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, shown)
            return
        _draw_marked(painter, box, QTextLayout(shown, font), hits, len(shown))


def _draw_marked(
    painter: QPainter, box: QRect, layout: QTextLayout, hits: Hits, length: int
) -> None:
    """A line with what was found in it in a bolder weight: no colour has a meaning for it."""
    bold = QTextCharFormat()
    bold.setFontWeight(QFont.Weight.Bold)
    ranges = []
    for first, end in hits:
        if first < length:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = first, min(end, length) - first, bold
            ranges.append(one)
    layout.setFormats(ranges)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(box.width())
    layout.endLayout()
    above = (box.height() - line.height()) / 2
    layout.draw(painter, QPointF(box.x(), box.y() + above))


class PickDialog(QDialog):
    """Opened with `open()`; the keyboard is in the field, the arrows move in the list."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        options: Options,
        picked: Callable[[Any], None],
        *,
        placeholder: str = "",
        hint: str = "",
        start: int = 0,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._picked = picked
        self._start = start
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = Field(placeholder or say("Type to narrow"))
        self.field.setAccessibleName(title)
        self.model = PickModel(self)
        self.view = QListView()
        self.hint = Paragraph(hint, "caption", "ink3")
        self.hint.setVisible(bool(hint))
        self._hint = hint
        self._arrange(title)
        self.field.textChanged.connect(self._narrow)
        self.view.clicked.connect(lambda index: self._take(index.row()))
        self._narrow("")
        self.field.setFocus()

    @property
    def current(self) -> Option | None:
        """The option that Enter takes."""
        row = self.view.currentIndex().row()
        return self.model.options[row] if 0 <= row < len(self.model.options) else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move in the list, Enter takes; the field left the rest to us."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6,
                 Qt.Key.Key_PageUp: -6}  # fmt: skip
        key = Qt.Key(event.key())
        if key in steps:
            last = len(self.model.options) - 1
            self._stand(min(max(self.view.currentIndex().row() + steps[key], 0), last))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.view.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _arrange(self, title: str) -> None:
        look = theme.current()
        self.view.setModel(self.model)
        self.view.setItemDelegate(PickDelegate(self.view))
        self.view.setAccessibleName(title)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(0, edge, 0, look.px(8))
        column.setSpacing(look.px(6))
        for widget in (Label(title, "heading", wrap=True), self.field, self.hint):
            inside = QVBoxLayout()
            ring = 3 if widget is self.field else 0
            inside.setContentsMargins(edge - ring, 0, edge - ring, 0)
            inside.addWidget(widget)
            column.addLayout(inside)
            if widget is self.field:
                column.addWidget(self.view)
        self.setFixedWidth(look.px(WIDTH_U))

    def _narrow(self, text: str) -> None:
        self.model.show(self._options(text.strip()))
        self.view.setFixedHeight(self._whole_rows())
        self.view.setVisible(bool(self.model.options))
        self._explain(self._hint, "ink3")
        if not self.model.options:
            self._explain(say("Nothing for “{text}”.", text=text.strip()), "ink3")
        allowed = (row for row, one in enumerate(self.model.options) if not one.refused)
        start = self._start if not text.strip() and self._start < len(self.model.options) else 0
        self._stand(start or next(allowed, 0))
        self.adjustSize()

    def _whole_rows(self) -> int:
        """The height of all rows, or of as many as fit: none is cut through."""
        most, tall = theme.current().px(MOST_HEIGHT_U), 0
        for row in range(len(self.model.options)):
            height = self.view.sizeHintForRow(row)
            if tall + height > most:
                break
            tall += height
        return tall

    def _stand(self, row: int) -> None:
        self.view.setCurrentIndex(self.model.index(row))
        option = self.current
        self.field.setAccessibleDescription(spoken(option) if option else "")

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self.model.options):
            return
        option = self.model.options[row]
        if option.refused:
            self._explain(option.below, "red")
            return
        self.accept()
        self._picked(option.value)

    def _explain(self, words: str, ink: str) -> None:
        self.hint.setProperty("ink", ink)
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        self.hint.tell(words)
        self.hint.setVisible(bool(words))


def spoken(option: Option) -> str:
    """An option as a screen reader says it."""
    return ", ".join(part for part in (option.words, option.beside, option.below) if part)


def narrowed(options: Sequence[Option]) -> Options:
    """These options, those whose words hold every word typed."""

    def fitting(text: str) -> list[Option]:
        words = text.casefold().split()
        return [one for one in options if all(word in one.words.casefold() for word in words)]

    return fitting
