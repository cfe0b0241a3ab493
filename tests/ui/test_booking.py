"""Booking links: picked, copied, offered in the palette; and the steps to a group event."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from book import intake, sources
from book.facts import EventTypeFacts, Page
from book.records import Source
from book.store import Store
from tests.ui.writing_desk import CTRL, SHIFT, dialog, hit, queue, type_in
from ui.booking.group_steps import GroupSteps
from ui.window.main_window import MainWindow
from ui.writing.pick_list import PickDialog

BOTH = CTRL | SHIFT


def kind(number: int, title: str, **more: object) -> EventTypeFacts:
    usual = {"external_id": str(number), "title": title, "url": f"https://calendly.com/me/{number}"}
    return EventTypeFacts(**usual | more)  # type: ignore[arg-type]


@pytest.fixture
def offering(store: Store) -> Store:
    """A book with three kinds of meeting in it."""
    sources.save(store, Source(name="calendly", url=""))
    kinds = (
        kind(1, "Office hours", kind="group", minutes=60, pooling="collective"),
        kind(2, "Check-in", minutes=25),
        kind(3, "Open talk"),
    )
    intake.apply(store, Page(source="calendly", resource="event types", event_types=kinds))
    return store


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.usefixtures("offering")
def test_a_link_is_picked_by_key_and_group_ones_are_marked(qtbot: QtBot, window: MainWindow):
    queue(window)
    hit(qtbot, Qt.Key.Key_B, BOTH)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    assert [(one.words, one.beside) for one in asked.model.options] == [
        ("Check-in", "25 min"),
        ("Open talk", ""),
        ("Office hours", "group, several hosts, 60 min"),
    ]
    type_in(qtbot, "off", Qt.Key.Key_Return)
    assert clipboard() == "https://calendly.com/me/1"


@pytest.mark.usefixtures("offering")
def test_the_palette_offers_each_link(qtbot: QtBot, window: MainWindow):
    queue(window)
    QGuiApplication.clipboard().clear()
    hit(qtbot, Qt.Key.Key_K, CTRL)
    asked = dialog(PickDialog)
    assert isinstance(asked, PickDialog)
    type_in(qtbot, "booking link")
    found = {one.words: one.beside for one in asked.model.options}
    assert found["Copy booking link: Office hours"] == "group, several hosts, 60 min"
    type_in(qtbot, ": check", Qt.Key.Key_Return)
    assert clipboard() == "https://calendly.com/me/2"
    assert "booking 2" in str(window.settings.choices.recent)
    assert "Check-in" not in window.settings.file.read_text(encoding="utf-8")


def test_the_only_link_is_copied_at_once(qtbot: QtBot, window: MainWindow, store: Store):
    sources.save(store, Source(name="calendly", url=""))
    page = Page(source="calendly", resource="event types", event_types=(kind(9, "Check-in"),))
    intake.apply(store, page)
    queue(window)
    hit(qtbot, Qt.Key.Key_B, BOTH)
    assert clipboard() == "https://calendly.com/me/9"


def test_without_links_it_is_said(qtbot: QtBot, window: MainWindow):
    queue(window)
    QGuiApplication.clipboard().setText("before")
    hit(qtbot, Qt.Key.Key_B, BOTH)
    assert clipboard() == "before"
    assert window.acts.booking.offered() == []


def test_a_group_event_opens_its_page_with_the_steps_beside(qtbot: QtBot, window: MainWindow):
    queue(window)
    opened: list[str] = []

    def opener(address: str) -> bool:
        opened.append(address)
        return True

    window.acts.booking.opener = opener
    hit(qtbot, Qt.Key.Key_G, BOTH)
    steps = window.acts.booking.steps
    assert isinstance(steps, GroupSteps)
    assert not steps.isModal(), "the window goes on working beside it"
    page = window.reading.rules.booking.group_page
    assert opened == [page]
    steps.open_page.click()
    assert opened == [page, page]
    hit(qtbot, Qt.Key.Key_G, BOTH)
    assert window.acts.booking.steps is steps, "there is one of them"
    assert opened == [page, page, page]
    steps.close_button.click()
    qtbot.waitUntil(lambda: window.acts.booking.steps is None, timeout=2_000)


def test_esc_closes_the_steps_and_the_list_has_the_keyboard(qtbot: QtBot, window: MainWindow):
    queue(window)
    window.acts.booking.opener = lambda _: True
    stood = window.desk.account
    hit(qtbot, Qt.Key.Key_G, BOTH)
    assert window.acts.booking.steps is not None
    hit(qtbot, Qt.Key.Key_M)
    hit(qtbot, Qt.Key.Key_Escape)
    assert window.desk.area.key == "today"
    assert window.acts.booking.steps is not None, "the mail was left, the steps are followed on"
    hit(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.acts.booking.steps is None, timeout=2_000)
    assert window.desk.account == stood
    hit(qtbot, Qt.Key.Key_J)
    assert window.desk.account != stood


def test_esc_in_the_steps_leads_back_to_the_window(qtbot: QtBot, window: MainWindow):
    queue(window)
    window.acts.booking.opener = lambda _: True
    hit(qtbot, Qt.Key.Key_G, BOTH)
    steps = window.acts.booking.steps
    assert steps is not None
    steps.activateWindow()
    qtbot.waitUntil(steps.isActiveWindow, timeout=2_000)
    qtbot.keyClick(steps, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.acts.booking.steps is None, timeout=2_000)
    qtbot.waitUntil(window.isActiveWindow, timeout=2_000)


def test_where_nothing_opens_pages_the_address_is_on_the_clipboard(
    qtbot: QtBot, window: MainWindow
):
    queue(window)
    window.acts.booking.opener = lambda _: False
    hit(qtbot, Qt.Key.Key_G, BOTH)
    assert clipboard() == window.reading.rules.booking.group_page
    steps = window.acts.booking.steps
    assert steps is not None
    steps.close()
