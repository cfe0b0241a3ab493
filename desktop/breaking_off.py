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
    under_way: asyncio.Task[T] | None = None

    def heard(_number: int, _frame: FrameType | None) -> None:
        nonlocal pressed
        if under_way is not None and not pressed:
            # The loop may sleep in the system; a call from outside wakes it.
            runner.get_loop().call_soon_threadsafe(under_way.cancel)
        pressed = True

    async def whole() -> T:
        nonlocal under_way
        under_way = asyncio.current_task()
        if pressed:
            work.close()
            raise asyncio.CancelledError
        return await work

    with asyncio.Runner() as runner:
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
