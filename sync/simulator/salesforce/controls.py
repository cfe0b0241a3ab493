"""What a test does to the org as somebody else would: other people, admins, time."""

from __future__ import annotations

import copy
from typing import Any

from sync.simulator.salesforce import moments, recycle_bin
from sync.simulator.salesforce.checks import Rule
from sync.simulator.salesforce.fields import Field
from sync.simulator.salesforce.org import Moves, Org
from sync.simulator.salesforce.table import Record
from sync.simulator.salesforce.writes import Writes


class Controls:
    """The handle on the records. Objects go by their API names, records by their ids.

    Nothing here asks for rights or keeps rules: those hold for requests. An id that is not
    there is a KeyError.
    """

    org: Org
    writes: Writes

    def record(self, name: str, text: str) -> Record:
        """A copy of a record, deleted or not, by its id or by a unique value of it."""
        with self.org.lock:
            row = self.org.find(name, text)
            if row is None:
                row = self._by_key(name, text)
            return copy.deepcopy(row)

    def records(self, name: str, *, deleted: bool = True) -> list[Record]:
        """Copies of all records of an object in the order of their change."""
        with self.org.lock:
            self.org.settle()
            table = self.org.table(name)
            rows = (table.rows[key[1]] for key in table.since())
            return [copy.deepcopy(row) for row in rows if deleted or not row["IsDeleted"]]

    def add(self, name: str, *, late: float | bool = False, **fields: Any) -> str:
        """Adds a record; returns its id.

        `late` leaves it uncommitted, for so many seconds or until `commit`; the moment it
        bears is that of now all the same.
        """
        return self.org.insert(name, self._read(name, fields), self._by(fields), late=late)

    def change(
        self, name: str, text: str, *, moves: Moves | None = None, late: float | bool = False,
        **fields: Any,
    ) -> None:  # fmt: skip
        """Changes a record. `moves` says which dates move: "all", "system" or "none".

        Where it is not said, a change to nothing but formula fields moves none.
        """
        read = self._read(name, fields)
        self.org.change(name, text, read, self._by(fields), moves=moves, late=late)

    def touch(self, name: str, text: str) -> None:
        """Moves SystemModstamp alone, as work of the system itself does."""
        self.org.change(name, text, {}, self.org.me, moves="system")

    def delete(self, name: str, text: str) -> None:
        """Puts a record, and what hangs on it, into the recycle bin."""
        recycle_bin.delete(self.org, name, text)

    def undelete(self, name: str, text: str) -> None:
        """Takes it out again."""
        recycle_bin.undelete(self.org, name, text)

    def purge(self, name: str | None = None, text: str | None = None) -> None:
        """Deletes one record for good, or empties the whole bin: nothing tells of it then."""
        recycle_bin.purge(self.org, name, text)

    def merge(self, name: str, winner: str, *losers: str) -> None:
        """Merges records into the first one."""
        recycle_bin.merge(self.org, name, winner, losers, self.org.me)

    def archive(self, name: str, text: str) -> None:
        """Archives an activity before its time."""
        row = self.org.must(name, text)
        self.org.put(name, row | {"IsArchived": True})

    def commit(self) -> None:
        """Lets everything late show now."""
        self.org.commit()

    def unshare(self, name: str, text: str) -> None:
        """Takes a record out of everybody's sight, as a lost sharing does; it is not deleted."""
        self.org.table(name).unshared.add(self.org.must(name, text)["Id"])

    def share(self, name: str, text: str) -> None:
        """Takes back what `unshare` did."""
        self.org.table(name).unshared.discard(self.org.must(name, text)["Id"])

    def lock_row(self, name: str, text: str, times: int = 1) -> None:
        """The next writes that touch the record, or hang on it, find it locked."""
        self.writes.locked[self.org.must(name, text)["Id"]] = times

    def protect(self, name: str, text: str) -> None:
        """Nobody may change the record any more."""
        self.writes.protected.add(self.org.must(name, text)["Id"])

    def rule(self, name: str, **of: Any) -> None:
        """The org gets a rule; the options are those of `Rule`."""
        self.writes.rules.append(Rule(name=name, **of))

    def _by(self, fields: Record) -> str:
        return str(fields.get("LastModifiedById") or fields.get("CreatedById") or self.org.me)

    def _read(self, name: str, fields: Record) -> Record:
        """Values as records have them; a field that is not there is a KeyError."""
        known = {one.name: one for one in self.org.schema.kind(name).fields}
        return {key: _kept(known[key], value) for key, value in fields.items()}

    def _by_key(self, name: str, text: str) -> Record:
        table = self.org.table(name)
        for field in self.org.schema.kind(name).fields:
            if field.unique or field.external:
                for one in table.having(field.name, text):
                    return table.rows[one]
        raise KeyError(f"{name} {text}")


def _kept(field: Field, value: Any) -> Any:
    if field.kind == "datetime" and isinstance(value, str):
        return moments.from_literal(value)
    if field.kind in ("double", "currency", "percent") and isinstance(value, int):
        return float(value)
    return copy.deepcopy(value)
