"""Starts and stops the server: one thread, one loop, one loopback port."""

from __future__ import annotations

import secrets
import socket
import threading
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from book.clock import Clock, system_clock
from sync.simulator import answers
from sync.simulator.faults import Fault, Faults, Kind
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.limits import Bucket, RateLimit
from sync.simulator.sample import sample_book
from sync.simulator.seed import Book, Record
from sync.simulator.served import Log, Served
from sync.simulator.state import Quirks, State

if TYPE_CHECKING:
    from sync.simulator.front import Wire
    from sync.simulator.loopback import LoopbackServer


class Simulator:
    """A Vitally on loopback. As a context manager it starts and stops itself.

    Without `book` it holds the sample book of `seed` and `accounts`, made for the day that
    `clock` says. `limit=RateLimit(units=None)` never answers 429 by itself.
    """

    def __init__(
        self,
        book: Book | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        limit: RateLimit | None = None,
        ticks: Callable[[], float] = time.monotonic,
        quirks: Quirks | None = None,
        port: int = 0,
    ) -> None:
        made = book or sample_book(seed, accounts, now=clock())
        self.key = key
        self.email = DEMO_EMAIL
        self.token = secrets.token_urlsafe(16)
        self.state = State(made, clock=clock, quirks=quirks, seed=seed)
        self.faults = Faults()
        self.log = Log()
        self._bucket = Bucket(limit or RateLimit(), ticks)
        self._port = port
        self._socket: socket.socket | None = None
        self._server: LoopbackServer | None = None
        self._thread: threading.Thread | None = None

    # -- running ---------------------------------------------------------------

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

    @property
    def me(self) -> str:
        """The admin id of the person whose book it is."""
        return self.state.me

    # -- the handle ------------------------------------------------------------

    def fault(self, kind: Kind, path: str = "/resources", **more: Any) -> None:
        """Lets the next matching requests go wrong; the options are those of `Fault`."""
        self.faults.add(Fault(kind=kind, path=path, **more))

    def requests(self, path: str = "", method: str = "") -> list[Served]:
        """What was asked so far, oldest first."""
        return self.log.lines(path, method)

    def record(self, resource: str, text: str) -> Record:
        """One record as the service would send it, by id or external id."""
        return answers.record(self.state, resource, text)

    def records(self, resource: str) -> list[Record]:
        """All records of a resource, archived ones too."""
        return answers.records(self.state, resource)

    def add(self, resource: str, **fields: Any) -> str:
        """Adds a record as somebody else would; returns its id."""
        return self.state.insert(resource, fields).id

    def change(self, resource: str, text: str, *, moves: bool = True, **fields: Any) -> None:
        """Changes a record as somebody else would; `moves=False` leaves `updatedAt`."""
        self.state.change(resource, text, fields, moves=moves)

    def archive(self, resource: str, text: str) -> None:
        """Deletes a note or task in the app."""
        self.state.archive(resource, text)

    def remove(self, resource: str, text: str) -> None:
        """Deletes for good, without a trace."""
        self.state.remove(resource, text)

    def reimport(self, account: str) -> str:
        """Deletes an account, if it is there, and brings it back under a new id; returns that."""
        return self.state.reimport(account).id

    def advance(self, steps: int | None = None) -> int:
        """Lets the book's next two weeks happen; returns how many steps that were."""
        return self.state.advance(steps)

    def now(self) -> datetime:
        """What time it is at the service."""
        return self.state.clock()

    def _made_server(self) -> LoopbackServer:
        # Starlette and uvicorn cost 0.2 s to import; who only wants DEMO_KEY does not pay it.
        from starlette.routing import Router

        from sync.simulator.admin import Admin
        from sync.simulator.front import Front
        from sync.simulator.loopback import LoopbackServer
        from sync.simulator.routes import Api

        admin = Admin(self.state, self.faults, self.log, self.token)
        *known, anything = Api(self.state, self.key, self._bucket).routes()
        router = Router([*known, *admin.routes(), anything])
        wires: dict[tuple[str, int], Wire] = {}
        front = Front(router, self.state, self.faults, self.log, wires)
        return LoopbackServer(front, wires)
