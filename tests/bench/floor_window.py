"""The floor of the start: a bare QWidget, from process start to its first paint.

Prints one JSON line when it has painted; with `stay` it then waits to be measured at rest.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget


class Bare(QWidget):
    """A window with nothing in it that says when it was painted."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Says so, once."""
        super().paintEvent(event)
        QTimer.singleShot(0, self.said)

    def said(self) -> None:
        """Prints the line; ends the program unless it is to stay."""
        print('{"painted": true}', flush=True)
        if "stay" not in sys.argv:
            QApplication.quit()


def main() -> None:
    """`python -m tests.bench.floor_window [stay]`."""
    app = QApplication(sys.argv)
    window = Bare()
    window.resize(1200, 800)
    window.show()
    app.exec()


if __name__ == "__main__":
    main()
