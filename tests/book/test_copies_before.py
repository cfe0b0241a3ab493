"""Copies that arrive when the original says something else already: known for what they are."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from book import task_writing, tasks, twins
from tests.book.test_copies import customer, listed, note, noted, task, touch
from tests.book.two_sources import WHEN, take
from tests.book.writing_book import RULES


@pytest.fixture
def led(two):
    """Customer 1 of two sources; the first has a task and a note, the other nothing yet."""
    twins.match(two)
    take(two, "vitally", tasks=(task("vitally"),), notes=(note("vitally"),))
    return two


def later_there(store, **more):
    """The change of the original that its source tells."""
    take(store, "vitally", tasks=(task("vitally", **more),))


@pytest.mark.parametrize(
    "change",
    [{"due": "2026-06-27"}, {"completed_at": WHEN}, {"title": "Send all documents"}],
)
def test_a_copy_of_what_the_original_said_before_is_known_for_one(led, change):
    later_there(led, **change)
    take(led, "hubspot", tasks=(task("hubspot"),))
    assert listed(led) == ["t-vitally"]
    touch(led)
    assert listed(led) == ["t-vitally"]


def test_a_copy_of_what_i_snoozed_and_finished_before_it_came_is_known_for_one(led):
    home = customer(led).id
    (mine,) = tasks.tasks_of(led, home)
    task_writing.snooze(led, RULES, [mine.id], date(2026, 6, 25))
    task_writing.finish(led, RULES, [mine.id])
    outbox_gone(led)
    later_there(led, due="2026-06-25", completed_at=WHEN)
    take(led, "hubspot", tasks=(task("hubspot"),))
    assert listed(led) == ["t-vitally"]


def outbox_gone(store):
    """All that waited has arrived."""
    store.connection.execute("DELETE FROM outbox")


def test_a_copy_that_was_done_there_before_it_came_is_known_for_one(led):
    take(led, "hubspot", tasks=(task("hubspot", completed_at=WHEN),))
    assert listed(led) == ["t-vitally"]


def test_a_note_reworded_before_its_copy_came_stands_once(led):
    take(led, "vitally", notes=(note("vitally", body="They said yes, twice"),))
    take(led, "hubspot", notes=(note("hubspot"),))
    assert noted(led) == ["n-vitally"]


def test_strangers_are_not_taken_for_late_copies(led, clock):
    later_there(led, due="2026-06-27")
    for more in (
        {"title": "Send other docs"},
        {"due": "2026-06-19"},
        # What it never said all at once: the day of before with the title of now.
        {"title": "Ring them", "due": "2026-06-20"},
    ):
        take(led, "hubspot", tasks=(task("hubspot", **more),))
        assert listed(led) == ["t-hubspot", "t-vitally"], more
        led.connection.execute("DELETE FROM tasks WHERE source = 'hubspot'")


def test_two_that_fit_are_both_shown(led):
    later_there(led, due="2026-06-27")
    take(
        led,
        "hubspot",
        tasks=(task("hubspot"), replace(task("hubspot"), external_id="t-hubspot-2")),
    )
    assert listed(led) == ["t-hubspot", "t-hubspot-2", "t-vitally"]


def test_what_was_made_long_after_the_original_said_so_is_a_task_of_its_own(led, clock):
    later_there(led, due="2026-06-27")
    clock.move(days=20)
    take(led, "hubspot", tasks=(task("hubspot"),))
    assert listed(led) == ["t-hubspot", "t-vitally"]
