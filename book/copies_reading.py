"""What is read to find copies: tasks and notes of some accounts, their past, what is not sent yet.

See `book.copies`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from book.doubles import plain

if TYPE_CHECKING:
    from sqlite3 import Connection

Record = Literal["task", "note"]


class Kind(Struct, frozen=True, kw_only=True):
    """What tells two records of a kind apart, by columns."""

    record: Record
    words: str
    day: str
    rest: str
    """Whether it is mine, and whether it is open."""
    texts: tuple[str, ...]
    """What must not be lost sight of when somebody changes it in the copy."""
    body_tells: bool
    """Whether the body is part of the sign. The texts of tasks get lines of an integration's."""


KINDS: Final = (
    Kind(
        record="task",
        words="title",
        day="due",
        rest="r.mine, r.completed_at IS NULL",
        texts=("title", "due", "body", "completed_at"),
        body_tells=False,
    ),
    Kind(
        record="note",
        words="subject",
        day="day",
        rest="0, 1",
        texts=("subject", "day", "body"),
        body_tells=True,
    ),
)
MANY: Final = "(SELECT value FROM json_each(?))"
"""Every number of a list that is handed over by `as_json`."""


class Records:
    """The records of one kind at some accounts, and what the log and the outbox say of them."""

    def __init__(self, connection: Connection, kind: Kind, members: str) -> None:
        self.connection = connection
        self.kind = kind
        self.table = f"{kind.record}s"
        self.members = members
        self.unsent = self.read_unsent()

    def texts(self, number: int) -> dict[str, str | None]:
        """What a record says of what must not be lost sight of."""
        row = self.connection.execute(
            f"SELECT {', '.join(self.kind.texts)} FROM {self.table} WHERE id = ?", (number,)
        ).fetchone()
        return dict(zip(self.kind.texts, row, strict=True))

    def read_unsent(self) -> dict[int, dict[str, Any]]:
        """Records with a change of mine that has not arrived → what their source has instead."""
        found: dict[int, dict[str, Any]] = {}
        for number, base in self.connection.execute(
            "SELECT record_id, base FROM outbox WHERE record = ? AND state <> 'sent'"
            f" AND account_id IN {MANY} ORDER BY id DESC",
            (self.kind.record, self.members),
        ):
            found.setdefault(number, {}).update(msgspec.json.decode(base))
        return found

    def disputed(self) -> set[int]:
        """Records with a conflict that nobody decided yet."""
        rows = self.connection.execute(
            "SELECT record_id FROM conflicts WHERE record = ? AND resolved_at IS NULL"
            f" AND account_id IN {MANY}",
            (self.kind.record, self.members),
        )
        return {row[0] for row in rows}

    def bodies(self, numbers: Iterable[int]) -> dict[int, str]:
        """Record → its text as its source has it, folded."""
        rows = self.connection.execute(
            f"SELECT id, body FROM {self.table} WHERE id IN {MANY}", (as_json(numbers),)
        )
        return {row[0]: plain(self.unsent.get(row[0], {}).get("body", row[1])) for row in rows}

    def changes_of(self, numbers: Sequence[int]) -> dict[int, list[tuple[str, str | None, str]]]:
        """Record → what changed of what tells it, newest first."""
        marks = ", ".join("?" * len(self.kind.texts))
        rows = self.connection.execute(
            "SELECT record_id, field, old, at FROM changes WHERE record = ?"
            f" AND record_id IN {MANY} AND field IN ({marks}) ORDER BY id DESC",
            (self.kind.record, as_json(numbers), *self.kind.texts),
        )
        found: dict[int, list[tuple[str, str | None, str]]] = {}
        for number, name, old, at in rows:
            found.setdefault(number, []).append((name, old, at))
        return found

    def accounts_of(self, *numbers: int) -> set[int]:
        """The accounts that these records are of."""
        rows = self.connection.execute(
            f"SELECT account_id FROM {self.table} WHERE id IN {MANY}", (as_json(numbers),)
        )
        return {row[0] for row in rows}

    def newest(self) -> int:
        """The newest row of the change log."""
        (newest,) = self.connection.execute("SELECT max(id) FROM changes").fetchone()
        return int(newest or 0)

    def deleted_here(self, number: int) -> bool:
        """Whether a record that is archived was deleted by the person."""
        found = self.connection.execute(
            "SELECT by FROM changes WHERE record_id = ? AND record = ? AND field = 'archived_at'"
            " AND old IS NULL ORDER BY id DESC LIMIT 1",
            (number, self.kind.record),
        ).fetchone()
        return found is not None and found[0] == "me"


def as_json(numbers: Iterable[int]) -> str:
    """Numbers for `MANY`, each once, in order."""
    return msgspec.json.encode(sorted(set(numbers))).decode()
