"""A repeated task finished in its service is followed once, by whichever laptop knows the rule."""

from __future__ import annotations

from book import outbox, task_writing, tasks
from book.records import TaskId
from book.rules import load

RULES = load()
DONE = "2026-06-10T09:05:00.000Z"


def mine(desk):
    """A task of mine that the service has, open."""
    (row,) = desk.store.rows(
        "SELECT id, external_id FROM tasks WHERE mine = 1 AND completed_at IS NULL"
        " AND archived_at IS NULL AND due IS NOT NULL ORDER BY id LIMIT 1"
    )
    return TaskId(row[0]), row[1]


def titled(desk, title):
    return [one for one, _ in tasks.open_tasks(desk.store) if one.title == title]


def test_done_elsewhere_makes_the_next_one_and_sends_it_once(desk):
    desk.run(rules=RULES)
    number, external = mine(desk)
    task_writing.edit_task(desk.store, RULES, number, title="Look at the bill", repeat="weekly")
    desk.run(rules=RULES)
    desk.clock.move(minutes=20)
    desk.service.change("tasks", external, completedAt=DONE)
    desk.run(rules=RULES)
    (following,) = titled(desk, "Look at the bill")
    assert following.id != number and following.repeat is not None
    assert [entry.action for entry in outbox.entries(desk.store)] == ["create"]
    for _ in range(2):
        desk.clock.move(minutes=20)
        desk.run(rules=RULES)
    (still,) = titled(desk, "Look at the bill")
    assert (still.id, still.sync) == (following.id, "synced")
    there = [one for one in desk.service.records("tasks") if one["name"] == "Look at the bill"]
    assert sorted(one["completedAt"] is None for one in there) == [False, True]
    assert "repeat" not in str(there) and "every" not in str(there)  # the rule never left
