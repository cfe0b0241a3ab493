"""What the status bar and the sidebar say of a real book, from an edit to its confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import cursors, note_writing, outbox, outbox_answers, outbox_sending, sources
from book.clock import stamp
from book.errors import Offline, Refused
from book.outbox_entry import OutboxEntry
from book.records import AccountId, Source, SyncProgress
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, TODAY
from ui.source_words import Standing
from ui.window.main_window import MainWindow
from ui.window.sidebar import Place, Sidebar
from ui.window.status_teller import StatusTeller
from ui.words import time_words

RULES = load()


def add_note(store: Store, account: int = 1) -> OutboxEntry:
    note_writing.add_note(store, RULES, AccountId(account), body="They said yes.", day=TODAY)
    return outbox.entries(store)[-1]


def told(window: MainWindow) -> list[str]:
    """The words of the status bar, read anew from the book."""
    window.reading.forget(None)
    window.teller.tell_all()
    status = window.status
    parts = (status.saved, status.sync, status.waiting, status.needs)
    return [part.standing.words for part in parts if part.isVisibleTo(window)]


def test_a_calm_book_says_that_it_is_saved_and_up_to_date(window: MainWindow) -> None:
    assert told(window) == ["Saved here", f"Up to date {time_words(NOON)}"]


def test_nothing_is_sent_before_its_source_confirmed_it(
    window: MainWindow, store: Store, clock: HandClock
) -> None:
    """Every step on the way still says that it waits."""
    entry = add_note(store)
    waits = ["Saved here", "Nothing sent yet", "1 waiting"]
    assert told(window) == waits
    assert outbox_sending.claim(store, entry)
    assert told(window) == waits
    lost = Offline("Vitally does not answer.")
    outbox_sending.put_back(store, entry, lost, None, uncertain=True)
    assert told(window) == waits
    assert outbox_sending.claim(store, outbox.entries(store)[0])
    assert told(window) == waits
    clock.now += timedelta(minutes=3)
    outbox_answers.settle(store, entry, None, "found there")
    assert told(window) == ["Saved here", f"Sent {time_words(clock.now)}"]


def test_what_was_sent_yesterday_is_told_while_more_waits(
    window: MainWindow, store: Store, clock: HandClock
) -> None:
    entry = add_note(store)
    assert outbox_sending.claim(store, entry)
    outbox_answers.settle(store, entry, None)
    clock.now += timedelta(days=1)
    assert told(window)[1] == f"Up to date Tue 24 Nov {time_words(NOON)}"
    assert f"Sent Tue 24 Nov {time_words(NOON)}" not in told(window)
    add_note(store)
    assert told(window)[1:] == [f"Sent Tue 24 Nov {time_words(NOON)}", "1 waiting"]


def test_what_a_person_held_waits_too(window: MainWindow, store: Store) -> None:
    newest = [add_note(store) for _ in range(3)][-1]
    outbox.hold(store, newest.id)
    assert told(window)[-1] == "3 waiting"
    detail = window.status.waiting.standing.detail
    assert detail == "2 leave by themselves\n1 held by you"


def test_what_stopped_needs_the_person_and_does_not_wait(window: MainWindow, store: Store) -> None:
    entry = add_note(store)
    outbox_sending.park(store, entry, "refused", Refused("Vitally will not take it."))
    assert told(window) == ["Saved here", f"Up to date {time_words(NOON)}", "1 needs you"]
    assert window.status.needs.standing.leads == "outbox"


def test_offline_says_how_much_waits_once(window: MainWindow, store: Store) -> None:
    add_note(store)
    add_note(store, 2)
    sources.note_state(store, "vitally", "offline", "Vitally does not answer.")
    assert told(window) == ["Saved here", f"Offline since {time_words(NOON)}, 2 waiting"]


def test_a_fetch_in_hand_and_a_refused_key_take_the_place_of_sent(
    window: MainWindow, store: Store, clock: HandClock
) -> None:
    add_note(store)
    window.show_progress(SyncProgress(source="vitally", resource="accounts", done=40, total=104))
    assert told(window) == ["Saved here", "Fetching 40 of 104", "1 waiting"]
    window.show_progress(None)
    sources.note_state(store, "vitally", "needs_sign_in")
    assert told(window) == ["Saved here", "Vitally: sign in again", "1 waiting"]
    # The end of the wait is kept as a moment beside the source's state.
    sources.note_state(store, "vitally", "rate_limited", "Vitally asks to wait 2 minutes.")
    cursors.keep(store, "vitally", {"wait": stamp(clock.now + timedelta(minutes=2))})
    assert told(window) == ["Saved here", "Vitally asks to wait 2 min", "1 waiting"]
    clock.now += timedelta(minutes=1)
    window.teller.tell_sync()
    assert window.status.sync.standing.words == "Vitally asks to wait 1 min"


def test_a_source_that_is_not_written_to_is_named(window: MainWindow, store: Store) -> None:
    add_note(store)
    found = sources.source(store, "vitally")
    assert isinstance(found, Source)
    found.options["read-only"] = "true"
    sources.save(store, found)
    told(window)
    assert "writing to Vitally is off" in window.status.waiting.standing.detail


def test_until_a_write_is_done_nothing_shows_as_saved(window: MainWindow) -> None:
    window.teller.tell_saving(True)
    assert told(window)[0] == "saving…"
    full = "Not saved yet: disk is full. The text stays here."
    window.teller.tell_not_saved(full)
    assert told(window)[0] == full
    assert window.status.saved.standing.tone == "red"
    window.teller.tell_saving(False)
    assert told(window)[0] == full
    window.teller.tell_not_saved()
    assert told(window)[0] == "Saved here"
    assert window.status.saved.standing == Standing(
        "Saved here",
        "check",
        "plain",
        "The book is saved on this laptop at every change.",
        "outbox",
    )


def test_only_a_failed_write_is_announced(window: MainWindow) -> None:
    """Who hears the window is not told of every save, but of one that failed, and once."""
    heard: list[str] = []
    window.teller.announce = heard.append
    full = "Not saved yet: disk is full. The text stays here."
    for words in (full, full, "", ""):
        window.teller.tell_not_saved(words)
    window.teller.tell_saving(True)
    window.teller.tell_saving(False)
    assert heard == [full]


@pytest.fixture
def rail(qtbot: QtBot) -> Sidebar:
    made = Sidebar(
        "Wren's book",
        [
            Place("today", "Today", "sun"),
            Place("outbox", "Outbox", "send", bottom=True),
            Place("conflicts", "Conflicts", "git-merge", bottom=True),
        ],
    )
    qtbot.addWidget(made)
    return made


def test_the_sidebar_counts_what_waits_and_in_amber_what_stopped(
    window: MainWindow, store: Store, rail: Sidebar
) -> None:
    teller = StatusTeller(window.reading, window.desk, window.status, rail)

    def counted() -> list[tuple[int | None, bool]]:
        window.reading.forget(None)
        teller.tell_all()
        return [(place.count, place.wanting) for place in rail.view.places.places[1:]]

    assert counted() == [(None, False), (None, False)]
    first, _second = add_note(store), add_note(store, 2)
    assert counted() == [(2, False), (None, False)]
    outbox_sending.park(store, first, "refused", Refused("Vitally will not take it."))
    assert counted() == [(1, True), (None, False)]
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO conflicts (source, record, record_id, account_id, field, at)"
            " VALUES ('vitally', 'note', 1, 1, 'body', '2026-11-24T09:00:00.000Z')"
        )
    assert counted() == [(1, True), (1, True)]
    assert window.status.needs.standing.words == "2 need you"


def test_a_click_on_what_waits_asks_for_the_outbox(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    add_note(store)
    told(window)
    with qtbot.waitSignal(window.status.place_asked, timeout=500) as went:
        qtbot.mouseClick(window.status.waiting, Qt.MouseButton.LeftButton)
    assert went.args == ["outbox"]
