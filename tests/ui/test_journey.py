"""From “the call ended” to “I can close the lid”: by key alone, counted and timed."""

from __future__ import annotations

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import notes, outbox, points, recordings, tasks
from book.records import AccountId, NoteId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import make_window, shown
from tests.ui.writing_desk import CTRL, hit, queue, toast, type_in
from ui.window.main_window import MainWindow

ALDER = AccountId(1)
MOST_CHORDS = 12
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"


@pytest.fixture
def window(qtbot: QtBot, store: Store, clock: HandClock) -> MainWindow:
    return shown(qtbot, make_window(store, clock, template="check_in"))


class Hands:
    """Presses keys and counts them; what is typed between is text."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.chords = 0

    def press(
        self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        self.chords += 1
        hit(self._qtbot, key, modifier)

    def write(self, text: str) -> None:
        type_in(self._qtbot, text)


def test_a_call_is_written_down(
    qtbot: QtBot, window: MainWindow, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    queue(window)
    QApplication.clipboard().setText(f"{LOOM}?t=725&sid=0a1b")
    before = {task.id for task in tasks.tasks_of(store, ALDER)}
    hands, began = Hands(qtbot), perf_counter()
    hands.press(Qt.Key.Key_Return)  # the account
    hands.press(Qt.Key.Key_N)  # its note, from the template
    hands.write("They need funnels per plant by 14 January.")
    hands.press(Qt.Key.Key_Return)
    hands.write("[] send the naming guide @fri")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)  # the list ends
    hands.write(">> I owe them the price tomorrow")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_V, CTRL)
    hands.press(Qt.Key.Key_Return, CTRL)  # ended
    took = perf_counter() - began

    assert hands.chords <= MOST_CHORDS
    (note,) = [one for one in notes.notes_of(store, ALDER) if one.subject.startswith("Call with")]
    assert note.body.startswith("## What matters to them\nThey need funnels per plant")
    (task,) = [one for one in tasks.tasks_of(store, ALDER) if one.id not in before]
    assert (task.title, str(task.due)) == ("send the naming guide", "2026-11-27")
    (promise,) = points.points_of_account(store, ALDER)
    assert (promise.kind, str(promise.due), promise.note_id) == ("i_owe", "2026-11-25", note.id)
    (recording,) = recordings.attached_to(store, "note", note.id)
    assert recording.url == LOOM
    assert [moment.at_s for moment in recording.moments] == [725]
    assert {(one.record, one.record_id, one.state) for one in outbox.entries(store)} == {
        ("note", note.id, "queued"),
        ("task", task.id, "queued"),
    }
    assert points.lines_of(store, "task", task.id) == [(NoteId(note.id), 2)]
    assert toast(window) == "Ended: 1 task, 1 promise, 1 recording. Leaves in 60 s."
    with capsys.disabled():
        print(f"\na call written down: {hands.chords} chords, {took:.2f} s at the keys' own pace")
