"""The bar of the outbox: how many wait and stopped, hold all, send now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Signal

from ui.commands import platform_keys
from ui.look.buttons import Button
from ui.look.naming import identify
from ui.look.page import PageBar
from ui.outbox import words
from ui.outbox.shown import ShownEntry
from ui.words import say

SEND_KEY: Final = platform_keys(("F5",), mac=("Ctrl+R",))[0]


class OutboxBar(PageBar):
    """Its buttons act on everything that waits; where all is held, they let it go."""

    hold_all_asked = Signal()
    release_all_asked = Signal()
    send_asked = Signal()

    def __init__(self) -> None:
        super().__init__(say("Outbox"))
        self._releases = False
        self.hold_all = Button(say("Hold all"))
        self.send_now = Button(say("Send now"), key=SEND_KEY)
        identify(self.hold_all, "hold-all")
        identify(self.send_now, "send-now")
        self.add(self.hold_all)
        self.add(self.send_now)
        self.hold_all.clicked.connect(self._hold_or_release)
        self.send_now.clicked.connect(self.send_asked)
        self.tell((), None, None)

    def tell(
        self, shown: Sequence[ShownEntry], last_sent: datetime | None, now: datetime | None
    ) -> None:
        """Say how much there is, and offer only what can be done."""
        states = {one.entry.state for one in shown}
        self.set_beside(words.summary(shown, last_sent, now) if shown and now else "")
        self._releases = "held" in states and "queued" not in states
        word = say("Release all") if self._releases else say("Hold all")
        self.hold_all.setText(word)
        self.hold_all.setAccessibleName(word)
        self.hold_all.setEnabled(bool(states & {"held", "queued"}))
        self.send_now.setEnabled("queued" in states)

    def _hold_or_release(self) -> None:
        if self._releases:
            self.release_all_asked.emit()
        else:
            self.hold_all_asked.emit()
