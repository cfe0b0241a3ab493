"""The text as it is typed: lists go on, and the lines in view are styled, however long it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QTextBlock
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.look import theme
from ui.note.pasting import MACHINE_LABEL
from ui.note.text_edit import NoteTextEdit


@pytest.fixture
def text(qtbot: QtBot) -> NoteTextEdit:
    theme.apply(application(), "light")
    made = NoteTextEdit()
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    return made


def enter(qtbot: QtBot, text: NoteTextEdit) -> None:
    qtbot.keyClick(text, Qt.Key.Key_Return)


def heavy(block: QTextBlock) -> list[str]:
    """The parts of a line that stand heavier, in UTF-16 units as Qt counts them."""
    units = block.text().encode("utf-16-le")
    return [
        units[2 * one.start : 2 * (one.start + one.length)].decode("utf-16-le")
        for one in block.layout().formats()
        if one.format.fontWeight() == QFont.Weight.DemiBold
    ]


def test_a_list_goes_on_and_an_empty_item_ends_it(qtbot: QtBot, text: NoteTextEdit) -> None:
    qtbot.keyClicks(text, "- [x] one")
    enter(qtbot, text)
    qtbot.keyClicks(text, "two")
    enter(qtbot, text)
    enter(qtbot, text)
    qtbot.keyClicks(text, "text")
    assert text.toPlainText() == "- [x] one\n- [ ] two\ntext"


def test_enter_in_the_middle_of_an_item_makes_two(qtbot: QtBot, text: NoteTextEdit) -> None:
    text.setPlainText("1. ab")
    cursor = text.textCursor()
    cursor.setPosition(4)
    text.setTextCursor(cursor)
    enter(qtbot, text)
    assert text.toPlainText() == "1. a\n2. b"


def test_enter_before_the_sign_is_just_enter(qtbot: QtBot, text: NoteTextEdit) -> None:
    text.setPlainText("- ab")
    text.moveCursor(text.textCursor().MoveOperation.Start)
    enter(qtbot, text)
    assert text.toPlainText() == "\n- ab"


def test_undo_takes_the_sign_back(qtbot: QtBot, text: NoteTextEdit) -> None:
    qtbot.keyClicks(text, "- a")
    enter(qtbot, text)
    text.undo()
    assert text.toPlainText() == "- a"


def test_a_sign_typed_in_the_item_that_enter_began_stands_in_its_place(
    qtbot: QtBot, text: NoteTextEdit
) -> None:
    for line in ("[] send docs", "<< they send it mon", "[] other", "^ escalate: slow", "? who"):
        qtbot.keyClicks(text, line)
        enter(qtbot, text)
    assert text.toPlainText() == (
        "[] send docs\n<< they send it mon\n[] other\n^ escalate: slow\n? who\n"
    )


@pytest.mark.parametrize(
    ("first", "typed", "second"),
    [
        ("- a", "<< b", "<< b"),
        ("1. a", "! b", "! b"),
        ("- [x] a", ">> b", ">> b"),
        ("[] a", "[] b", "[] b"),
        ("[x] a", "- b", "- b"),
        ("  [] a", "? b", "  ? b"),
        ("> a", "[] b", "[] b"),
        ("- a", "[ ] b", "- [ ] b"),
        ("[] a", "?b c", "[] ?b c"),
        ("[] a", "b ? c", "[] b ? c"),
    ],
)
def test_what_takes_the_place_of_an_item_and_what_goes_on_in_it(
    qtbot: QtBot, text: NoteTextEdit, first: str, typed: str, second: str
) -> None:
    qtbot.keyClicks(text, first)
    enter(qtbot, text)
    qtbot.keyClicks(text, typed)
    assert text.toPlainText() == f"{first}\n{second}"


def test_undo_brings_the_item_back_that_a_sign_took_the_place_of(
    qtbot: QtBot, text: NoteTextEdit
) -> None:
    qtbot.keyClicks(text, "[] a")
    enter(qtbot, text)
    qtbot.keyClicks(text, "! ")
    assert text.toPlainText() == "[] a\n! "
    text.undo()
    assert text.toPlainText() == "[] a\n[] ! "
    qtbot.keyClicks(text, "b")
    assert text.toPlainText() == "[] a\n[] ! b"


def test_only_the_line_that_enter_began_is_changed(qtbot: QtBot, text: NoteTextEdit) -> None:
    qtbot.keyClicks(text, "- a")
    enter(qtbot, text)
    qtbot.keyClicks(text, "b")
    text.moveCursor(text.textCursor().MoveOperation.Start)
    enter(qtbot, text)
    text.moveCursor(text.textCursor().MoveOperation.Start)
    qtbot.keyClicks(text, "- ? who")
    assert text.toPlainText() == "- ? who\n- a\n- b"


def test_a_box_of_ones_own_before_a_sign_is_left_to_the_grammar(
    qtbot: QtBot, text: NoteTextEdit
) -> None:
    qtbot.keyClicks(text, "[] ! both typed")
    assert text.toPlainText() == "[] ! both typed"


def test_headings_stand_heavier_also_behind_wide_signs(qtbot: QtBot, text: NoteTextEdit) -> None:
    text.setPlainText("## 🎉 Party **now**\nplain\n```\n## code\n```\n## after")
    block = text.document().firstBlock()
    qtbot.waitUntil(lambda: bool(block.layout().formats()), timeout=1_000)
    assert heavy(block) == ["🎉 Party **now**", "**now**"]
    code = text.document().findBlockByNumber(3)
    assert heavy(code) == []
    assert heavy(text.document().lastBlock()) == ["after"]


def test_a_line_loses_its_style_with_its_sign(qtbot: QtBot, text: NoteTextEdit) -> None:
    text.setPlainText("## a")
    block = text.document().firstBlock()
    qtbot.waitUntil(lambda: heavy(block) == ["a"], timeout=1_000)
    cursor = text.textCursor()
    cursor.movePosition(cursor.MoveOperation.Start)
    cursor.deleteChar()
    cursor.deleteChar()
    qtbot.waitUntil(lambda: heavy(text.document().firstBlock()) == [], timeout=1_000)


def test_of_a_text_of_ten_megabytes_only_what_is_in_view_is_looked_at(
    qtbot: QtBot, text: NoteTextEdit
) -> None:
    asked: list[str] = []

    def count(line: str) -> list[object]:
        asked.append(line)
        return []

    text.styling.more = count  # type: ignore[assignment]
    text.setPlainText("## heading and some words to fill it\n" * 280_000)
    first = text.document().firstBlock()
    qtbot.waitUntil(lambda: bool(first.layout().formats()), timeout=10_000)
    in_view = text.viewport().height() // 10
    assert 0 < len(asked) < 10 * in_view
    assert text.document().lastBlock().previous().layout().formats() == []


def test_a_machine_made_label_begins_a_line(qtbot: QtBot, text: NoteTextEdit) -> None:
    QGuiApplication.clipboard().setText("They agreed.")
    qtbot.keyClicks(text, "see https://calls.test/7")
    text.paste_machine_made()
    lines = text.toPlainText().split("\n")
    assert lines[:2] == ["see https://calls.test/7", ""]
    assert lines[2] == MACHINE_LABEL
