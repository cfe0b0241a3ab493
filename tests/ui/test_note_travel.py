"""From note to note of one account by key; what was written on the way stays."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book import drafts, intake
from book.facts import NoteFacts, Page
from book.note_writing import add_note
from book.records import AccountId
from book.rules import load
from book.store import Store
from tests.ui.writing_desk import hit, queue, type_in
from ui.commands import platform_keys
from ui.window.main_window import MainWindow

RULES = load()
ALDER = AccountId(1)
ALT = Qt.KeyboardModifier.AltModifier
BACK, ON = Qt.Key.Key_Left, Qt.Key.Key_Right

pytestmark = pytest.mark.skipif(
    platform_keys(("Alt+Left",), mac=("Ctrl+[",)) != ("Alt+Left",), reason="other keys on macOS"
)


@pytest.fixture
def three(store: Store) -> Store:
    """Three notes of mine and, on a day between them, one of somebody else."""
    for month in (8, 9, 10):
        add_note(store, RULES, ALDER, subject=f"Month {month}", body="x", day=date(2026, month, 1))
    account = store.row("SELECT external_id FROM accounts WHERE id = 1")
    assert account is not None
    theirs = NoteFacts(
        external_id="x", account_external_id=account[0], subject="Theirs", day="2026-09-15"
    )
    intake.apply(store, Page(source="vitally", resource="notes", notes=(theirs,)))
    return store


def subject(window: MainWindow) -> str:
    return window.acts.notes.page.subject.text()


def ends(window: MainWindow) -> tuple[bool, bool]:
    """Whether one can go back, and on."""
    window.commands.refresh()
    return (
        window.commands.action("previous_note").isEnabled(),
        window.commands.action("next_note").isEnabled(),
    )


def test_from_a_new_note_back_through_all_of_mine_and_on_again(
    qtbot: QtBot, window: MainWindow, three: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    assert ends(window) == (True, False)
    seen = []
    while ends(window)[0]:
        hit(qtbot, BACK, ALT)
        seen.append(subject(window))
    mine = [name for name in seen if name.startswith("Month")]
    assert mine == ["Month 10", "Month 9", "Month 8"]
    assert "Theirs" not in seen  # it is not mine to write in
    assert ends(window) == (False, True)
    hit(qtbot, BACK, ALT)  # nothing before it: nothing happens
    assert subject(window) == seen[-1]
    hit(qtbot, ON, ALT)
    assert subject(window) == seen[-2]
    assert drafts.drafts(three) == []  # they were only looked at


def test_what_was_written_on_the_way_stays_a_draft_and_is_found_again(
    qtbot: QtBot, window: MainWindow, three: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "begun here ")
    hit(qtbot, BACK, ALT)
    came_to = subject(window)
    type_in(qtbot, " and more")
    hit(qtbot, BACK, ALT)
    hit(qtbot, ON, ALT)
    assert subject(window) == came_to
    assert window.acts.notes.page.text.toPlainText().endswith(" and more")
    hit(qtbot, ON, ALT)
    assert "begun here" in window.acts.notes.page.text.toPlainText()
    assert ends(window) == (True, False)
    assert len(drafts.drafts(three)) == 2


def test_what_cannot_be_saved_keeps_its_place(
    qtbot: QtBot, window: MainWindow, three: Store
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_N)
    type_in(qtbot, "precious")
    with three.writing() as connection:
        connection.execute("CREATE TRIGGER full BEFORE INSERT ON drafts BEGIN SELECT"
                           " RAISE(ABORT, 'no room'); END")  # fmt: skip
    try:
        hit(qtbot, BACK, ALT)
        assert "precious" in window.acts.notes.page.text.toPlainText()
        assert window.acts.notes.page.keeper.note_id is None
    finally:
        with three.writing() as connection:
            connection.execute("DROP TRIGGER full")
