"""What a finished note may say: how much, and of which day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from book import drafts, intake, notes
from book.errors import Usage
from book.facts import NoteFacts, Page
from book.note_writing import LATEST_DAY, LONGEST_BODY, add_note, edit_note
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, begin

ACORN = AccountId(1)
TODAY = date(2026, 6, 10)
PLANNED = TODAY + LATEST_DAY + timedelta(days=30)
LATER = "2999-01-01 is years ahead, and a note tells of what was."


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def brought(book: Store, body: str) -> NoteId:
    """A note that the source has: a meeting that is planned."""
    facts = NoteFacts(
        external_id="N9",
        account_external_id="A1",
        subject="Review",
        body=body,
        day=PLANNED.isoformat(),
        mine=1,
    )
    intake.apply(book, Page(source=SOURCE, resource="notes", notes=(facts,)))
    found = next(one for one in notes.notes_of(book, ACORN) if one.external_id == "N9")
    return found.id


def test_a_note_of_a_day_to_come_is_refused_and_its_draft_stays(book: Store) -> None:
    for day in (TODAY, TODAY + timedelta(days=1)):  # prepared for tomorrow's call
        add_note(book, RULES, ACORN, body="talk", day=day)
    with pytest.raises(Usage, match=LATER):
        add_note(book, RULES, ACORN, body="talk", day=date(2999, 1, 1))
    with pytest.raises(Usage, match=r"is years ahead"):
        add_note(book, RULES, ACORN, body="talk", day=TODAY + LATEST_DAY + timedelta(days=1))
    draft = drafts.begin(book, account_id=ACORN, body="talk", day=date(2999, 1, 1))
    with pytest.raises(Usage, match=LATER):
        drafts.end(book, RULES, draft.id)
    assert [one.id for one, _ in drafts.drafts(book)] == [draft.id]
    assert {one.day for one in notes.notes_of(book, ACORN)} <= {
        TODAY, TODAY + timedelta(days=1), date(2026, 6, 1),
    }  # fmt: skip


def test_what_a_source_planned_can_be_written_on_and_moved_no_further(book: Store) -> None:
    number = brought(book, "agenda")
    edit_note(book, RULES, number, body="agenda and more", day=PLANNED)
    with pytest.raises(Usage, match=r"is years ahead"):
        edit_note(book, RULES, number, day=PLANNED + timedelta(days=1))
    draft = drafts.begin(
        book, note_id=number, account_id=ACORN, subject="Review", body="other", day=PLANNED
    )
    drafts.end(book, RULES, draft.id)
    found = notes.note(book, number)
    assert found is not None
    assert (found.body, found.day) == ("other", PLANNED)


def test_a_note_has_one_longest_and_what_came_longer_may_stay_so_long(book: Store) -> None:
    words = "word\n" * (LONGEST_BODY // 5)
    add_note(book, RULES, ACORN, body=words, day=TODAY)
    with pytest.raises(Usage, match=r"has 1,000,001 characters; 1,000,000 are the most"):
        add_note(book, RULES, ACORN, body=f"{words}x", day=TODAY)
    number = brought(book, f"{words}and more")
    edit_note(book, RULES, number, body=f"{words}an edit")
    with pytest.raises(Usage, match=r"1,000,000 are the most"):
        edit_note(book, RULES, number, body=f"{words}and more than it had")
    draft = drafts.begin(
        book, note_id=number, account_id=ACORN, subject="Review", body=f"{words}cut", day=PLANNED
    )
    drafts.end(book, RULES, draft.id)
