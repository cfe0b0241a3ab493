"""What other people do: one happening at a time, or the next ones of the seed."""

from __future__ import annotations

from sync.simulator.hubspot.kinds import KINDS
from sync.simulator.hubspot.seed import Happening, values_of
from sync.simulator.hubspot.shelf import Values
from sync.simulator.hubspot.state import State


class Script:
    """The happenings that wait for their turn, and the state they happen to."""

    def __init__(self, state: State, later: tuple[Happening, ...] = ()) -> None:
        self._state = state
        self._later = list(later)

    def advance(self, steps: int | None = None) -> int:
        """Does the next happenings, all of them by default; says how many."""
        with self._state.lock:
            count = len(self._later) if steps is None else min(steps, len(self._later))
            for happening in self._later[:count]:
                self.do(happening)
            del self._later[:count]
            return count

    def do(self, one: Happening) -> str:
        """Does one; says which record it was about. KeyError where there is no such record."""
        state = self._state
        if one.resource not in KINDS:
            raise KeyError(one.resource)
        row_id = state.id_of(one.resource, one.id)
        if one.do == "add":
            record, given = dict(one.record), one.record.get("associations")
            named = dict(one.associations)
            if isinstance(given, dict):
                named |= record.pop("associations")
            to = [(kind, key) for kind, keys in named.items() for key in keys]
            return state.insert(one.resource, values_of(record), to).id
        if one.do == "change":
            state.change(one.resource, row_id, as_patch(one.record))
        elif one.do == "archive":
            state.archive(one.resource, row_id)
        elif one.do == "merge":
            return state.merge(one.resource, one.into, row_id).id
        else:
            state.remove(one.resource, row_id)
        return row_id


def as_patch(record: dict[str, object]) -> dict[str, str | None]:
    """Values to be written over a record; None clears one."""
    kept: Values = values_of(record)
    return {name: kept.get(name) for name in record}
