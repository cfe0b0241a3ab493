"""A small real book for the window's tests: invented accounts under a clock that stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book import intake, sources
from book.facts import AccountFacts, ContactFacts, NoteFacts, Page, TaskFacts
from book.profile import Profile
from book.records import Source
from book.rules import load
from book.store import Store
from tests.clocks import HandClock
from tests.new_books import lay_plain
from ui.look import theme
from ui.settings import Settings
from ui.window.main_window import MainWindow

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""A Tuesday; noon in UTC is the same day wherever the tests run."""
TODAY = date(2026, 11, 24)
WIDE, MIDDLING, NARROW = (1440, 900), (1150, 800), (880, 700)
"""Sizes of the window in u: all stands side by side, no room for the column, for one thing."""
NAMES = ("Alder Works", "Birch & Sons", "Cedar Freight", "Dogwood Labs", "Elm Studio", "Fir Foods")


def application() -> QApplication:
    """The one application of the test run."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def make_store(folder: Path, clock: HandClock, *, accounts: int = len(NAMES)) -> Store:
    """An unencrypted book with some accounts, people, notes and tasks."""
    profile = Profile(folder / "Wren's book")
    lay_plain(profile)
    store = Store.open(profile, None, clock=clock)
    mapped = {"renewal_date": "renewal", "stage": "stage", "arr_cents": "arr"}
    sources.save(store, Source(name="vitally", url="https://crm.test", mapping=mapped))
    if accounts:
        fill(store, accounts)
        sources.finish_baseline(store, "vitally")
    sources.note_state(store, "vitally", "up_to_date", last_success=clock.now)
    return store


def fill(store: Store, accounts: int, *, first: int = 0) -> None:
    """Put accounts in: each renews two days after the one before, every second has a task."""
    numbers = range(first, first + accounts)
    intake.apply(
        store,
        Page(
            source="vitally",
            resource="accounts",
            accounts=tuple(_account(number) for number in numbers),
            contacts=tuple(
                ContactFacts(
                    external_id=f"p{number}", account_external_id=f"x{number}", name="Ines Roth"
                )
                for number in numbers
            ),
            notes=tuple(
                NoteFacts(
                    external_id=f"n{number}",
                    account_external_id=f"x{number}",
                    subject="Check-in",
                    body="They move to a new plan.",
                    day="2026-11-02",
                    kind="call",
                    mine=1,
                )
                for number in numbers
            ),
            tasks=tuple(
                TaskFacts(
                    external_id=f"t{number}",
                    account_external_id=f"x{number}",
                    title=f"Task {number}",
                    due=(TODAY + timedelta(days=number - 2)).isoformat(),
                    mine=1,
                )
                for number in numbers
                if number % 2 == 0
            ),
        ),
    )


def _account(number: int) -> AccountFacts:
    return AccountFacts(
        external_id=f"x{number}",
        name=NAMES[number] if number < len(NAMES) else f"Account {number}",
        owner_name="Wren Adeyemi",
        arr_cents=1_000_000 + number * 10_000,
        renewal_date=(TODAY + timedelta(days=3 + 2 * number)).isoformat(),
        stage="2. Onboarding",
        users_count=10 + number,
    )


def make_window(
    store: Store,
    clock: HandClock,
    *,
    on_sync: Callable[[], None] = lambda: None,
    template: str = "blank",
) -> MainWindow:
    """The window over a book, dressed light; notes begin empty unless a template is named."""
    theme.apply(application(), "light")
    settings = Settings.of_profile(store.profile.folder)
    if not settings.file.exists():
        settings.change(scheme="light")
    house = load()
    house = replace(house, notes=replace(house.notes, first=template))
    return MainWindow(store, house, settings, clock, on_sync=on_sync)


def shown(qtbot: QtBot, window: MainWindow, size: tuple[int, int] = WIDE) -> MainWindow:
    """The window on the screen, past its first paint."""
    qtbot.addWidget(window)
    resize(window, size)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.status.sync.standing.words != "", timeout=2_000)
    return window


def settings(store: Store) -> Settings:
    """The settings of a book before its window is made."""
    return Settings.of_profile(store.profile.folder)


def resize(window: MainWindow, size: tuple[int, int]) -> None:
    """Give the window a size in u."""
    look = theme.current()
    window.resize(look.px(size[0]), look.px(size[1]))


def press(
    qtbot: QtBot,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    """Press a key wherever the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key, modifier)
