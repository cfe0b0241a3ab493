"""Coroutines started on their own: kept alive, reported when they fail."""

from __future__ import annotations

import asyncio
import gc
import stat
import sys

import pytest

from desktop import fault_log
from desktop.tasks import running, spawn


def test_a_failure_is_told_once_with_the_name():
    told: list[tuple[str, str]] = []

    async def main() -> None:
        async def fail() -> None:
            raise ValueError("broken")

        spawn("The thing", fail(), lambda name, error: told.append((name, str(error))))
        await asyncio.sleep(0.01)

    asyncio.run(main())
    assert told == [("The thing", "broken")]


def test_a_task_nobody_holds_is_kept_until_it_ends():
    async def main() -> None:
        done = asyncio.Event()

        async def work() -> None:
            await asyncio.sleep(0.02)
            done.set()

        spawn("Work", work())
        gc.collect()
        assert len(running()) == 1
        await asyncio.wait_for(done.wait(), 2)
        await asyncio.sleep(0)
        assert not running()

    asyncio.run(main())


def test_a_cancelled_task_is_no_failure():
    told: list[object] = []

    async def main() -> None:
        task = spawn("Sleep", asyncio.sleep(60), lambda *words: told.append(words))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0.01)

    asyncio.run(main())
    assert told == []


@pytest.fixture
def log(tmp_path):
    fault_log.keep_in(tmp_path)
    yield tmp_path / fault_log.FILE_NAME
    fault_log._place.folder = None


def test_faults_are_written_down_without_secrets(log, capsys):
    fault_log.record("Closing", ValueError("the key sk_live_0123456789 was wrong"))
    text = log.read_text()
    assert "Closing" in text
    assert "ValueError" in text
    assert "sk_live" not in text
    assert "sk_live" not in capsys.readouterr().err
    if sys.platform != "win32":
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_the_log_of_faults_does_not_grow_for_ever(log, monkeypatch, capsys):
    monkeypatch.setattr(fault_log, "LARGEST_BYTES", 2000)
    for number in range(100):
        fault_log.record(f"Number {number}", ValueError("x"))
    assert log.stat().st_size < 4000
    assert len(list(log.parent.iterdir())) == 2
    assert "Number 99" in log.read_text()
