"""The sheet of keys and the empty note tell how lines become things, as the grammar reads them."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from book.note_lines import parse_line
from ui.note.line_signs import line_signs, signs_in_short
from ui.window.cheat_sheet import CheatSheet
from ui.window.main_window import MainWindow

DAY = date(2026, 11, 24)


def test_every_example_is_read_as_what_it_is_said_to_be() -> None:
    kinds = [parse_line(example, DAY).kind for _, example in line_signs()[:-2]]
    assert kinds == ["task", "question", "risk", "they_owe", "i_owe", "escalation"]
    assert parse_line(dict(line_signs())["Done"], DAY).done
    for word in dict(line_signs())["A day"].split(", "):
        assert parse_line(f"[] send {word}", DAY).day is not None, word


def test_the_sheet_of_keys_shows_them(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.run("keys")
    (sheet,) = window.findChildren(CheatSheet)
    told = [label.text() for label in sheet.findChildren(QLabel)]
    assert "Lines of a note" in told
    for meaning, example in line_signs():
        assert meaning in told
        assert example in told
    sheet.reject()


def test_an_empty_note_says_them_too(qtbot: QtBot, window: MainWindow) -> None:
    window.acts.notes.new(None)
    assert signs_in_short() in window.acts.notes.page.text.placeholderText()
