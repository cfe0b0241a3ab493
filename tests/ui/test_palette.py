"""The palette: go, act, create and find by key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.records import AccountId
from book.store import Store
from tests.ui.writing_desk import CTRL, dialog, hit, marks, queue, type_in
from ui.note.page import NotePage
from ui.palette.ranking import LEAST_SCORE, Named, rank
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

CHOICES = [
    Named("note", "New note", "note"),
    Named("task", "New task", "account"),
    Named("stage", "Move to stage", "account"),
    Named("snooze", "Snooze", "edit"),
    Named("sync", "Sync now", "file"),
    Named("dark", "Dark", "view"),
]


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("new n", "note"),
        ("stage", "stage"),
        ("mo st", "stage"),
        ("snoz", "snooze"),
        ("SYNC", "sync"),
        ("dar", "dark"),
        ("edit", "snooze"),
    ],
)
def test_the_command_that_is_meant_comes_first(text: str, best: str) -> None:
    assert rank(text, CHOICES)[0].key == best


def test_nothing_fits_by_chance() -> None:
    assert rank("zzgh", CHOICES) == []
    assert rank("  ", CHOICES) == []


def test_between_equals_the_one_used_last_comes_first() -> None:
    assert [one.key for one in rank("new", CHOICES)][:2] == ["note", "task"]
    assert [one.key for one in rank("new", CHOICES, recent=("task",))][:2] == ["task", "note"]
    assert all(one.score >= LEAST_SCORE for one in rank("new", CHOICES))


def opened(qtbot: QtBot, window: MainWindow) -> PickDialog:
    hit(qtbot, Qt.Key.Key_K, CTRL)
    found = dialog(PickDialog)
    assert isinstance(found, PickDialog)
    return found


def test_an_account_by_three_letters(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "dog")
    assert [one.words for one in asked.model.options][:1] == ["Dogwood Labs"]
    hit(qtbot, Qt.Key.Key_Return)
    assert window.desk.account == AccountId(4)
    assert window.settings.choices.recent == ("account 4",)


def test_a_command_acts_on_where_one_stands(qtbot: QtBot, window: MainWindow, store: Store) -> None:
    page = queue(window)
    account = page.current_account()
    opened(qtbot, window)
    type_in(qtbot, "booked", Qt.Key.Key_Return)
    assert marks(store) == {account: ("booked", None)}


def test_what_cannot_be_done_now_is_not_offered(qtbot: QtBot, window: MainWindow) -> None:
    window.go("accounts")
    asked = opened(qtbot, window)
    type_in(qtbot, "end note")
    assert not any(str(one.value) == "do end_note" for one in asked.model.options)


def test_recents_stand_first_and_hold_no_names(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    opened(qtbot, window)
    type_in(qtbot, "elm", Qt.Key.Key_Return)
    asked = opened(qtbot, window)
    assert asked.model.options[0].words == "Elm Studio"
    assert "Elm" not in window.settings.file.read_text(encoding="utf-8")


def test_nothing_found_begins_a_note(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "Harbour plants")
    (only,) = asked.model.options
    assert only.words == "Nothing for “Harbour plants”. Begin a note with it"
    hit(qtbot, Qt.Key.Key_Return)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, NotePage)
    assert page.subject.text() == "Harbour plants"


def test_the_field_in_the_sidebar_opens_it(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.sidebar.search, Qt.MouseButton.LeftButton)
    assert isinstance(dialog(PickDialog), PickDialog)


def test_a_word_of_a_note_leads_to_it(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "plan acct:elm")
    (only,) = [one for one in asked.model.options if one.beside == "note"]
    assert only.words == "Check-in"
    assert only.below.startswith("Elm Studio · 2 Nov")
    hit(qtbot, Qt.Key.Key_Return)
    assert window.desk.area.key == "note"


def test_a_person_leads_to_the_account(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "ines acct:fir")
    assert asked.model.options[0].beside == "person"
    hit(qtbot, Qt.Key.Key_Return)
    assert window.desk.account == AccountId(6)


def test_a_person_without_a_name_is_said_once(
    qtbot: QtBot, window: MainWindow, store: Store
) -> None:
    with store.writing() as connection:
        connection.execute(
            "UPDATE contacts SET name = 'wren@fir.example', email = 'wren@fir.example'"
            " WHERE account_id = 6"
        )
        connection.execute("UPDATE accounts SET name = 'نخيل' WHERE id = 6")
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "wren@fir")
    person = next(one for one in asked.model.options if one.beside == "person")
    assert (person.words, person.below) == ("wren@fir.example", "\u2068نخيل\u2069")


def test_what_was_found_is_marked_where_it_stands(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    asked = opened(qtbot, window)
    type_in(qtbot, "dog")
    first = asked.model.options[0]
    assert [first.words[start:end] for start, end in first.hits] == ["Dog"]
    for one in asked.model.options:
        for start, end in one.below_hits:
            assert one.below[start:end].casefold().startswith("dog")


def test_before_anything_is_typed_nothing_ends_the_window(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    offered = [one.value for one in opened(qtbot, window).model.options]
    assert len(offered) == 12
    assert not {"do quit", "do close", "do sync"} & set(offered)
    assert len(set(offered)) == len(offered)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("plan is:foo", "“is:foo” is not known: is:open, is:done, is:draft"),
        ("plan due:xyz", "“due:xyz” is not a day: try due:fri"),
        ("is:foo", "“is:foo” is not known"),
    ],
)
def test_an_operator_that_means_nothing_is_said(
    qtbot: QtBot, window: MainWindow, text: str, words: str
) -> None:
    queue(window)
    asked = opened(qtbot, window)
    usual = asked.hint.words
    type_in(qtbot, text)
    assert asked.hint.isVisible()
    assert asked.hint.words.startswith(words)
    asked.field.setText("plan is:open due:fri is:")
    assert asked.hint.words == usual


def test_the_key_that_opens_it_closes_it(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    opened(qtbot, window)
    type_in(qtbot, "elm")
    hit(qtbot, Qt.Key.Key_K, CTRL)
    assert QApplication.activeModalWidget() is None


def test_a_commands_key_closes_it_and_gives_the_command(qtbot: QtBot, window: MainWindow) -> None:
    queue(window)
    opened(qtbot, window)
    type_in(qtbot, "n")  # a letter is a letter here, though it is the key of a command
    assert window.desk.area.key == "today"
    hit(qtbot, Qt.Key.Key_N, CTRL)
    assert QApplication.activeModalWidget() is None
    assert window.desk.area.key == "note"


def test_a_key_whose_command_cannot_be_done_here_says_so(qtbot: QtBot, window: MainWindow) -> None:
    window.go("recordings")
    asked = opened(qtbot, window)
    able = [one for one in window.commands if one.keys == ("Ctrl+S",)]
    assert [one.enabled() for one in able] == [False]
    hit(qtbot, Qt.Key.Key_S, CTRL)
    assert dialog(PickDialog) is asked
    assert asked.hint.words == f"“{able[0].words}” cannot be done where you are."


def test_a_key_that_closes_a_window_closes_the_palette_alone(
    qtbot: QtBot, window: MainWindow
) -> None:
    queue(window)
    opened(qtbot, window)
    hit(qtbot, Qt.Key.Key_W, CTRL)
    assert QApplication.activeModalWidget() is None
    assert window.isVisible()
