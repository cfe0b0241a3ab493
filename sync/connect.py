"""Trying a connection before it is kept: is the service there, is the key good, who am I."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING

from book.clock import Clock, system_clock
from book.records import Source
from sync.connectors import connector
from sync.pacing import Pause
from sync.port import Connection, Setup

if TYPE_CHECKING:
    import httpx


async def test_connection(
    name: str,
    url: str,
    me: str,
    options: Mapping[str, str],
    secret: str,
    transport: httpx.AsyncBaseTransport | None = None,  # noqa: PT028 not a test
    *,
    clock: Clock = system_clock,  # noqa: PT028 not a test
    sleep: Pause = asyncio.sleep,  # noqa: PT028 not a test
) -> Connection:
    """Asks a service all that is asked before it is connected; writes nothing anywhere.

    Raises Usage for an address or options that make no sense, Auth for a key that is refused,
    BadResponse for a host that is something else, Refused when nobody there has that address.
    """
    kind = connector(name)
    source = Source(
        name=name,
        url=kind.address(url, options),
        me_email=me.strip() or None,
        options=dict(options),
    )
    one = kind(Setup(source=source, secret=secret, pause=sleep, clock=clock, transport=transport))
    try:
        return await one.check()
    finally:
        await one.aclose()


# The name is part of the contract; test collectors must not take it for a test.
test_connection.__test__ = False  # type: ignore[attr-defined]
