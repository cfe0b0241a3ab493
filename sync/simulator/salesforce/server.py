"""A Salesforce org on loopback: the sample book, served as Salesforce serves it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from book.clock import Clock, system_clock
from sync.simulator.identity import DEMO_EMAIL, DEMO_KEY
from sync.simulator.salesforce.access import CLIENT, Access
from sync.simulator.salesforce.api import Api, Refusal
from sync.simulator.salesforce.controls import Controls
from sync.simulator.salesforce.filling import Filler, Later
from sync.simulator.salesforce.org import Org
from sync.simulator.salesforce.quirks import Quirks
from sync.simulator.salesforce.sign_in import SignIn
from sync.simulator.salesforce.usage import Usage
from sync.simulator.salesforce.writes import Writes
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from sync.simulator.front import App, Twist


class SalesforceSimulator(Controls, LoopbackService):
    """An org on loopback. As a context manager it starts and stops itself.

    Without `fill` it holds the sample book of `seed` and `accounts`, made for the day that
    `clock` says. `key` is an access token that somebody was given by hand; `daily` the API
    calls of a day; `instance` the address it says it has, where that is not its own.
    """

    faulty = "/services/data"

    def __init__(
        self,
        fill: Filler | None = None,
        *,
        seed: int = 1,
        accounts: int = 60,
        clock: Clock = system_clock,
        key: str = DEMO_KEY,
        daily: int = 100_000,
        quirks: Quirks | None = None,
        instance: str | None = None,
        port: int = 0,
    ) -> None:
        super().__init__(port)
        if fill is None:
            # The sample's texts are needed by nobody who brings a book of their own.
            from sync.simulator.salesforce.sample import sample_org

            fill = sample_org(seed, accounts)
        self.key = key
        self.email = DEMO_EMAIL
        self.client = CLIENT
        self.org = Org(clock=clock, quirks=quirks, seed=seed)
        self._later: list[Later] = fill(self.org)
        self.writes = Writes(self.org)
        self.usage = Usage(daily, clock, self.org.quirks.per_app)
        self.access = Access(self.org.id, clock, self.org.quirks, _words(self.org))
        self.access.key_for(self.org.me, key)
        self._instance = instance
        self.api = Api(self.writes, self.access, self.usage, instance or "")
        self.sign_in = SignIn(self.org, self.access, instance or "")

    @property
    def me(self) -> str:
        """The user id of the person whose book it is."""
        return self.org.me

    @property
    def more(self) -> dict[str, str]:
        """What a process says of it besides its address and key."""
        return {"me": self.me, "client": self.client, "org": self.org.id}

    @property
    def instance(self) -> str:
        """The address it gives as its own."""
        return self._instance or self.url

    def refuse(self, code: str, **more: Any) -> None:
        """The next matching requests get that error; the options are those of `Refusal`."""
        self.api.refusals.append(Refusal(code=code, **more))

    def use_up(self, left: int = 0) -> None:
        """Other integrations use the day's API calls, all but so many."""
        self.usage.add(max(0, self.usage.most - self.usage.used - left))

    def slow_commits(self, times: int = 1, *, late: float | bool = True) -> None:
        """The next new records that requests make are not committed when they are answered.

        Together with an answer that gets lost this is the race in which a second upsert comes
        while the first one still runs. `late` as in `add`.
        """
        self.writes.slow += [late] * times

    def expire_tokens(self) -> None:
        """Ends all access tokens, the one given by hand too; refresh tokens go on."""
        self.access.expire()

    def hide(self, name: str, field: str | None = None, user: str | None = None) -> None:
        """Field-level security hides a field, or a whole object, from a user or everybody."""
        self.org.schema.hide(name, field, user)

    def show(self, name: str, field: str | None = None, user: str | None = None) -> None:
        """Takes back what `hide` did."""
        self.org.schema.show(name, field, user)

    def only_read(self, name: str, only: bool = True) -> None:
        """An admin takes the right to make and change records of an object, or gives it back."""
        self.org.schema.only_read(name, only)

    def remove_field(self, name: str, field: str) -> None:
        """An admin deletes a field."""
        self.org.schema.remove_field(name, field)

    def set_values(self, name: str, field: str, *values: str, restricted: bool = False) -> None:
        """An admin gives a picklist other values."""
        self.org.schema.set_values(name, field, *values, restricted=restricted)

    def advance(self, steps: int | None = None) -> int:
        """Lets the book's next two weeks happen; returns how many steps that were."""
        count = len(self._later) if steps is None else min(steps, len(self._later))
        for step in self._later[:count]:
            step(self.org)
        del self._later[:count]
        return count

    def now(self) -> datetime:
        """What time it is at the service."""
        return self.org.clock()

    def _app(self) -> App:
        # Starlette costs 0.2 s to import; who only wants DEMO_KEY does not pay it.
        from sync.simulator.salesforce.door import door
        from sync.simulator.salesforce.handle import routes

        self.api.url = self.sign_in.url = self.instance
        return door(self.api, self.sign_in, routes(self, self.faults, self.log, self.token))

    def _twist(self) -> Twist:
        from sync.simulator.salesforce.twist import OrgTwist

        return OrgTwist(self.api)


def _words(org: Org) -> Iterator[str]:
    """Endless text for codes and tokens, the same for the same seed."""
    while True:
        yield f"{org.random.getrandbits(240):060x}"
