"""A pretend service on loopback: one thread, one loop, one port; its log and its faults."""

from __future__ import annotations

import secrets
import socket
import threading
from abc import ABC, abstractmethod
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from sync.simulator.faults import Fault, Faults, Kind
from sync.simulator.served import Log, Served

if TYPE_CHECKING:
    from sync.simulator.front import App, Twist, Wire
    from sync.simulator.loopback import LoopbackServer


class LoopbackService(ABC):
    """What every simulator shares. As a context manager it starts and stops itself."""

    faulty: ClassVar[str]
    """The path under which a fault waits where none is named."""

    def __init__(self, port: int = 0) -> None:
        self.token = secrets.token_urlsafe(16)
        self.faults = Faults()
        self.log = Log()
        self._port = port
        self._socket: socket.socket | None = None
        self._server: LoopbackServer | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Opens the port and serves from a thread of its own."""
        if self._thread is not None:
            raise RuntimeError("the simulator runs already")
        # Named TCP, because asyncio turns Nagle's delay off only for sockets that say so; with
        # it every small answer takes 40 ms.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._socket.bind(("127.0.0.1", self._port))
        self._socket.listen(128)
        self._port = self._socket.getsockname()[1]
        self._server = self._made_server()
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="simulator", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Closes the port and waits until the thread has ended."""
        if self._thread is None or self._server is None or self._socket is None:
            return
        self._server.leave()
        self._thread.join(timeout=10)
        self._socket.close()
        self._thread = self._server = self._socket = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """What to give `--url`: scheme, host and port."""
        return f"http://127.0.0.1:{self._port}"

    def fault(self, kind: Kind, path: str | None = None, **more: Any) -> None:
        """Lets the next matching requests go wrong; the options are those of `Fault`."""
        self.faults.add(Fault(kind=kind, path=self.faulty if path is None else path, **more))

    def requests(self, path: str = "", method: str = "") -> list[Served]:
        """What was asked so far, oldest first."""
        return self.log.lines(path, method)

    @abstractmethod
    def _app(self) -> App:
        """The service's own paths, and its handle."""

    @abstractmethod
    def _twist(self) -> Twist:
        """Its part in the faults."""

    def _made_server(self) -> LoopbackServer:
        # uvicorn costs 0.1 s to import; who only wants a key does not pay it.
        from sync.simulator.front import Front
        from sync.simulator.loopback import LoopbackServer

        wires: dict[tuple[str, int], Wire] = {}
        front = Front(self._app(), self._twist(), self.faults, self.log, wires)
        return LoopbackServer(front, wires)
