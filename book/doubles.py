"""The same task or note pushed into two sources by an integration: shown once.

Between accounts that are shown as one, a task of the same title and due day, mine or another's,
or a note of the same day, subject and words, is one. The one of the source that was connected
first stays; where a source has more of them than that, the rest stays too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TYPE_CHECKING, TypeVar

from book.living import IN_THE_BOOK
from book.records import Contact, Note, Task

if TYPE_CHECKING:
    from sqlite3 import Connection

RecordT = TypeVar("RecordT", Task, Note, Contact)


def tasks_once(tasks: Sequence[Task], order: Sequence[str]) -> list[Task]:
    """The tasks without those that a later source of `order` repeats."""
    return _once(
        tasks,
        order,
        lambda task: (
            task.account_id,
            _plain(task.title),
            task.due,
            task.mine,
            task.completed_at is None,
        ),
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
    of_group = (
        "account_id IN (SELECT id FROM accounts"
        f" WHERE id = ?1 OR (shown_with = ?1 AND {IN_THE_BOOK}))"
    )
    tasks = connection.execute(
        "SELECT source, title, due, mine FROM tasks WHERE completed_at IS NULL"
        f" AND archived_at IS NULL AND {of_group}",
        (leader,),
    ).fetchall()
    notes = connection.execute(
        f"SELECT source, day, subject, body FROM notes WHERE archived_at IS NULL AND {of_group}",
        (leader,),
    ).fetchall()
    return (
        _repeats((row[0], (_plain(row[1]), *row[2:])) for row in tasks),
        _repeats((row[0], (row[1], _plain(row[2]), _plain(row[3]))) for row in notes),
    )


def source_order(connection: Connection) -> list[str]:
    """The connected sources, the one that was connected first in front."""
    rows = connection.execute("SELECT name FROM sources ORDER BY baseline_at NULLS LAST, name")
    return [row[0] for row in rows]


def _once(
    records: Sequence[RecordT], order: Sequence[str], sign: Callable[[RecordT], Hashable]
) -> list[RecordT]:
    """Of records alike, those of the first source, and those that a later one has more of."""
    known: dict[Hashable, dict[str, list[RecordT]]] = defaultdict(lambda: defaultdict(list))
    for one in records:
        # What no source has yet hides nothing, and nothing hides it.
        if one.source is not None:
            known[sign(one)][one.source].append(one)
    place = {source: at for at, source in enumerate(order)}
    repeated: set[int] = set()
    for by_source in known.values():
        stands = 0
        for source in sorted(by_source, key=lambda name: (place.get(name, len(place)), name)):
            # Two of one source are two: a copy hides behind one record, never behind a whole kind.
            repeated.update(one.id for one in by_source[source][:stands])
            stands = max(stands, len(by_source[source]))
    return [one for one in records if one.id not in repeated]


def _repeats(found: Iterable[tuple[str | None, Hashable]]) -> int:
    counts: dict[Hashable, Counter[str]] = defaultdict(Counter)
    for source, sign in found:
        if source is not None:
            counts[sign][source] += 1
    return sum(by_source.total() - max(by_source.values()) for by_source in counts.values())


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
