"""The one-line field: a sign before the text, the key that leads to it after, the ring of focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.look import theme
from ui.look.focus_ring import draw_ring

FILTER_WIDTH_U = 150


class Field(QLineEdit):
    """A line edit with a sign and a key hint; Esc empties it first and then gives focus up."""

    def __init__(
        self,
        placeholder: str,
        *,
        icon: str = "",
        key: str = "",
        width_u: int = FILTER_WIDTH_U,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.icon_name = icon
        self.key = key
        self.width_u = width_u
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        theme.watch(self._retheme)
        self._retheme()

    def sizeHint(self) -> QSize:
        """As wide as asked for, room for the ring included."""
        look = theme.current()
        return QSize(look.px(self.width_u) + 6, look.px(28) + 6)

    def event(self, event: QEvent) -> bool:
        """While there is text, Esc is the field's own and no command's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.text()
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc empties the field; in an empty one it is left to whoever holds the field."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field as the sheet draws it, then sign, key and ring."""
        super().paintEvent(event)
        look = theme.current()
        painter = QPainter(self)
        inside = QRect(self.rect()).adjusted(3, 3, -3, -3)
        side = look.px(13)
        inset = look.px(8)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        if self.icon_name:
            x = inside.right() - inset - side if rtl else inside.left() + inset
            y = inside.center().y() - side // 2
            sign = look.pixmap(self.icon_name, "ink3", 13, self.devicePixelRatioF())
            painter.drawPixmap(x, y, sign)
        if self.key and not self.text():
            painter.setFont(look.font("caption"))
            painter.setPen(look.color("ink3"))
            trailing = Qt.AlignmentFlag.AlignRight  # the painter itself mirrors it
            box = inside.adjusted(inset, 0, -inset, 0)
            painter.drawText(box, trailing | Qt.AlignmentFlag.AlignVCenter, self.key)
        if self.hasFocus():
            draw_ring(painter, QRectF(self.rect()), look.color("accent"), look.px(7))
        painter.end()

    def _retheme(self) -> None:
        look = theme.current()
        lead = look.px(13) + look.px(7) if self.icon_name else 0
        key = QFontMetrics(look.font("caption")).horizontalAdvance(self.key) if self.key else 0
        self.setTextMargins(lead, 0, key, 0)
        self.updateGeometry()
        self.update()


class LineField(Field):
    """A field of a form or a page: Esc is theirs, not the field's."""

    def event(self, event: QEvent) -> bool:
        """As any line edit has it."""
        return QLineEdit.event(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As any line edit has it."""
        QLineEdit.keyPressEvent(self, event)
