"""Entries as the outbox screen is given them: invented notes, tasks and stages, and the page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from book.clock import Clock
from book.outbox_entry import EntryEvent, EntryId, OutboxEntry
from book.records import AccountId
from tests.ui.shell_book import NOON, application
from ui.look import theme
from ui.outbox.page import OutboxPage
from ui.outbox.shown import ShownEntry

REFUSED = {
    "kind": "refused",
    "title": "Vitally refused it: a field is gone.",
    "advice": "Take it out and send it again.",
}


def note(number: int, account: str = "Alder Works", **changed: Any) -> ShownEntry:
    """A new note that waits, its account's id made of its name."""
    values: dict[str, Any] = {
        "id": EntryId(number),
        "source": "vitally",
        "record": "note",
        "record_id": 100 + number,
        "account_id": AccountId(crc32(account.encode())),
        "action": "create",
        "key": f"key-{number}",
        "intent": {"subject": f"Call {number}", "body": "One line.\n\nAnother."},
        "base": {},
        "state": "queued",
        "created_at": NOON - timedelta(minutes=2),
    }
    entry = OutboxEntry(**(values | changed))
    return ShownEntry(entry=entry, account=account, title=f"Call {number}")


def parked(number: int, reason: str = "refused", **changed: Any) -> ShownEntry:
    """A note that stopped."""
    return note(
        number, **{"state": "parked", "reason": reason, "error": REFUSED, "attempts": 1, **changed}
    )


def stage(number: int, account: str = "Birch & Sons", **changed: Any) -> ShownEntry:
    """A stage that waits to be set."""
    moved = {"stage": "3. Won"}, {"stage": "2. Open"}
    values = {"record": "account", "action": "update", "intent": moved[0], "base": moved[1]}
    return note(number, account, **(values | changed))


def sent(number: int, minutes: int = 20, **changed: Any) -> ShownEntry:
    """A note the source confirmed."""
    at = NOON - timedelta(minutes=minutes)
    return note(number, "Cedar Freight", **{"state": "sent", "sent_at": at, **changed})


def usual() -> list[ShownEntry]:
    """One of each: stopped, counting down, a stage, held, sent."""
    return [
        parked(1),
        note(2, not_before=NOON + timedelta(seconds=41)),
        stage(3),
        note(4, "Dogwood Labs", state="held"),
        sent(5),
    ]


class Book:
    """Answers what the page asks about an entry, and remembers which it was asked about."""

    def __init__(self) -> None:
        self.asked: list[int] = []

    def request(self, entry_id: int) -> str:
        self.asked.append(entry_id)
        return f'POST /notes\n\n{{\n  "number": {entry_id}\n}}'

    def events(self, entry_id: int) -> Sequence[EntryEvent]:
        return [
            EntryEvent(NOON - timedelta(minutes=2), "queued"),
            EntryEvent(NOON - timedelta(minutes=1), f"sending number {entry_id}"),
        ]


class Heard:
    """What the page said, in order: the signal's name and its number or text."""

    def __init__(self, page: OutboxPage) -> None:
        self.said: list[tuple[str, object]] = []
        for name in ("held", "released", "retried", "discarded", "edit_asked", "move_asked"):
            self._listen(page, name)
        for name in ("writing_asked", "copied"):
            self._listen(page, name)
        for name in ("hold_all_asked", "release_all_asked", "send_asked"):
            getattr(page, name).connect(lambda name=name: self.said.append((name, None)))

    def _listen(self, page: OutboxPage, name: str) -> None:
        getattr(page, name).connect(lambda told, name=name: self.said.append((name, told)))


def make_page(
    qtbot: QtBot,
    *shown: ShownEntry,
    size: tuple[int, int] = (1250, 800),
    book: Book | None = None,
    clock: Clock | None = None,
    **around: Any,
) -> OutboxPage:
    """The page in view with these entries, the keyboard where F6 puts it."""
    theme.apply(application(), "light")
    book = book or Book()
    page = OutboxPage(book.request, book.events, clock=clock)
    qtbot.addWidget(page)
    unit = theme.current().unit
    page.resize(round(size[0] * unit), round(size[1] * unit))
    page.show_entries(shown, now=NOON, **around)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page.main.setFocus(Qt.FocusReason.TabFocusReason)
    settle()
    return page


def settle() -> None:
    """Lets what was put off until after the paint happen."""
    for _ in range(3):
        QApplication.processEvents()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Presses a key where the keyboard is."""
    focus = QApplication.focusWidget()
    assert focus is not None
    QTest.keyClick(focus, key, modifiers)
    settle()


def click_row(page: OutboxPage, entry_id: int, *, twice: bool = False) -> None:
    """Clicks on the row of an entry, once or twice."""
    place = page.model.place(entry_id)
    assert place is not None
    at = page.list.visualRect(page.model.index(place)).center()
    act = QTest.mouseDClick if twice else QTest.mouseClick
    act(page.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    settle()
