"""The sign in the system's tray: how much is due, and the way to the window and to a capture.

Whether there is a tray is asked when the program runs, and again when one comes or goes. Nothing
is reached by the tray alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QIcon
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from ui.look import icons
from ui.window.notice_commands import is_paused
from ui.words import list_words, plural, say

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusServiceWatcher

    from ui.window.main_window import MainWindow

_WATCHER: Final = "org.kde.StatusNotifierWatcher"
"""The name a tray takes on the session's bus under Linux."""
_SETTLE_MS: Final = 300
"""A tray that has just come needs a moment until it takes signs."""
_SIDES: Final = (16, 22, 24, 32, 48, 64)
_THEME_NAME: Final = "satchel-symbolic"


class Tray(QObject):
    """Shows the sign while there is a tray; `start` once, `close` once."""

    def __init__(
        self,
        window: MainWindow,
        *,
        open_capture: Callable[[], None],
        available: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__()
        self._window = window
        self._open_capture = open_capture
        self._available = available
        self.sign: QSystemTrayIcon | None = None
        """What stands in the tray; None while there is none."""
        self._menu: QMenu | None = None
        self._lines: dict[str, QAction] = {}
        self._watcher: QDBusServiceWatcher | None = None
        self._closed = False
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self.look)

    def start(self) -> None:
        """Show the sign where there is a tray, and listen for one to come or go."""
        self._listen()
        self.look()
        self._window.told_anew.connect(self.tell)

    def close(self) -> None:
        """Take the sign away."""
        self._closed = True
        self._soon.stop()
        self._drop()

    def look(self) -> None:
        """Is there a tray now."""
        there = not self._closed and self._available()
        if there and self.sign is None:
            self._show()
        elif not there and self.sign is not None:
            self._drop()

    def tell(self) -> None:
        """Say in sign, tooltip and menu how things stand now."""
        if self._closed:
            return
        due = self.due
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.setBadgeNumber(due)
        if self.sign is None:
            return
        state = self._window.status.sync.standing.words
        self.sign.setToolTip(tooltip_words(due, state))
        self._lines["due"].setText(say("Due today ({n})", n=due) if due else say("Nothing due"))
        paused = is_paused(self._window)
        for name in ("pause", "pause-day"):
            self._lines[name].setVisible(not paused)
        self._lines["unpause"].setVisible(paused)
        self._lines["state"].setText(state or say("Up to date"))

    @property
    def due(self) -> int:
        """How many of my tasks are due today or late."""
        reading = self._window.reading
        today = reading.day
        return sum(task.due is not None and task.due <= today for task, _ in reading.tasks)

    def _show(self) -> None:
        self._menu = self._make_menu()
        self.sign = QSystemTrayIcon(tray_icon(), self)
        self.sign.setContextMenu(self._menu)
        self.sign.activated.connect(self._activated)
        self.tell()
        self.sign.show()

    def _drop(self) -> None:
        if self.sign is not None:
            self.sign.hide()
            self.sign.deleteLater()
            self.sign = None
        if self._menu is not None:
            self._menu.deleteLater()
            self._menu = None
            self._lines = {}

    def _make_menu(self) -> QMenu:
        """The lines stay the same; what they say is told anew whenever the menu opens."""
        menu = QMenu()
        for name, words, act in (
            ("open", say("Open Satchel"), self._open),
            ("capture", say("Quick capture"), self._open_capture),
            ("due", "", self._open_due),
            ("pause", say("Pause notices for an hour"), lambda: self._run("pause_notices")),
            ("pause-day", say("Pause until tomorrow"), lambda: self._run("pause_notices_day")),
            ("unpause", say("Ring again now"), lambda: self._run("end_pause")),
            ("state", "", self._open_state),
            ("quit", say("Quit Satchel"), self._quit),
        ):
            if name in ("due", "quit"):
                menu.addSeparator()
            line = menu.addAction(words)
            line.setObjectName(f"tray-{name}")
            line.triggered.connect(act)
            self._lines[name] = line
        menu.aboutToShow.connect(self.tell)
        return menu

    def _activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        # On macOS a click opens the menu, and the window as well would be one thing too many.
        if why == QSystemTrayIcon.ActivationReason.Trigger and sys.platform != "darwin":
            self._open()

    def _open(self) -> None:
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()

    def _open_due(self) -> None:
        self._open()
        self._window.go("tasks")

    def _open_state(self) -> None:
        self._open()
        self._window.commands.run("sources")

    def _quit(self) -> None:
        self._run("quit")

    def _run(self, command: str) -> None:
        self._window.commands.run(command)

    def _listen(self) -> None:
        """Under Linux a tray comes and goes by its name on the bus; elsewhere it stays."""
        if not sys.platform.startswith("linux"):
            return
        from PySide6.QtDBus import QDBusConnection, QDBusServiceWatcher

        bus = QDBusConnection.sessionBus()
        if not bus.isConnected():
            return
        watch = QDBusServiceWatcher.WatchModeFlag.WatchForOwnerChange
        self._watcher = QDBusServiceWatcher(_WATCHER, bus, watch, self)
        self._watcher.serviceRegistered.connect(lambda _: self._soon.start())
        self._watcher.serviceUnregistered.connect(lambda _: self._soon.start())


def tooltip_words(due: int, state: str) -> str:
    """What the sign says when one rests on it: `Satchel: 3 due, offline since 13:05`."""
    parts = [plural(due, "{n} due", "{n} due") if due else say("nothing due"), state]
    return say("Satchel: {how}", how=list_words([part for part in parts if part]))


def tray_icon() -> QIcon:
    """The mark as this platform wants it in its tray."""
    if sys.platform == "darwin":
        shape = QIcon()
        for side in _SIDES:
            shape.addPixmap(icons.mark(side, 1.0, symbolic=True))
        shape.setIsMask(True)
        return shape
    drawn = QIcon()
    for side in _SIDES:
        drawn.addPixmap(icons.mark(side, 1.0))
    return QIcon.fromTheme(_THEME_NAME, drawn) if sys.platform.startswith("linux") else drawn
