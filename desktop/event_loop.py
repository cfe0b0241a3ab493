"""Qt's event loop, entered once for the whole life of a window, and asyncio on top of it.

The loop is Qt's own at first: the queue is painted before asyncio and qasync are even
imported. After the first paint qasync attaches to the loop that already runs; from then on
coroutines, the engine's pipes and signals of the system are served by it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from qasync import QEventLoop

_THREAD_SECONDS: Final = 0.5


def run(app: QApplication) -> int:
    """Serves events until `app.exit`; returns the status given there. The only call of its kind."""
    return int(app.exec())


class FirstPaint(QObject):
    """Calls back once, when the window's first picture is on its way to the screen."""

    def __init__(self, window: QWidget, painted: Callable[[], None]) -> None:
        super().__init__(window)
        self._painted = painted
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Waits for the window's first paint; its children paint in the same pass."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self._painted)
        return False


def attach_asyncio(app: QApplication) -> QEventLoop:
    """Puts asyncio on the running Qt loop; `loop.stop()` then ends both."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    import qasync

    watch_children_without_threads()
    loop = qasync.QEventLoop(app, already_running=True)
    asyncio.set_event_loop(loop)
    # qasync's own executor starts ten threads at once; one is enough for the keyring.
    loop.set_default_executor(ThreadPoolExecutor(1, thread_name_prefix="aside"))
    return loop


def watch_children_without_threads() -> None:
    """Has the loop itself learn of a child's end, where the system can tell it.

    Python 3.11 waits in a thread per child and calls back into the loop from there, which under
    qasync means a Qt signal sent from a foreign thread: seen to crash now and then. From 3.12
    on Python does by itself what is chosen here.
    """
    import asyncio
    import os
    import sys

    if sys.version_info < (3, 12) and hasattr(os, "pidfd_open"):
        asyncio.set_child_watcher(asyncio.PidfdChildWatcher())


def detach_asyncio(loop: QEventLoop) -> None:
    """Takes asyncio off the thread again, after the Qt loop has ended."""
    import asyncio

    loop.stop()
    # qasync sets this when it attaches, and leaves it set.
    asyncio._set_running_loop(None)  # noqa: SLF001 - asyncio has no other way
    loop.close()
    asyncio.set_event_loop(None)
    _wait_for_threads()


def _wait_for_threads() -> None:
    # asyncio waits for a child's end in a daemon thread that reports by a Qt signal. Were it
    # still inside Qt when the interpreter goes, the process would abort.
    import threading

    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(_THREAD_SECONDS)
