"""A window's write beside another process: it gets its turn or hears of it at once."""

from __future__ import annotations

import time
from datetime import date

import pytest

from book import note_writing, outbox
from book.errors import Busy
from book.gate import WriteGate
from book.records import AccountId
from book.short_wait import waiting_briefly
from book.store import Store
from tests.book.writing_book import RULES, begin


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def add(book: Store) -> None:
    with waiting_briefly(book, 0.02):
        note_writing.add_note(book, RULES, AccountId(1), body="words", day=date(2026, 6, 10))


def test_alone_it_writes_and_waits_as_before_afterwards(book: Store) -> None:
    before = book.rows("PRAGMA busy_timeout")
    add(book)
    assert outbox.counts(book)["queued"] == 1
    assert book.rows("PRAGMA busy_timeout") == before


def test_a_taken_gate_is_said_at_once(book: Store) -> None:
    began = time.monotonic()
    with WriteGate(book.profile).held(), pytest.raises(Busy):
        add(book)
    assert time.monotonic() - began < 2
    assert outbox.counts(book)["queued"] == 0
    add(book)


def test_a_locked_file_is_said_at_once(book: Store, key: bytes) -> None:
    other = Store.open(book.profile, key)
    began = time.monotonic()
    with other.writing(person=False), pytest.raises(Busy):
        add(book)
    other.close()
    assert time.monotonic() - began < 2
    assert outbox.counts(book)["queued"] == 0
    add(book)
    assert outbox.counts(book)["queued"] == 1
