"""The open note after something was written elsewhere: its account's name, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import accounts, notes
from ui.words import say

if TYPE_CHECKING:
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


def look_again(acts: NoteActs, writer: DeskWriter) -> None:
    """Show what is so now; nothing that somebody typed is touched."""
    if not acts.open_here:
        return
    page, store = acts.page, writer.reading.store
    if page.account_id is not None:
        # One row, not the list: this is asked at every refresh.
        account = accounts.account(store, page.account_id)
        if account is not None:
            page.rename(account.name)
        else:
            page.lose_account()
            writer.tell(
                say("The account is not in the book any more. The note stays: choose another.")
            )
    number = page.keeper.note_id
    if number is None or page.keeper.draft is not None or not page.keeper.worthless:
        return  # what is being written is met with the other words when it is ended
    found = notes.note(store, number)
    if found is not None and found.body != acts.shown_body:
        acts.edit(number)
