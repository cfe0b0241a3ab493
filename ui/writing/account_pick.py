"""Picking an account by typing a part of its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from book.records import Account, AccountId
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

_SHOWN: Final = 12


def ask_account(
    parent: QWidget,
    title: str,
    accounts: Sequence[Account],
    picked: Callable[[AccountId], None],
) -> PickDialog:
    """Open the choice of accounts."""

    def options(text: str) -> list[Option]:
        words = text.casefold().split()
        fitting = [
            one
            for one in accounts
            if all(word in f"{one.name} {one.domain or ''}".casefold() for word in words)
        ]
        return [
            Option(value=one.id, words=one.name, beside=one.domain or "")
            for one in fitting[:_SHOWN]
        ]

    asked = PickDialog(parent, title, options, picked, placeholder=say("Part of its name"))
    asked.open()
    return asked
