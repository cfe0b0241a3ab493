"""The page of a mail: where the keyboard is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.writing_desk import hit, queue
from ui.mail.page import MailPage
from ui.window.main_window import MainWindow


def test_the_keyboard_is_in_the_text_when_no_other_mail_was_chosen(
    qtbot: QtBot, window: MainWindow
) -> None:
    queue(window)
    hit(qtbot, Qt.Key.Key_M)
    page = window.desk.area.pages.currentWidget()
    assert isinstance(page, MailPage)
    qtbot.mouseClick(page.choose, Qt.MouseButton.LeftButton)
    hit(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(page.text.hasFocus, timeout=2_000)
