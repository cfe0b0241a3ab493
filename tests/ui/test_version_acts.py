"""A note's versions in the window, going back to one, and notes pinned to their account."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from book import drafts, intake, notes
from book.facts import NoteFacts, Page
from book.note_writing import add_note, edit_note
from book.records import AccountId, NoteId
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.ui.writing_desk import (
    CTRL,
    SHIFT,
    dialog,
    edits,
    hit,
    press_toast,
    queue,
    toast,
    type_in,
    waiting,
)
from ui.note.page import NotePage
from ui.versions.dialog import VersionsDialog
from ui.window.main_window import MainWindow

RULES = load()
ALDER = AccountId(1)
CHECK_IN = NoteId(1)


def twice_written(store: Store, clock: HandClock) -> NoteId:
    """A note that was ended and then edited."""
    number, _ = add_note(
        store, RULES, ALDER, subject="Plan", body="We start in July.", day=date(2026, 11, 24)
    )
    clock.move(minutes=5)
    edit_note(store, RULES, number, body="We start in August.\nThe CFO agrees.")
    return number


def shown(window: MainWindow) -> VersionsDialog:
    found = dialog(VersionsDialog)
    assert isinstance(found, VersionsDialog)
    return found


def text_of(store: Store, number: NoteId) -> str:
    found = notes.note(store, number)
    assert found is not None
    return found.body


def test_the_versions_open_by_key_and_say_what_differs(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = twice_written(store, clock)
    window.acts.notes.edit(number)
    hit(qtbot, Qt.Key.Key_Y, CTRL | SHIFT)
    asked = shown(window)
    assert asked.windowTitle() == "Versions of “Plan”"
    assert asked.list.heard(0).endswith(", me, 4 words added, 1 removed")
    assert asked.list.heard(1).endswith(", me, begun with 4 words")
    assert asked.text.toPlainText().split("\n") == [
        "\u2212 We start in July.",
        "+ We start in August.",
        "+ The CFO agrees.",
    ]
    assert asked.text.accessibleDescription() == (
        "2 lines with a plus are new, 1 line with a minus is gone"
    )
    assert not asked.restore.isEnabled()  # it stands as it is


def test_words_that_differ_are_lined_and_struck_not_only_tinted(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number, _ = add_note(store, RULES, ALDER, body="We start in July.", day=date(2026, 11, 24))
    edit_note(store, RULES, number, body="We start in August.")
    window.acts.versions.show(number)
    document = shown(window).text.document()

    def marked(word: str) -> tuple[bool, bool]:
        form = document.find(word, QTextCursor(document)).charFormat()
        return form.fontUnderline(), form.fontStrikeOut()

    assert marked("August") == (True, False)
    assert marked("July") == (False, True)
    assert marked("start") == (False, False)


def test_a_version_is_brought_back_as_an_edit_and_undo_takes_it_back(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = twice_written(store, clock)
    window.acts.notes.edit(number)
    page = window.acts.notes.page
    page.versions.click()
    asked = shown(window)
    hit(qtbot, Qt.Key.Key_Down)
    assert asked.restore.isEnabled()
    asked.restore.click()
    assert text_of(store, number) == "We start in July."
    assert page.text.toPlainText() == "We start in July."  # the page shows what stands
    assert edits(store)[-1] == "Restore note"
    assert toast(window) == "The note says again what it said then."
    press_toast(window)
    assert text_of(store, number) == "We start in August.\nThe CFO agrees."


def test_compared_with_now_it_shows_what_came_since(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = twice_written(store, clock)
    clock.move(minutes=5)
    edit_note(store, RULES, number, body="We start in August.")
    window.acts.versions.show(number)
    asked = shown(window)
    hit(qtbot, Qt.Key.Key_Down)
    assert asked.with_now.isEnabled()
    asked.with_now.click()
    assert asked.text.toPlainText().split("\n") == [
        "  We start in August.",
        "\u2212 The CFO agrees.",
    ]


def test_words_that_are_being_written_stay_and_nothing_is_brought_back(
    qtbot: QtBot, window: MainWindow, store: Store, clock: HandClock
) -> None:
    number = twice_written(store, clock)
    window.acts.notes.edit(number)
    type_in(qtbot, " More")
    window.acts.versions.show(number)
    hit(qtbot, Qt.Key.Key_Down)
    shown(window).restore.click()
    assert text_of(store, number) == "We start in August.\nThe CFO agrees."
    assert toast(window).startswith("Other words for this note are begun.")
    ((draft, _),) = drafts.drafts(store)
    assert draft.body.endswith("More")


def test_a_note_of_somebody_else_shows_its_versions_and_is_not_written(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    account = store.row("SELECT external_id FROM accounts WHERE id = 1")
    assert account is not None
    for body in ("one", "two"):
        theirs = NoteFacts(
            external_id="x", account_external_id=account[0], body=body, day="2026-11-20"
        )
        intake.apply(store, Page(source="vitally", resource="notes", notes=(theirs,)))
    (row,) = store.rows("SELECT id FROM notes WHERE external_id = 'x'")
    window.acts.versions.show(NoteId(row[0]))
    asked = shown(window)
    assert "Vitally" in asked.list.heard(0)
    hit(qtbot, Qt.Key.Key_Down)
    assert not asked.restore.isEnabled()
    assert "Somebody else" in asked.restore.toolTip()


def test_a_pinned_note_stands_first_and_nothing_of_it_is_sent(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    for at in range(3):
        add_note(store, RULES, ALDER, subject=f"Old {at}", body="x", day=date(2026, 10, 1 + at))
    before = waiting(store)
    oldest = notes.notes_of(store, ALDER)[-1]
    window.refresh()
    queue(window)
    lines = window.desk.seat.pane.lines
    qtbot.waitUntil(lambda: lines.number_of(f"note {oldest.id}") != -1, timeout=1_000)
    lines.act(lines.number_of(f"note {oldest.id}"))
    lines.act(lines.number_of(f"pin {oldest.id}"))
    assert waiting(store) == before
    assert toast(window) == "Pinned. It stands first at its account."
    qtbot.waitUntil(
        lambda: _headings(window)[:1] != [] and "pinned" in _keys(window), timeout=1_000
    )
    keys = _keys(window)
    assert keys.index(f"note {oldest.id}") < keys.index("note")
    assert keys.count(f"note {oldest.id}") == 1
    said = lines.lines[lines.number_of(f"note {oldest.id}")].spoken
    assert said.startswith("pinned, ")
    press_toast(window)
    qtbot.waitUntil(lambda: "pinned" not in _keys(window), timeout=1_000)
    assert notes.pinned_of(store, ALDER) == []


def test_the_pin_has_a_key_that_takes_it_away_too(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    window.acts.notes.edit(CHECK_IN)
    assert not window.commands.action("pin_note").isChecked()
    hit(qtbot, Qt.Key.Key_I, CTRL | SHIFT)
    assert [one.id for one in notes.pinned_of(store, ALDER)] == [CHECK_IN]
    assert window.commands.action("pin_note").isChecked()
    hit(qtbot, Qt.Key.Key_I, CTRL | SHIFT)
    assert notes.pinned_of(store, ALDER) == []


def test_without_a_note_at_hand_there_is_nothing_to_pin_and_no_version(
    qtbot: QtBot, window: MainWindow
) -> None:
    queue(window)
    window.commands.refresh()
    for command in ("pin_note", "note_versions", "previous_note", "next_note"):
        assert not window.commands.action(command).isEnabled(), command
    hit(qtbot, Qt.Key.Key_N)
    page = window.acts.notes.page
    assert isinstance(page, NotePage)
    assert page.versions.isHidden()  # a new note has none
    assert not window.commands.action("note_versions").isEnabled()


def _keys(window: MainWindow) -> list[str]:
    return [line.key for line in window.desk.seat.pane.lines.lines]


def _headings(window: MainWindow) -> list[str]:
    return [line.key for line in window.desk.seat.pane.lines.lines if line.kind == "heading"]
