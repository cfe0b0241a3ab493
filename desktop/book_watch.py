"""Notices what other processes commit to the book: watches the `-wal` file, without a timer.

Where a file system cannot be watched (a network share, Windows' lazy file times), a slow timer
takes its place. SQLite's own `data_version` decides whether there was a commit at all, so our
own writes and checkpoints tell nobody anything.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QStorageInfo, QTimer

from book.store import Store

SETTLE_MS: Final = 60
"""Commits that follow each other this closely are one piece of news."""
BUSY_MS: Final = 400
"""While a sync writes page after page, news come this far apart."""
POLL_MS: Final = 1500
_UNWATCHABLE: Final = (b"nfs", b"cifs", b"smb", b"fuse", b"9p", b"afs", b"vboxsf")


class BookWatch(QObject):
    """Calls back soon after another connection committed to this store's file.

    `written` is called more often: whenever the file stirred, by our own writes too.
    """

    def __init__(
        self,
        store: Store,
        changed: Callable[[], None],
        *,
        written: Callable[[], None] = lambda: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._changed = changed
        self._written = written
        self._version = store.data_version()
        self._wal = store.profile.database.with_name(store.profile.database.name + "-wal")
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        self._watcher: QFileSystemWatcher | None = None
        self._slow: QTimer | None = None
        if not self._watch():
            self._slow = QTimer(self)
            self._slow.setInterval(POLL_MS)
            self._slow.timeout.connect(self.look)
            self._slow.start()

    @property
    def polls(self) -> bool:
        """Whether a timer had to take the watch's place."""
        return self._slow is not None

    def look(self) -> None:
        """Asks the file now, and tells when somebody else committed."""
        self._written()
        version = self._store.data_version()
        if version == self._version:
            return
        self._version = version
        self._soon.start(BUSY_MS)  # the last commit of a burst is looked at again
        self._changed()

    def close(self) -> None:
        """Stops watching."""
        self._soon.stop()
        if self._slow is not None:
            self._slow.stop()
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None

    def _watch(self) -> bool:
        if sys.platform == "win32" or _unwatchable(self._wal.parent):
            return False
        watcher = QFileSystemWatcher(self)
        # The folder too: the file comes and goes when it is checkpointed away.
        failed = watcher.addPaths([str(self._wal), str(self._wal.parent)])
        if str(self._wal.parent) in failed or (self._wal.exists() and failed):
            watcher.deleteLater()
            return False
        watcher.fileChanged.connect(self._stirred)
        watcher.directoryChanged.connect(self._stirred)
        self._watcher = watcher
        return True

    def _stirred(self, path: str) -> None:
        wal = str(self._wal)
        if self._watcher is not None and wal not in self._watcher.files() and self._wal.exists():
            self._watcher.addPath(wal)
        if not self._soon.isActive():
            self._soon.start(SETTLE_MS)


def _unwatchable(folder: Path) -> bool:
    kind = bytes(QStorageInfo(str(folder)).fileSystemType().data()).lower()
    return any(kind.startswith(name) for name in _UNWATCHABLE)
