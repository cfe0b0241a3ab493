"""Conflicts over one value: chosen, or typed where one can, and handed in as it is stored."""

from __future__ import annotations

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conflict_samples import (
    Heard,
    due_conflict,
    field_of,
    make_page,
    press,
    tags_conflict,
    title_conflict,
    use,
)


def test_a_value_is_chosen_before_it_can_be_used(qtbot: QtBot) -> None:
    page = make_page(qtbot, due_conflict())
    heard = Heard(page)
    assert not page.view.footer.use.isEnabled()
    use()
    assert heard.resolved == []
    press(Qt.Key.Key_3)  # a day holds one value only
    assert not page.view.footer.both.isVisible()
    assert not page.view.footer.use.isEnabled()
    press(Qt.Key.Key_2)
    assert page.view.choice is not None
    use()
    assert heard.resolved == [(2, "theirs", None)]


@pytest.mark.parametrize(
    ("key", "kept", "field"),
    [
        (Qt.Key.Key_1, "mine", "Send the paper"),
        (Qt.Key.Key_2, "theirs", "Send the big paper"),
        (Qt.Key.Key_3, "both", "Send the paper / Send the big paper"),
    ],
)
def test_a_title_is_chosen(qtbot: QtBot, key: Qt.Key, kept: str, field: str) -> None:
    page = make_page(qtbot, title_conflict())
    heard = Heard(page)
    press(key)
    assert field_of(page).text() == field
    use()
    assert heard.resolved == [(3, kept, None)]


def test_a_title_is_typed(qtbot: QtBot) -> None:
    page = make_page(qtbot, title_conflict())
    heard = Heard(page)
    field = field_of(page)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    field.selectAll()
    QTest.keyClicks(field, "Send 123 np")
    press(Qt.Key.Key_Escape)
    assert field.text() == "Send 123 np"
    assert heard.later == 0
    use()
    assert heard.resolved == [(3, "both", "Send 123 np")]


def test_ctrl_enter_works_in_the_field_itself(qtbot: QtBot) -> None:
    page = make_page(qtbot, title_conflict())
    heard = Heard(page)
    field_of(page).setFocus()
    QTest.keyClicks(field_of(page), "!")
    use()
    assert len(heard.resolved) == 1
    press(Qt.Key.Key_Return)
    assert len(heard.resolved) == 1


def test_tags_are_handed_in_as_they_are_stored(qtbot: QtBot) -> None:
    page = make_page(qtbot, tags_conflict())
    heard = Heard(page)
    press(Qt.Key.Key_3)
    field = field_of(page)
    assert field.text() == "call, risk, price"
    field.setFocus()
    QTest.keyClicks(field, "new, ")
    use()
    assert heard.resolved == [(4, "both", '["new","call","risk","price"]')]


def test_a_refresh_leaves_the_field_to_whoever_types_in_it(qtbot: QtBot) -> None:
    page = make_page(qtbot, title_conflict())
    heard = Heard(page)
    field_of(page).setFocus()
    field_of(page).end(False)
    QTest.keyClicks(field_of(page), " 1")
    page.show_conflicts([msgspec.structs.replace(title_conflict(), theirs="Send it")])
    assert field_of(page).hasFocus()
    QTest.keyClicks(field_of(page), "2")
    use()
    assert heard.resolved == [(3, "both", "Send the paper 12")]


def test_tab_goes_from_cell_to_cell_and_then_below(qtbot: QtBot) -> None:
    page = make_page(qtbot, title_conflict())
    assert page.view.choice is not None
    stops = [*page.view.choice.stops()[1:], page.view.footer.later]
    for stop in stops:
        press(Qt.Key.Key_Tab)
        assert stop.hasFocus()
    page.show_conflicts([msgspec.structs.replace(title_conflict(), trouble="Refused.")])
    assert page.view.footer.later.hasFocus()


def test_a_choice_of_a_value_that_changed_is_asked_again(qtbot: QtBot) -> None:
    page = make_page(qtbot, due_conflict())
    press(Qt.Key.Key_2)
    page.show_conflicts([due_conflict()])
    assert page.view.answer() == ("theirs", None)
    page.show_conflicts([msgspec.structs.replace(due_conflict(), theirs="2026-12-09")])
    assert page.view.answer() is None
