"""The open note after something was written elsewhere: its account's name, and what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import accounts, notes
from ui.words import say

if TYPE_CHECKING:
    from book.records import AccountId, AccountStatus, NoteId
    from book.store import Store
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


def look_again(acts: NoteActs, writer: DeskWriter) -> None:
    """Show what is so now; nothing that somebody typed is touched."""
    if not acts.open_here:
        return
    page = acts.page
    number = page.keeper.note_id
    if number is not None and page.keeper.draft is None and page.keeper.worthless:
        found = notes.note(writer.reading.store, number)
        if found is not None and found.body != acts.shown_body:
            acts.edit(number)
    if page.account_id is not None:
        # One row, not the list: this is asked at every refresh.
        account = accounts.account(writer.reading.store, page.account_id)
        if account is not None:
            page.rename(account.name)
        else:
            page.lose_account()
            writer.tell(
                say("The account is not in the book any more. The note stays: choose another.")
            )
    look_around(acts, writer)


def look_around(acts: NoteActs, writer: DeskWriter) -> None:
    """Say above the words what became of their note, or of its account, elsewhere."""
    page, store = acts.page, writer.reading.store
    page.notice.tell("")
    if page.keeper.note_id is not None and page.whose is None:
        _look_at_note(acts, writer, page.keeper.note_id)
    if page.account_id is not None and page.whose is None and not page.private:
        account = accounts.account(store, page.account_id)
        if account is not None:
            _tell_status(acts, account.status, account.name)


def _look_at_note(acts: NoteActs, writer: DeskWriter, number: NoteId) -> None:
    """What is being written is met with the other words when it is ended; that is said."""
    from book.note_versions import changed_meanwhile  # with what compares texts

    page, store = acts.page, writer.reading.store
    draft = page.keeper.draft
    if draft is None and page.keeper.worthless:
        return
    found = notes.note(store, number)
    if found is None:
        page.notice.tell_deleted()
        return
    changed = found.body != acts.shown_body
    if draft is not None:
        changed = changed_meanwhile(store, draft.id)
    if changed:
        page.notice.tell_changed()


def _tell_status(acts: NoteActs, status: AccountStatus, name: str) -> None:
    """Where the account is now decides whether anything can be sent there."""
    editing = acts.page.keeper.note_id is not None
    if status == "removed":
        acts.page.notice.tell_account_gone(name, editing=editing)
    elif status == "left" and not editing:
        acts.page.notice.tell_account_left(name)


def is_gone(store: Store, account_id: AccountId | None) -> bool:
    """Whether an account was deleted in its source: what is for it stays here."""
    found = accounts.account(store, account_id) if account_id is not None else None
    return found is not None and found.status == "removed"
