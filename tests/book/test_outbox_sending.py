"""The engine's side of the outbox: what an entry carries on with when it did not go as asked."""

from __future__ import annotations

from datetime import date

import pytest

from book import note_writing, outbox, outbox_sending, undo
from book.errors import BadResponse, Refused
from book.outbox_entry import OutboxEntry
from book.records import AccountId, NoteId
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, begin

ACORN, KICK_OFF = AccountId(1), NoteId(1)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _sent_without_answer(store: Store) -> OutboxEntry:
    (entry,) = outbox_sending.ready(store, SOURCE, store.clock(), by_hand=True)
    assert outbox_sending.claim(store, entry)
    error = BadResponse("The answer broke off.")
    outbox_sending.put_back(store, entry, error, None, uncertain=True)
    return outbox.entries(store)[0]


@pytest.mark.parametrize("deleted", [True, False], ids=["arrived", "lost"])
def test_words_edited_before_a_deletion_that_was_undone_still_go(
    book: Store, deleted: bool
) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="my words")
    note_writing.delete_note(book, RULES, KICK_OFF)
    entry = _sent_without_answer(book)
    undo.undo(book, RULES)
    assert outbox_sending.taken_back(book, entry, deleted=deleted)
    (left,) = outbox.entries(book)
    assert left.intent == {"archived_at": None, "body": "my words"}
    assert left.base["body"] == "first\nsecond\nthird"


def test_a_lock_taken_off_is_not_put_back_on_what_everybody_can_read(book: Store) -> None:
    number, _ = note_writing.add_note(
        book, RULES, ACORN, body="words", day=date(2026, 6, 10), private=True
    )
    note_writing.make_public(book, RULES, number)
    _sent_without_answer(book)
    assert undo.undo(book, RULES).kept == ("private",)
    assert book.row("SELECT private FROM notes WHERE id = ?", (number,)) == (0,)


def _said_to_be_gone(store: Store) -> OutboxEntry:
    (entry,) = outbox.entries(store)
    outbox_sending.park(store, entry, "gone", Refused("Not found."))
    return entry


def test_one_wrong_not_found_makes_no_second_record(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="my words")
    outbox.retry(book, _said_to_be_gone(book).id)
    (entry,) = outbox.entries(book)
    # The push looks once more; only what is gone then is made anew.
    assert (entry.action, entry.state, entry.reason) == ("update", "queued", "gone")
    assert book.row("SELECT external_id FROM notes WHERE id = ?", (KICK_OFF,)) == ("N0",)


def test_trying_again_never_brings_back_what_a_person_deleted(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, body="my words")
    entry = _said_to_be_gone(book)
    note_writing.delete_note(book, RULES, KICK_OFF)
    outbox.retry(book, entry.id)
    (left,) = outbox.entries(book)
    assert left.verb == "archive"
    found = book.row("SELECT archived_at IS NOT NULL FROM notes WHERE id = ?", (KICK_OFF,))
    assert found == (1,)
