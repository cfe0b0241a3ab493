"""Reminders of a running window: what rings, and what a person does with a notice."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from book import rung, tasks
from book.errors import SatchelError
from book.records import TaskId
from desktop.notices import Notices
from desktop.ringing import Ringing, Showing

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_SETTLE_MS: Final = 500
"""Several changes within so long are one."""


class Reminding(QObject):
    """`start` once, `stop` once."""

    rang = Signal()
    """The list of what rang is another."""

    def __init__(
        self,
        window: MainWindow,
        *,
        raise_window: Callable[[], None],
        notices: Showing | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._raise_window = raise_window
        settings = window.settings
        self.ringing = Ringing(
            window.reading,
            notices or Notices(self.acted),
            hours=lambda: settings.hours,
            redacted=lambda: settings.choices.redact_notices,
            rang=self.rang.emit,
            parent=self,
        )
        self._soon = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._soon.timeout.connect(self.ringing.look_again)

    def start(self) -> None:
        """Rings from now on."""
        self._window.told_anew.connect(self._soon.start)
        self._window.settings.watch(self._soon.start)
        self.ringing.start()

    def stop(self) -> None:
        """Rings no more."""
        self._soon.stop()
        self.ringing.stop()

    def woke(self) -> None:
        """The laptop slept, or the zone is another: look at once."""
        self.ringing.look_again()

    def acted(self, key: str, act: str) -> None:
        """A person pressed a notice or one of its buttons."""
        store = self._window.reading.store
        found = rung.one(store, key)
        try:
            if act == "later":
                self.ringing.put_off(key)
                return
            if found is not None:
                rung.mark_seen(store, [key])
        except SatchelError as error:
            self._window.show_status(error.title, error.advice)
            return
        if act == "done" and found is not None and found.record == "task":
            self._finish(TaskId(found.record_id))
            return
        self._raise_window()
        if found is None or not found.record:
            self._window.go("today")
            return
        from ui.palette.ways import open_record

        open_record(self._window, found.record, found.record_id)

    def _finish(self, task_id: TaskId) -> None:
        task = tasks.task(self._window.reading.store, task_id)
        if task is not None and task.completed_at is None:
            self._window.acts.tasks.turn(task_id)
