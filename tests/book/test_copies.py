"""A copy that an integration made in a second source: hidden, and when it is shown again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from book import (
    accounts,
    intake,
    note_writing,
    notes,
    outbox,
    outbox_sending,
    sources,
    status,
    task_writing,
    tasks,
    twins,
    undo,
)
from book.facts import ContactFacts, NoteFacts, Page, TaskFacts
from book.records import NoteId, Source, TaskId
from tests.book.two_sources import WHEN, account, shown, take
from tests.book.writing_book import RULES

NAME = "Customer 1"


def task(source, title="Send the docs", **more):
    usual: dict[str, Any] = {"due": "2026-06-20", "mine": 1}
    return TaskFacts(
        external_id=f"t-{source}", account_external_id="a-1", title=title, **usual | more
    )


def note(source, body="They said yes", **more):
    usual: dict[str, Any] = {"day": "2026-06-01", "subject": "Call", "mine": 1}
    return NoteFacts(
        external_id=f"n-{source}", account_external_id="a-1", body=body, **usual | more
    )


@pytest.fixture
def one(two):
    """Customer 1 of two sources, with a task of mine and a note that both have."""
    twins.match(two)
    for source in ("vitally", "hubspot"):
        take(two, source, tasks=(task(source),), notes=(note(source),))
    return two


def customer(store):
    return shown(store)[NAME]


def listed(store):
    """The external ids of the tasks at the customer; all that is read of them has to agree."""
    home = customer(store)
    found = tasks.tasks_of(store, home.id)
    still = [each for each in found if each.completed_at is None]
    assert home.open_tasks == len(still)
    assert home.next_task_due == min((each.due for each in still if each.due), default=None)
    assert {each.id for each, _ in tasks.open_tasks(store)} == {each.id for each in still}
    assert status.read(store).tasks == len(still)
    return sorted(str(each.external_id) for each in found)


def noted(store):
    home = customer(store)
    found = notes.notes_of(store, home.id)
    assert (home.notes_count, status.read(store).notes) == (len(found), len(found))
    assert home.touch is None or home.touch.day == max(each.day for each in found)
    return sorted(str(each.external_id) for each in found)


def touch(store):
    """The customer is looked through again, for something else."""
    found = store.row("SELECT count(*) FROM contacts")
    who = ContactFacts(
        external_id=f"c-{found[0] if found else 0}", account_external_id="a-1", name="Eve"
    )
    take(store, "hubspot", contacts=(who,))


def third(store):
    """A third source has the customer too."""
    sources.save(store, Source(name="salesforce", url="https://s.example"))
    sources.finish_baseline(store, "salesforce")
    take(store, "salesforce", accounts=(account(1, name="Customer Eins"),))
    twins.match(store)


def id_of(store, table, source):
    found = store.row(f"SELECT id FROM {table} WHERE source = ?", (source,))
    assert found is not None
    return found[0]


def original(store):
    return TaskId(id_of(store, "tasks", "vitally"))


def first_note(store):
    return NoteId(id_of(store, "notes", "vitally"))


ACTS = {
    "done": lambda store: task_writing.finish(store, RULES, [original(store)]),
    "moved": lambda store: task_writing.snooze(
        store, RULES, [original(store)], date(2026, 7, 1)
    ),
    "renamed": lambda store: task_writing.edit_task(
        store, RULES, original(store), title="Send the bill"
    ),
    "deleted": lambda store: task_writing.delete_task(store, RULES, original(store)),
}  # fmt: skip


@pytest.mark.parametrize("act", sorted(ACTS))
def test_what_is_done_to_one_is_written_once_and_brings_no_copy_up(one, act):
    assert listed(one) == ["t-vitally"]
    ACTS[act](one)
    assert listed(one) == ([] if act == "deleted" else ["t-vitally"])
    (entry,) = outbox.entries(one)
    assert entry.source == "vitally"
    # A look at the second source that brings nothing new of the copy changes nothing either.
    take(one, "hubspot", accounts=(account(1, name="Customer One", plan="Team"),))
    take(one, "hubspot", tasks=(task("other", "Another"),))
    assert [name for name in listed(one) if name != "t-other"] == (
        [] if act == "deleted" else ["t-vitally"]
    )


def test_an_act_that_is_taken_back_leaves_the_copy_hidden(one):
    for act in ("deleted", "moved", "done"):
        ACTS[act](one)
        undo.undo(one, RULES)
        assert listed(one) == ["t-vitally"]
    assert outbox.entries(one) == []


def test_a_change_that_the_integration_carries_over_keeps_them_one(one):
    ACTS["renamed"](one)
    ACTS["done"](one)
    take(one, "hubspot", tasks=(task("hubspot", completed_at=WHEN),))
    assert listed(one) == ["t-vitally"]
    take(one, "hubspot", tasks=(task("hubspot", "send the BILL", completed_at=WHEN),))
    assert listed(one) == ["t-vitally"]
    # And the other way round: what happened there comes to the original.
    take(one, "hubspot", tasks=(task("hubspot", "send the BILL"),))
    assert listed(one) == ["t-hubspot", "t-vitally"], "opened again there, and here it is done"
    task_writing.reopen(one, RULES, [original(one)])
    assert listed(one) == ["t-hubspot", "t-vitally"], "not before Vitally says so, too"


def test_a_carried_change_that_is_older_than_mine_is_nobody_elses(one):
    for title in ("Send the bill", "Send the offer", "Send the letter"):
        task_writing.edit_task(one, RULES, original(one), title=title)
    for title in ("Send the bill", "Send the offer", "Send the letter"):
        take(one, "hubspot", tasks=(task("hubspot", title),))
        assert listed(one) == ["t-vitally"], title
        touch(one)
        assert listed(one) == ["t-vitally"], f"{title}, looked at once more"


def test_a_value_that_the_original_had_before_there_was_a_copy_is_not_on_its_way(two):
    twins.match(two)
    for title in ("Send the docs", "Ring them", "Send the docs"):
        take(two, "vitally", tasks=(task("vitally", title),))
    take(two, "hubspot", tasks=(task("hubspot"),))
    assert listed(two) == ["t-vitally"]
    take(two, "hubspot", tasks=(task("hubspot", "Ring them"),))
    assert listed(two) == ["t-hubspot", "t-vitally"]


def test_a_copy_that_is_done_there_leaves_the_original_to_say_what_is_open(one):
    take(one, "hubspot", tasks=(task("hubspot", completed_at=WHEN),))
    assert listed(one) == ["t-vitally"] and customer(one).open_tasks == 1
    take(one, "vitally", tasks=(task("vitally", completed_at=WHEN),))
    assert listed(one) == ["t-vitally"] and customer(one).open_tasks == 0


def test_a_second_task_of_the_same_words_in_the_second_source_is_a_second_task(one):
    second = TaskFacts(
        external_id="t-second", account_external_id="a-1", title="Send the docs",
        due="2026-06-20", mine=1,
    )  # fmt: skip
    take(one, "hubspot", tasks=(second,))
    assert listed(one) == ["t-second", "t-vitally"]


def test_a_copy_that_somebody_set_back_there_is_shown(one):
    ACTS["renamed"](one)
    for source in ("vitally", "hubspot"):
        take(one, source, tasks=(task(source, "Send the bill"),))
    assert listed(one) == ["t-vitally"] and outbox.entries(one) == []
    take(one, "hubspot", tasks=(task("hubspot"),))
    assert listed(one) == ["t-hubspot", "t-vitally"]


@pytest.mark.parametrize("change", [{"title": "Ring them"}, {"due": "2026-06-11"}])
def test_a_copy_that_somebody_changed_there_is_shown_until_they_are_alike_again(one, change):
    take(one, "hubspot", tasks=(task("hubspot", **change),))
    assert listed(one) == ["t-hubspot", "t-vitally"]
    assert customer(one).open_tasks == 2
    take(one, "vitally", tasks=(task("vitally", **change),))
    assert listed(one) == ["t-vitally"], "carried over to the original"


def test_words_added_to_a_copy_are_not_lost_sight_of(one):
    take(one, "hubspot", tasks=(task("hubspot", body="They want two of them"),))
    assert listed(one) == ["t-hubspot", "t-vitally"]
    take(one, "hubspot", tasks=(task("hubspot", body="They want two of them", completed_at=WHEN),))
    assert listed(one) == ["t-hubspot", "t-vitally"]
    take(one, "vitally", tasks=(task("vitally", body="They want two of them"),))
    take(one, "hubspot", tasks=(task("hubspot", body="They want two of them"),))
    assert listed(one) == ["t-vitally"]


def test_lines_that_an_integration_adds_when_it_makes_the_copy_are_no_change(two):
    twins.match(two)
    take(two, "vitally", tasks=(task("vitally"),))
    take(two, "hubspot", tasks=(task("hubspot", body="Synced from Vitally"),))
    assert listed(two) == ["t-vitally"]
    ACTS["moved"](two)
    take(two, "hubspot", tasks=(task("hubspot", body="Synced from Vitally", due="2026-07-01"),))
    assert listed(two) == ["t-vitally"]


def test_a_copy_that_comes_to_me_while_the_original_goes_to_a_colleague_is_shown(one):
    take(one, "vitally", tasks=(task("vitally", mine=0),))
    home = customer(one)
    assert [str(each.external_id) for each, _ in tasks.open_tasks(one)] == ["t-hubspot"]
    assert home.my_next_due == date(2026, 6, 20)
    take(one, "hubspot", tasks=(task("hubspot", mine=0),))
    assert len(tasks.tasks_of(one, home.id)) == 1


def test_what_the_original_source_lost_is_shown_from_the_other(one):
    intake.apply(one, Page(source="vitally", resource="tasks", gone=("t-vitally",)))
    assert listed(one) == ["t-hubspot"]


def test_a_copy_made_before_my_change_left_is_known_by_what_the_source_still_says(two):
    twins.match(two)
    take(two, "vitally", tasks=(task("vitally"),), notes=(note("vitally"),))
    ACTS["renamed"](two)
    note_writing.edit_note(two, RULES, first_note(two), body="They said no")
    take(two, "hubspot", tasks=(task("hubspot"),), notes=(note("hubspot"),))
    assert listed(two) == ["t-vitally"]
    assert noted(two) == ["n-vitally"]
    task_writing.edit_task(two, RULES, original(two), title="Send the offer")
    take(two, "hubspot", tasks=(task("hubspot", "Send the bill"),))
    assert listed(two) == ["t-vitally"]


def test_a_task_of_the_second_source_with_unsent_work_of_mine_is_not_hidden(two):
    twins.match(two)
    take(two, "hubspot", tasks=(task("hubspot", body="More"),))
    task_writing.edit_task(two, RULES, TaskId(id_of(two, "tasks", "hubspot")), body="Less")
    take(two, "vitally", tasks=(task("vitally"),))
    assert listed(two) == ["t-hubspot", "t-vitally"]


def test_snoozing_a_task_to_the_day_of_another_does_not_make_them_one(two):
    twins.match(two)
    take(two, "vitally", tasks=(task("vitally"),))
    take(two, "hubspot", tasks=(task("hubspot", due="2026-07-01"),))
    ACTS["moved"](two)
    assert listed(two) == ["t-hubspot", "t-vitally"]


def test_a_note_keeps_its_copy_hidden_whatever_I_write_and_shows_what_others_write(one):
    assert noted(one) == ["n-vitally"]
    note_writing.edit_note(one, RULES, first_note(one), body="They said no", day=date(2026, 6, 2))
    assert noted(one) == ["n-vitally"]
    (entry,) = outbox.entries(one)
    assert entry.source == "vitally"
    take(one, "hubspot", notes=(note("hubspot", "They said **no**", day="2026-06-02"),))
    assert noted(one) == ["n-vitally"]
    take(one, "hubspot", notes=(note("hubspot", "They said maybe", day="2026-06-02"),))
    assert noted(one) == ["n-hubspot", "n-vitally"]


def test_the_copy_of_a_note_moved_to_an_earlier_day_is_no_later_touch(one):
    note_writing.edit_note(one, RULES, first_note(one), day=date(2026, 5, 4))
    touch = customer(one).touch
    assert touch is not None and touch.day == date(2026, 5, 4)


def test_accounts_taken_apart_have_both_and_joined_again_what_was_one_is_one(one):
    take(one, "vitally", tasks=(task("vitally", completed_at=WHEN),))
    assert listed(one) == ["t-vitally"]
    home = customer(one)
    twins.separate(one, home.id)
    other = shown(one)["Customer One"]
    assert [len(tasks.tasks_of(one, each)) for each in (home.id, other.id)] == [1, 1]
    assert other.open_tasks == 1 and one.row("SELECT count(*) FROM task_copies") == (0,)
    twins.join(one, home.id, other.id)
    # It was two tasks again before pairs were remembered, as one of them is done.
    assert listed(one) == ["t-vitally"] and noted(one) == ["n-vitally"]


def test_a_leader_that_leaves_shows_the_copy_and_hides_it_again_when_it_is_back(one):
    ACTS["done"](one)
    take(one, "vitally", left=("a-1",))
    assert [str(each.external_id) for each, _ in tasks.open_tasks(one)] == ["t-hubspot"]
    take(one, "vitally", accounts=(account(1),))
    both = accounts.find_account(one, "Customer One")
    assert both.open_tasks == 0
    assert [str(each.external_id) for each in tasks.tasks_of(one, both.id)] == ["t-vitally"]


def test_letting_a_source_go_shows_what_the_other_has(one):
    sources.forget(one, "vitally", rows=True)
    (left,) = [each for each in accounts.all_accounts(one) if each.name == "Customer One"]
    assert (left.open_tasks, left.notes_count) == (1, 1)
    assert len(tasks.tasks_of(one, left.id)) == 1


def test_three_sources_with_the_same_task_show_it_once_whoever_comes_last(two):
    third(two)
    for source in ("salesforce", "hubspot", "vitally"):
        take(two, source, tasks=(task(source),))
    assert listed(two) == ["t-vitally"]
    ACTS["done"](two)
    take(two, "hubspot", tasks=(task("hubspot", "Ring them"),))
    assert listed(two) == ["t-hubspot", "t-vitally"], "the third still hides behind the first"


def test_what_was_behind_a_copy_is_behind_its_original(two):
    third(two)
    for source in ("salesforce", "hubspot", "vitally"):
        take(two, source, tasks=(task(source),))
    take(two, "vitally", tasks=(task("vitally", completed_at=WHEN),))
    intake.apply(two, Page(source="hubspot", resource="tasks", gone=("t-hubspot",)))
    assert listed(two) == ["t-vitally"]


def test_what_is_hidden_hides_nothing_itself(two):
    third(two)
    for source in ("vitally", "hubspot"):
        take(two, source, tasks=(task(source),))
    take(two, "vitally", tasks=(task("vitally", "Send the bill"),))
    take(two, "salesforce", tasks=(task("salesforce"),))
    # It stood beside them before what the original had said was looked at: now it is its copy.
    assert listed(two) == ["t-vitally"]
    hidden = {row[0] for row in two.rows("SELECT copy FROM task_copies")}
    assert not hidden & {row[0] for row in two.rows("SELECT original FROM task_copies")}


def test_the_source_that_was_connected_first_leads_not_the_one_read_first(store, clock):
    clock.move(minutes=1)
    sources.save(store, Source(name="hubspot", url="https://h.example"))
    for source in ("hubspot", "vitally"):
        sources.finish_baseline(store, source)
        clock.move(minutes=1)
        take(store, source, accounts=(account(1),))
    twins.match(store)
    for source in ("hubspot", "vitally"):
        take(store, source, tasks=(task(source),))
    assert [str(each.external_id) for each, _ in tasks.open_tasks(store)] == ["t-vitally"]


def test_two_copies_of_what_I_wrote_here_leave_one_entry_and_one_line(two):
    twins.match(two)
    home = customer(two)
    made, _ = task_writing.add_task(
        two, RULES, home.id, "Ring them", due=date(2026, 6, 20), hold_seconds=0
    )
    (entry,) = outbox.entries(two)
    take(two, "vitally", tasks=(task("vitally", "Ring them", external_key=entry.key),))
    take(two, "hubspot", tasks=(task("hubspot", "Ring them"),))
    assert [each.id for each, _ in tasks.open_tasks(two)] == [made]
    assert not [one for one in outbox.entries(two) if one.state != "sent"]
    assert outbox_sending.next_due(two, "hubspot", two.clock()) is None


def test_where_nothing_of_a_pair_is_new_none_is_written(one):
    take(one, "hubspot", tasks=(task("hubspot", completed_at=WHEN),))
    for record in ("task", "note"):
        one.connection.execute(
            f"CREATE TEMP TRIGGER {record}_written BEFORE UPDATE ON main.{record}_copies"
            " BEGIN SELECT raise(ABORT, 'written anew'); END"
        )
    touch(one)
    assert listed(one) == ["t-vitally"]


def reconnected(store, name):
    """A source is forgotten with all it told; it is back, before any of its tasks and notes."""
    sources.forget(store, name, rows=True)
    sources.save(store, Source(name=name, url=f"https://{name}.example", me_id="me"))
    take(store, name, accounts=(account(1),))
    sources.finish_baseline(store, name)


@pytest.mark.parametrize("name", ["vitally", "hubspot"])
def test_a_pair_is_one_again_when_a_source_is_connected_again(one, name):
    done = task("vitally", "Send all documents", due="2026-06-28", completed_at=WHEN)
    take(one, "vitally", tasks=(done,), notes=(note("vitally", "They said no"),))
    reconnected(one, name)
    mine = {
        "vitally": {"tasks": (done,), "notes": (note("vitally", "They said no"),)},
        "hubspot": {"tasks": (task("hubspot"),), "notes": (note("hubspot"),)},
    }
    take(one, name, **mine[name])
    twins.match(one)
    (home,) = [each for each in accounts.all_accounts(one) if each.twins]
    assert [each.external_id for each in tasks.tasks_of(one, home.id)] == ["t-vitally"]
    assert [each.external_id for each in notes.notes_of(one, home.id)] == ["n-vitally"]
    assert home.open_tasks == 0


def test_a_copy_with_words_of_its_own_is_not_hidden_when_its_accounts_are_joined_again(one):
    home = customer(one)
    twins.separate(one, home.id)
    other = shown(one)["Customer One"]
    take(one, "hubspot", tasks=(task("hubspot", "Ring them"),))
    twins.join(one, home.id, other.id)
    assert listed(one) == ["t-hubspot", "t-vitally"]
