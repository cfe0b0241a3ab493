"""When to re-read after changes: at once when it is quiet, and never back to back in a storm."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Final

from PySide6.QtCore import QObject, QTimer

from book.records import Changed

_LEAST_PAUSE_MS: Final = 100
_PAUSE_TIMES_COST: Final = 5
"""A refresh may take a sixth of the window's time at most while changes keep coming."""


class RefreshPace(QObject):
    """Gathers changes and hands them on together."""

    def __init__(
        self, refresh: Callable[[Changed | None], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._refresh = refresh
        self._waiting: dict[str, frozenset[int]] = {}
        self._all = False
        self._asked = False
        self._resting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._rested)

    def ask(self, changed: Changed | None) -> None:
        """Refresh for these changes, None for everything, now or after the pause."""
        self._asked = True
        if changed is None:
            self._all = True
        else:
            for kind, ids in changed.ids.items():
                self._waiting[kind] = self._waiting.get(kind, frozenset()) | ids
        if not self._resting:
            self._run()

    def _run(self) -> None:
        wanted = None if self._all else Changed(self._waiting)
        self._all, self._asked, self._waiting = False, False, {}
        self._resting = True
        began = perf_counter()
        try:
            self._refresh(wanted)
        finally:
            cost_ms = (perf_counter() - began) * 1000
            self._timer.start(max(_LEAST_PAUSE_MS, round(cost_ms * _PAUSE_TIMES_COST)))

    def _rested(self) -> None:
        self._resting = False
        if self._asked:
            self._run()
