"""The QApplication: its names, its icon, its theme."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from desktop.app import APP_ID
from ui.look import theme
from ui.look.tokens import Scheme


def make_application(scheme: Scheme | None = None, *, less_motion: bool = False) -> QApplication:
    """Makes the one application of this process and dresses it."""
    app = QApplication(sys.argv[:1])  # our options are none of Qt's
    app.setApplicationName("satchel")
    app.setApplicationDisplayName("Satchel")
    app.setDesktopFileName(APP_ID)
    app.setQuitOnLastWindowClosed(False)  # we decide, after the engine has ended
    theme.apply(app, scheme, less_motion=less_motion)
    return app
