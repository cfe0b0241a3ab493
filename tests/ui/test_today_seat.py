"""What the Today column is told of customers that several sources know."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from book import accounts, changes, sources, twins
from book.records import ChangeId
from book.rules import load
from book.store import Store
from tests.book.two_sources import account, known_twice, take
from tests.clocks import HandClock
from ui.book_reading import BookReading
from ui.today.seat import TodaySeat


def seat(qtbot: QtBot, store: Store, clock: HandClock, after: int) -> TodaySeat:
    """The seat in view, for whoever last looked at that row of the log."""
    made = TodaySeat(BookReading(store, load(), clock), ChangeId(after), None)
    qtbot.addWidget(made)
    made.wake()
    made.show()
    return made


def test_a_twin_that_leaves_is_no_news_and_an_account_that_left_has_its_name(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    known_twice(store, clock)
    twins.match(store)
    for one in sources.sources(store):
        sources.finish_baseline(store, one.name)
    after = changes.latest(store)
    take(store, "hubspot", left=("a-1", "a-2"))
    view = seat(qtbot, store, clock, after).column.view
    assert [(one.kind, [name for _, name in one.accounts]) for one in view.news] == [
        ("gone", ["Customer 2"])
    ]


def test_what_only_a_twin_tells_is_counted_at_its_customer(
    qtbot: QtBot, store: Store, clock: HandClock
) -> None:
    known_twice(store, clock)
    twins.match(store)
    usual = {"name": "Customer One", "plan": "Scale", "stage": "3a. Engaged"}
    take(store, "hubspot", accounts=(account(1, **usual, health=9.0),))
    after = changes.latest(store)
    take(store, "hubspot", accounts=(account(1, **usual, health=2.0),))
    take(
        store,
        "hubspot",
        accounts=(account(1, name="Oak", domain="oak.example", stage="4", health=2.0),),
    )
    view = seat(qtbot, store, clock, after).column.view
    (customer,) = [one for one in accounts.all_accounts(store) if one.twins]
    assert [(one.kind, one.accounts) for one in view.news] == [
        ("stage", ((customer.id, "Customer 1"),))
    ], "Vitally tells the health that is shown"
    assert [need.account_id for need in view.needs] == [customer.id], "and Oak is no Customer 1"
