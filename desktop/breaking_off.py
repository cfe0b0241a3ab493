"""Running a coroutine that Ctrl-C breaks off cleanly, however often it is pressed.

asyncio's own answer to a second Ctrl-C is to raise KeyboardInterrupt wherever the loop stands,
also in the middle of tidying up; what was cut there is then printed when the program ends.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")


def run(work: Coroutine[Any, Any, T]) -> T:
    """Its result; after Ctrl-C it is cancelled once, left to tidy up, and KeyboardInterrupt raised.

    To be called from the main thread.
    """
    pressed = False

    def heard(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        if not pressed:
            pressed = True
            # The loop may sleep in the system; a call from outside wakes it.
            runner.get_loop().call_soon_threadsafe(task.cancel)

    async def whole() -> T:
        return await task

    with asyncio.Runner() as runner:
        task = runner.get_loop().create_task(work)
        before = signal.signal(signal.SIGINT, heard)
        try:
            return runner.run(whole())
        except asyncio.CancelledError:
            if pressed:
                raise KeyboardInterrupt from None
            raise
        finally:
            runner.close()
            signal.signal(signal.SIGINT, before)
