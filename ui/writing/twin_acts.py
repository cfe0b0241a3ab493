"""Saying that two accounts are one customer, and that they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from book import twins
from book.records import Account, AccountId
from book.visible_text import fenced
from ui.words import list_words, say, source_name
from ui.writing.account_pick import ask_account
from ui.writing.pick_list import PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter


class TwinActs:
    """Acts on the account in view and those of other sources that are the same customer."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer

    def ask_join(self) -> PickDialog | None:
        """Ask which account of another source is the same customer."""
        account = self._current()
        if account is None:
            return None
        others = [
            one
            for one in self._writer.reading.accounts
            if one.id != account.id and not set(one.sources) & set(account.sources)
        ]
        if not others:
            self._writer.tell(say("No other source knows an account that could be the same."))
            return None
        return ask_account(
            self._desk.area.window(),
            say("Which account is the same customer as {name}?", name=fenced(account.name)),
            others,
            lambda other: self._join(account, other),
        )

    def separate(self) -> None:
        """Show the accounts of the customer in view each by itself."""
        account = self._current()
        if account is None or not account.twins:
            return
        store, sources = self._writer.reading.store, account.sources
        self._writer.do(
            lambda: twins.separate(store, account.id),
            say("Shown apart: {sources}.", sources=list_words([*map(source_name, sources)])),
            undo=True,
        )

    def confirm(self) -> None:
        """Say of accounts that were matched by themselves that they are one customer."""
        account = self._current()
        if account is None or not account.twins:
            return
        store = self._writer.reading.store
        self._writer.do(
            lambda: twins.confirm(store, account.id),
            say("Kept as one: {name}.", name=fenced(account.name)),
            undo=True,
        )

    @property
    def can_separate(self) -> bool:
        """Whether the account in view is shown with another."""
        account = self._current()
        return account is not None and bool(account.twins)

    @property
    def can_confirm(self) -> bool:
        """Whether something but the person's own word holds the customer in view together."""
        account = self._current()
        return account is not None and any(twin.how != "hand" for twin in account.twins)

    def _join(self, account: Account, other: AccountId) -> None:
        store = self._writer.reading.store
        self._writer.do(
            lambda: twins.join(store, account.id, other),
            say("Shown as one: {name}.", name=fenced(account.name)),
            undo=True,
        )

    def _current(self) -> Account | None:
        number = self._desk.account
        found = (one for one in self._writer.reading.accounts if one.id == number)
        return next(found, None)
