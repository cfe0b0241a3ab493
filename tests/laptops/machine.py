"""The whole state machine: everybody at once, and the verdict when a schedule is over."""

from __future__ import annotations

import sys

from tests.laptops import verdict
from tests.laptops.steering import Crowd, Outbox, Runs
from tests.laptops.world import Step
from tests.laptops.writing import Accounts


class TwoLaptops(Crowd, Accounts, Outbox, Runs):
    """Any schedule of people, faults and clocks; judged when it is over."""

    failed: list[Step] | None = None

    def judged(self) -> None:
        """Lets everything come to rest, then looks for what was lost or doubled."""
        verdict.settle_down(self)
        verdict.judge(self)
        self.tally.schedules += 1

    def teardown(self) -> None:
        """Judges a schedule that came to its end, and remembers one that did not."""
        try:
            if self.laptops and sys.exc_info()[0] is None:
                self.judged()
        except BaseException:
            type(self).failed = self.done
            raise
        else:
            if sys.exc_info()[0] is not None:
                type(self).failed = self.done
        finally:
            self.teardown_laptops()


def machine() -> type[TwoLaptops]:
    """A machine of its own for each CRM, since what schedules share hangs on their class."""

    class Machine(TwoLaptops):
        failed = None

    return Machine
