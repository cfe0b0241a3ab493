"""Pictures of the capture window: empty, with an account guessed, with lines, offline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.shot_books import NOW
from ui.capture.beginning import whence_words
from ui.look import theme

if TYPE_CHECKING:
    from book.capture import Whence
    from ui.capture.window import CaptureWindow
    from ui.window.main_window import MainWindow

SIZE: Final = (640, 440)
CaptureStand = Literal["", "empty", "guessed", "lines"]
"""How far the capture has come."""
_LINES: Final = """The plant in Odda wants its own report, 14 seats.
>> I owe them the price tomorrow
[] ask Jonas about the second site @fri
? does single sign-on cost extra"""
_WHENCE: Final[dict[CaptureStand, Whence]] = {"guessed": "domain", "lines": "meeting"}
_ACCOUNT_AT: Final = 3


class Ground(QWidget):
    """A desktop of one colour with the capture window on it."""

    def __init__(self, capture: CaptureWindow) -> None:
        super().__init__()
        capture.setParent(self, Qt.WindowType.Widget)
        self.resize(*SIZE)
        capture.move((SIZE[0] - capture.width()) // 2, (SIZE[1] - capture.height()) // 2)
        capture.show()
        QApplication.setCursorFlashTime(0)  # two pictures of a cursor that blinks differ
        capture.text.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The ground."""
        painter = QPainter(self)
        look = theme.current()
        painter.fillRect(self.rect(), look.color("window" if look.dark else "chip"))
        painter.end()


def ground(window: MainWindow, stand: CaptureStand) -> Ground:
    """The capture window of that main window as it stands then; nothing of it is kept."""
    acts = window.acts.capture
    acts.warm()
    capture = acts.window
    if stand in _WHENCE:
        account = window.reading.rows[_ACCOUNT_AT].account
        capture.set_account(account.id, account.name, whence_words(_WHENCE[stand]))
    if stand == "lines":
        capture.set_kind("meeting")
        capture.offer(_LINES)
        capture.foot.tell_saved(NOW)
        capture.foot.tell_leave(says_draft=True)
    return Ground(capture)
