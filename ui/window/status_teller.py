"""Keeps the status bar, the sidebar's counts and the notice strip true to the book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from book.records import SyncProgress
from ui.book_reading import BookReading
from ui.source_words import (
    Owed,
    Standing,
    Tone,
    needing,
    not_saved,
    overall,
    refusals,
    saved,
    saving,
    waiting,
)
from ui.window.desk import Desk
from ui.window.sidebar import Sidebar
from ui.window.status_bar import StatusBar
from ui.words import say, source_name

_MINUTES_MS: Final = 15_000


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
        self._saving = False
        self._not_saved: Standing | None = None
        self.progress: SyncProgress | None = None
        self.letters = True
        self.announce: Callable[[str], None] = partial(_announce, status.saved)
        """Says something aloud to who cannot see it."""
        self._minutes = QTimer(status, interval=_MINUTES_MS)
        """Runs while a source asks to wait, so that the minutes left are true."""
        self._minutes.timeout.connect(self.tell_sync)
        self._struck = False
        self._notice = ""
        self._connect_again: Callable[[str], None] | None = None

    def tell_all(self) -> None:
        """Everything, after a read."""
        self.tell_left()
        self.tell_sync()
        reading, owed = self._reading, self._owed()
        # What stopped stands before what waits: the amber counts add up to “needs you”.
        self._sidebar.set_counts(
            {
                "today": reading.to_contact,
                "accounts": len(reading.accounts),
                "tasks": len(reading.tasks),
                "escalations": len(reading.escalations.mine) or None,
                "outbox": owed.stopped or owed.waiting or None,
                "conflicts": owed.conflicts or None,
            },
            wanting=[
                *(["outbox"] if owed.stopped else []),
                *(["conflicts"] if owed.conflicts else []),
            ],
        )
        self._tell_strip()

    def tell_left(self) -> None:
        """The page in view and the keys that move in it."""
        shown = self._desk.shown
        if shown is None:
            return
        hint = shown.hint(self.letters)
        if shown.rows is not None:
            rows = self._desk.rows  # none of them where the pane stands in their place
            if rows is None or rows.current_account() is None:
                hint = ""
        self._status.tell(shown.status(), hint)

    def tell_sync(self) -> None:
        """How saving, fetching and sending stand."""
        reading, owed = self._reading, self._owed()
        self._status.saved.tell(self._not_saved or (saving() if self._saving else saved()))
        told = self._trouble or overall(
            reading.sources, self.progress, reading.now, owed, reading.waits
        )
        self._status.sync.tell(told)
        waits = None if told.says_waiting else waiting(owed)
        self._status.tell_owed(waits, needing(owed))
        if reading.waits and not self._minutes.isActive():
            self._minutes.start()
        elif not reading.waits:
            self._minutes.stop()

    def tell_trouble(self, words: str = "", detail: str = "", tone: Tone = "red") -> None:
        """Say something else than the sources do, until told nothing."""
        self._trouble = Standing(words, "circle-alert", tone, detail) if words else None
        self.tell_sync()

    def tell_saving(self, waits: bool) -> None:
        """Whether a write waits for the file; until it is done nothing shows as saved."""
        self._saving = waits
        self.tell_sync()

    def tell_not_saved(self, words: str = "") -> None:
        """That something typed is not on disk and why, until told nothing."""
        known = self._not_saved
        self._not_saved = not_saved(words) if words else None
        self.tell_sync()
        if self._not_saved is not None and self._not_saved != known:
            # Who does not see the red has to hear it; that all is saved again needs no voice.
            self.announce(words)

    def tell_notice(self, words: str = "") -> None:
        """Say above the page what stays to be known until the person closes it."""
        self._notice = words
        self._tell_strip()

    def offer_connecting(self, connect: Callable[[str], None]) -> None:
        """From now on a source that refused its key can be connected again from the strip."""
        self._connect_again = connect
        self._tell_strip()

    def _tell_strip(self) -> None:
        """What the person has to know of their own edits goes before what a source wants."""
        reading, area = self._reading, self._desk.area
        told = refusals(reading.sources, len(reading.accounts), reading.now)
        if not (told or self._notice or self._struck):
            return
        self._struck = bool(told or self._notice)
        if self._notice:
            area.strip.tell(self._notice, say("Close"), self.tell_notice)
        else:
            # Where several refuse, one after the other: the next strip names the next.
            first = next((one.name for one in reading.sources if one.state == "needs_sign_in"), "")
            act = self._connect_again
            area.strip.tell(
                " ".join(told),
                say("Connect {source} again…", source=source_name(first)) if first else "",
                partial(act, first) if act is not None and first else None,
            )

    def _owed(self) -> Owed:
        reading = self._reading
        counts = reading.outbox_counts
        return Owed(
            held=counts["held"],
            going=counts["queued"] + counts["sending"],
            stopped=counts["parked"],
            conflicts=reading.conflicts,
            last_sent=reading.last_sent,
            read_only=tuple(
                source.name
                for source in reading.sources
                if source.options.get("read-only") == "true"
            ),
        )


def _announce(part: QWidget, words: str) -> None:
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(part, words))
