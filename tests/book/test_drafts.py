"""Notes being written, while their note, their account or the person's mind changes meanwhile."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from book import drafts, intake, note_writing, notes, outbox, undo
from book.facts import NoteFacts, Page
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, StandIn, begin

ACORN, BIRCH, KICK_OFF = AccountId(1), AccountId(2), NoteId(1)
DAY = date(2026, 6, 10)
BODY = "first\nsecond\nthird"


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _pull_note(store: Store, **fields: Any) -> None:
    stood: dict[str, Any] = {
        "external_id": "N0",
        "account_external_id": "A1",
        "subject": "Kick-off",
        "body": BODY,
        "day": "2026-06-01",
        "mine": 1,
    }
    note = NoteFacts(**(stood | fields))
    intake.apply(store, Page(source=SOURCE, resource="notes", notes=(note,)))


def _new_words(store: Store, body: str) -> drafts.Draft:
    """A draft that has other words for the note of the kick-off."""
    return drafts.begin(
        store,
        account_id=ACORN,
        note_id=KICK_OFF,
        subject="Kick-off",
        body=body,
        day=date(2026, 6, 1),
    )


def _texts(store: Store) -> set[str]:
    """The bodies of all notes and drafts."""
    return {body for (body,) in store.rows("SELECT body FROM notes UNION SELECT body FROM drafts")}


def test_words_a_colleague_added_while_a_draft_was_open_stay(book: Store) -> None:
    draft = _new_words(book, "first, mine\nsecond\nthird")
    _pull_note(book, body=f"{BODY}\ntheirs")
    drafts.end(book, RULES, draft.id)
    (entry,) = outbox.entries(book)
    assert entry.intent == {"body": "first, mine\nsecond\nthird\ntheirs"}
    assert entry.base == {"body": f"{BODY}\ntheirs"}


def test_what_nobody_touched_in_a_draft_is_not_sent(book: Store) -> None:
    draft = _new_words(book, "first, mine\nsecond\nthird")
    _pull_note(book, subject="Renamed there", day="2026-06-09", tags='["urgent"]')
    drafts.end(book, RULES, draft.id)
    (entry,) = outbox.entries(book)
    assert set(entry.intent) == {"body"}
    note = notes.note(book, KICK_OFF)
    assert note is not None
    assert (note.subject, note.day, note.tags) == ("Renamed there", date(2026, 6, 9), ("urgent",))


def test_words_for_a_note_that_left_the_book_meanwhile_reach_the_disk(book: Store) -> None:
    _pull_note(book, account_external_id="of somebody else")
    assert notes.note(book, KICK_OFF) is None
    _new_words(book, "typed since")
    assert [draft.body for draft, _ in drafts.drafts(book)] == ["typed since"]


def test_words_for_a_note_that_was_deleted_become_a_note_of_their_own(book: Store) -> None:
    draft = _new_words(book, "typed since")
    intake.apply(book, Page(source=SOURCE, resource="notes", gone=("N0",)))
    number, _ = drafts.end(book, RULES, draft.id)
    assert number != KICK_OFF
    assert notes.note(book, number).body == "typed since"
    assert [(entry.verb, entry.record_id) for entry in outbox.entries(book)] == [("create", number)]


def test_a_draft_belongs_to_its_note_also_after_undo_and_redo(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY)
    draft = drafts.begin(book, account_id=ACORN, note_id=number, body="better words", day=DAY)
    undo.undo(book, RULES)
    undo.redo(book, RULES)
    assert drafts.end(book, RULES, draft.id)[0] == number
    assert _texts(book) == {BODY, "better words"}


def test_undo_goes_on_where_the_note_of_a_draft_is_gone(book: Store) -> None:
    older, _ = note_writing.add_note(book, RULES, BIRCH, body="an older edit", day=DAY)
    drafts.end(book, RULES, _new_words(book, "new words").id)
    StandIn(book).take_all()
    _pull_note(book, account_external_id="of somebody else")
    undo.undo(book, RULES)
    assert [draft.body for draft, _ in drafts.drafts(book)] == ["new words"]
    undo.undo(book, RULES)
    assert notes.note(book, older) is None


def test_redo_hides_no_words_typed_since_the_undo(book: Store) -> None:
    made = drafts.begin(book, account_id=ACORN, body="one", day=DAY)
    drafts.end(book, RULES, made.id)
    undo.undo(book, RULES)
    back = drafts.draft(book, made.id)
    assert back is not None
    drafts.save(book, msgspec.structs.replace(back, body="one and much more"))
    if undo.next_redo(book):
        undo.redo(book, RULES)
    assert "one and much more" in _texts(book)
