"""One window per profile: a lock says who is first, a local socket carries what the second said.

The lock is the kernel's and falls with its process, so a socket that is found while we hold
the lock is a leftover and can be removed without asking anybody.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from book.errors import Busy
from book.locks import FileLock
from book.profile import Profile

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

LOCK_NAME: Final = "window.lock"
LONGEST_MESSAGE: Final = 8192
PATIENCE_SECONDS: Final = 5.0
"""How long a second start tries to reach the first, which may still be starting."""
_CONNECT_MS: Final = 200
_ANSWER_MS: Final = 2000
_TAKEN: Final = b"taken\n"
_TOKEN: Final = "XDG_ACTIVATION_TOKEN"
_LONGEST_TOKEN: Final = 200


def first_in(profile: Profile) -> FileLock | None:
    """The lock that makes this process the profile's window; None when another one is."""
    lock = FileLock(profile.folder / LOCK_NAME)
    return lock if lock.acquire(wait_seconds=0) else None


def socket_name(profile: Profile) -> str:
    """The name two starts on the same profile agree on, and no other user's."""
    user = os.getuid() if hasattr(os, "getuid") else os.environ.get("USERNAME", "")
    place = f"{user}:{profile.folder.resolve()}"
    name = f"satchel-{hashlib.sha256(place.encode()).hexdigest()[:20]}"
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.name == "posix" and Path(runtime).is_dir():
        return str(Path(runtime) / name)  # only this user can enter there
    return name


def hand_over(profile: Profile, uri: str | None, *, patience: float = PATIENCE_SECONDS) -> None:
    """Tells the window that runs what this start was asked for; raises Busy without an answer."""
    import time

    from PySide6.QtNetwork import QLocalSocket

    document = {"uri": uri, "activation": os.environ.get(_TOKEN)}
    message = json.dumps(document).encode() + b"\n"
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        socket = QLocalSocket()
        socket.connectToServer(socket_name(profile))
        if socket.waitForConnected(_CONNECT_MS):
            socket.write(message)
            if socket.waitForReadyRead(_ANSWER_MS) and socket.readAll().data() == _TAKEN:
                return
        time.sleep(0.05)
    raise Busy(
        f"Another Satchel has {profile.folder} open, but does not answer.",
        "Close it, or end its process, and start again.",
    )


class Doorbell:
    """The first window's ear for later starts; made after the first paint.

    `ring` gets the link the second start was given, or None to come to the front.
    """

    def __init__(self, profile: Profile, ring: Callable[[str | None], None]) -> None:
        from PySide6.QtNetwork import QLocalServer

        self._ring = ring
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        QLocalServer.removeServer(socket_name(profile))  # we hold the lock: it is a leftover
        self._server.listen(socket_name(profile))
        self._server.newConnection.connect(self._answer)

    @property
    def server(self) -> QLocalServer:
        """Qt's server, for its address."""
        return self._server

    def close(self) -> None:
        """Stops listening and removes the socket."""
        self._server.close()

    def _answer(self) -> None:
        socket = self._server.nextPendingConnection()
        if socket is not None:
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda: self._read(socket))

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            if socket.bytesAvailable() > LONGEST_MESSAGE:
                socket.abort()
            return
        said = _document_in(bytes(socket.readLine(LONGEST_MESSAGE).data()))
        socket.write(_TAKEN)
        socket.flush()
        socket.disconnectFromServer()
        _take_activation(said.get("activation"))
        uri = said.get("uri")
        self._ring(uri if isinstance(uri, str) else None)


def _document_in(line: bytes) -> dict[str, object]:
    try:
        document = json.loads(line)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _take_activation(token: object) -> None:
    """What lets a window come to the front under Wayland: Qt takes it from the environment."""
    if isinstance(token, str) and token.isprintable() and 0 < len(token) <= _LONGEST_TOKEN:
        os.environ[_TOKEN] = token
