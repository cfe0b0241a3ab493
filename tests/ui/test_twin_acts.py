"""Accounts of several sources said to be one customer, or two, from the menu, and taken back."""

from __future__ import annotations

from book import accounts, intake, sources, twins
from book.facts import AccountFacts, Page
from book.records import AccountId, Source
from book.store import Store
from tests.ui.writing_desk import queue
from ui.window.main_window import MainWindow


def known_twice(window: MainWindow, store: Store) -> AccountId:
    """The account in view is known by a second source, matched by its web domain."""
    queue(window)
    number = window.desk.account
    assert number is not None
    sources.save(store, Source(name="hubspot", url="https://other.test"))
    there = AccountFacts(external_id="h-1", name="Known elsewhere")
    intake.apply(store, Page(source="hubspot", resource="accounts", accounts=(there,)))
    found = accounts.find_account(store, "h-1")
    assert found is not None
    twins.join(store, number, found.id)
    store.connection.execute(
        "UPDATE accounts SET matched_by = 'domain' WHERE shown_with = ?", (number,)
    )
    window.reading.forget(None)
    window.refresh(None)
    return number


def how(store: Store, number: AccountId) -> list[str]:
    found = accounts.account(store, number)
    assert found is not None
    return [str(twin.how) for twin in found.twins]


def test_a_match_is_confirmed_and_parted_from_the_menu_and_both_can_be_undone(
    window: MainWindow, store: Store
) -> None:
    number = known_twice(window, store)
    assert window.acts.twins.can_confirm
    window.commands.run("keep_as_one")
    assert how(store, number) == ["hand"]
    assert not window.acts.twins.can_confirm, "there is nothing left to say"
    window.commands.run("undo")
    assert how(store, number) == ["domain"]
    window.commands.run("take_apart")
    assert how(store, number) == []
    window.commands.run("undo")
    assert how(store, number) == ["domain"]
    window.commands.run("redo")
    assert how(store, number) == []
