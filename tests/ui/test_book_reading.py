"""What the window keeps of the book: read once, read anew when something of it may be another."""

from __future__ import annotations

import pytest

from book import drafts, note_writing, outbox, queue_marks
from book.records import Account, AccountId, Changed
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import TODAY
from tests.ui.writing_desk import STAGES, set_stage
from ui.book_reading import BookReading

ALDER = AccountId(1)


@pytest.fixture
def reading(store: Store, clock: HandClock) -> BookReading:
    return BookReading(store, load(), clock)


def test_what_waits_is_counted_and_read_anew_after_any_change(
    reading: BookReading, store: Store
) -> None:
    assert reading.outbox_counts == {"held": 0, "queued": 0, "sending": 0, "parked": 0}
    assert (reading.entries, reading.last_sent, reading.conflicts) == ([], None, 0)
    note_writing.add_note(store, reading.rules, ALDER, body="x", day=TODAY)
    assert reading.outbox_counts["queued"] == 0  # as it was read
    reading.forget(Changed({"contact": frozenset({1})}))
    assert reading.outbox_counts["queued"] == 1
    assert [entry.record for entry in reading.entries] == ["note"]
    outbox.hold_all(store)
    reading.forget(Changed({}))
    assert reading.outbox_counts == {"held": 1, "queued": 0, "sending": 0, "parked": 0}


def test_drafts_come_with_their_accounts_name(reading: BookReading, store: Store) -> None:
    assert reading.drafts == []
    drafts.begin(store, account_id=ALDER, body="x", day=TODAY)
    reading.forget(Changed({"draft": frozenset({1})}))
    assert [name for _, name in reading.drafts] == ["Alder Works"]


@pytest.mark.parametrize("kind", ["outbox", "conflict", "draft"])
def test_what_only_waits_makes_no_list_of_accounts_stale(reading: BookReading, kind: str) -> None:
    before = reading.accounts
    assert reading.forget(Changed({kind: frozenset({1})})) == frozenset()
    assert reading.accounts is before


def test_a_proposal_is_read_for_the_account_in_view(reading: BookReading, store: Store) -> None:
    set_stage(store, 1, STAGES[1])
    assert reading.proposal_of(ALDER) is None
    row = reading.row_of(ALDER)
    assert row is not None and isinstance(row.account, Account)
    changed = queue_marks.mark(store, row.account, row.renewal_date, "booked")
    reading.forget(changed)
    found = reading.proposal_of(ALDER)
    assert found is not None and found.stage_label == STAGES[3]
