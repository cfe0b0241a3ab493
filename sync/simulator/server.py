"""A Vitally on loopback: the sample book, served as Vitally serves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from book.clock import Clock, system_clock
from sync.simulator import answers, tamper
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.kept import add_step, steps_in
from sync.simulator.limits import Bucket, RateLimit
from sync.simulator.sample import sample_book
from sync.simulator.seed import Book, Record
from sync.simulator.service import LoopbackService
from sync.simulator.state import Quirks, State

if TYPE_CHECKING:
    from sync.simulator.collection import Row
    from sync.simulator.front import App, Scope, Twist


class Simulator(LoopbackService):
    """A Vitally on loopback. As a context manager it starts and stops itself.

    Without `book` it holds the sample book of `seed` and `accounts`, made for the day that
    `clock` says. `limit=RateLimit(units=None)` never answers 429 by itself. With `kept`, a file
    takes what happens, and a simulator on the same file knows it.
    """

    faulty = "/resources"

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
        kept: Path | None = None,
    ) -> None:
        super().__init__(port)
        made = book or sample_book(seed, accounts, now=clock())
        self.key = key
        self.email = DEMO_EMAIL
        self.state = State(made, clock=clock, quirks=quirks, seed=seed)
        if kept is not None:
            self.state.take_up(steps_in(kept), partial(add_step, kept))
        self._bucket = Bucket(limit or RateLimit(), ticks)

    @property
    def me(self) -> str:
        """The admin id of the person whose book it is."""
        return self.state.me

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

    def _app(self) -> App:
        # Starlette costs 0.2 s to import; who only wants DEMO_KEY does not pay it.
        from starlette.routing import Router

        from sync.simulator.admin import Admin
        from sync.simulator.routes import Api

        admin = Admin(self.state, self.faults, self.log, self.token)
        *known, anything = Api(self.state, self.key, self._bucket).routes()
        return Router([*known, *admin.routes(), anything])

    def _twist(self) -> Twist:
        return _Twist(self.state)


class _Twist:
    """The faults that know Vitally's records and cursors."""

    def __init__(self, state: State) -> None:
        self._state = state

    def spoil(self, kind: str, scope: Scope, body: bytes) -> bytes:
        """A proper answer, spoilt."""
        return tamper.spoil(kind, _resource(scope), body, _first_page(scope))

    def move(self, scope: Scope) -> None:
        """The oldest row of the list becomes the newest."""
        with self._state.lock:
            rows: dict[str, Row] = self._state.collections[_resource(scope)].rows
            if rows:
                oldest = min(rows.values(), key=lambda row: (row.updated, row.id))
                self._state.bump(_resource(scope), oldest.id)


def _first_page(scope: Scope) -> str:
    """A cursor from before the newest row, so that following it starts over."""
    sort = "createdAt" if b"sortBy=createdAt" in scope["query_string"] else "updatedAt"
    return answers.cursor((2**53, ""), sort).decode()


def _resource(scope: Scope) -> str:
    """The kind of record a path speaks of: `/resources/accounts/1/notes` is notes."""
    parts = [part for part in scope["path"].split("/") if part]
    return str(parts[3] if len(parts) > 3 else parts[1] if len(parts) > 1 else "")
