"""The org's memory: every record, what time it is there, and what is not committed yet.

All methods take the one lock, so a test's thread and the server's may both use it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from random import Random
from threading import RLock
from typing import Final, Literal

from msgspec import Struct

from book.clock import Clock
from sync.simulator.salesforce import derive, moments
from sync.simulator.salesforce.ids import make_id, prefix_of, whole_id
from sync.simulator.salesforce.quirks import Quirks
from sync.simulator.salesforce.schema import Schema
from sync.simulator.salesforce.table import Record, Table

Moves = Literal["all", "system", "none"]
"""What a change moves: LastModifiedDate and SystemModstamp, only the latter, or neither."""

_DOUBLES: Final = {"ContentDocument": "ContentNote"}
"""Objects that share their ids with another one, which is looked at first."""


class Late(Struct, kw_only=True):
    """A transaction that runs on: its record bears the moment it began, and shows later."""

    name: str
    row_id: str
    fields: Record
    due: str | None
    new: bool


class Org:
    """All records, guarded by `lock`; `clock` says what time it is at the service."""

    def __init__(
        self, *, clock: Clock, schema: Schema | None = None, quirks: Quirks | None = None,
        seed: int = 0,
    ) -> None:  # fmt: skip
        self.lock = RLock()
        self.clock = clock
        self.quirks = quirks or Quirks()
        self.schema = schema or Schema()
        self.random = Random(f"org {seed}")
        self.pod = "".join(self.random.choice("abcdefghkmnp") for _ in range(2))
        self.id = make_id("00D", self.pod, self.random.randrange(62**5, 62**6))
        self.me = ""
        self.bin: dict[tuple[str, str], str] = {}
        """What is in the recycle bin: object and id → moment of its deletion."""
        self.emptied = ""
        """When the bin was last emptied before its time."""
        self.late: list[Late] = []
        self._tables: dict[str, Table] = {}
        self._counters: dict[str, int] = {}
        self._journal: list[tuple[str, str, Record | None]] | None = None
        self._swept = ""

    def now(self) -> str:
        """What the org's clock says, as a record has it."""
        return moments.written(self.clock())

    def table(self, name: str) -> Table:
        """The records of one object; KeyError where there is no such object."""
        kind = self.schema.kind(name)
        if kind.name not in self._tables:
            self._tables[kind.name] = Table()
        return self._tables[kind.name]

    def new_id(self, name: str) -> str:
        """A fresh id; those of one object count up."""
        return self.id_with(self.schema.kind(name).prefix)

    def id_with(self, prefix: str) -> str:
        """A fresh id with that prefix."""
        return make_id(prefix, self.pod, 62**4 + self.next_number(prefix))

    def next_number(self, of: str) -> int:
        """Counts up from 1, for each name on its own."""
        self._counters[of] = self._counters.get(of, 0) + 1
        return self._counters[of]

    def find(self, name: str, text: str) -> Record | None:
        """A record by its id, deleted or not; None where there is none."""
        with self.lock:
            self.settle()
            return self.table(name).rows.get(whole_id(text) or "")

    def must(self, name: str, text: str) -> Record:
        """A record by its id, deleted or not; KeyError where there is none."""
        row = self.find(name, text)
        if row is None:
            raise KeyError(f"{name} {text}")
        return row

    def whose(self, text: str) -> tuple[str, Record] | None:
        """The object and the record of an id, whichever object that is."""
        whole = whole_id(text) or ""
        for name, table in self._tables.items():
            kind = self.schema.kind(name)
            if kind.prefix == prefix_of(whole) and whole in table.rows:
                return _DOUBLES.get(name, name), table.rows[whole]
        return None

    def insert(self, name: str, fields: Record, by: str, *, late: float | bool = False) -> str:
        """Adds a record and returns its id; what it lacks is filled in.

        `late` True leaves it uncommitted until `commit`, a number for so many seconds.
        """
        with self.lock:
            self.settle()
            kind, now = self.schema.kind(name), self.now()
            row: Record = {
                "Id": "",
                "IsDeleted": False,
                "CreatedDate": now,
                "CreatedById": by,
                "LastModifiedDate": now,
                "LastModifiedById": by,
                "SystemModstamp": now,
            }
            row |= {one.name: one.default for one in kind.fields if one.default is not None}
            row |= fields
            row["Id"] = row["Id"] or self.new_id(name)
            derive.on_insert(self, kind, row, by)
            if late is False:
                self.put(kind.name, row)
            else:
                self._hold(Late(name=kind.name, row_id=row["Id"], fields=row, due=None, new=True),
                           late)  # fmt: skip
            return str(row["Id"])

    def change(
        self, name: str, text: str, fields: Record, by: str, *, moves: Moves | None = None,
        late: float | bool = False,
    ) -> None:  # fmt: skip
        """Lays `fields` over a record; values of formulas move no date unless `moves` says so."""
        with self.lock:
            kind, old = self.schema.kind(name), self.must(name, text)
            if moves is None:
                formulas = {one.name for one in kind.fields if one.formula}
                moves = "none" if fields and fields.keys() <= formulas else "all"
            row = dict(old) | fields
            if moves != "none":
                row["SystemModstamp"] = max(self.now(), old["SystemModstamp"])
            if moves == "all":
                row["LastModifiedDate"] = max(self.now(), old["LastModifiedDate"])
                row["LastModifiedById"] = by
            row |= fields
            derive.on_change(self, kind, old, row)
            if late is False:
                self.put(kind.name, row)
                return
            held = {key: value for key, value in row.items() if old.get(key) != value}
            held["SystemModstamp"] = row["SystemModstamp"]
            self._hold(
                Late(name=kind.name, row_id=row["Id"], fields=held, due=None, new=False), late
            )

    def put(self, name: str, row: Record) -> None:
        """Stores a finished record."""
        table = self.table(name)
        if self._journal is not None:
            self._journal.append((name, row["Id"], table.rows.get(row["Id"])))
        table.put(row)

    def drop(self, name: str, row_id: str) -> None:
        """Takes a record out for good."""
        table = self.table(name)
        if self._journal is not None:
            self._journal.append((name, row_id, table.rows.get(row_id)))
        table.drop(row_id)

    def commit(self, due: str | None = None) -> None:
        """Lets what is late show, all of it or what was due by then."""
        with self.lock:
            ready = [one for one in self.late if due is None or (one.due and one.due <= due)]
            self.late = [one for one in self.late if one not in ready]
            for one in ready:
                row = self.table(one.name).rows.get(one.row_id)
                if row is None and one.new:
                    self.put(one.name, one.fields)
                elif row is not None:
                    # What was written while the transaction ran keeps its later date.
                    dates = ("SystemModstamp", "LastModifiedDate")
                    kept = {d: max(row[d], one.fields.get(d, "")) for d in dates}
                    self.put(one.name, row | one.fields | kept)

    def settle(self) -> None:
        """Does what time alone does: late commits, old activities, the end of the bin."""
        if self.late:
            self.commit(self.now())
        today = self.now()[:10]
        if today != self._swept:
            self._swept = today
            derive.archive_old(self)
            end = moments.days_before(self.clock(), self.quirks.log_days)
            for (name, row_id), at in list(self.bin.items()):
                if at < end:
                    del self.bin[name, row_id]
                    self.drop(name, row_id)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside stands or, if it ends in an error, falls together."""
        with self.lock:
            outer, self._journal = self._journal, []
            kept, late = dict(self.bin), list(self.late)
            try:
                yield
            except BaseException:
                undone, self._journal = self._journal, None
                for name, row_id, old in reversed(undone):
                    if old is not None:
                        self.table(name).put(old)
                    elif row_id in self.table(name).rows:
                        self.table(name).drop(row_id)
                self.bin, self.late, self._journal = kept, late, outer
                raise
            if outer is not None:
                outer.extend(self._journal)
            self._journal = outer

    def _hold(self, late: Late, how: float | bool) -> None:
        if how is not True:
            late.due = moments.written(self.clock() + timedelta(seconds=float(how)))
        self.late.append(late)
