"""The height of the connect dialog: as tall as its page, and a bar only where that cannot be."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.connect.asked import ConnectActs, Service
from ui.connect.dialog import ConnectDialog

MANY = 100
"""Words of a paragraph that is taller than a small window."""


def service(words: int) -> Service:
    said = " ".join(["Somebody", "makes", "a", "key"][at % 4] for at in range(words))
    return Service(name="one", title="One", words=said, secret_name="Key")


@pytest.fixture
def opened(qtbot):
    """Opens the dialog with a paragraph of so many words over a window of that height."""
    windows: list[QWidget] = []

    def make(tall: int, words: int = MANY) -> ConnectDialog:
        window = QWidget()
        windows.append(window)  # who takes its dialog along when it goes
        window.resize(1100, tall)
        qtbot.addWidget(window)
        window.show()
        nothing = lambda *_: None  # noqa: E731 - the same for every act
        acts = ConnectActs(
            services=(service(words),), test=nothing, sign_in=nothing, keep=nothing, cancel=nothing
        )
        dialog = ConnectDialog(window, acts)
        dialog.open()
        return dialog

    return make


def middle(dialog: ConnectDialog) -> QScrollArea:
    return dialog.findChildren(QScrollArea)[0]


def test_a_page_that_fits_is_shown_whole_and_without_a_bar(opened):
    # Some of these paragraphs have a line more beside a bar, which then seems to be needed.
    for words in range(20, 50):
        area = middle(opened(1000, words))
        assert not area.verticalScrollBar().isVisible(), words
        assert area.widget().height() == area.viewport().height(), words


def test_a_page_that_does_not_fit_scrolls_and_stays_inside_the_window(opened):
    dialog = opened(360)
    area = middle(dialog)
    assert area.verticalScrollBar().isVisible()
    assert area.widget().height() > area.viewport().height()
    assert dialog.height() <= 360


def test_more_room_takes_the_bar_away_and_less_brings_it_back(opened, qtbot):
    dialog = opened(360)
    bar = middle(dialog).verticalScrollBar()
    for tall, scrolls in ((900, False), (300, True)):
        dialog.resize(dialog.width(), tall)
        qtbot.waitUntil(lambda shown=scrolls: bar.isVisible() is shown, timeout=2000)
