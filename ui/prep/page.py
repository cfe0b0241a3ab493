"""The page read before a call: the last one, what changed since, what is open on both sides."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import Signal

from book.prep import Prep
from book.records import Account, AccountId
from ui.facts.lines import FactLines, LineScroller
from ui.look import theme
from ui.look.buttons import Button
from ui.look.page import Page, rule
from ui.prep.view import lines_of
from ui.words import say

WIDTH_U: Final = 620
"""A line is no longer than one likes to read; what is at its end stays near it."""


class PrepPage(Page):
    """Shows one account; it changes nothing."""

    note_asked = Signal()
    copied = Signal(str)

    def __init__(self) -> None:
        super().__init__(say("Prep"))
        self.account_id: AccountId | None = None
        self.lines = FactLines(say("Before the call"), inset_u=16)
        self.note = Button(say("Start note"), kind="primary", key="N")
        self.bar.add(self.note)
        self.body.addWidget(rule())
        self.body.addWidget(LineScroller(self.lines), 1)
        self.main = self.lines
        self.note.clicked.connect(self.note_asked)
        self.lines.copied.connect(self.copied)
        theme.watch(self._measure)
        self._measure()

    def show_prep(self, account: Account, prep: Prep, today: date) -> None:
        """Another account, or the same one as it stands now."""
        same = account.id == self.account_id
        self.account_id = account.id
        self.bar.set_beside(account.name)
        self.lines.set_lines(lines_of(account, prep, today), keep_place=same)

    def _measure(self) -> None:
        self.lines.setMaximumWidth(theme.current().px(WIDTH_U))
