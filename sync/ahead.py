"""Reading ahead: while pages are applied, the service works on the next ones.

Applying a page keeps the loop busy for some milliseconds; without this the service would idle
meanwhile, and we would idle while it works. Pages that come fast are handed on together, so
that they cost one commit; a page that comes alone is not kept waiting for others.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from msgspec import Struct

from book.errors import SatchelError
from book.facts import Page

TURNS: Final = 6
"""So many turns of the loop get a request that was just begun onto the wire."""
TOGETHER: Final = 5
"""At most so many pages are handed on at once."""
GATHER_SECONDS: Final = 0.04
"""So long after its arrival a page is handed on, however few came behind it."""


class Stopped(Exception):
    """The run was asked to stop."""


class _End(Struct, frozen=True):
    error: SatchelError | Stopped | None = None


_Read = asyncio.Queue[Page | _End]


async def each_batch(pages: AsyncIterator[Page], take: Callable[[Sequence[Page]], None]) -> None:
    """Calls `take` with all pages, in order; raises what reading or taking a page raised.

    An error in reading comes after all pages read before it were taken.
    """
    queue: _Read = asyncio.Queue(maxsize=TOGETHER)
    ended: SatchelError | Stopped | None = None
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(_read(pages, queue))
        end: _End | None = None
        while end is None:
            batch, end = await _gather(queue)
            for _ in range(TURNS):
                await asyncio.sleep(0)
            try:
                if batch:
                    take(batch)
            except (SatchelError, Stopped) as error:
                ended = error
                reading.cancel()
                break
        else:
            ended = end.error
    if ended is not None:
        raise ended


async def _gather(queue: _Read) -> tuple[list[Page], _End | None]:
    """The next pages, and the end where it is among them; waits long only for the first."""
    read = await queue.get()
    batch: list[Page] = []
    until = asyncio.get_running_loop().time() + GATHER_SECONDS
    while isinstance(read, Page):
        batch.append(read)
        if len(batch) == TOGETHER:
            return batch, None
        try:
            async with asyncio.timeout_at(until):
                read = await queue.get()
        except TimeoutError:
            return batch, None
    return batch, read


async def _read(pages: AsyncIterator[Page], queue: _Read) -> None:
    try:
        async for page in pages:
            await queue.put(page)
    except (SatchelError, Stopped) as error:
        await queue.put(_End(error))
    else:
        await queue.put(_End())
