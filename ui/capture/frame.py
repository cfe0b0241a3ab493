"""The frame of the capture window: round corners, no title bar, where the person looks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QMarginsF, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from ui.look import theme

_RADIUS_U: Final = 10
_HALF_A_LINE: Final = 0.5
_ABOVE: Final = 3
"""The window stands with a third of the free height above it, where one looks first."""


class Frame(QWidget):
    """A window of its own above the others, in the colours of the house."""

    leave_asked = Signal()
    """By Esc, or by the system's way to close a window."""
    came = Signal()
    """It has the keyboard again."""
    went = Signal()
    """Another window has the keyboard."""

    def __init__(self) -> None:
        flags = Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint
        super().__init__(None, flags | Qt.WindowType.WindowStaysOnTopHint)
        self.ends_at: QWidget = self
        """The part at the foot, which has the darker ground."""
        self._rounded = QGuiApplication.platformName() == "xcb"
        if not self._rounded:
            self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)

    def come(self) -> None:
        """Onto the screen one works at, with the keyboard in the text."""
        if not self.isVisible():
            self._place()
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves; all else that nobody took has no meaning here."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave_asked.emit()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Words are on disk before another window has the keyboard."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange:
            (self.came if self.isActiveWindow() else self.went).emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The system's way to close it is Esc."""
        event.ignore()
        self.leave_asked.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """It has no title bar: its own ground moves it."""
        handle = self.windowHandle()
        if event.button() == Qt.MouseButton.LeftButton and handle is not None:
            handle.startSystemMove()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without a compositor corners are round only where the rest is cut away."""
        super().resizeEvent(event)
        if self._rounded:
            self.setMask(QRegion(self._shape(0).toFillPolygon().toPolygon()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Raised ground, the darker foot, and one line around both."""
        look = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shape = self._shape(_HALF_A_LINE)
        painter.fillPath(shape, look.color("raised"))
        painter.setClipPath(shape)
        painter.fillRect(self.ends_at.geometry(), look.color("window"))
        painter.setClipping(False)
        painter.setPen(QPen(look.color("border"), 1))
        painter.drawPath(shape)
        painter.end()

    def _shape(self, inside: float) -> QPainterPath:
        path = QPainterPath()
        radius = theme.current().px(_RADIUS_U)
        path.addRoundedRect(
            QRectF(self.rect()).marginsRemoved(QMarginsF(*(inside,) * 4)), radius, radius
        )
        return path

    def _place(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or QApplication.primaryScreen()
        free = screen.availableGeometry()
        left = free.x() + (free.width() - self.width()) // 2
        self.move(QPoint(left, free.y() + max(0, free.height() - self.height()) // _ABOVE))
