"""Whether Satchel goes on when its window is closed: it does where it starts with the session.

Closed, it still syncs, rings and answers the buttons of its notices; a notice, a second start or
the tray brings the window back, and *Quit* really quits. Where it does not go on, what will not
ring is said before it ends.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QSystemTrayIcon

from book.coming_due import coming_due
from book.errors import SatchelError
from book.profile import Profile
from book.reminders import Reminder
from desktop.autostart import Autostart, autostart
from ui.notice_words import text_of
from ui.words import plural, say
from ui.writing.question import Question, ask

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

_SOON: Final = timedelta(hours=16)
"""Until the next morning: what rings later is rung by the start of the next day's work."""


class Staying(QObject):
    """Decides what closing the window does; `leave` ends the program."""

    def __init__(
        self,
        window: MainWindow,
        profile: Profile,
        *,
        sample: bool,
        leave: Callable[[], None],
        entry: Autostart | None = None,
        tray: Callable[[], bool] = QSystemTrayIcon.isSystemTrayAvailable,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._sample = sample
        self._leave = leave
        self._tray = tray
        self._warned = False
        self.entry = entry or autostart(profile.folder)
        self.asked: Question | None = None
        window.may_go = self.may_go
        window.autostart = None if sample else self.entry

    def starts_unseen(self) -> bool:
        """Whether a start with the session shows no window: only where a tray leads to it."""
        return self._tray()

    def may_go(self) -> bool:
        """Whether the window may be closed now; where something is to be said first, it asks."""
        if self._sample:
            return True
        if not self._window.quitting and self.entry.is_on():
            return self._told_staying()
        return self._warned or self._told_not_ringing()

    def closed(self) -> None:
        """The window was closed: end, or go on without it."""
        if self._window.quitting or self._sample or not self.entry.is_on():
            self._leave()
        else:
            self._window.hide()

    def _told_staying(self) -> bool:
        settings = self._window.settings
        if settings.choices.told_staying:
            return True
        self.asked = ask(
            self._window,
            say("Satchel keeps running"),
            say(
                "It starts with your session, so closing only puts the window away: it goes on to"
                " sync and to ring. Start it again to see the window. Ctrl+Q really quits."
            ),
            say("Quit instead"),
            self._quit,
            keep=say("Close the window"),
        )
        self.asked.keep.clicked.connect(self._close_for_good)
        return False

    def _told_not_ringing(self) -> bool:
        soon = self._soon()
        if not soon:
            return True
        named = [text.title for one in soon if (text := text_of(one, self._window.reading))]
        words = plural(
            len(named),
            "“{first}” is to ring soon. Satchel does not ring while it is closed.",
            "{n} things are to ring soon, “{first}” first. Satchel does not ring while it is"
            " closed.",
            first=named[0] if named else "",
        )
        if not named:
            return True
        self.asked = ask(
            self._window, say("Close it all the same"), words, say("Close"), self._close_warned,
            keep=say("Keep it open"),
        )  # fmt: skip
        return False

    def _soon(self) -> list[Reminder]:
        """What rings before the next morning, beside the day's notice."""
        reading, now = self._window.reading, self._window.reading.now
        try:
            found = coming_due(reading.store, reading.rules, self._window.settings.hours, now)
        except SatchelError:
            return []
        due = [one for one in found if one.kind != "digest" and now < one.at <= now + _SOON]
        return sorted(due, key=lambda one: one.at)

    def _quit(self) -> None:
        self._window.quitting = True
        self._window.close()

    def _close_for_good(self) -> None:
        self._window.settings.change(told_staying=True)
        self._window.close()

    def _close_warned(self) -> None:
        self._warned = self._window.quitting = True
        self._window.close()
