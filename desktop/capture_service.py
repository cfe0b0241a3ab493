"""Capture from anywhere, as far as the desktop is asked for it: kept warm, in the tray, by key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu

from desktop.hot_key import HotKey
from desktop.tray import Tray
from ui.settings import Settings
from ui.window.main_window import MainWindow
from ui.words import say

WARM_AFTER_MS: Final = 400
"""After the first paint the list has the machine to itself for a while."""
AGAIN_MS: Final = 60_000
"""How long after a key was another program's it is asked for again."""


class CaptureService(QObject):
    """Begins after the first paint; `start` once, `stop` once, then `close`."""

    def __init__(
        self,
        window: MainWindow,
        settings: Settings,
        *,
        tray: Tray | None = None,
        hot_key: HotKey | None = None,
    ) -> None:
        super().__init__()
        self._window = window
        self._settings = settings
        self._key = ""
        self._stopped = False
        self._dock: QMenu | None = None
        self._tray = tray or Tray(window, open_capture=self.open)
        self._hot_key = hot_key or HotKey(self.open)
        self._warming = QTimer(self, singleShot=True, interval=WARM_AFTER_MS)
        self._warming.timeout.connect(self._warm)
        self.again = QTimer(self, singleShot=True, interval=AGAIN_MS)
        """Runs while the key is another program's."""
        self.again.timeout.connect(self._try_again)

    @property
    def tray(self) -> Tray:
        """The sign in the tray, or what waits for one."""
        return self._tray

    def start(self) -> None:
        """Make the window soon, show the sign in the tray, take the key if one was chosen."""
        self._warming.start()

    def open(self) -> None:
        """Show the capture window."""
        self._window.acts.capture.open()

    def stop(self) -> None:
        """The program ends: nothing of it is to be seen, and the key is free again."""
        self._stopped = True
        self._warming.stop()
        self.again.stop()
        self._hot_key.release()
        self._tray.close()
        if "acts" in self._window.__dict__ and self._window.acts.capture.made:
            self._window.acts.capture.window.hide()

    def close(self) -> None:
        """Take the window away for good."""
        if "acts" in self._window.__dict__:
            self._window.acts.capture.close()

    def _warm(self) -> None:
        self._window.acts.capture.warm()
        self._tray.start()
        self._dock = dock_menu(self.open)
        self._settings.watch(self._chosen)
        self._take_key()

    def _chosen(self) -> None:
        """Settings changed: if it is the key, say what became of it."""
        if self._take_key() and self._hot_key.held:
            self._tell_held()

    def _take_key(self) -> bool:
        """Take the key that is chosen; whether it is another one than so far."""
        wanted = self._settings.choices.capture_key
        if self._stopped or wanted == self._key:
            return False
        self._key = wanted
        self.again.stop()
        trouble = self._hot_key.take(wanted)
        if trouble:
            self._window.tell(
                trouble,
                say("Choose another…"),
                self._choose_another,
            )
        if self._hot_key.busy:
            self.again.start()
        return True

    def _choose_another(self) -> None:
        self._window.commands.run("capture_key")

    def _try_again(self) -> None:
        """The other program may have ended or let go; only success is worth a word."""
        self._hot_key.take(self._key)
        if self._hot_key.held:
            self._tell_held()
        elif self._hot_key.busy:
            self.again.start()

    def _tell_held(self) -> None:
        named = QKeySequence(self._key).toString(QKeySequence.SequenceFormat.NativeText)
        self._window.tell(say("{key} opens the capture window from any program now.", key=named))


def dock_menu(open_capture: Callable[[], None]) -> QMenu | None:
    """The menu of the sign in the Dock of macOS, which Qt knows there alone; None elsewhere.

    Under Linux the desktop entry has the same line.
    """
    menu = QMenu()
    show = getattr(menu, "setAsDockMenu", None)
    if show is None:
        return None
    menu.addAction(say("Quick capture")).triggered.connect(open_capture)
    show()
    return menu
