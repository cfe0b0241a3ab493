"""The real window with hands in it: types a note key by key until somebody kills the process.

Run as `python -m typing_hands PROFILE LOG`. Each key goes the way a keyboard's does, through the
window's own shortcuts and focus; after each, the number of signs typed and the time of the
machine's own clock are written to LOG.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

from desktop.start_trace import VARIABLE

BEGINNING = "typed "
BETWEEN_KEYS_MS = 15


def typed(signs: int) -> str:
    """The first so many signs of what the hands type."""
    words = [f"w{number:04}" for number in range(signs // 6 + 1)]
    return (BEGINNING + " ".join(words))[:signs]


def main(profile: str, log: str) -> int:
    """Opens the window as the program does; the hands wait beside it until it is there."""
    from desktop.app import open_window

    threading.Thread(target=_wait_for_the_window, args=(log,), daemon=True).start()
    return open_window(profile, None)


def _wait_for_the_window(log: str) -> None:
    painted = Path(os.environ[VARIABLE])  # what the start writes once the window is on the screen
    while not painted.exists():
        time.sleep(0.02)
    from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from ui.window.main_window import MainWindow

    class Hands(QObject):
        """Lives in the window's own thread; moved there before the first event reaches it."""

        def customEvent(self, event: QEvent) -> None:
            (window,) = (
                one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)
            )
            window.activateWindow()
            self.window = window
            self.out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            self.count = 0
            self.hit("n")
            self.timer = QTimer(self, interval=BETWEEN_KEYS_MS)
            self.timer.timeout.connect(self.press)
            self.timer.start()

        def hit(self, sign: str) -> None:
            QTest.keyClick(self.window.windowHandle(), Qt.Key(ord(sign.upper())))

        def press(self) -> None:
            self.hit(typed(self.count + 1)[-1])
            self.count += 1
            os.write(self.out, f"{self.count} {time.monotonic()}\n".encode())

    hands = Hands()
    hands.moveToThread(QCoreApplication.instance().thread())
    QCoreApplication.postEvent(hands, QEvent(QEvent.Type.User))
    threading.Event().wait()  # the hands are this thread's to keep


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
