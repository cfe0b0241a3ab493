"""A short word at the foot of the page that goes by itself: one at a time, never a question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from unicodedata import bidirectional

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QWidget

from ui.look import theme
from ui.look.labels import Label

STAYS_MS: Final = 8_000


class Toast(QWidget):
    """Lies over the middle of its parent's lower edge. Hovered or focused it stays."""

    def __init__(self, over: QWidget, within: QWidget | None = None) -> None:
        """`within` is the part of the parent over whose middle it lies while that is in view."""
        super().__init__(over)
        self._over = over
        self._within = within or over
        self.words = Label("")
        self.words.setProperty("ink", "on_toast")
        self.button = QPushButton()
        self.button.setProperty("kind", "toast")
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._acted)
        self._act: Callable[[], None] | None = None
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words)
        self._row.addWidget(self.button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(STAYS_MS)
        self._timer.timeout.connect(self._over_now)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._give_way)
        over.installEventFilter(self)
        if self._within is not over:
            self._within.installEventFilter(self)
        theme.watch(self._measure)
        self._measure()
        self.hide()

    def tell(self, words: str, button: str = "", act: Callable[[], None] | None = None) -> None:
        """Show these words for eight seconds, in place of whatever is shown."""
        self._act = act
        self.words.setText(_led(words, mirrored=self.isRightToLeft()))
        self.setAccessibleName(words)
        self.button.setText(button)
        self.button.setAccessibleName(button)
        self.button.setVisible(bool(button) and act is not None)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    @property
    def offers(self) -> bool:
        """Whether there is something to do about it."""
        return self._act is not None

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ink ground, rounded; no shadow."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("ink"))
        painter.drawRoundedRect(QRectF(self.rect()), look.px(8), look.px(8))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep to the middle when the parent changes its size."""
        moved = event.type() in (QEvent.Type.Resize, QEvent.Type.Move)
        if moved and watched in (self._over, self._within) and self.isVisible():
            self._place()
        return False

    def _over_now(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _acted(self) -> None:
        self.hide()
        if self._act is not None:
            self._act()

    def _place(self) -> None:
        self.adjustSize()
        look = theme.current()
        self.resize(min(self.width(), self._over.width()), look.px(38))
        within = self._within if self._within.isVisible() else self._over
        left = within.mapTo(self._over, QPoint(0, 0)).x() if within is not self._over else 0
        middle = left + (within.width() - self.width()) // 2
        # Wider than its part, it still begins there: what lies before it is another's.
        x = min(max(middle, left), max(0, self._over.width() - self.width()))
        y = self._over.height() - self.height() - look.px(16)
        self.move(x, self._clear_of_keyboard(QRect(x, y, self.width(), self.height())))

    def _clear_of_keyboard(self, place: QRect) -> int:
        """How far down it may lie: above what has the keyboard, unless that is a whole page."""
        focus = QApplication.focusWidget()
        if focus is None or not self._over.isAncestorOf(focus) or self.isAncestorOf(focus):
            return place.y()
        used = QRect(focus.mapTo(self._over, QPoint(0, 0)), focus.size())
        if used.height() > 2 * place.height() or not used.intersects(place):
            return place.y()
        return max(0, used.top() - place.height() - theme.current().px(8))

    def _give_way(self) -> None:
        if self.isVisible():
            self._place()

    def _measure(self) -> None:
        look = theme.current()
        self._row.setContentsMargins(look.px(14), 0, look.px(14), 0)
        self._row.setSpacing(look.px(14))


def _led(words: str, *, mirrored: bool) -> str:
    """The interface's own direction leads, in whatever script the name is that comes first."""
    ways = (bidirectional(sign) for sign in words)
    first = next((way for way in ways if way in ("L", "R", "AL")), "L")
    if (first != "L") == mirrored:
        return words
    return ("\N{RIGHT-TO-LEFT MARK}" if mirrored else "\N{LEFT-TO-RIGHT MARK}") + words
