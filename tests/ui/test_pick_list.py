"""Picking one of a few by keyboard, and the days one can pick."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from book.working_days import NO_HOLIDAYS, Holidays, holidays_of
from tests.ui.shell_book import application
from ui.look import theme
from ui.writing.day_picks import day_options, near_days, near_past, put_off_days
from ui.writing.pick_list import Option, PickDialog, narrowed

TODAY = date(2026, 11, 24)
SUNDAY = date(2026, 11, 22)


def made(qtbot: QtBot, options: list[Option], picked: list[Any], **other: Any) -> PickDialog:
    theme.apply(application(), "light")
    dialog = PickDialog(None, "Choose", narrowed(options), picked.append, **other)  # type: ignore[arg-type]
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


THREE = [
    Option(value=1, words="Alder"),
    Option(value=2, words="Birch", below="It is felled.", refused=True),
    Option(value=3, words="Cedar, red"),
]


def test_arrows_move_and_enter_takes(qtbot: QtBot) -> None:
    picked: list[int] = []
    dialog = made(qtbot, THREE, picked)
    for _ in range(9):
        qtbot.keyClick(dialog.field, Qt.Key.Key_Down)  # stops at the end
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert picked == [3]
    assert not dialog.isVisible()


def test_typing_narrows_by_every_word(qtbot: QtBot) -> None:
    picked: list[int] = []
    dialog = made(qtbot, THREE, picked)
    qtbot.keyClicks(dialog.field, "red ced")
    assert [option.words for option in dialog.model.options] == ["Cedar, red"]
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert picked == [3]


def test_what_is_refused_explains_itself_and_is_not_where_one_starts(qtbot: QtBot) -> None:
    picked: list[int] = []
    dialog = made(qtbot, THREE[1:], picked)
    assert dialog.current is not None
    assert dialog.current.value == 3
    qtbot.keyClick(dialog.field, Qt.Key.Key_Up)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert picked == []
    assert dialog.hint.words == "It is felled."
    assert dialog.field.accessibleDescription() == "Birch, It is felled."


def test_a_click_takes(qtbot: QtBot) -> None:
    picked: list[int] = []
    dialog = made(qtbot, THREE, picked)
    place = dialog.view.visualRect(dialog.model.index(0)).center()
    qtbot.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert picked == [1]


def test_every_row_has_its_words_for_who_listens(qtbot: QtBot) -> None:
    dialog = made(qtbot, THREE, [])
    spoken = [dialog.model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert spoken == ["Alder", "Birch, It is felled.", "Cedar, red"]


def test_near_days_of_a_tuesday_and_of_a_sunday() -> None:
    assert near_days(TODAY) == [
        ("Tomorrow", date(2026, 11, 25)),
        ("In 3 days", date(2026, 11, 27)),
        ("Next Monday", date(2026, 11, 30)),
        ("In a week", date(2026, 12, 1)),
    ]
    # On a Sunday next Monday is tomorrow; on a Monday it is in a week.
    assert [words for words, _ in near_days(SUNDAY)] == ["Tomorrow", "In 3 days", "In a week"]
    monday = [words for words, _ in near_days(date(2026, 11, 23))]
    assert monday == ["Tomorrow", "In 3 days", "Next Monday"]


def test_days_to_put_work_off_to_keep_clear_of_weekends_and_holidays() -> None:
    def told(today: date, holidays: Holidays = NO_HOLIDAYS) -> list[tuple[str, str]]:
        found = put_off_days(today, holidays)
        return [(words, f"{day:%m-%d}") for words, day in found]

    assert told(TODAY) == [
        ("Tomorrow", "11-25"), ("In 3 working days", "11-27"), ("Next week", "11-30"),
        ("In a week", "12-01"),
    ]  # fmt: skip
    friday = date(2026, 11, 27)
    assert told(friday, holidays_of([date(2026, 11, 30)], [])) == [
        ("Tomorrow", "11-28"), ("Next week", "11-30"), ("Next working day", "12-01"),
        ("In 3 working days", "12-03"), ("In a week", "12-04"),
    ]  # fmt: skip
    assert ("Next week", "11-30") in told(date(2026, 11, 23))  # a Monday: both are one day


@pytest.mark.parametrize(
    ("typed", "words", "beside", "refused"),
    [
        ("fri", "Fri 27 Nov", "in 3 days", False),
        ("2027-02-28", "28 Feb 2027", "in 96 days", False),
        ("yesterday", "Mon 23 Nov", "yesterday", True),
    ],
)
def test_a_typed_day(typed: str, words: str, beside: str, refused: bool) -> None:
    (option,) = day_options(TODAY, near=near_days(TODAY))(typed)
    assert (option.words, option.beside, option.refused) == (words, beside, refused)


def test_a_day_that_is_over_is_fine_for_a_note() -> None:
    (option,) = day_options(TODAY, near=near_past(TODAY), past=True)("-3d")
    assert (option.value, option.beside, option.refused) == (
        date(2026, 11, 21),
        "3 days ago",
        False,
    )


def test_no_day_can_be_one_of_the_picks() -> None:
    options = day_options(TODAY, near=near_days(TODAY), none="No day")
    assert [option.words for option in options("")][-1] == "No day"
    assert [option.value for option in options("no")] == [None]
