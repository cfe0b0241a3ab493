"""Prep says which meetings were called off, and why."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from msgspec.structs import replace

from book.accounts import all_accounts
from book.meetings import Meeting
from book.prep import prep
from book.records import Note, NoteId
from book.store import Store
from ui.prep.view import lines_of
from ui.words import time_words

TODAY = date(2026, 11, 24)


def off(reason: str | None, title: str) -> Meeting:
    at = datetime(2026, 11, 26, 10, 0, tzinfo=UTC)
    return Meeting(
        id=1,
        source="calendly",
        external_id="E",
        account_id=1,  # type: ignore[arg-type]
        account="Alder",
        title=title,
        starts_at=at,
        ends_at=at,
        all_day=False,
        join_url=None,
        attendees=(),
        status="cancelled",
        series_id=None,
        matched_by="email",
        cancel_reason=reason,
    )


@pytest.mark.parametrize(
    ("reason", "title", "words"),
    [
        ("No budget", "Check-in", "No budget"),
        (None, "Check-in", "Check-in"),
        (None, "", "no reason given"),
    ],
)
def test_the_reason_stands_with_the_day(
    store: Store, reason: str | None, title: str, words: str
) -> None:
    account = all_accounts(store)[0]
    known = replace(prep(store, account.id), called_off=(off(reason, title),))
    spoken = [line.spoken for line in lines_of(account, known, TODAY) if line.spoken]
    at = spoken.index("Called off")
    assert spoken[at + 1].startswith(f"{words}, ")
    assert "26" in spoken[at + 1] or "Thu" in spoken[at + 1]


def test_without_any_the_section_leaves(store: Store) -> None:
    account = all_accounts(store)[0]
    lines = lines_of(account, prep(store, account.id), TODAY)
    assert "Called off" not in [line.spoken for line in lines]


def test_a_meeting_that_is_near_stands_first_with_day_and_time(store: Store) -> None:
    account = all_accounts(store)[0]
    met = replace(off(None, "Quarterly review"), status="confirmed")
    known = replace(prep(store, account.id), coming=met)
    spoken = [line.spoken for line in lines_of(account, known, TODAY) if line.spoken]
    assert spoken[0] == "Next meeting"
    assert spoken[1] == f"Quarterly review, Thu at {time_words(met.starts_at)}"
    assert spoken[2].startswith("Last call")


def test_notes_since_the_call_and_a_recording_that_lacks_are_said(store: Store) -> None:
    account = all_accounts(store)[0]
    known = prep(store, account.id)
    later = Note(id=NoteId(9), account_id=account.id, body="They **pay** late.", day=TODAY)
    known = replace(known, notes_since=(later,), unrecorded=True)
    spoken = [line.spoken for line in lines_of(account, known, TODAY) if line.spoken]
    at = spoken.index("Notes since then")
    assert spoken[at - 1 : at + 2] == [
        "No recording of it is on record.",
        "Notes since then",
        "They pay late., 24 Nov",
    ]
