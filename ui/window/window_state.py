"""Where the window was, kept per set of screens, so that a lost screen loses no window."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from ui.look import theme
from ui.settings import Settings

FIRST_SIZE_U = (1440, 900)
LEAST_SIZE_U = (560, 360)


def screen_set() -> str:
    """The screens there are now: sizes and places, as one text."""
    places = []
    for screen in QGuiApplication.screens():
        area = screen.geometry()
        places.append(f"{area.width()}x{area.height()}+{area.x()}+{area.y()}")
    return " ".join(sorted(places))


def restore(window: QWidget, settings: Settings) -> None:
    """Put the window where it was with these screens, else at a size that fits the screen."""
    # Said outright: else the parts side by side keep the window from becoming so small that
    # they would fold.
    window.setMinimumSize(*(theme.current().px(u) for u in LEAST_SIZE_U))
    kept = settings.choices.geometry.get(screen_set())
    if kept and window.restoreGeometry(QByteArray.fromBase64(kept.encode("ascii", "replace"))):
        return
    look = theme.current()
    wide, tall = (look.px(u) for u in FIRST_SIZE_U)
    screen = window.screen()
    if screen is not None:
        free = screen.availableGeometry()
        wide, tall = min(wide, free.width()), min(tall, free.height())
    window.resize(wide, tall)


def keep(window: QWidget, settings: Settings) -> None:
    """Remember where the window is, for these screens."""
    where = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
    settings.change(geometry={**settings.choices.geometry, screen_set(): where})
