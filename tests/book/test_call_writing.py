"""Marks of a call: they become moments of the recording of its note, once, and go back with it."""

from __future__ import annotations

from datetime import date

import pytest

from book import (
    call_writing,
    calls,
    drafts,
    moment_writing,
    note_writing,
    recording_writing,
    recordings,
    undo,
)
from book.calls import CallId
from book.drafts import DraftId
from book.errors import Refused, Usage
from book.moments import NewMoment
from book.offsets import spell_offset
from book.recording_links import recognise
from book.recordings import Recording
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, begin
from tests.clocks import HandClock

ACORN = AccountId(1)
DAY = date(2026, 6, 10)
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
OTHER = "https://www.loom.com/share/fedcba9876543210fedcba9876543210"
MADE = [(130, "embed dashboards", "idea"), (521, "", "risk")]


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def write(store: Store, body: str) -> DraftId:
    return drafts.begin(store, account_id=ACORN, body=body, day=DAY, kind="call").id


def ring(store: Store, draft: DraftId) -> CallId:
    """A call with two marks."""
    call = call_writing.begin(store, account_id=ACORN, draft_id=draft).id
    call_writing.add_mark(store, RULES, call, 130.2, "idea", "embed  dashboards")
    call_writing.add_mark(store, RULES, call, 521.0, "risk")
    return call


def only(store: Store) -> Recording:
    (one,) = recordings.recordings_of(store, ACORN)
    return one


def moments(store: Store) -> list[tuple[int, str, str]]:
    return [(one.at_s, one.label, one.kind) for one in only(store).moments]


def end(store: Store, draft: DraftId) -> NoteId:
    return drafts.end(store, RULES, draft)[0]


def test_a_link_in_the_note_turns_marks_into_moments_and_undo_takes_them_back(
    book: Store, clock: HandClock
) -> None:
    draft = write(book, f"We talked. {LOOM}?sid=ab")
    call = ring(book, draft)
    clock.move(minutes=10)
    note = end(book, draft)
    assert moments(book) == MADE
    standing = calls.call_of(book, draft_id=None, note_id=note)
    assert standing is not None
    assert (standing.id, standing.seconds, standing.account_id) == (call, 600, ACORN)
    undo.undo(book, RULES)
    assert recordings.recordings_of(book, ACORN) == []
    back = calls.running_call(book, book.clock())
    assert back is not None, "the note is being written again, and its call goes on"
    assert (back.draft_id, back.note_id) == (draft, None)
    assert [mark.moment_id for mark in calls.marks_of(book, call)] == [None, None]
    undo.redo(book, RULES)
    assert moments(book) == MADE


def test_a_link_pasted_later_does_the_same_and_twice_doubles_nothing(book: Store) -> None:
    draft = write(book, "We talked.")
    ring(book, draft)
    note = end(book, draft)
    note_writing.edit_note(book, RULES, note, body=f"We talked.\n{LOOM}")
    assert moments(book) == MADE
    note_writing.edit_note(book, RULES, note, body=f"We talked.\n{LOOM}\n{LOOM}?sid=cd")
    note_writing.edit_note(book, RULES, note, body="We talked.")
    note_writing.edit_note(book, RULES, note, body=f"We talked.\n{LOOM}")
    assert moments(book) == MADE


def test_a_recording_hung_on_the_note_gets_them_too_and_a_second_gets_none(book: Store) -> None:
    draft = write(book, "We talked.")
    ring(book, draft)
    note = end(book, draft)
    logged = recording_writing.log_recording(book, RULES, ACORN, recognise(LOOM), day=DAY)
    recording_writing.attach(book, RULES, logged.id, "note", note)
    assert moments(book) == MADE
    note_writing.edit_note(book, RULES, note, body=f"We talked. {OTHER}")
    found = {one.url: len(one.moments) for one in recordings.recordings_of(book, ACORN)}
    assert found == {LOOM: 2, OTHER: 0}


