"""How I feel about an account: kept here, with the time I said so."""

from __future__ import annotations

from book import account_writing, outbox, undo
from book.records import AccountId
from book.sentiment import sentiment_of
from book.store import Store
from tests.book.writing_book import RULES, begin
from tests.clocks import HandClock


def test_it_is_kept_here_only(store: Store, clock: HandClock) -> None:
    begin(store)
    assert sentiment_of(store, AccountId(1)) is None
    account_writing.set_sentiment(store, RULES, [AccountId(1)], 3)
    found = sentiment_of(store, AccountId(1))
    assert found is not None
    assert (found.value, found.since) == (3, clock.now)
    assert sum(outbox.counts(store).values()) == 0
    undo.undo(store, RULES)
    assert sentiment_of(store, AccountId(1)) is None
    assert sentiment_of(store, AccountId(99)) is None
