"""Keeps the status bar, the sidebar's counts and the notice strip true to the book."""

from __future__ import annotations

from book.records import SyncProgress
from ui.book_reading import BookReading
from ui.source_words import Standing, Tone, overall, refusals
from ui.window.desk import Desk
from ui.window.sidebar import Sidebar
from ui.window.status_bar import StatusBar
from ui.words import say


class StatusTeller:
    """Knows what is in hand and tells each part when it has to say something else."""

    def __init__(
        self, reading: BookReading, desk: Desk, status: StatusBar, sidebar: Sidebar
    ) -> None:
        self._reading = reading
        self._desk = desk
        self._status = status
        self._sidebar = sidebar
        self._trouble: Standing | None = None
        self.progress: SyncProgress | None = None
        self.letters = True
        self._struck = False

    def tell_all(self) -> None:
        """Everything, after a read."""
        self.tell_left()
        self.tell_sync()
        reading = self._reading
        self._sidebar.set_counts(
            {
                "today": reading.to_contact,
                "accounts": len(reading.accounts),
                "tasks": len(reading.tasks),
            }
        )
        told = refusals(reading.sources, len(reading.accounts), reading.now)
        if told or self._struck:
            self._struck = bool(told)
            self._desk.area.strip.tell(" ".join(told))

    def tell_left(self) -> None:
        """The page in view and the keys that move in it."""
        shown = self._desk.shown
        if shown is None:
            return
        hint = ""
        rows = self._desk.rows
        if rows is not None and rows.current_account() is not None:
            hint = say("J K move") if self.letters else say("Alt+Up Alt+Down move")
        self._status.tell(shown.status(), hint)

    def tell_sync(self) -> None:
        """How saving and fetching stand."""
        self._status.saved.tell(Standing(say("Saved here"), "check"))
        reading = self._reading
        self._status.sync.tell(
            self._trouble or overall(reading.sources, self.progress, reading.now)
        )

    def tell_trouble(self, words: str = "", detail: str = "", tone: Tone = "red") -> None:
        """Say something else than the sources do, until told nothing."""
        self._trouble = Standing(words, "circle-alert", tone, detail) if words else None
        self.tell_sync()