def test_two_calls_of_one_note_have_a_recording_each(book: Store, clock: HandClock) -> None:
    draft = write(book, f"First {LOOM}")
    first = ring(book, draft)
    note = end(book, draft)
    clock.move(hours=13)
    second = call_writing.begin(book, account_id=ACORN, note_id=note).id
    assert second != first
    call_writing.add_mark(book, RULES, second, 60, "quote")
    call_writing.end(book, second)
    note_writing.edit_note(book, RULES, note, body=f"First {LOOM}, and more")
    assert moments(book) == MADE, "the second call waits for a recording of its own"
    note_writing.edit_note(book, RULES, note, body=f"First {LOOM}, second {OTHER}")
    found = {one.url: [each.at_s for each in one.moments] for one in
             recordings.recordings_of(book, ACORN)}  # fmt: skip
    assert found == {LOOM: [130, 521], OTHER: [60]}


def test_a_folder_is_no_recording_of_a_call(book: Store) -> None:
    draft = write(book, "https://app.buildbetter.app/folders/14593")
    ring(book, draft)
    end(book, draft)
    assert only(book).moments == ()


def test_the_slider_moves_what_marks_made_and_nothing_else(book: Store) -> None:
    draft = write(book, LOOM)
    ring(book, draft)
    end(book, draft)
    one = only(book)
    moment_writing.add_moments(book, RULES, one.id, [NewMoment(at_s=700, label="by hand")])
    moment_writing.align(book, RULES, one.id, 70)
    assert moments(book) == [
        (60, "embed dashboards", "idea"), (451, "", "risk"), (700, "by hand", ""),
    ]  # fmt: skip
    moment_writing.align(book, RULES, one.id, 0)
    assert moments(book)[:2] == MADE


def test_a_mark_of_a_second_sitting_joins_at_the_place_that_was_aligned(book: Store) -> None:
    draft = write(book, LOOM)
    call = ring(book, draft)
    note = end(book, draft)
    moment_writing.align(book, RULES, only(book).id, 10)
    call_writing.add_mark(book, RULES, call, 610, "quote", "we would miss it")
    note_writing.edit_note(book, RULES, note, body=f"{LOOM} and more")
    assert moments(book)[-1] == (600, "we would miss it", "quote")
    assert len(moments(book)) == 3


def test_a_moment_taken_out_by_hand_stays_out(book: Store) -> None:
    draft = write(book, LOOM)
    ring(book, draft)
    note = end(book, draft)
    moment_writing.delete_moment(book, RULES, only(book).moments[0].id)
    note_writing.edit_note(book, RULES, note, body=f"{LOOM} and more")
    assert moments(book) == MADE[1:]


def test_words_given_to_a_mark_are_its_moments_and_deleting_takes_both(book: Store) -> None:
    draft = write(book, LOOM)
    call = ring(book, draft)
    end(book, draft)
    first, second = calls.marks_of(book, call)
    call_writing.edit_mark(book, RULES, second.id, kind="promise", words="a price")
    assert moments(book)[1] == (521, "a price", "promise")
    call_writing.delete_mark(book, RULES, first.id)
    assert moments(book) == [(521, "a price", "promise")]
    undo.undo(book, RULES)
    assert len(moments(book)) == 2
    assert calls.marks_of(book, call)[0].words == "embed dashboards"


def test_undo_takes_the_last_mark_back_with_the_words_it_got_meanwhile(book: Store) -> None:
    draft = write(book, "We talked.")
    call = ring(book, draft)
    number, _ = call_writing.add_mark(book, RULES, call, 700, "bug")
    call_writing.follow_line(book, number, "times out")
    undo.undo(book, RULES)
    assert [mark.kind for mark in calls.marks_of(book, call)] == ["idea", "risk"]
    undo.redo(book, RULES)
    assert calls.marks_of(book, call)[-1].words == "times out"
    call_writing.delete_mark(book, RULES, number)
    call_writing.follow_line(book, number, "too late")
    assert len(calls.marks_of(book, call)) == 2


