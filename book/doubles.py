"""The same task or note pushed into two sources by an integration: shown once.

Between accounts that are shown as one, a task of the same title and due day, or a note of the
same day, subject and words, is one. The one of the source that was connected first stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from book.records import Contact, Note, Task

if TYPE_CHECKING:
    from sqlite3 import Connection

RecordT = TypeVar("RecordT", Task, Note, Contact)


def tasks_once(tasks: Sequence[Task], order: Sequence[str]) -> list[Task]:
    """The tasks without those that a later source of `order` repeats."""
    return _once(
        tasks,
        order,
        lambda task: (task.account_id, _plain(task.title), task.due, task.completed_at is None),
    )


def notes_once(notes: Sequence[Note], order: Sequence[str]) -> list[Note]:
    """The notes without those that a later source of `order` repeats."""
    return _once(
        notes,
        order,
        lambda note: (note.account_id, note.day, _plain(note.subject), _plain(note.body)),
    )


def contacts_once(contacts: Sequence[Contact], order: Sequence[str]) -> list[Contact]:
    """The people without those whose address a later source of `order` repeats."""
    return _once(
        contacts,
        order,
        lambda one: (one.account_id, one.email.casefold() if one.email else (one.source, one.id)),
    )


def hidden(connection: Connection, leader: int) -> tuple[int, int]:
    """How many open tasks and how many notes of an account are repeats: (tasks, notes)."""
    of_group = "account_id IN (SELECT id FROM accounts WHERE id = ?1 OR shown_with = ?1)"
    tasks = connection.execute(
        "SELECT source, title, due FROM tasks WHERE completed_at IS NULL"
        f" AND archived_at IS NULL AND {of_group}",
        (leader,),
    ).fetchall()
    notes = connection.execute(
        f"SELECT source, day, subject, body FROM notes WHERE archived_at IS NULL AND {of_group}",
        (leader,),
    ).fetchall()
    order = source_order(connection)
    return (
        _repeats(order, ((row[0], (_plain(row[1]), row[2])) for row in tasks)),
        _repeats(order, ((row[0], (row[1], _plain(row[2]), _plain(row[3]))) for row in notes)),
    )


def source_order(connection: Connection) -> list[str]:
    """The connected sources, the one that was connected first in front."""
    rows = connection.execute("SELECT name FROM sources ORDER BY baseline_at NULLS LAST, name")
    return [row[0] for row in rows]


def _once(
    records: Sequence[RecordT], order: Sequence[str], sign: Callable[[RecordT], Hashable]
) -> list[RecordT]:
    """Of records alike, those of the first source that has any; two of one source stay two."""
    place = {source: at for at, source in enumerate(order)}
    first: dict[Hashable, int] = {}
    for one in records:
        at = place.get(one.source or "")
        if at is not None:
            first[sign(one)] = min(at, first.get(sign(one), at))
    # What no source has yet hides nothing, and nothing hides it.
    return [
        one
        for one in records
        if (at := place.get(one.source or "")) is None or at == first[sign(one)]
    ]


def _repeats(order: Sequence[str], found: Iterable[tuple[str | None, Hashable]]) -> int:
    place = {source: at for at, source in enumerate(order)}
    counts: dict[Hashable, Counter[int]] = defaultdict(Counter)
    for source, sign in found:
        if source in place:
            counts[sign][place[source]] += 1
    return sum(by_place.total() - by_place[min(by_place)] for by_place in counts.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
