"""The one way to start a coroutine on its own: it is kept alive, and its failure is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from desktop.fault_log import record

Report = Callable[[str, BaseException], None]
"""Takes the name of a task and what it raised."""

_running: set[asyncio.Task[Any]] = set()


def spawn(name: str, coro: Coroutine[Any, Any, Any], report: Report = record) -> asyncio.Task[Any]:
    """Starts `coro` on the running loop; whatever it raises goes to `report`, once."""
    task = asyncio.get_running_loop().create_task(coro, name=name)
    _running.add(task)

    def ended(done: asyncio.Task[Any]) -> None:
        _running.discard(done)
        if done.cancelled():
            return
        error = done.exception()
        if error is not None:
            report(name, error)

    task.add_done_callback(ended)
    return task


def running() -> frozenset[asyncio.Task[Any]]:
    """The tasks that have not ended."""
    return frozenset(_running)
