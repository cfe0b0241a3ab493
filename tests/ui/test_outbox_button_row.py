"""Buttons that take a second row rather than cut a verb."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.look import theme
from ui.look.buttons import Button
from ui.outbox.button_row import ButtonRow


def make_row(qtbot: QtBot, width: int) -> tuple[ButtonRow, list[Button]]:
    theme.apply(application(), "light")
    buttons = [Button("Send again"), Button("Edit"), Button("Hold"), Button("Discard…")]
    row = ButtonRow(buttons)
    qtbot.addWidget(row)
    row.resize(width, 40)
    row.show()
    return row, buttons


def test_in_one_row_the_last_stands_at_the_far_end(qtbot: QtBot) -> None:
    row, buttons = make_row(qtbot, 900)
    assert len({button.y() for button in buttons}) == 1
    assert buttons[-1].geometry().right() == row.width() - 1
    assert buttons[0].x() == 0


def test_what_does_not_fit_goes_below_and_nothing_overlaps(qtbot: QtBot) -> None:
    row, buttons = make_row(qtbot, 900)
    one_row = row.height()
    row.resize(sum(button.width() for button in buttons) - 10, one_row)
    assert row.height() == 2 * one_row
    boxes = [button.geometry() for button in buttons]
    for number, box in enumerate(boxes):
        assert row.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[number + 1 :])
    assert row.heightForWidth(900) == one_row


def test_a_hidden_button_takes_no_room(qtbot: QtBot) -> None:
    row, buttons = make_row(qtbot, 900)
    buttons[0].hide()
    row.lay_out()
    assert buttons[1].x() == 0


def test_the_row_is_mirrored(qtbot: QtBot) -> None:
    row, buttons = make_row(qtbot, 900)
    row.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    row.lay_out()
    assert buttons[0].geometry().right() == row.width() - 1
    assert buttons[-1].x() == 0
