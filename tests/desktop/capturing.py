"""A window in a process of its own that types into its capture window as soon as it is shown.

`python -m tests.desktop.capturing PROFILE [URI]` prints a line for each thing one waits for:
`painted`, `shown TEXT`, then `typed MOMENT LETTERS` for every letter, until it is killed.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from book.profile import Profile
from desktop.instance import first_in
from desktop.secrets import MemorySecrets
from desktop.start_trace import StartTrace
from desktop.window_life import WindowLife

LETTER_MS = 25
WORDS = "what they said and what is next "


class Capturing(WindowLife):
    """Watches for the capture window, then types for ever."""

    def _painted(self) -> None:
        super()._painted()
        self._letters = 0
        self._typing = QTimer(self, interval=LETTER_MS)
        self._typing.timeout.connect(self._type)
        self._typing.start()
        print("painted", flush=True)

    def _type(self) -> None:
        assert self._window is not None
        acts = self._window.acts.capture
        if not acts.made or not acts.window.isVisible():
            return
        text = acts.window.text
        if not self._letters:
            print("shown", text.toPlainText(), flush=True)
        QTest.keyClicks(text, WORDS[self._letters % len(WORDS)])
        self._letters += 1
        print("typed", time.monotonic(), self._letters, flush=True)


if __name__ == "__main__":
    profile = Profile(Path(sys.argv[1]))
    first = first_in(profile)
    assert first is not None
    link = sys.argv[2] if len(sys.argv) > 2 else None
    sys.exit(Capturing(profile, MemorySecrets(), link, StartTrace()).run())
