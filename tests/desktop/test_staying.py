"""Closing the window: the program ends, goes on, or says first what will not ring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from book import task_writing
from book.records import AccountId
from book.rules import load
from book.store import Store
from desktop.staying import Staying
from tests.clocks import HandClock
from tests.ui.shell_book import NOON, TODAY, make_store, make_window, shown
from ui.window.main_window import MainWindow

RULES = load()


class Entry:
    """The system's entry, on or off."""

    def __init__(self) -> None:
        self.on = False

    def is_on(self) -> bool:
        return self.on

    def turn_on(self) -> None:
        self.on = True

    def turn_off(self) -> None:
        self.on = False


class Life:
    """A window with somebody who decides what its closing does."""

    def __init__(self, window: MainWindow, *, sample: bool = False, tray: bool = False) -> None:
        self.window = window
        self.left = 0
        self.entry = Entry()
        self.staying = Staying(
            window, window.reading.store.profile, sample=sample, leave=self._leave,
            entry=self.entry, tray=lambda: tray,
        )  # fmt: skip
        window.closing.connect(self.staying.closed)

    def _leave(self) -> None:
        self.left += 1


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path, HandClock(NOON))
    yield made
    made.close()


@pytest.fixture
def window(qtbot: QtBot, store: Store) -> Iterator[MainWindow]:
    made = shown(qtbot, make_window(store, HandClock(NOON), on_sync=lambda: None))
    yield made
    shiboken6.delete(made)


def rings_this_afternoon(store: Store) -> None:
    late = time(23, 59)
    task_writing.add_task(store, RULES, AccountId(1), "Send the plan", due=TODAY, at_time=late)


def test_without_autostart_closing_ends_it(window):
    life = Life(window)
    window.close()
    assert (life.left, life.staying.asked) == (1, None)


def test_with_autostart_it_is_said_once_and_the_window_only_goes_away(window):
    life = Life(window)
    life.entry.on = True
    window.close()
    assert window.isVisible() and life.staying.asked is not None
    life.staying.asked.keep.click()
    assert (window.isVisible(), life.left) == (False, 0)
    window.show()
    window.close()
    assert (window.isVisible(), life.left) == (False, 0), "the second time nothing is asked"


def test_quit_really_quits(window):
    life = Life(window)
    life.entry.on = True
    window.commands.run("quit")
    assert life.left == 1


def test_quit_can_be_chosen_when_it_is_said(window):
    life = Life(window)
    life.entry.on = True
    window.close()
    assert life.staying.asked is not None
    life.staying.asked.verb.click()
    assert life.left == 1


def test_what_will_not_ring_is_said_before_it_ends(window, store):
    life = Life(window)
    rings_this_afternoon(store)
    window.close()
    asked = life.staying.asked
    assert asked is not None and "“Send the plan” is to ring soon" in asked.accessibleDescription()
    asked.keep.click()
    assert (life.left, window.isVisible()) == (0, True)
    window.close()
    assert life.staying.asked is not None
    life.staying.asked.verb.click()
    assert life.left == 1


def test_a_sample_ends_with_its_window(window, store):
    life = Life(window, sample=True)
    life.entry.on = True
    rings_this_afternoon(store)
    window.close()
    assert life.left == 1
    assert window.autostart is None


def test_started_with_the_session_it_is_unseen_only_where_a_tray_leads_to_it(window):
    assert not Life(window).staying.starts_unseen()
    assert Life(window, tray=True).staying.starts_unseen()


def test_the_menu_turns_it_on_and_off(window):
    life = Life(window)
    window.commands.run("start_with_session")
    assert life.entry.on
    window.commands.run("start_with_session")
    assert not life.entry.on
