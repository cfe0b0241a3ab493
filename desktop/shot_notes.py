"""The book of the pictures of notes: one written several times, two pinned, all at one account."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from book.profile import Profile
    from book.records import AccountId, NoteId
    from book.store import Store
    from sync.simulator import SimulatorProcess
    from ui.window.main_window import MainWindow

NoteStand = Literal["", "written", "versions", "pinned", "keys"]
"""What a picture shows: the page of an ended note, its versions, the pane, the sheet of keys."""
_FIRST: Final = """## What matters to them
One view of all five plants, by July.

## What we did
Went through their funnels.

? can one board filter by group
! the CFO looks at all tools

They know where to get help.
"""
_SECOND: Final = _FIRST.replace("by July", "by August").replace(
    "Went through their funnels.", "Went through their funnels.\n[] send the naming guide @fri"
)
_THIRD: Final = _SECOND.replace(
    "! the CFO looks at all tools", "! the CFO looks at all tools, ours is one of three"
)


def fill(profile: Profile, service: SimulatorProcess) -> None:
    """Fills the book from the CRM, then writes and pins."""
    from book import note_writing
    from desktop import shot_books
    from desktop.commands.opened import house_rules

    shot_books.fill(profile, service)
    with closing(shot_books.opened(profile)) as store:
        rules = house_rules(store.profile)
        account, number = _account(store), None
        for days, body in ((3, _FIRST), (2, _SECOND), (0, _THIRD)):
            at = shot_books.NOW - timedelta(days=days, minutes=41 * (days + 1))
            store.clock = lambda at=at: at  # type: ignore[misc]
            if number is None:
                number, _ = note_writing.add_note(
                    store, rules, account, subject="Call about the plants", body=body,
                    day=at.date(), kind="call",
                )  # fmt: skip
            else:
                note_writing.edit_note(store, rules, number, body=body)
        for subject, weeks in (("How they buy", 9), ("Who decides", 20)):
            day = (shot_books.NOW - timedelta(weeks=weeks)).date()
            pinned, _ = note_writing.add_note(
                store, rules, account, subject=subject, body="Kept at hand.", day=day
            )
            note_writing.pin(store, rules, pinned)


def bring(window: MainWindow, store: Store, stand: NoteStand) -> None:
    """Where the picture shows the window."""
    number = _note(store)
    if stand == "keys":
        window.commands.run("keys")
    elif stand == "pinned":
        account = store.row("SELECT account_id FROM notes WHERE id = ?", (number,))
        from book.records import AccountId

        assert account is not None
        window.desk.open_account(AccountId(account[0]))
    else:
        window.acts.notes.edit(number)
        if stand == "versions":
            window.commands.run("note_versions")


def _note(store: Store) -> NoteId:
    from book.records import NoteId

    found = store.row("SELECT id FROM notes WHERE subject = 'Call about the plants'")
    assert found is not None
    return NoteId(found[0])


def _account(store: Store) -> AccountId:
    from book.accounts import all_accounts

    return all_accounts(store)[4].id
