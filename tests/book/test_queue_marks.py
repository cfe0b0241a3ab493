"""Several accounts out of the New band are one edit, taken back as one."""

from __future__ import annotations

import pytest

from book import intake, queue_marks, sources, undo
from book.accounts import all_accounts
from book.clock import stamp
from book.facts import AccountFacts, Page
from book.records import Account
from book.store import Store
from tests.book.writing_book import RULES, SOURCE, begin


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    with store.writing() as connection:
        connection.execute("UPDATE sources SET baseline_at = ?", (stamp(store.clock()),))
    newcomers = tuple(
        AccountFacts(external_id=f"B{number}", name=name, segments='["Managed"]')
        for number, name in enumerate(("Cedar", "Dogwood"))
    )
    intake.apply(store, Page(source=SOURCE, resource="accounts", accounts=newcomers))
    return store


def _new(store: Store) -> list[Account]:
    return [one for one in all_accounts(store) if one.entered_segment is not None]


def test_dismissing_several_is_one_edit(book: Store) -> None:
    newcomers = _new(book)
    assert [one.name for one in newcomers] == ["Cedar", "Dogwood"]
    old = all_accounts(book)[0]
    changed = queue_marks.dismiss_all_new(book, [old, *newcomers])
    assert changed.ids == {"account": {one.id for one in newcomers}}
    assert _new(book) == []
    undone = undo.undo(book, RULES)
    assert undone.words == "Dismiss from New: 2 accounts"
    assert [one.name for one in _new(book)] == ["Cedar", "Dogwood"]
    assert undo.next_undo(book) is None


def test_dismissing_one_says_no_number(book: Store) -> None:
    queue_marks.dismiss_new(book, _new(book)[0])
    assert [one.name for one in _new(book)] == ["Dogwood"]
    assert undo.undo(book, RULES).words == "Dismiss from New"
    assert sources.source(book, SOURCE) is not None
