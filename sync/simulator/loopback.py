"""uvicorn on one loopback socket: leaves at once when told, and knows its connections."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import MutableMapping

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.simulator.front import App, Wire


class LoopbackServer(uvicorn.Server):
    """A server for a thread of its own. `wires` holds the open connections by peer address."""

    def __init__(self, app: App, wires: MutableMapping[tuple[str, int], Wire]) -> None:
        class Wired(H11Protocol):
            """Remembers its connection, so that a fault can cut it."""

            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                self.peer = tuple(transport.get_extra_info("peername"))
                wires[self.peer] = transport
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                wires.pop(self.peer, None)
                super().connection_lost(exc)

        super().__init__(
            uvicorn.Config(
                app,
                http=Wired,
                ws="none",
                lifespan="off",
                loop="asyncio",
                log_config=None,
                log_level="error",
                access_log=False,
                server_header=False,
                timeout_keep_alive=60,
            )
        )
        self._wires = wires
        self._loop: asyncio.AbstractEventLoop | None = None
        self._leave: asyncio.Event | None = None
        self._running = threading.Event()

    def leave(self) -> None:
        """Ends the server from another thread."""
        if self._running.wait(timeout=10) and self._loop is not None and self._leave is not None:
            self._loop.call_soon_threadsafe(self._leave.set)

    async def main_loop(self) -> None:
        """Waits to be told to leave; uvicorn's own would look ten times a second."""
        self._loop, self._leave = asyncio.get_running_loop(), asyncio.Event()
        self._running.set()
        while not await self.on_tick(0):
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._leave.wait(), timeout=1.0)
            if self._leave.is_set():
                return

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes the door and every connection; nobody is waited for longer than a moment."""
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        for wire in list(self._wires.values()):
            wire.close()
        if self.server_state.tasks:
            await asyncio.wait(self.server_state.tasks, timeout=1.0)
