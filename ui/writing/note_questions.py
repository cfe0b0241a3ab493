"""What the buttons of the note page ask: whose note it is, of what kind, of which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from msgspec.structs import replace

from book.note_writing import LATEST_DAY
from book.records import AccountId, TouchKind
from ui.book_reading import BookReading
from ui.note.page import NotePage
from ui.words import say
from ui.writing.account_pick import ask_account
from ui.writing.day_picks import day_options, near_past
from ui.writing.pick_list import Option, Options, PickDialog, narrowed


def ask_whose(
    page: NotePage, reading: BookReading, then: Callable[[], None] | None = None
) -> PickDialog:
    """Ask for the account, and go on once there is one."""
    accounts = reading.accounts

    def picked(account_id: AccountId) -> None:
        found = (one.name for one in accounts if one.id == account_id)
        page.set_account(account_id, next(found, ""))
        if then is not None:
            then()

    return ask_account(page.window(), say("Whose note is it"), accounts, picked)


def ask_day(page: NotePage, today: date) -> PickDialog:
    """Ask on which day it was."""
    return _opened(
        PickDialog(
            page.window(),
            say("Day of the note"),
            _so_far(day_options(today, near=near_past(today), past=True), today),
            lambda day: page.change(day=day),
            placeholder=say("A day: yesterday, -3d, 2026-11-20"),
        )
    )


def _so_far(options: Options, today: date) -> Options:
    """The days a note may have; of one that is years ahead it is said why it cannot be."""
    why = say("That is years ahead; a note tells of what was.")

    def found(text: str) -> Sequence[Option]:
        return [
            replace(one, refused=True, below=why)
            if isinstance(one.value, date) and one.value > today + LATEST_DAY
            else one
            for one in options(text)
        ]

    return found


def ask_kind(page: NotePage) -> PickDialog:
    """Ask what it is a note of."""
    kinds: tuple[tuple[TouchKind, str], ...] = (
        ("call", say("Call")),
        ("meeting", say("Meeting")),
        ("note", say("Note")),
    )
    options = [Option(value=kind, words=words, now=kind == page.kind) for kind, words in kinds]
    return _opened(
        PickDialog(
            page.window(),
            say("What is it a note of"),
            narrowed(options),
            lambda kind: page.change(kind=kind),
        )
    )


def _opened(dialog: PickDialog) -> PickDialog:
    dialog.open()
    return dialog
