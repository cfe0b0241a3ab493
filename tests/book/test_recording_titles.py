"""Titles told by Loom: asked once per link, and what a person wrote stays."""

from __future__ import annotations

from datetime import date

import pytest

from book import recording_titles, recording_writing, recordings
from book.recording_links import recognise
from book.recordings import Recording
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, begin
from tests.clocks import HandClock

ACORN, BIRCH = AccountId(1), AccountId(2)
DAY = date(2026, 6, 10)
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def log(store: Store, link: str = LOOM, account: AccountId = ACORN, title: str = "") -> None:
    recording_writing.log_recording(store, RULES, account, recognise(link), day=DAY, title=title)


def asked(store: Store) -> list[str]:
    return [one.url for one in recording_titles.to_ask(store)]


def only(store: Store, account: AccountId = ACORN) -> Recording:
    (one,) = recordings.recordings_of(store, account)
    return one


def test_a_link_that_two_customers_have_is_asked_for_once(book: Store) -> None:
    log(book, f"{LOOM}?t=12&sid=ab")
    log(book, account=BIRCH, title="Mine")
    log(book, "https://youtu.be/Qx3vN8rTz0A")
    log(book, "https://www.loom.com/share/folder/0123456789abcdef0123456789abcdef")
    assert asked(book) == [LOOM]
    key = recording_titles.to_ask(book)[0].key
    changed = recording_titles.note_told(book, key, "ok", title="The funnel", duration_s=95)
    assert len(changed.ids["recording"]) == 2
    assert (only_title(book, ACORN), only_title(book, BIRCH)) == ("The funnel", "Mine")
    assert asked(book) == []
    rows = book.rows("SELECT field, new, by FROM changes WHERE by = 'loom' ORDER BY id")
    assert rows == [("title", "The funnel", "loom"), ("duration_s", "95", "loom"),
                    ("duration_s", "95", "loom")]  # fmt: skip


def only_title(store: Store, account: AccountId) -> str:
    found = recordings.recordings_of(store, account)
    return next(one.title for one in found if one.url == LOOM)


def test_hidden_ones_are_asked_for_again_a_day_later_and_deleted_ones_never(
    book: Store, clock: HandClock
) -> None:
    log(book, title="Typed")
    key = recording_titles.to_ask(book)[0].key
    recording_titles.note_told(book, key, "denied")
    clock.move(hours=23)
    assert asked(book) == []
    clock.move(hours=2)
    assert asked(book) == [LOOM]
    recording_titles.note_told(book, key, "gone")
    clock.move(days=30)
    assert asked(book) == []
    assert (only(book).title, only(book).meta_state) == ("Typed", "gone")


def test_what_was_not_answered_waits_a_little(book: Store, clock: HandClock) -> None:
    log(book)
    recording_titles.note_told(book, recording_titles.to_ask(book)[0].key, "pending")
    assert asked(book) == []
    clock.move(minutes=11)
    assert asked(book) == [LOOM]
