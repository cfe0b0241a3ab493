"""What I finished lately: tasks of mine and points, so that they can be opened again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from book.points import closed_points
from book.records import Point, Task
from book.store import Store
from book.tasks import done_tasks

DAYS: Final = 14
"""How long what is done counts as lately."""


def done_lately(store: Store, now: datetime) -> list[tuple[Task | Point, str]]:
    """Both with their account's name, what was done last first."""
    since = now - timedelta(days=DAYS)
    done: list[tuple[Task | Point, str]] = [
        *done_tasks(store, since),
        *closed_points(store, since),
    ]
    return sorted(done, key=lambda one: _at(one[0]) or since, reverse=True)


def _at(thing: Task | Point) -> datetime | None:
    return thing.completed_at if isinstance(thing, Task) else thing.done_at
