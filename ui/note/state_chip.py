"""The chip that says what stands on the page: a draft, and whether it will ever leave."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import theme
from ui.look.tooltip_text import plain_tooltip
from ui.words import time_words


def second_words(at: datetime) -> str:
    """A time of day with its second, as one wants to see it of a save: `09:44:31`."""
    return f"{time_words(at)}:{at.astimezone().second:02}"


class StateChip(QWidget):
    """A small rounded ground with a sign and a few words; it does nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self._short = self._whole = ""
        self._icon = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.watch(self.updateGeometry)

    def tell(self, words: str, icon: str = "", short: str = "", *, whole: str = "") -> None:
        """Say something else; `short` says it where there is no room for all the words, and
        `whole` says more than they do in the tooltip."""
        self.words, self._icon, self._short, self._whole = words, icon, short, whole
        self._tell_whole()
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Sign and words with their room."""
        return QSize(self._wide(self.words), theme.current().px(18))

    def short_width(self) -> int:
        """How wide the short words stand."""
        return self._wide(self._short or self.words)

    def minimumSizeHint(self) -> QSize:
        """The sign alone, where there is no room for more."""
        look = theme.current()
        return QSize(2 * look.px(6) + look.px(12), look.px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What does not fit stands whole in the tooltip."""
        super().resizeEvent(event)
        self._tell_whole()

    def _tell_whole(self) -> None:
        fits = self.width() >= self.sizeHint().width()
        self.setToolTip(plain_tooltip(self._whole) or ("" if fits else self.words))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, sign, words."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("chip"))
        painter.drawRoundedRect(QRectF(self.rect()), look.px(4), look.px(4))
        inside = self.rect().adjusted(look.px(6), 0, -look.px(6), 0)
        rtl = self.isRightToLeft()
        if self._icon:
            side = look.px(12)
            x = inside.right() + 1 - side if rtl else inside.x()
            sign = look.pixmap(self._icon, "ink2", 12, self.devicePixelRatioF())
            painter.drawPixmap(x, (self.height() - side) // 2, sign)
        room = self._sign_room()
        painter.setFont(look.font("chip"))
        painter.setPen(look.color("ink2"))
        text = inside.adjusted(0 if rtl else room, 0, -room if rtl else 0, 0)
        said = self.words
        if self._short and self.width() < self.sizeHint().width():
            said = self._short
        words = QFontMetrics(look.font("chip")).elidedText(
            said, Qt.TextElideMode.ElideRight, max(0, text.width())
        )
        painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _wide(self, words: str) -> int:
        look = theme.current()
        wide = QFontMetrics(look.font("chip")).horizontalAdvance(words) + 1
        return wide + 2 * look.px(6) + self._sign_room()

    def _sign_room(self) -> int:
        return theme.current().px(17) if self._icon else 0
