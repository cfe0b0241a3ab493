"""Lets time pass on the outbox page while somebody looks at it and something counts down."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from book.clock import Clock
from ui.outbox.shown import ShownEntry

_SECOND: Final = 1_000


class Countdown(QObject):
    """Calls back each second; not at all without a clock, or while the page is out of sight."""

    def __init__(
        self, page: QWidget, clock: Clock | None, passed: Callable[[datetime], None]
    ) -> None:
        super().__init__(page)
        self._page = page
        self._clock = clock
        self._passed = passed
        self._until: datetime | None = None
        self.timer = QTimer(self, interval=_SECOND)
        self.timer.timeout.connect(self.tick)
        page.installEventFilter(self)

    def follow(self, shown: Iterable[ShownEntry]) -> None:
        """Count for these entries, until the last of them may leave."""
        moments = [one.entry.not_before for one in shown if one.entry.state == "queued"]
        self._until = max((at for at in moments if at is not None), default=None)
        self._run()

    def tick(self) -> None:
        """Say what time it is, where that is anybody's business."""
        if self._clock is None or self._until is None or not self._page.isVisible():
            return
        self._passed(self._clock())
        self._run()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page came into sight or left it."""
        if watched is self._page and event.type() == QEvent.Type.Show:
            self.tick()
            self._run()
        elif watched is self._page and event.type() == QEvent.Type.Hide:
            self.timer.stop()
        return False

    def _run(self) -> None:
        counting = self._clock is not None and self._until is not None
        if counting and self._clock is not None and self._until is not None:
            counting = self._page.isVisible() and self._clock() <= self._until
        if counting and not self.timer.isActive():
            self.timer.start()
        elif not counting:
            self.timer.stop()
