"""The watch on the book's file: others' commits are noticed, our own are not, nothing polls."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from book import sync_log
from book.profile import Profile
from book.records import LogLine
from book.store import Store
from desktop import book_watch
from desktop.book_watch import BookWatch
from tests.new_books import lay_plain


@pytest.fixture
def profile(tmp_path: Path) -> Profile:
    profile = Profile(tmp_path / "book")
    lay_plain(profile)
    return profile


@pytest.fixture
def mine(profile) -> Iterator[Store]:
    store = Store.open(profile, None)
    yield store
    store.close()


@pytest.fixture
def other(profile) -> Iterator[Store]:
    store = Store.open(profile, None)
    yield store
    store.close()


@pytest.fixture
def news(mine, qapp) -> Iterator[list[float]]:
    """When the watch told of something."""
    told: list[float] = []
    watch = BookWatch(mine, lambda: told.append(time.monotonic()))
    assert not watch.polls
    yield told
    watch.close()


def commit(store: Store) -> None:
    line = LogLine(at=datetime.now(UTC), source="x", level="info", text="something")
    sync_log.append(store, [line])


def test_a_commit_of_another_process_is_noticed_soon(news, other, qtbot):
    began = time.monotonic()
    commit(other)
    qtbot.waitUntil(lambda: len(news) == 1, timeout=2000)
    assert news[0] - began < 1.0


def test_our_own_commits_are_no_news(news, mine, qtbot):
    for _ in range(3):
        commit(mine)
    qtbot.wait(200)
    assert news == []


def test_every_commit_of_a_burst_is_seen_but_not_each_told(news, mine, other, qtbot):
    for _ in range(30):
        commit(other)
        qtbot.wait(10)
    seen = len(news)
    assert 1 <= seen < 15
    version = mine.data_version()
    qtbot.wait(200)
    qtbot.waitUntil(lambda: len(news) > 0 and mine.data_version() == version, timeout=2000)


def test_the_last_commit_of_a_burst_is_told(mine, other, qtbot):
    lines: list[int] = []
    watch = BookWatch(mine, lambda: lines.append(len(sync_log.lines(mine))))
    for _ in range(25):
        commit(other)
    qtbot.waitUntil(lambda: bool(lines) and lines[-1] == 25, timeout=2000)
    watch.close()


def test_news_come_also_after_the_log_was_folded_into_the_file(news, mine, other, qtbot):
    commit(other)
    qtbot.waitUntil(lambda: len(news) == 1, timeout=2000)
    other.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    qtbot.wait(100)
    commit(other)
    qtbot.waitUntil(lambda: len(news) == 2, timeout=2000)


def test_where_watching_fails_a_slow_timer_takes_over(mine, other, qtbot, monkeypatch):
    monkeypatch.setattr(book_watch, "_unwatchable", lambda folder: True)
    told: list[int] = []
    watch = BookWatch(mine, lambda: told.append(1))
    assert watch.polls
    commit(other)
    qtbot.waitUntil(lambda: told == [1], timeout=3000)
    watch.close()
    commit(other)
    qtbot.wait(200)
    assert told == [1]


def test_a_quiet_book_wakes_nobody(news, qtbot):
    qtbot.wait(200)
    assert news == []
