"""A private desktop with a screen and a tray, and the program in it; run under a bus of its own.

`dbus-run-session -- python -m tests.desktop.real_tray PROFILE` prints what the tray saw and, last,
whether pressing *Quick capture* there showed the capture window.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SECONDS = 20


def main(profile: str) -> int:
    """Starts screen, tray and program, in that order."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = told.readline().strip()
    tray = subprocess.Popen([sys.executable, "-m", "tests.desktop.tray_host", "Quick capture"])
    try:
        code = "from tests.desktop.real_tray import show; import sys; sys.exit(show(sys.argv[1]))"
        environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        done = subprocess.run([sys.executable, "-c", code, profile], env=environment, check=False)
        return done.returncode
    finally:
        tray.kill()
        screen.kill()


def show(profile: str) -> int:
    """The program, until its capture window is on the screen or patience ends."""
    from PySide6.QtCore import QTimer

    from book.profile import Profile
    from desktop.secrets import MemorySecrets
    from desktop.start_trace import StartTrace
    from desktop.window_life import WindowLife

    class Looking(WindowLife):
        """Ends as soon as the capture window is seen."""

        def _painted(self) -> None:
            super()._painted()
            self._looks = 0
            self._looking = QTimer(self, interval=50)
            self._looking.timeout.connect(self._look)
            self._looking.start()

        def _look(self) -> None:
            assert self._window is not None
            self._looks += 1
            acts = self._window.acts.capture
            if acts.made and acts.window.isVisible():
                print("shown", flush=True)
            elif self._looks * 50 < SECONDS * 1000:
                return
            self._looking.stop()
            self.quit()

    return Looking(Profile(Path(profile)), MemorySecrets(), None, StartTrace()).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
