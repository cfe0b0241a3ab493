"""The engine as a child process: answers, crashes, rotated secrets, and its end."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from book.errors import Auth, SatchelError
from book.records import SyncProgress
from desktop.engine_child import EngineChild, EngineEnded
from desktop.event_loop import watch_children_without_threads
from sync.messages import Open

ENGINE = Path(__file__).with_name("pretend_engine.py")


class Desk:
    """What the window's side sees and keeps."""

    def __init__(self) -> None:
        self.progress: list[SyncProgress] = []
        self.kept: dict[str, str] = {}
        self.opens = 0

    async def make_open(self) -> Open:
        self.opens += 1
        return Open(profile="somewhere", key="00" * 32, secrets={"vitally": "sk_test"})

    async def keep(self, source: str, value: str) -> None:
        self.kept[source] = value

    def engine(self, manner: str, **more: Any) -> EngineChild:
        return EngineChild(
            self.make_open,
            progress=self.progress.append,
            keep_secret=self.keep,
            command=[sys.executable, str(ENGINE), manner],
            **more,
        )


@pytest.fixture(params=["asyncio", "qasync"])
def on_loop(request, qapp: QApplication) -> Callable[[Coroutine[Any, Any, None]], None]:
    """Runs a coroutine on a plain loop, and on Qt's."""
    if request.param == "asyncio":
        return asyncio.run

    def run(coro) -> None:
        watch_children_without_threads()
        loop = qasync.QEventLoop(qapp)
        asyncio.set_event_loop(loop)
        try:
            loop.run_until_complete(coro)
        finally:
            loop.close()
            asyncio.set_event_loop(None)

    return run


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ENGINE.parents[2]))


def test_a_run_reports_its_way_and_its_end(on_loop):
    desk = Desk()

    async def scene() -> None:
        engine = desk.engine("good")
        report = await engine.sync(["vitally"], full=True)
        assert report == {
            "profile": "somewhere",
            "sources": ["vitally"],
            "full": True,
            "secrets": ["vitally"],
        }
        pid = engine.pid
        await engine.sync()
        assert engine.pid == pid, "one engine serves several runs"
        assert desk.opens == 1
        await engine.stop()
        assert engine.pid is None

    on_loop(scene())
    wanted = SyncProgress(source="vitally", resource="accounts", done=1, total=2)
    assert desk.progress == [wanted, wanted]


def test_an_error_keeps_its_class(on_loop):
    async def scene() -> None:
        engine = Desk().engine("good")
        with pytest.raises(Auth, match="No") as told:
            await engine.ask("test", "vitally", secret="sk_test")
        assert told.value.advice == "Again."
        await engine.stop()

    on_loop(scene())


@pytest.mark.parametrize("manner", ["crashes", "mumbles"])
def test_after_a_crash_the_next_request_starts_another_engine(on_loop, manner, capsys):
    desk = Desk()

    async def scene() -> None:
        engine = desk.engine(manner)
        for _ in range(2):
            with pytest.raises(EngineEnded):
                await asyncio.wait_for(engine.sync(), 10)
        await engine.stop()

    on_loop(scene())
    assert desk.opens == 2


def test_a_crash_tells_its_status_and_last_words(on_loop):
    async def scene() -> None:
        engine = Desk().engine("crashes")
        with pytest.raises(EngineEnded, match="status 7") as told:
            await engine.sync()
        assert "it broke" in told.value.__notes__[0]
        await engine.stop()

    on_loop(scene())


def test_a_rotated_secret_is_kept_before_the_engine_goes_on(on_loop):
    desk = Desk()

    async def scene() -> None:
        engine = desk.engine("rotates")
        assert await engine.sync() == {"kept": "vitally"}
        await engine.stop()

    on_loop(scene())
    assert desk.kept == {"vitally": "new-token"}


def test_a_run_can_be_cancelled(on_loop):
    async def scene() -> None:
        engine = Desk().engine("dawdles")
        run = asyncio.ensure_future(engine.sync())
        while engine.pid is None:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        engine.cancel()
        assert await asyncio.wait_for(run, 10) == {"cancelled": True}
        await engine.stop()

    on_loop(scene())


def test_an_idle_engine_ends_and_comes_back(on_loop):
    desk = Desk()

    async def scene() -> None:
        engine = desk.engine("good", linger_seconds=0.05)
        await engine.sync()
        pid = engine.pid
        assert pid is not None
        deadline = time.monotonic() + 10
        while engine.pid is not None and time.monotonic() < deadline:
            await asyncio.sleep(0.02)
        assert engine.pid is None
        assert await engine.sync(["vitally"])
        assert engine.pid not in (None, pid)
        await engine.stop()

    on_loop(scene())
    assert desk.opens == 2


def test_an_engine_that_does_not_end_is_ended(on_loop):
    async def scene() -> None:
        engine = Desk().engine("deaf")
        await engine.sync()
        pid = engine.pid
        assert pid is not None
        began = time.monotonic()
        await engine.stop(0.3)
        assert time.monotonic() - began < 2
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        with pytest.raises(SatchelError):
            await engine.sync()

    on_loop(scene())


def test_stopping_fails_what_still_waits(on_loop):
    async def scene() -> None:
        engine = Desk().engine("mumbles")
        run = asyncio.ensure_future(engine.sync())
        await asyncio.sleep(0.15)
        await engine.stop(0.2)
        with pytest.raises(EngineEnded):
            await asyncio.wait_for(run, 5)
        assert engine.pid is None

    on_loop(scene())
