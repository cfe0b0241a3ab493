"""Trying a connection before it is kept: is the service there, is the key good, who am I."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from book.clock import Clock, system_clock
from book.errors import Usage
from book.records import Source
from book.source_titles import title
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


async def sign_in(
    name: str,
    url: str,
    options: Mapping[str, str],
    *,
    open_browser: Callable[[str], bool] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> str:
    """Signs in to a source through the browser; returns the secret to keep.

    Raises Usage for a source that has no such way, Auth when it was denied or not finished.
    """
    entered = getattr(connector(name), "sign_in", None)
    if entered is None:
        raise Usage(f"{title(name)} is not signed in to with the browser.", "Paste its key.")
    secret: str = await entered(
        options, url, open_browser=open_browser or in_the_background, transport=transport
    )
    return secret


def in_the_background(address: str) -> bool:
    """Opens a page in the person's browser; some hold up whoever opens them until they close."""
    import webbrowser
    from threading import Thread

    Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    return True


# The name is part of the contract; test collectors must not take it for a test.
test_connection.__test__ = False  # type: ignore[attr-defined]
