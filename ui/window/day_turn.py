"""Notices that another day has begun: at midnight, or on waking after it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from book.clock import Clock, local_day

_LONGEST_WAIT: Final = timedelta(hours=1)
"""A laptop sleeps and time zones change: the clock on the wall is looked at now and then."""


class DayTurn(QObject):
    """Emits `turned` once for each new day."""

    turned = Signal()

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._day: date = local_day(clock())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)
        self._arm()

    def look(self) -> None:
        """Look at the clock; call it too when the window comes to the front."""
        today = local_day(self._clock())
        if today != self._day:
            self._day = today
            self.turned.emit()
        self._arm()

    def _arm(self) -> None:
        now = self._clock().astimezone()
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        wait = min(midnight - now + timedelta(seconds=1), _LONGEST_WAIT)
        self._timer.start(round(wait.total_seconds() * 1000))
