"""The program with a timed task that is due, on a private screen and bus, beside a notice service.

`dbus-run-session -- python -m tests.desktop.real_reminder PROFILE` prints what the service saw, and
`done` once its button has finished the task in the book.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SECONDS = 20


def main(profile: str) -> int:
    """Starts screen, service and program, in that order."""
    read, write = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        display = told.readline().strip()
    host = subprocess.Popen([sys.executable, "-m", "tests.desktop.notice_host", "done"])
    try:
        code = "from tests.desktop.real_reminder import show; import sys; show(sys.argv[1])"
        environment = {**os.environ, "DISPLAY": f":{display}", "QT_QPA_PLATFORM": "xcb"}
        done = subprocess.run([sys.executable, "-c", code, profile], env=environment, check=False)
        return done.returncode
    finally:
        host.kill()
        screen.kill()


def show(folder: str) -> None:
    """The program, until its task is done or patience ends."""
    from PySide6.QtCore import QTimer

    from book import tasks
    from book.profile import Profile
    from desktop.secrets import MemorySecrets
    from desktop.start_trace import StartTrace
    from desktop.window_life import WindowLife

    class Looking(WindowLife):
        """Ends as soon as no timed task is open any more."""

        def _painted(self) -> None:
            super()._painted()
            self._looks = 0
            self._looking = QTimer(self, interval=50)
            self._looking.timeout.connect(self._look)
            self._looking.start()

        def _look(self) -> None:
            assert self._window is not None
            self._looks += 1
            if not tasks.timed_tasks(self._window.reading.store):
                print("done", flush=True)
            elif self._looks * 50 < SECONDS * 1000:
                return
            self._looking.stop()
            self.quit()

    Looking(Profile(Path(folder)), MemorySecrets(), None, StartTrace()).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
