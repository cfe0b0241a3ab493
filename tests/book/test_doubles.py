"""The same task carried into two sources by an integration: what is one, and what is not."""

from __future__ import annotations

from datetime import date

from book.doubles import contacts_once, notes_once, tasks_once
from book.records import AccountId, Contact, ContactId, Note, NoteId, Task, TaskId

ORDER = ["vitally", "hubspot", "salesforce"]
HOME = AccountId(1)


def task(number, source, title="Send the docs", *, mine=True, due=date(2026, 6, 20)):
    return Task(
        id=TaskId(number),
        account_id=HOME,
        source=source,
        external_id=f"t-{number}" if source else None,
        title=title,
        body="",
        due=due,
        completed_at=None,
        assignee=None,
        mine=mine,
    )


def kept(*found):
    return [one.id for one in tasks_once(found, ORDER)]


def test_a_copy_of_a_later_source_is_hidden_whatever_order_they_are_read_in():
    assert kept(task(1, "hubspot"), task(2, "vitally", "send  the DOCS")) == [2]


def test_a_task_of_mine_never_hides_behind_a_colleagues():
    assert kept(task(1, "vitally", mine=False), task(2, "hubspot")) == [1, 2]


def test_one_task_hides_one_copy_and_not_a_second_task_of_the_same_words():
    assert kept(task(1, "vitally"), task(2, "hubspot"), task(3, "hubspot")) == [1, 3]
    assert kept(task(1, "vitally"), task(2, "vitally"), task(3, "hubspot")) == [1, 2]


def test_what_no_source_has_yet_hides_nothing_and_a_source_let_go_still_repeats():
    assert kept(task(1, None), task(2, "hubspot")) == [1, 2]
    assert kept(task(1, "gone by now"), task(2, "hubspot")) == [2]


def test_another_day_or_another_title_is_another_task():
    assert kept(task(1, "vitally"), task(2, "hubspot", due=date(2026, 6, 21))) == [1, 2]
    assert kept(task(1, "vitally"), task(2, "hubspot", "Send the bill")) == [1, 2]


def test_notes_and_people_are_told_by_their_words_and_their_address():
    first, second = (
        Note(
            id=NoteId(number),
            account_id=HOME,
            source=source,
            external_id=f"n-{number}",
            subject="Call",
            body="They  said yes",
            day=date(2026, 6, 1),
            tags=(),
            kind="note",
            author=None,
            mine=True,
            private=False,
        )
        for number, source in enumerate(("vitally", "hubspot"), 1)
    )
    assert notes_once([second, first], ORDER) == [first]
    eve, again, bob = (
        Contact(
            id=ContactId(number),
            account_id=HOME,
            source=source,
            external_id=f"c-{number}",
            name="Eve",
            email=email,
            role=None,
            last_seen=None,
        )
        for number, source, email in (
            (1, "vitally", "eve@pine.example"),
            (2, "hubspot", "Eve@Pine.example"),
            (3, "hubspot", None),
        )
    )
    assert contacts_once([eve, again, bob], ORDER) == [eve, bob]
