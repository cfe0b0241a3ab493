"""What a note said before, read backwards from the change log; and going back to it."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book import drafts, intake, notes, tasks, undo
from book.errors import Refused
from book.facts import NoteFacts, Page
from book.note_versions import (
    Version,
    changed_meanwhile,
    difference,
    restore,
    versions_of,
    words_between,
)
from book.note_writing import add_note, delete_note, edit_note, pin
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, StandIn, begin
from tests.clocks import HandClock

ACORN = AccountId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def told(store: Store, number: NoteId) -> list[tuple[str, str, int, int]]:
    return [(one.by, one.body, one.added, one.removed) for one in versions_of(store, number)]


def test_every_ended_version_is_there_with_who_and_how_much(book: Store, clock: HandClock) -> None:
    number, _ = add_note(book, RULES, ACORN, body="first words", day=DAY)
    clock.move(minutes=5)
    edit_note(book, RULES, number, body="first words\nand a second line")
    clock.move(minutes=5)
    edit_note(book, RULES, number, body="and a third line", subject="Named")
    found = versions_of(book, number)
    assert told(book, number) == [
        ("me", "and a third line", 1, 3),
        ("me", "first words\nand a second line", 4, 0),
        ("me", "first words", 2, 0),
    ]
    assert [one.other for one in found] == [("subject",), (), ()]
    assert [one.first for one in found] == [False, False, True]
    assert found[0].at > found[1].at > found[2].at


def test_drafts_are_no_versions_and_what_is_no_words_neither(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="one", day=DAY)
    draft = drafts.begin(book, account_id=ACORN, note_id=number, body="one two", day=DAY)
    drafts.save(book, draft)
    pin(book, RULES, number)
    assert told(book, number) == [("me", "one", 1, 0)]
    drafts.end(book, RULES, draft.id)
    assert told(book, number) == [("me", "one two", 1, 0), ("me", "one", 1, 0)]


def test_what_a_source_brought_is_a_version_by_its_name(book: Store, clock: HandClock) -> None:
    clock.move(hours=1)
    theirs = NoteFacts(
        external_id="N0", account_external_id="A1", subject="Kick-off", day="2026-06-01", mine=1,
        body="first\nsecond\nthird\nfourth",
    )  # fmt: skip
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(theirs,)))
    assert told(book, NoteId(1)) == [
        (SOURCE, "first\nsecond\nthird\nfourth", 1, 0),
        (SOURCE, "first\nsecond\nthird", 3, 0),
    ]


def test_going_back_is_an_edit_that_files_its_lines_and_undo_takes_it_back(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="[] send docs @fri", day=DAY, tags=("plan",))
    edit_note(book, RULES, number, body="nothing left", tags=(), day=date(2026, 6, 11))
    first = versions_of(book, number)[-1]
    restore(book, RULES, number, first.number)
    found = notes.note(book, number)
    assert found is not None
    assert (found.body, found.tags, found.day) == ("[] send docs @fri", ("plan",), DAY)
    titles = [one.title for one in tasks.tasks_of(book, ACORN)]
    assert "send docs" in titles
    assert len(versions_of(book, number)) == 3
    assert undo.next_undo(book).words == "Restore note"
    undo.undo(book, RULES)
    assert notes.note(book, number).body == "nothing left"
    assert len(titles) == len([one.title for one in tasks.tasks_of(book, ACORN)]) + 1


def test_the_version_that_is_restored_goes_to_the_source(book: Store) -> None:
    edit_note(book, RULES, NoteId(1), body="other words")
    crm = StandIn(book)
    crm.take_all()
    restore(book, RULES, NoteId(1), versions_of(book, NoteId(1))[-1].number)
    crm.take_all()
    assert crm.records["note"]["N0"]["body"] == "first\nsecond\nthird"


def test_what_cannot_be_gone_back_to_changes_nothing(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="one", day=DAY)
    version = versions_of(book, number)[0].number
    with pytest.raises(Refused, match="not kept any more"):
        restore(book, RULES, number, version + 1_000)
    assert not restore(book, RULES, number, version)  # it says that already
    delete_note(book, RULES, number)
    with pytest.raises(Refused, match="deleted"):
        restore(book, RULES, number, version)
    theirs = NoteFacts(external_id="N9", account_external_id="A1", body="theirs", day="2026-06-01")
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(theirs,)))
    (row,) = book.rows("SELECT id FROM notes WHERE external_id = 'N9'")
    with pytest.raises(Refused, match="Somebody else"):
        restore(book, RULES, NoteId(row[0]), versions_of(book, NoteId(row[0]))[0].number)


def test_a_log_that_was_cut_off_begins_with_what_is_known(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="one", day=DAY)
    edit_note(book, RULES, number, body="two")
    with book.writing() as connection:
        connection.execute("DELETE FROM changes WHERE field = 'created'")
    assert [one[1] for one in told(book, number)] == ["two", "one"]
    assert versions_of(book, NoteId(999)) == []


@given(st.lists(st.text("ab \n", max_size=12), min_size=1, max_size=6))
def test_a_difference_read_from_its_top_is_both_texts(texts: list[str]) -> None:
    for older, newer in pairwise(texts):
        pieces = difference(older, newer)
        kept = [one.text for one in pieces if one.kind != "added"]
        came = [one.text for one in pieces if one.kind != "removed"]
        assert [line.rstrip() for line in kept] == [line.rstrip() for line in older.split("\n")]
        assert [line.rstrip() for line in came] == [line.rstrip() for line in newer.split("\n")]
        if all(one.kind == "same" for one in pieces):
            assert words_between(older, newer) == (0, 0)


def test_the_words_that_differ_are_named_in_both_lines() -> None:
    was, now = difference("We start in July.", "We start in August.")
    assert (was.kind, now.kind) == ("removed", "added")
    assert [was.text[a:b] for a, b in was.spans] == ["July"]
    assert [now.text[a:b] for a, b in now.spans] == ["August"]
    assert words_between("We start in July.", "We start in August.") == (1, 1)


def test_a_long_past_is_listed_to_its_newest(book: Store, clock: HandClock) -> None:
    number, _ = add_note(book, RULES, ACORN, body="0", day=DAY)
    for at in range(1, 230):
        clock.move(seconds=90)
        edit_note(book, RULES, number, body=str(at))
    found: list[Version] = versions_of(book, number)
    assert [one.body for one in found[:3]] == ["229", "228", "227"]
    assert len(found) == 200


def test_where_the_log_is_cut_off_nobody_is_named_for_the_oldest_version(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="first words", day=DAY)
    edit_note(book, RULES, number, body="other words")
    with book.writing() as connection:
        connection.execute("DELETE FROM changes WHERE record = 'note' AND field = 'created'")
    assert [(one.by, one.body) for one in versions_of(book, number)] == [
        ("me", "other words"),
        ("", "first words"),
    ]


def test_a_draft_knows_whether_its_note_was_changed_meanwhile(book: Store) -> None:
    number, _ = add_note(book, RULES, ACORN, body="first words", day=DAY)
    begun = drafts.begin(book, note_id=number, body="my words", day=DAY)
    assert not changed_meanwhile(book, begun.id)
    edit_note(book, RULES, number, body="other words")
    assert changed_meanwhile(book, begun.id)
    undo.undo(book, RULES)
    assert not changed_meanwhile(book, begun.id)
