"""Signals of the system for a window: Python alone would not hear them while Qt waits."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier


class QuitSignals(QObject):
    """Calls back on SIGTERM, SIGINT and SIGHUP, on the loop's own turn."""

    def __init__(self, quit_now: Callable[[], None]) -> None:
        super().__init__()
        self._quit_now = quit_now
        self._before: dict[int, Any] = {}
        self._ends: tuple[int, int] | None = None
        self._notifier: QSocketNotifier | None = None
        if sys.platform != "win32":
            self._install_wakeup()
        for name in ("SIGTERM", "SIGINT", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None:
                self._before[number] = signal.signal(number, self._heard)

    def close(self) -> None:
        """Puts back what was there before."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._before = {}
        if self._ends is not None:
            signal.set_wakeup_fd(-1)
            if self._notifier is not None:
                self._notifier.setEnabled(False)
            for end in self._ends:
                os.close(end)
            self._ends = None

    def _install_wakeup(self) -> None:
        # The system's handler writes one byte; that makes Qt run some Python, which is when
        # the interpreter calls our own handler.
        self._ends = os.pipe()
        for end in self._ends:
            os.set_blocking(end, False)
        signal.set_wakeup_fd(self._ends[1], warn_on_full_buffer=False)
        self._notifier = QSocketNotifier(self._ends[0], QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._drain)

    def _drain(self) -> None:
        if self._ends is not None:
            os.read(self._ends[0], 512)

    def _heard(self, _number: int, _frame: FrameType | None) -> None:
        self._quit_now()
