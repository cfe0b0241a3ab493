"""Buttons: a verb, perhaps an icon before it and its key after it, and the ring of focus."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QStylePainter,
    QWidget,
)

from ui.look import theme
from ui.look.tokens import Role
from ui.look.tooltip_text import plain_tooltip

Kind = Literal["default", "primary", "plain", "link"]
LEAST_TARGET_PX: Final = 24
"""Nothing that is clicked is lower."""
RING_ROOM: Final = 3
"""Pixels that every button and field keeps free around itself for the ring of focus."""


class Button(QPushButton):
    """A push button of one of four kinds; `key` stands in it, small, as the platform spells it."""

    def __init__(
        self,
        text: str,
        *,
        kind: Kind = "default",
        key: str = "",
        icon: str = "",
        trailing: str = "",
        name: str = "",
        most_u: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """`most_u` is how wide the text may get; longer, it ends in … and has a tooltip."""
        super().__init__(text, parent)
        self.kind: Kind = kind
        self.key = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
        self.icon_name = icon
        self.trailing = trailing
        self.most_u = most_u
        self._tells_key = True
        self.setProperty("kind", kind)
        if kind == "link":
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAccessibleName(name or text)
        self.setShortcut(QKeySequence())
        theme.watch(self._retheme)

    def tell_key(self, on: bool) -> None:
        """Show the key beside the verb, or leave it out where there is no room for it."""
        if on != self._tells_key:
            self._tells_key = on
            self._retheme()

    @property
    def whole_width(self) -> int:
        """How wide it wants to be with its key in it."""
        hidden = "" if self._tells_key or not self.key else self.key
        beside = theme.current().px(6) + self._text_width("key", hidden) if hidden else 0
        return self.sizeHint().width() + beside

    def setText(self, text: str) -> None:
        """Show another text; a & in it is a sign of its own, as in a customer's name."""
        super().setText(text)
        self.setShortcut(QKeySequence())
        if self.most_u:
            self.setToolTip(plain_tooltip(text) if self._shown() != text else "")

    def sizeHint(self) -> QSize:
        """Wide enough for icon, text, trailing icon and key; never a fixed width."""
        look = theme.current()
        room = 2 * RING_ROOM
        # With a small font a line would be lower than what one can well click.
        line = max(look.px(18), LEAST_TARGET_PX - room)
        tall = line if self.kind == "link" else look.px(28)
        beside = 0 if self.kind == "link" else 2 * (look.px(self._inset_u()) + 1)
        return QSize(self._contents_width() + beside + room, tall + room)

    def minimumSizeHint(self) -> QSize:
        """The same: a button never cuts its verb."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the keyboard, not another that is the default."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
            event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Let the sheet draw the box; lay icon, text and key out in it."""
        painter = QStylePainter(self)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        painter.drawControl(QStyle.ControlElement.CE_PushButtonBevel, option)
        self._paint_contents(painter)
        if self.hasFocus():
            ring = QStyleOptionFocusRect()
            ring.initFrom(self)
            painter.drawPrimitive(QStyle.PrimitiveElement.PE_FrameFocusRect, ring)

    def _paint_contents(self, painter: QStylePainter) -> None:
        look = theme.current()
        ink, key_ink = self._inks()
        gap = look.px(6)
        left = (self.width() - self._contents_width()) // 2
        if self.kind == "link":
            left = RING_ROOM
        x = left
        ratio = self.devicePixelRatioF()
        for part, width in self._parts():
            box = self._mirrored(QRect(x, 0, width, self.height()))
            if part in ("icon", "trailing"):
                sign = self.icon_name if part == "icon" else self.trailing
                size = self._sign_u()
                top = (self.height() - look.px(size)) // 2
                painter.drawPixmap(box.x(), top, look.pixmap(sign, ink, size, ratio))
            else:
                painter.setFont(look.font(self._role(part)))
                painter.setPen(look.color(ink if part == "text" else key_ink))
                words = self._shown() if part == "text" else self.key
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
            x += width + gap

    def _parts(self) -> list[tuple[str, int]]:
        look = theme.current()
        parts: list[tuple[str, int]] = []
        if self.icon_name:
            parts.append(("icon", look.px(self._sign_u())))
        if self.text():
            parts.append(("text", self._text_width("text", self._shown())))
        if self.trailing:
            parts.append(("trailing", look.px(self._sign_u())))
        if self.key and self._tells_key:
            parts.append(("key", self._text_width("key", self.key)))
        return parts

    def _contents_width(self) -> int:
        parts = self._parts()
        return sum(width for _, width in parts) + theme.current().px(6) * (len(parts) - 1)

    def _shown(self) -> str:
        """The text as it is painted."""
        look, text = theme.current(), self.text()
        if not self.most_u:
            return text
        metrics = QFontMetrics(look.font("button"))
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, look.px(self.most_u))

    def _text_width(self, part: str, text: str) -> int:
        metrics = QFontMetrics(theme.current().font(self._role(part)))
        return metrics.horizontalAdvance(text) + 1

    def _role(self, part: str) -> Role:
        return "caption" if part == "key" else "button"

    def _sign_u(self) -> int:
        return 13 if self.text() else 16

    def _inset_u(self) -> int:
        return 7 if self.kind == "plain" or not self.text() else 10

    def _inks(self) -> tuple[str, str]:
        if not self.isEnabled():
            return "ink3", "ink3"
        if self.isChecked():
            return "accent", "accent"
        pair = {
            "default": ("ink", "ink3"),
            "primary": ("on_accent", "on_accent"),
            "plain": ("ink2", "ink3"),
            "link": ("accent", "ink3"),
        }
        return pair[self.kind]

    def _mirrored(self, box: QRect) -> QRect:
        if self.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            return QRect(self.width() - box.right() - 1, box.y(), box.width(), box.height())
        return box

    def _retheme(self) -> None:
        self.updateGeometry()
        self.update()
