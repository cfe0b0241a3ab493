"""The memory of the note page: saved at a pause, at the latest after a while, and no more."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest
from pytestqt.qtbot import QtBot

from book import drafts
from book.records import AccountId, NoteId
from book.store import Store
from ui.note.draft_keeper import LATEST_MS, PAUSE_MS, DraftKeeper, Words

DAY = date(2026, 11, 24)


class Desk:
    """Stands in for the page: what is typed on it."""

    def __init__(self) -> None:
        self.words = Words(account_id=AccountId(1), day=DAY)

    def type(self, body: str) -> None:
        """Other words stand there."""
        self.words = msgspec.structs.replace(self.words, body=body)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def keeper(qtbot: QtBot, store: Store, desk: Desk) -> DraftKeeper:
    made = DraftKeeper(store, lambda: desk.words)
    made.begin()
    return made


def bodies(store: Store) -> list[str]:
    return [draft.body for draft, _ in drafts.drafts(store)]


def test_the_rhythm_is_the_promised_one() -> None:
    # Was a whole second: then the save itself came on top of the second that may be lost.
    assert (PAUSE_MS, LATEST_MS) == (300, 800)


def test_a_pause_saves(qtbot: QtBot, keeper: DraftKeeper, desk: Desk, store: Store) -> None:
    desk.type("one")
    keeper.touch()
    assert bodies(store) == []
    with qtbot.waitSignal(keeper.saved, timeout=2_000):
        pass
    assert bodies(store) == ["one"]


def test_without_a_pause_it_is_saved_all_the_same(
    qtbot: QtBot, keeper: DraftKeeper, desk: Desk, store: Store
) -> None:
    keeper._latest.setInterval(80)
    keeper._pause.setInterval(60_000)
    desk.type("typed without")
    keeper.touch()
    with qtbot.waitSignal(keeper.saved, timeout=2_000):
        for _ in range(3):
            keeper.touch()
    assert bodies(store) == ["typed without"]


def test_equal_words_write_nothing(keeper: DraftKeeper, desk: Desk, store: Store) -> None:
    desk.type("one")
    assert keeper.save()
    at = drafts.drafts(store)[0][0].saved_at
    store.rows("UPDATE drafts SET saved_at = '2020-01-01T00:00:00.000Z'")
    assert keeper.save()
    assert drafts.drafts(store)[0][0].saved_at != at  # it was left alone


def test_nothing_makes_no_draft(keeper: DraftKeeper, desk: Desk, store: Store) -> None:
    desk.type("   ")
    assert keeper.save()
    assert keeper.worthless
    assert bodies(store) == []


def test_an_old_note_as_it_was_makes_no_draft(
    keeper: DraftKeeper, desk: Desk, store: Store
) -> None:
    desk.type("as it was")
    keeper.begin(note_id=NoteId(1))
    assert keeper.save()
    assert bodies(store) == []
    desk.type("other words")
    assert keeper.save()
    assert drafts.drafts(store)[0][0].note_id == NoteId(1)
    desk.type("as it was")
    assert keeper.worthless


def test_what_was_let_go_never_comes_back(keeper: DraftKeeper, desk: Desk, store: Store) -> None:
    desk.type("one")
    keeper.save()
    drafts.discard(store, None, keeper.draft.id)  # type: ignore[arg-type]
    keeper.let_go()
    assert keeper.save()
    assert not keeper.unsaved
    assert bodies(store) == []


def test_a_read_only_disk_says_why_and_keeps_trying(
    qtbot: QtBot, keeper: DraftKeeper, desk: Desk, store: Store
) -> None:
    told: list[str] = []
    keeper.troubled.connect(told.append)
    store.rows("PRAGMA query_only = 1")
    desk.type("one")
    assert not keeper.save()
    assert keeper.unsaved
    assert len(told) == 1
    assert told[0].startswith("Not saved yet.")
    assert told[0].endswith("The text stays here.")
    store.rows("PRAGMA query_only = 0")
    assert keeper._pause.isActive()
    assert keeper.save()
    assert told[1:] == [""]
    assert bodies(store) == ["one"]
