"""Reading one page ahead: while a page is applied, the service works on the next one.

Applying a page keeps the loop busy for some milliseconds; without this the service would idle
meanwhile, and we would idle while it works.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Final

from msgspec import Struct

from book.errors import SatchelError
from book.facts import Page

TURNS: Final = 6
"""So many turns of the loop get a request that was just begun onto the wire."""


class Stopped(Exception):
    """The run was asked to stop."""


class _End(Struct, frozen=True):
    error: SatchelError | Stopped | None = None


async def each_page(pages: AsyncIterator[Page], take: Callable[[Page], None]) -> None:
    """Calls `take` with every page in order; raises what reading or taking a page raised.

    An error in reading comes after all pages read before it were taken.
    """
    queue: asyncio.Queue[Page | _End] = asyncio.Queue(maxsize=1)
    ended: SatchelError | Stopped | None = None
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(_read(pages, queue))
        while isinstance(read := await queue.get(), Page):
            for _ in range(TURNS):
                await asyncio.sleep(0)
            try:
                take(read)
            except (SatchelError, Stopped) as error:
                ended = error
                reading.cancel()
                break
        else:
            ended = read.error
    if ended is not None:
        raise ended


async def _read(pages: AsyncIterator[Page], queue: asyncio.Queue[Page | _End]) -> None:
    try:
        async for page in pages:
            await queue.put(page)
    except (SatchelError, Stopped) as error:
        await queue.put(_End(error))
    else:
        await queue.put(_End())
