"""Outbox and conflicts in the window: what is moved to another account, where both sides began."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import notes, outbox
from book.records import Account, AccountId, Twin
from book.store import Store
from tests.ui.account_samples import account
from tests.ui.writing_desk import dialog, hit, press_toast, toast, type_in
from ui.window.main_window import MainWindow
from ui.writing.owed_reading import move_targets, shown_conflicts
from ui.writing.pick_list import PickDialog

ALDER = AccountId(1)


def customer(number: int, source: str = "vitally", **other: object) -> Account:
    """An account of a book, by its number."""
    return account(id=AccountId(number), source=source, name=f"Account {number}", **other)


def twin(number: int, source: str) -> Twin:
    """The same customer elsewhere."""
    return Twin(id=AccountId(number), source=source, external_id=f"x{number}", how="domain")


def test_it_moves_within_its_source_and_to_who_is_still_there() -> None:
    known = [
        customer(1),
        customer(2),
        customer(3, "hubspot", twins=(twin(4, "vitally"),)),
        customer(5, "hubspot"),
        customer(6, status="removed"),
        customer(7, status="churned"),
    ]
    found = move_targets(known, "vitally", AccountId(1))
    assert [(one.id, one.name) for one in found] == [
        (2, "Account 2"),
        (4, "Account 3"),
        (7, "Account 7"),
    ]


def test_what_no_source_has_yet_may_go_to_the_twin_that_lives() -> None:
    known = [
        customer(1, twins=(twin(2, "hubspot"),)),
        customer(3, "hubspot"),
        customer(4, "hubspot", twins=(twin(5, "vitally"),)),
    ]
    found = move_targets(known, "vitally", AccountId(1), anywhere=True)
    assert [(one.id, one.name) for one in found] == [
        (2, "Account 1"),
        (3, "Account 3"),
        (5, "Account 4"),  # its own source knows that customer, and comes first
    ]
    sent = move_targets(known, "vitally", AccountId(1))
    assert [one.id for one in sent] == [5], "what may be in a source is never written to another"


@pytest.fixture
def stopped(window: MainWindow, store: Store) -> MainWindow:
    """A new note whose account is gone, chosen in the outbox."""
    window.acts.notes.new()
    page = window.acts.notes.page
    page.set_account(ALDER, "Alder Works")
    page.text.setPlainText("They start in July.")
    window.acts.notes.end()
    with store.writing() as connection:
        connection.execute("UPDATE outbox SET state = 'parked', reason = 'account_gone'")
    window.refresh(None)
    window.go("outbox")
    window.desk.focus_list(Qt.FocusReason.TabFocusReason)
    return window


def home(store: Store) -> AccountId:
    """Whose the note is."""
    [(number,)] = store.rows("SELECT max(id) FROM notes")
    found = notes.note(store, number)
    assert found is not None
    return found.account_id


def test_a_note_that_lost_its_account_goes_to_another(
    qtbot: QtBot, stopped: MainWindow, store: Store
) -> None:
    hit(qtbot, Qt.Key.Key_M)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    assert asked.windowTitle() == "Move the note to"
    assert "Alder Works" not in [one.words for one in asked.model.options]
    type_in(qtbot, "birch", Qt.Key.Key_Return)
    assert home(store) == AccountId(2)
    (entry,) = outbox.entries(store)
    assert (entry.state, entry.account_id) == ("queued", AccountId(2))
    assert toast(stopped) == "Moved to Birch & Sons."
    press_toast(stopped)
    assert home(store) == ALDER


def test_the_link_beneath_leads_to_the_sync_log_and_esc_back(
    qtbot: QtBot, stopped: MainWindow
) -> None:
    shown = stopped.desk.shown
    assert shown is not None
    shown.page.foot.log.click()  # type: ignore[attr-defined]
    assert stopped.desk.area.key == "sync-log"
    hit(qtbot, Qt.Key.Key_Escape)
    assert stopped.desk.area.key == "outbox"


def test_a_conflict_says_where_both_sides_began(window: MainWindow, store: Store) -> None:
    with store.writing() as connection:
        for at, old, new, by in (
            ("2026-11-20T08:00:00.000Z", "Task 0", "Call them", "me"),
            ("2026-11-23T09:00:00.000Z", "Call them", "Mine", "me"),
        ):
            connection.execute(
                "INSERT INTO changes (record, record_id, field, old, new, by, at)"
                " VALUES ('task', 1, 'title', ?, ?, ?, ?)",
                (old, new, by, at),
            )
        for field, base, mine, theirs in (
            ("title", "Call them", "Mine", "Theirs"),
            ("due", "2026-11-01", "2026-12-01", "2026-12-02"),  # nobody saw that day come
        ):
            connection.execute(
                "INSERT INTO conflicts (record, record_id, account_id, source, field, base, mine,"
                " theirs, at) VALUES ('task', 1, 1, 'vitally', ?, ?, ?, ?, ?)",
                (field, base, mine, theirs, "2026-11-24T09:00:00.000Z"),
            )
    first, second = shown_conflicts(store, window.reading.now)
    assert first.base_at.startswith("Fri 20 Nov")
    assert first.mine_at.startswith("this laptop, ")
    assert second.base_at == ""
