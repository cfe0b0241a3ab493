"""Kernel locks on files: shared or alone, gone with the process that held them.

`flock` on POSIX, `LockFileEx` on Windows; never pid files, which outlive a crash.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from book.errors import Busy, ProfileTrouble

_POLL_SECONDS = 0.002
_POLL_LIMIT_SECONDS = 0.05
_NO_WRITING = frozenset((errno.EROFS, errno.EACCES, errno.EPERM))


class FileLock:
    """A lock on one file; two instances exclude each other even inside one process."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        """Whether this instance holds the lock."""
        return self._handle is not None

    def acquire(self, *, shared: bool = False, wait_seconds: float | None = None) -> bool:
        """Takes the lock; False when it could not be had in time. `None` waits for ever."""
        if self._handle is not None:
            raise RuntimeError(f"{self.path.name} is held by this instance already")
        handle = self._open(shared)
        deadline = None if wait_seconds is None else time.monotonic() + wait_seconds
        pause = _POLL_SECONDS
        while not _try_lock(handle, shared):
            if deadline is not None and time.monotonic() >= deadline:
                os.close(handle)
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, _POLL_LIMIT_SECONDS)
        self._handle = handle
        return True

    def release(self) -> None:
        """Lets go; does nothing when the lock is not held."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            _unlock(handle)
            os.close(handle)

    def _open(self, shared: bool) -> int:
        closing = getattr(os, "O_CLOEXEC", 0)
        try:
            try:
                return os.open(self.path, os.O_CREAT | os.O_RDWR | closing, 0o600)
            except OSError as error:
                if not shared or error.errno not in _NO_WRITING:
                    raise
                # To share it, it is enough to read it.
                return os.open(self.path, os.O_RDONLY | closing)
        except OSError as error:
            raise ProfileTrouble(
                f"The lock file {self.path} cannot be opened ({error.strerror}).",
                "Check that the profile folder is yours and writable.",
            ) from error

    def __enter__(self) -> Self:
        if not self.held and not self.acquire(wait_seconds=10.0):
            raise Busy(
                f"Another Satchel holds {self.path.name}.", "Close it, or try again in a moment."
            )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if sys.platform == "win32":
    import ctypes
    import msvcrt
    from ctypes import wintypes

    class _Overlapped(ctypes.Structure):
        _fields_ = (
            ("Internal", ctypes.c_void_p),
            ("InternalHigh", ctypes.c_void_p),
            ("Offset", wintypes.DWORD),
            ("OffsetHigh", wintypes.DWORD),
            ("hEvent", wintypes.HANDLE),
        )

    _KERNEL = ctypes.WinDLL("kernel32", use_last_error=True)
    _FAIL_AT_ONCE, _ALONE = 1, 2

    def _try_lock(handle: int, shared: bool) -> bool:
        flags = _FAIL_AT_ONCE | (0 if shared else _ALONE)
        where = ctypes.byref(_Overlapped())
        file = wintypes.HANDLE(msvcrt.get_osfhandle(handle))
        return bool(_KERNEL.LockFileEx(file, flags, 0, 1, 0, where))

    def _unlock(handle: int) -> None:
        file = wintypes.HANDLE(msvcrt.get_osfhandle(handle))
        _KERNEL.UnlockFileEx(file, 0, 1, 0, ctypes.byref(_Overlapped()))

else:
    import fcntl

    def _try_lock(handle: int, shared: bool) -> bool:
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
