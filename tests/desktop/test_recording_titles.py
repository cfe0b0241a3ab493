"""Titles through the engine: only with leave, one link after the other, quiet where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from book import recording_titles, recording_writing, recordings
from book.errors import Offline
from book.recording_links import recognise
from book.records import AccountId, Changed
from book.rules import load
from book.store import Store
from desktop.recording_titles import RecordingTitles
from tests.clocks import HandClock
from tests.ui.shell_book import make_store

LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
OTHER = "https://www.loom.com/share/fedcba9876543210fedcba9876543210"


class StandInEngine:
    """Answers as it is told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.fails = False

    async def ask(self, question: str, source: str, **more: Any) -> dict[str, Any]:
        self.asked.append((question, source, more["url"]))
        if self.fails:
            raise Offline("Loom cannot be reached.", "")
        return {"state": "ok", "title": f"Told {len(self.asked)}", "duration_s": 95}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = make_store(tmp_path, HandClock())
    for link in (LOOM, OTHER):
        recording_writing.log_recording(
            made, load(), AccountId(1), recognise(link), day=date(2026, 6, 10)
        )
    yield made
    made.close()


def run(store: Store, engine: StandInEngine, *, allowed: bool = True) -> list[Changed]:
    told: list[Changed] = []

    async def work() -> None:
        titles = RecordingTitles(
            store,
            engine,  # type: ignore[arg-type]
            allowed=lambda: allowed,
            told=told.append,
        )
        titles.look()
        titles.look()
        assert allowed or titles._asking is None
        if titles._asking is not None:
            await titles._asking

    asyncio.run(work())
    return told


def titles_of(store: Store) -> set[str]:
    return {one.title for one, _ in recordings.all_recordings(store)}


def test_without_leave_nothing_is_asked(store: Store) -> None:
    engine = StandInEngine()
    assert run(store, engine, allowed=False) == []
    assert engine.asked == []


def test_leave_that_is_taken_back_meanwhile_ends_it(store: Store) -> None:
    engine = StandInEngine()

    async def work() -> None:
        titles = RecordingTitles(
            store,
            engine,  # type: ignore[arg-type]
            allowed=lambda: not engine.asked,
            told=lambda _: None,
        )
        titles.look()
        assert titles._asking is not None
        await titles._asking
        titles.look()

    asyncio.run(work())
    assert len(engine.asked) == 1


def test_each_link_is_asked_for_once(store: Store) -> None:
    engine = StandInEngine()
    told = run(store, engine)
    assert sorted(engine.asked) == [("recording", "loom", LOOM), ("recording", "loom", OTHER)]
    assert titles_of(store) == {"Told 1", "Told 2"}
    assert len(told) == 2
    run(store, engine)
    assert len(engine.asked) == 2


def test_without_a_network_the_first_failure_ends_it_quietly(store: Store) -> None:
    engine = StandInEngine()
    engine.fails = True
    run(store, engine)
    assert len(engine.asked) == 1
    states = {one.meta_state for one, _ in recordings.all_recordings(store)}
    assert states == {"pending", "none"}
    assert len(recording_titles.to_ask(store)) == 1, "the other one is not asked for at once"