def test_a_deleted_note_takes_its_call_out_of_sight_and_brings_it_back(book: Store) -> None:
    draft = write(book, "We talked.")
    call = ring(book, draft)
    note = end(book, draft)
    again = call_writing.begin(book, account_id=ACORN, note_id=note)
    assert again.id == call
    note_writing.delete_note(book, RULES, note)
    assert calls.running_call(book, book.clock()) is None
    undo.undo(book, RULES)
    assert calls.running_call(book, book.clock()) is not None
    assert len(calls.marks_of(book, call)) == 2


def test_what_cannot_be_marked_is_refused(book: Store) -> None:
    draft = write(book, "We talked.")
    call = ring(book, draft)
    with pytest.raises(Usage):
        call_writing.add_mark(book, RULES, call, 1, "joke")
    with pytest.raises(Refused):
        call_writing.add_mark(book, RULES, CallId(99), 1, "risk")
    with pytest.raises(Refused):
        call_writing.begin(book, account_id=ACORN)


def forget(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("DELETE FROM notes WHERE account_id = ?", (ACORN,))
        connection.execute("DELETE FROM accounts WHERE id = ?", (ACORN,))


def test_a_forgotten_account_takes_its_marks_and_their_words_along(book: Store) -> None:
    draft = write(book, "We talked.")
    call = ring(book, draft)
    call_writing.delete_mark(book, RULES, calls.marks_of(book, call)[0].id)
    end(book, draft)
    forget(book)
    assert book.rows("SELECT 1 FROM calls") == []
    assert book.rows("SELECT 1 FROM marks") == []
    assert book.rows("SELECT 1 FROM changes WHERE record = 'mark'") == []


def test_the_call_of_a_draft_outlives_its_account_as_the_draft_does(book: Store) -> None:
    call = ring(book, write(book, "We talked."))
    forget(book)
    assert len(calls.marks_of(book, call)) == 2
    found = calls.running_call(book, book.clock())
    assert found is not None
    assert found.account_id is None


def test_a_note_that_moves_takes_its_call_along(book: Store) -> None:
    draft = write(book, "We talked.")
    ring(book, draft)
    with book.writing() as connection:
        connection.execute("UPDATE drafts SET account_id = 2 WHERE id = ?", (draft,))
    assert book.rows("SELECT account_id FROM calls") == [(2,)]
    note = end(book, draft)
    with book.writing() as connection:
        connection.execute("UPDATE notes SET account_id = 1 WHERE id = ?", (note,))
    assert book.rows("SELECT account_id FROM calls") == [(1,)]


@pytest.mark.parametrize(
    "link",
    [LOOM, "https://youtu.be/Qx3vN8rTz0A", "https://eu1.app.gong.io/call?id=12",
     "https://app.buildbetter.app/call/12", "https://us02web.zoom.us/rec/share/abc.d"],
)  # fmt: skip
def test_twenty_marks_and_a_late_start_lead_to_the_second_they_were_set_at(
    book: Store, link: str
) -> None:
    draft = write(book, link)
    call = call_writing.begin(book, account_id=ACORN, draft_id=draft).id
    clocks = [100 + 137.4 * n for n in range(20)]
    for second in clocks:
        call_writing.add_mark(book, RULES, call, second, "bug")
    end(book, draft)
    moment_writing.align(book, RULES, only(book).id, 73)
    one = only(book)
    assert len(one.moments) == 20
    for second, moment in zip(clocks, one.moments, strict=True):
        told = recordings.link_at(one, moment.at_s)
        at_s = recognise(told.split(" ")[0]).at_s
        if at_s is None:
            assert told.endswith(f"(at {spell_offset(moment.at_s)})")
            at_s = moment.at_s
        assert abs(at_s - (second - 73)) <= 1
