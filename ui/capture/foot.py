"""The foot of the capture window: where its words are, and the two ways to leave it."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel
from ui.note.state_chip import second_words
from ui.words import say

_HEIGHT_U, _EDGE_U, _SIGN_U = 48, 16, 13


class CaptureFoot(QWidget):
    """Where the words are at the near end; their kind and the buttons at the far one."""

    def __init__(self) -> None:
        super().__init__()
        self.state = ElidedLabel("", "body", "ink2")
        self.kind = Button("", kind="plain", trailing="chevron-down")
        self.leave = Button(say("Keep as draft"), kind="plain", key="Esc")
        self.file = Button(say("File it"), kind="primary", key="Ctrl+Enter")
        self._sign = _Sign()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign)
        self._row.addWidget(self.state, 1)
        self._row.addWidget(self.kind)
        self._row.addWidget(self.leave)
        self._row.addWidget(self.file)
        self._saved = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.watch(self._measure)
        self._measure()

    def tell_saved(self, at: datetime | None) -> None:
        """When its words were put on disk last; None for a capture without any."""
        if at is None:
            self._saved = ""
        else:
            self._saved = say("Saved here {time}", time=second_words(at))
        self._show(self._saved, "ink2", "check" if self._saved else "")

    def tell_trouble(self, words: str) -> None:
        """Why it is not filed or not saved; with nothing, how it stands."""
        if words:
            self._show(words, "red", "circle-alert")
        else:
            self._show(self._saved, "ink2", "check" if self._saved else "")

    def tell_leave(self, *, says_draft: bool) -> None:
        """Esc keeps what was written; where nothing was, it only closes."""
        words = say("Keep as draft") if says_draft else say("Close")
        if words != self.leave.text():
            self.leave.setText(words)
            self.leave.setAccessibleName(words)
            self.leave.updateGeometry()

    def _show(self, words: str, ink: str, icon: str) -> None:
        self.state.set_ink(ink)
        self.state.set_whole(words)
        self._sign.tell(icon, ink)

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(_EDGE_U)
        self.setFixedHeight(look.px(_HEIGHT_U))
        self._row.setContentsMargins(edge - 2, 0, edge - 2 - RING_ROOM, 0)
        self._row.setSpacing(look.px(6))


class _Sign(QWidget):
    """A small sign before words; takes no room without one."""

    def __init__(self) -> None:
        super().__init__()
        self._icon, self._ink = "", "ink2"
        self.hide()

    def tell(self, icon: str, ink: str) -> None:
        """Show this sign."""
        self._icon, self._ink = icon, ink
        self.setVisible(bool(icon))
        self.update()

    def sizeHint(self) -> QSize:
        """13 wide."""
        side = theme.current().px(_SIGN_U)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sign in the middle."""
        look = theme.current()
        painter = QPainter(self)
        side = look.px(_SIGN_U)
        sign = look.pixmap(self._icon, self._ink, _SIGN_U, self.devicePixelRatioF())
        painter.drawPixmap(0, (self.height() - side) // 2, sign)
        painter.end()
