"""Notices that the laptop woke up, and that the network came back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

LOOK_MS: Final = 30_000
SLEPT_SECONDS: Final = 20.0
"""The wall clock ran this much ahead of the loop's: the machine slept, or its clock was set."""


class Waking(QObject):
    """Calls back after sleep and after the network's return; `start` once, `close` once."""

    def __init__(
        self,
        *,
        woke: Callable[[], None],
        network_is_back: Callable[[], None],
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._woke = woke
        self._network_is_back = network_is_back
        self._wall = wall
        self._steady = steady
        self._ahead = wall() - steady()
        self._online = True
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.VeryCoarseTimer)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begins to look."""
        self._timer.start()
        # Loaded only now, after the first paint.
        from PySide6.QtNetwork import QNetworkInformation

        if QNetworkInformation.loadDefaultBackend():
            network = QNetworkInformation.instance()
            if network is not None:
                self._online = _is_online(network.reachability())
                network.reachabilityChanged.connect(self.reached)

    def close(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def look(self) -> None:
        """Compares the two clocks: one of them stands still while the machine sleeps."""
        ahead = self._wall() - self._steady()
        slept = abs(ahead - self._ahead) > SLEPT_SECONDS
        self._ahead = ahead
        if slept:
            self._woke()

    def reached(self, reachability: object) -> None:
        """The network's state is another now."""
        online = _is_online(reachability)
        if online and not self._online:
            self._network_is_back()
        self._online = online


def _is_online(reachability: object) -> bool:
    """Whether anything beyond this machine can be reached; a state nobody knows counts as yes."""
    name = getattr(reachability, "name", "")
    return name not in ("Disconnected", "Local")
