"""The capture window over a real book: guessed, typed, filed, kept, and what links may do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from book import drafts, notes, points, tasks
from book.capture_links import CaptureAsked
from book.clock import stamp
from book.gate import WriteGate
from book.records import AccountId
from book.store import Store
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, make_window, shown
from tests.ui.writing_desk import CTRL, dialog, toast, waiting
from ui.capture.acts import CaptureActs
from ui.capture.key_choice import ask_key, global_key
from ui.capture.window import CaptureWindow
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

ALDER, BIRCH = AccountId(1), AccountId(2)
NO_KEY = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def acts(qtbot: QtBot, window: MainWindow) -> Iterator[CaptureActs]:
    QGuiApplication.clipboard().clear()
    made = window.acts.capture
    yield made
    if shiboken6.isValid(made):
        made.close()


@pytest.fixture
def capture(qtbot: QtBot, acts: CaptureActs) -> CaptureWindow:
    """Open and empty."""
    acts.open()
    assert acts.window.isVisible()
    return acts.window


def press(qtbot: QtBot, capture: CaptureWindow, key: Qt.Key, held: Qt.KeyboardModifier = NO_KEY):
    """A key, where the capture window has the keyboard."""
    if held != NO_KEY and not capture.isActiveWindow():  # shortcuts ask for it, keys do not
        capture.activateWindow()
        qtbot.waitUntil(capture.isActiveWindow, timeout=2_000)
    focus: QWidget | None = capture.focusWidget()
    qtbot.keyClick(capture.text if focus is None else focus, key, held)


def type_text(qtbot: QtBot, capture: CaptureWindow, text: str) -> None:
    """Typed line by line into the text."""
    for number, line in enumerate(text.split("\n")):
        if number:
            qtbot.keyClick(capture.text, Qt.Key.Key_Return)
        qtbot.keyClicks(capture.text, line)


def meet(store: Store, account: AccountId) -> None:
    """A meeting with that account runs."""
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO meetings (source, external_id, account_id, title, starts_at, ends_at,"
            " all_day, attendees, status) VALUES ('ics', 'm1', ?, 'Check-in', ?, ?, 0, '[]',"
            " 'confirmed')",
            (account, stamp(NOON - timedelta(minutes=10)), stamp(NOON + timedelta(minutes=20))),
        )


def test_lines_are_filed_as_when_a_note_ends(
    qtbot: QtBot, window: MainWindow, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    acts.window.set_account(ALDER, "Alder Works")
    type_text(
        qtbot, capture, "They want a price\n>> I owe the price fri\n[] ask for the bundle @fri"
    )
    press(qtbot, capture, Qt.Key.Key_Return, CTRL)
    assert not capture.isVisible()
    made = [one for one in notes.notes_of(store, ALDER) if "They want a price" in one.body]
    assert [one.kind for one in made] == ["note"]
    assert [one.title for one in tasks.tasks_of(store, ALDER) if "bundle" in one.title]
    assert [one for one in points.points_of_account(store, ALDER) if one.kind == "i_owe"]
    assert ("note", "create") in waiting(store)
    assert drafts.drafts(store) == []
    # Since then the toast also says what the lines made, as at the end of any note.
    assert toast(window) == "Filed at Alder Works: 1 task, 1 promise."


def test_what_is_too_long_to_paste_is_said_in_its_foot(
    qtbot: QtBot, capture: CaptureWindow
) -> None:
    type_text(qtbot, capture, "before")
    held = QMimeData()
    held.setText("word\n" * 300_000)
    capture.text.insertFromMimeData(held)
    assert capture.text.toPlainText() == "before"
    assert capture.foot.state.whole.startswith("The note would have 1,500,006 characters")


def test_a_sign_takes_the_place_of_the_box_that_enter_began(
    qtbot: QtBot, capture: CaptureWindow
) -> None:
    type_text(qtbot, capture, "[] send docs\n<< they send the list mon")
    assert capture.text.toPlainText() == "[] send docs\n<< they send the list mon"


def test_what_the_lines_make_is_said_while_one_types(qtbot: QtBot, capture: CaptureWindow) -> None:
    type_text(qtbot, capture, "plain\n>> send the price tomorrow\n! new CFO")
    qtbot.waitUntil(lambda: capture.made.words() == ["I owe, Wed 25 Nov", "Risk"], timeout=2_000)
    assert capture.made.accessibleDescription() == "I owe, Wed 25 Nov, Risk"


def test_esc_keeps_the_draft_and_the_next_opening_goes_on_with_it(
    qtbot: QtBot, window: MainWindow, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "half a thought")
    press(qtbot, capture, Qt.Key.Key_Escape)
    assert not capture.isVisible()
    ((kept, name),) = drafts.drafts(store)
    assert (kept.body, name) == ("half a thought", None)
    assert [one.body for one, _ in window.reading.drafts] == ["half a thought"]
    acts.open()
    assert capture.text.toPlainText() == "half a thought"
    assert capture.text.textCursor().atEnd()


def test_after_a_restart_it_is_there_again(
    qtbot: QtBot, window: MainWindow, capture: CaptureWindow, store: Store, clock: HandClock
) -> None:
    type_text(qtbot, capture, "before the restart")
    press(qtbot, capture, Qt.Key.Key_Escape)
    window.close()
    again = shown(qtbot, make_window(store, clock))
    again.acts.capture.open()
    assert again.acts.capture.window.text.toPlainText() == "before the restart"
    again.acts.capture.close()


def test_esc_with_nothing_written_leaves_nothing(
    qtbot: QtBot, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    assert capture.foot.leave.text() == "Close"
    press(qtbot, capture, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []
    acts.open()
    type_text(qtbot, capture, "a")
    assert capture.foot.leave.text() == "Keep as draft"
    assert capture.keeper.save()
    qtbot.keyClick(capture.text, Qt.Key.Key_Backspace)
    press(qtbot, capture, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []


def test_without_an_account_it_asks_for_one_and_then_files(
    qtbot: QtBot, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "whose was it")
    press(qtbot, capture, Qt.Key.Key_Return, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    qtbot.keyClicks(asked.field, "birch")
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert not capture.isVisible()
    assert [one.body for one in notes.notes_of(store, BIRCH) if one.body == "whose was it"]


def test_leaving_that_question_keeps_the_draft(
    qtbot: QtBot, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "nobody's yet")
    press(qtbot, capture, Qt.Key.Key_Return, CTRL)
    qtbot.keyClick(dialog(PickDialog), Qt.Key.Key_Escape)
    assert capture.isVisible()
    press(qtbot, capture, Qt.Key.Key_Escape)
    assert [one.body for one, _ in drafts.drafts(store)] == ["nobody's yet"]


def test_the_running_meeting_names_the_account_before_the_clipboard_does(
    acts: CaptureActs, store: Store
) -> None:
    meet(store, BIRCH)
    QGuiApplication.clipboard().setText("Alder Works")
    acts.open()
    assert acts.window.held.account_id == BIRCH
    assert acts.window.whence.whole == "from the meeting running now"
    assert acts.window.held.kind == "meeting"


def test_what_was_copied_names_it_else(qtbot: QtBot, acts: CaptureActs) -> None:
    QGuiApplication.clipboard().setText("Cedar Freight")
    acts.open()
    qtbot.waitUntil(lambda: acts.window.account.text() == "Cedar Freight", timeout=2_000)
    assert acts.window.whence.whole == "from the name you copied"


def test_a_guess_never_takes_the_place_of_what_the_person_said(
    qtbot: QtBot, acts: CaptureActs
) -> None:
    QGuiApplication.clipboard().setText("Cedar Freight")
    acts.open()
    acts.window.set_account(ALDER, "Alder Works")
    qtbot.wait(20)
    assert acts.window.held.account_id == ALDER


def test_tab_and_a_letter_look_for_another_account(qtbot: QtBot, capture: CaptureWindow) -> None:
    press(qtbot, capture, Qt.Key.Key_Tab)
    assert capture.account.hasFocus()
    qtbot.keyClicks(capture.account, "d")
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    assert asked.field.text() == "d"
    qtbot.keyClicks(asked.field, "og")
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert capture.account.text() == "Dogwood Labs"
    assert capture.text.hasFocus()


def test_the_kind_can_be_chosen(qtbot: QtBot, capture: CaptureWindow, store: Store) -> None:
    capture.set_account(ALDER, "Alder Works")
    capture.kind_button.click()
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    qtbot.keyClicks(asked.field, "call")
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    type_text(qtbot, capture, "rang them")
    press(qtbot, capture, Qt.Key.Key_Return, CTRL)
    assert [one.kind for one in notes.notes_of(store, ALDER) if one.body == "rang them"] == ["call"]


def test_a_link_fills_it_and_saves_nothing(qtbot: QtBot, acts: CaptureActs, store: Store) -> None:
    acts.open(CaptureAsked("birch", "[] pay me @fri"))
    window = acts.window
    assert (window.text.toPlainText(), window.account.text()) == ("[] pay me @fri", "Birch & Sons")
    assert window.whence.whole == "from a link"
    window.went.emit()
    assert drafts.drafts(store) == []
    press(qtbot, window, Qt.Key.Key_Escape)
    assert drafts.drafts(store) == []
    assert not waiting(store)
    acts.open()
    assert window.text.toPlainText() == ""


def test_the_persons_own_key_files_what_a_link_brought(
    qtbot: QtBot, acts: CaptureActs, store: Store
) -> None:
    acts.open(CaptureAsked("Birch", "from the launcher"))
    press(qtbot, acts.window, Qt.Key.Key_Return, CTRL)
    assert [one for one in notes.notes_of(store, BIRCH) if one.body == "from the launcher"]


def test_a_link_never_touches_what_was_written_before(
    qtbot: QtBot, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "mine")
    acts.open(CaptureAsked("", "a stranger's"))
    assert capture.text.toPlainText() == "a stranger's"
    assert [one.body for one, _ in drafts.drafts(store)] == ["mine"]


def test_what_a_link_was_opened_over_comes_back_after_it(
    qtbot: QtBot, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "mine")
    acts.open(CaptureAsked("", "a stranger's"))
    acts.open(CaptureAsked("", "another one's"))
    press(qtbot, capture, Qt.Key.Key_Escape)
    acts.open()
    assert capture.text.toPlainText() == "mine"
    acts.open(CaptureAsked("Birch", "to be filed"))
    acts.file()
    acts.open()
    assert capture.text.toPlainText() == "mine"
    acts.open(CaptureAsked("Birch", "not whole"))
    type_text(qtbot, capture, " yet")
    press(qtbot, capture, Qt.Key.Key_Escape)
    acts.open()
    assert capture.text.toPlainText() == "not whole yet"
    acts.file()
    acts.open()
    assert capture.text.toPlainText() == "mine"
    press(qtbot, capture, Qt.Key.Key_Escape)
    assert [one.body for one, _ in drafts.drafts(store)] == ["mine"]


def test_a_link_to_no_account_says_so(acts: CaptureActs) -> None:
    acts.open(CaptureAsked("nobody at all", "text"))
    assert acts.window.held.account_id is None
    assert acts.window.whence.whole == "no account of that name"


def test_a_draft_open_on_the_note_page_has_one_editor(
    qtbot: QtBot, window: MainWindow, acts: CaptureActs, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "one text")
    press(qtbot, capture, Qt.Key.Key_Escape)
    ((kept, _),) = drafts.drafts(store)
    window.acts.notes.open_draft(kept.id)
    acts.open()
    assert capture.text.toPlainText() == ""
    assert acts.window.keeper.draft is None


def test_a_busy_file_files_it_in_turn(qtbot: QtBot, capture: CaptureWindow, store: Store) -> None:
    capture.set_account(ALDER, "Alder Works")
    type_text(qtbot, capture, "in turn")
    with WriteGate(store.profile).held():
        press(qtbot, capture, Qt.Key.Key_Return, CTRL)
        assert capture.isVisible()  # nothing shows as saved before it is
    qtbot.waitUntil(lambda: not capture.isVisible(), timeout=3_000)
    assert [one for one in notes.notes_of(store, ALDER) if one.body == "in turn"]


def test_a_window_does_not_close_over_words_that_are_not_on_disk(
    qtbot: QtBot, window: MainWindow, capture: CaptureWindow, store: Store
) -> None:
    type_text(qtbot, capture, "not yet")
    with WriteGate(store.profile).held():
        window.close()
        assert window.isVisible()
    qtbot.waitUntil(lambda: not capture.keeper.unsaved, timeout=3_000)
    window.close()
    assert not window.isVisible()


def test_a_text_that_says_nothing_is_not_filed(
    qtbot: QtBot, capture: CaptureWindow, store: Store
) -> None:
    capture.set_account(ALDER, "Alder Works")
    capture.text.setPlainText(" \u200b\n")
    press(qtbot, capture, Qt.Key.Key_Return, CTRL)
    assert capture.isVisible()
    assert capture.foot.state.whole == "There are no words in it yet."
    assert capture.foot.state.property("ink") == "red"
    assert not waiting(store)


def test_it_is_warm_before_it_is_asked_for(qtbot: QtBot, acts: CaptureActs) -> None:
    assert not acts.made
    acts.warm()
    window = acts.window
    assert not window.isVisible()
    assert window.windowHandle() is not None  # the system knows it already
    acts.open()
    assert acts.window is window
    qtbot.waitUntil(lambda: window.isActiveWindow() and window.text.hasFocus(), timeout=2_000)


def test_closing_takes_it_away(acts: CaptureActs, capture: CaptureWindow) -> None:
    acts.close()
    assert not shiboken6.isValid(capture)
    assert not acts.made


def test_whatever_takes_the_keyboard_has_a_name(capture: CaptureWindow) -> None:
    nameless = [
        type(widget).__name__
        for widget in capture.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not isinstance(widget, QScrollBar)
        and not widget.accessibleName()
    ]
    assert nameless == []


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ctrl+alt+space", "Ctrl+Alt+Space"),
        ("Meta+J", "Meta+J"),
        ("J", ""),
        ("Shift+J", ""),
        ("Ctrl+K, Ctrl+J", ""),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_a_key_for_all_programs_leaves_typing_alone(typed: str, key: str) -> None:
    assert global_key(typed) == key


def test_the_key_is_a_setting_and_off_at_first(qtbot: QtBot, window: MainWindow) -> None:
    assert window.settings.choices.capture_key == ""
    asked = ask_key(window, window.settings)
    qtbot.keyClicks(asked.field, "ctrl+alt+y")
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)
    assert window.settings.choices.capture_key == "Ctrl+Alt+Y"
    asked = ask_key(window, window.settings)
    qtbot.keyClicks(asked.field, "y")
    qtbot.keyClick(asked.field, Qt.Key.Key_Escape)
    assert window.settings.choices.capture_key == "Ctrl+Alt+Y"
