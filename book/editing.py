"""One act of the person: rows, change log and outbox written together, or not at all.

Whatever a person changes, on a screen, in bulk, by command line or by undo, goes through an
`Edit`. It refuses what the house rules never write, gives the act a name for undo, and owes the
sources what they have to be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book import changes, figures, owing, write_rules
from book.clock import stamp
from book.editable import FIELDS, ONLY_HERE, TABLES, Value, same
from book.errors import Refused
from book.records import Changed, Filed
from book.store import Store

if TYPE_CHECKING:
    from sqlite3 import Connection

    from book.rules import HouseRules

HOLD_SECONDS: Final = 60.0
"""How long after an edit its sending can be taken back without a trace."""
MARK: Final = "queue_state"
"""The field of an account under which its place in the queue is logged; the renewal date it is
for follows after a blank, where there is one."""
MAIL: Final = "mail"
"""The field of an account under which the mail handed over last is logged, by its code."""


class Edit:
    """The act in hand; made by `editing`, finished when its block ends."""

    def __init__(
        self,
        connection: Connection,
        rules: HouseRules | None,
        at: datetime,
        words: str,
        hold: float,
    ) -> None:
        self.connection = connection
        self.rules = rules
        self.at = at
        self.words = words
        self.reverses: int | None = None
        """The edit this one takes back, when it is an undo or a redo."""
        self.filed: Filed | None = None
        """What the lines of the act's note made."""
        self._hold = hold
        self._number: int | None = None
        self._owed: dict[tuple[str, int], dict[str, Value]] = {}
        self._ids: dict[str, set[int]] = {}
        self._accounts: set[int] = set()

    @property
    def changed(self) -> Changed:
        """What the act changed so far."""
        ids = {kind: frozenset(ids) for kind, ids in self._ids.items() if ids}
        return Changed(ids, self.filed)

    def set(
        self, kind: str, number: int, values: Mapping[str, Value], *, unchecked: bool = False
    ) -> None:
        """Changes fields of one record; values that stand already are left alone.

        Raises Refused for a field that must not be written, or a record that is not there.
        `unchecked` is for going back to what the source has anyway.
        """
        row = self.row(kind, number)
        for name in values:
            write_rules.check_known(kind, name)
        news = {n: v for n, v in values.items() if row[n] != v and not _alike(kind, n, row[n], v)}
        if not news:
            return
        for name in () if unchecked else news:
            write_rules.check(self.connection, self.rules, kind, name, row)
        self._write(kind, number, news)
        self.log([(kind, number, name, _text(row[name]), _text(news[name])) for name in news])
        self.owe(kind, number, {name: row[name] for name in news})
        self._touch(row, news)

    def insert(self, kind: str, values: Mapping[str, Any]) -> int:
        """Adds a record of the person's own; returns its id."""
        if refused := write_rules.refusal_of_new(self.connection, self.rules, kind, values):
            raise refused[1]
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        cursor = self.connection.execute(
            f"INSERT INTO {TABLES[kind]} ({names}) VALUES ({marks})", list(values.values())
        )
        number = int(cursor.lastrowid or 0)
        self.log([(kind, number, "created", None, None)])
        self.owe(kind, number, {})
        self._touch(values, {})
        return number

    def remove(self, kind: str, number: int) -> None:
        """Takes a record away that never left this laptop; the log keeps it whole."""
        row = self.row(kind, number)
        kept = msgspec.json.encode(row).decode()
        self.connection.execute(f"DELETE FROM {TABLES[kind]} WHERE id = ?", (number,))
        self.log([(kind, number, "removed", kept, None)])
        self.owe(kind, number, {})
        self._touch(row, {})

    def restore(self, kind: str, kept: str) -> int:
        """Brings back what `remove` took away, under its old id."""
        values: dict[str, Any] = msgspec.json.decode(kept)
        names = ", ".join(values)
        marks = ", ".join("?" * len(values))
        self.connection.execute(
            f"INSERT INTO {TABLES[kind]} ({names}) VALUES ({marks})", list(values.values())
        )
        number = int(values["id"])
        self.log([(kind, number, "removed", None, kept)])
        self.owe(kind, number, {})
        self._touch(values, {})
        return number

    def mark(self, account_id: int, renewal: str, state: str | None, until: str | None) -> None:
        """Sets an account's place in the queue for one renewal date, or clears it with None."""
        found = self.connection.execute(
            "SELECT state, snoozed_until FROM queue_marks"
            " WHERE account_id = ? AND renewal_date = ?",
            (account_id, renewal),
        ).fetchone()
        old = mark_words(found[0], found[1]) if found else None
        new = mark_words(state, until) if state else None
        if old == new:
            return
        if state is None:
            self.connection.execute(
                "DELETE FROM queue_marks WHERE account_id = ? AND renewal_date = ?",
                (account_id, renewal),
            )
        else:
            self.connection.execute(
                "INSERT INTO queue_marks (account_id, renewal_date, state, snoozed_until, at)"
                " VALUES (?, ?, ?, ?, ?) ON CONFLICT (account_id, renewal_date) DO UPDATE SET"
                " state = excluded.state, snoozed_until = excluded.snoozed_until,"
                " at = excluded.at",
                (account_id, renewal, state, until, stamp(self.at)),
            )
        field = f"{MARK} {renewal}" if renewal else MARK
        self.log([("account", account_id, field, old, new)])

    def set_new(self, account_id: int, segments: Iterable[str], is_new: bool) -> None:
        """Takes an account out of the New band for these segments, or puts it back."""
        names = sorted(segments)
        self.connection.executemany(
            "UPDATE segment_seen SET is_new = ? WHERE account_id = ? AND segment = ?",
            [(int(is_new), account_id, name) for name in names],
        )
        kept = msgspec.json.encode(names).decode()
        old, new = (None, kept) if not is_new else (kept, None)
        self.log([("account", account_id, "dismissed_new", old, new)])

    def log(self, rows: Iterable[changes.Row]) -> None:
        """Writes rows of the change log as part of this act."""
        rows = list(rows)
        changes.write(self.connection, rows, by="me", at=self.at, edit=self.number)
        for row in rows:
            self._ids.setdefault(row[0], set()).add(row[1])

    def owe(self, kind: str, number: int, before: Mapping[str, Value]) -> None:
        """Notes that the record's source has to be told; `before` are the values that stood."""
        owed = self._owed.setdefault((kind, number), {})
        for name, value in before.items():
            owed.setdefault(name, value)

    def refigure(self, account_id: int) -> None:
        """The figures of an account are to be worked out again."""
        self._accounts.add(account_id)

    def count(self, kind: str, number: int) -> None:
        """Names a record as changed that has no row in the log."""
        self._ids.setdefault(kind, set()).add(number)

    @property
    def number(self) -> int:
        """The id of this act; its row is made when it is first needed."""
        if self._number is None:
            cursor = self.connection.execute(
                "INSERT INTO edits (at, words, reverses) VALUES (?, ?, ?)",
                (stamp(self.at), self.words, self.reverses),
            )
            self._number = int(cursor.lastrowid or 0)
        return self._number

    def row(self, kind: str, number: int) -> dict[str, Any]:
        """A record as it is stored; raises Refused when it is not there."""
        cursor = self.connection.execute(f"SELECT * FROM {TABLES[kind]} WHERE id = ?", (number,))
        found = cursor.fetchone()
        if found is None:
            raise Refused(f"That {kind} is not in the book any more.", "Nothing was changed.")
        return {column[0]: value for column, value in zip(cursor.description, found, strict=True)}

    def finish(self) -> None:
        """Owes the sources what the act changed and brings the figures up to date."""
        not_before = self.at + timedelta(seconds=self._hold)
        for (kind, number), before in self._owed.items():
            if kind not in ONLY_HERE:
                touched = owing.owe(self.connection, kind, number, before, self.at, not_before)
                for entry in touched:
                    self.count("outbox", entry)
        figures.refresh(self.connection, self._accounts)

    def _write(self, kind: str, number: int, values: Mapping[str, Value]) -> None:
        names = ", ".join(f"{name} = ?" for name in values)
        self.connection.execute(
            f"UPDATE {TABLES[kind]} SET {names} WHERE id = ?", [*values.values(), number]
        )

    def _touch(self, row: Mapping[str, Any], news: Mapping[str, Value]) -> None:
        for account in (row.get("account_id"), news.get("account_id")):
            if account is not None:
                self._accounts.add(account)


@contextmanager
def editing(
    store: Store, rules: HouseRules | None, words: str, *, hold_seconds: float = HOLD_SECONDS
) -> Iterator[Edit]:
    """One act of the person in one transaction; `words` name it in the Edit menu.

    Without house rules nothing that a source keeps can be changed.

    Raises what stands in the way (Refused, Busy, ProfileTrouble); then nothing was changed.
    """
    with store.writing() as connection:
        edit = Edit(connection, rules, store.clock(), words, hold_seconds)
        yield edit
        edit.finish()


def mark_words(state: str, until: str | None) -> str:
    """A place in the queue as the log keeps it."""
    return f"{state} until {until}" if until else state


def _alike(kind: str, name: str, one: Value, other: Value) -> bool:
    """A second in which a task was done again is no change; what a person typed always is."""
    return FIELDS[kind][name].merging == "done" and same(kind, name, one, other)


def _text(value: Value) -> str | None:
    return changes.text_of(value)
