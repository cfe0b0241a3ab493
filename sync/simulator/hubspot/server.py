"""A HubSpot CRM on loopback: an account of companies and their work, served as HubSpot does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from book.clock import Clock, system_clock
from sync.simulator.hubspot import answers
from sync.simulator.hubspot.kinds import SCOPES
from sync.simulator.hubspot.limits import Budget, Limits
from sync.simulator.hubspot.properties import Property
from sync.simulator.hubspot.sample import sample_portal
from sync.simulator.hubspot.script import Script, as_patch
from sync.simulator.hubspot.seed import Portal, Quirks, values_of
from sync.simulator.hubspot.state import Standing, State
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from sync.simulator.front import App, Twist, Wire
    from sync.simulator.loopback import LoopbackServer

Record = dict[str, Any]
Others = Mapping[str, Iterable[str] | str]
"""Kind → the id or ids of what a record is associated with."""


class HubSpotSimulator(LoopbackService):
    """A HubSpot on loopback. As a context manager it starts and stops itself.

    Without `portal` it holds the sample account of `seed` and `accounts`, made for the day that
    `clock` says. Only the paths of `versions` exist. `search_lag` are the seconds of `clock` for
    which search does not notice a write. `limits=UNLIMITED` never answers 429 by itself.
    """

    faulty = "/crm"

    def __init__(
        self,
        portal: Portal | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        limits: Limits | None = None,
        ticks: Callable[[], float] = time.monotonic,
        quirks: Quirks | None = None,
        search_lag: float = 0.0,
        scopes: Iterable[str] | None = None,
        versions: tuple[str, ...] = ("v3", "v4", "2026-03", "2026-09"),
        port: int = 0,
    ) -> None:
        super().__init__(port)
        made = portal or sample_portal(seed, accounts, now=clock())
        self.key = key
        self.email = DEMO_EMAIL
        self.versions = versions
        self.state = State(made, clock=clock, quirks=quirks, search_lag=search_lag, seed=seed)
        if scopes is not None:
            self.state.scopes = set(scopes)
        self.budget = Budget(limits or Limits(), clock, ticks)
        self.script = Script(self.state, made.later)

    @property
    def me(self) -> str:
        """The owner id of the person whose book it is."""
        return self.state.me

    def record(self, kind: str, text: str) -> Record:
        """One record with every value and the ids around it, by id or key of the seed."""
        with self.state.lock:
            row_id = self.state.id_of(kind, text)
            row = self.state.find(kind, row_id) or self.state.binned(kind, row_id)
            if row is None:
                raise KeyError(f"{kind} {text}")
            return answers.whole(self.state, kind, row)

    def records(self, kind: str) -> list[Record]:
        """All records of a kind, archived ones too, by id."""
        with self.state.lock:
            shelf = self.state.shelves[kind]
            rows = [*shelf.live.values(), *shelf.binned.values()]
            return [
                answers.whole(self.state, kind, row)
                for row in sorted(rows, key=lambda row: row.number)
            ]

    def add(
        self, kind: str, properties: Mapping[str, Any], *, associations: Others | None = None
    ) -> str:
        """Adds a record as somebody else would, plainly associated; returns its id."""
        to = [
            (other, one)
            for other, ids in (associations or {}).items()
            for one in ([ids] if isinstance(ids, str) else ids)
        ]
        return self.state.insert(kind, values_of(dict(properties)), to).id

    def change(
        self, kind: str, text: str, properties: Mapping[str, Any], *, moves: bool = True
    ) -> None:
        """Changes a record as somebody else would, None clears; `moves=False` in silence."""
        self.state.change(
            kind, self.state.id_of(kind, text), as_patch(dict(properties)), moves=moves
        )

    def archive(self, kind: str, text: str) -> None:
        """Puts a record into the recycle bin."""
        self.state.archive(kind, self.state.id_of(kind, text))

    def remove(self, kind: str, text: str) -> None:
        """Deletes for good, without a trace."""
        self.state.remove(kind, text)

    def merge(self, kind: str, winner: str, loser: str) -> str:
        """Makes one record of two; returns the id of the one that is left."""
        return self.state.merge(kind, winner, loser).id

    def associate(self, kind: str, text: str, other: str, id_: str, label: int = 0) -> None:
        """Associates two records, plainly, and by a label's type id where one is given."""
        with self.state.lock:
            one = (kind, self.state.must(kind, text).id)
            target = (other, self.state.must(other, id_).id)
            category = "USER_DEFINED" if label > 100_000 else "HUBSPOT_DEFINED"
            by = self.state.links.find(kind, other, category, label) if label else None
            if label and by is None:
                raise KeyError(label)
            self.state.links.join(one, target, by)

    def define(self, kind: str, definition: Property) -> None:
        """Adds a property to the catalogue, or replaces one."""
        with self.state.lock:
            self.state.catalogues[kind].add(definition)
            if definition.unique:
                self.state.shelves[kind].index(definition.name)

    def drop_property(self, kind: str, name: str) -> None:
        """Takes a property away while everything runs."""
        with self.state.lock:
            self.state.catalogues[kind].archive(name, self.state.now())
            self.state.shelves[kind].unindex(name)

    def token_becomes(self, standing: Standing) -> None:
        """Lets the token expire, be revoked, lose its user, or be valid again."""
        self.state.standing = standing

    def allow(self, *scopes: str) -> None:
        """The token has these scopes from now on, and no others."""
        unknown = set(scopes) - SCOPES
        if unknown:
            raise ValueError(f"there are no such scopes: {', '.join(sorted(unknown))}")
        self.state.scopes = set(scopes)

    def advance(self, steps: int | None = None) -> int:
        """Lets the account's next two weeks happen; returns how many steps that were."""
        return self.script.advance(steps)

    def now(self) -> datetime:
        """What time it is at the service."""
        return self.state.clock()

    def _app(self) -> App:
        # Starlette costs 0.2 s to import; who only wants a key does not pay it.
        from starlette.routing import Router

        from sync.simulator.hubspot.admin import Admin
        from sync.simulator.hubspot.door import Door
        from sync.simulator.hubspot.routes import routes

        door = Door(self.state, self.budget, self.key)
        *known, anything = routes(door, self.versions)
        admin = Admin(self, self.token)
        # No slash is ever put right: what is not a path of HubSpot's is not there.
        return Router([*known, *admin.routes(), anything], redirect_slashes=False)

    def _twist(self) -> Twist:
        from sync.simulator.hubspot.twist import HubSpotTwist

        return HubSpotTwist(self.state)

    def _made_server(self) -> LoopbackServer:
        from sync.simulator.hubspot.twist import HubSpotFront
        from sync.simulator.loopback import LoopbackServer

        wires: dict[tuple[str, int], Wire] = {}
        front = HubSpotFront(self._app(), self._twist(), self.faults, self.log, wires)
        return LoopbackServer(front, wires)
