"""A process that renews a sign-in whose token was refused: `URL LOCK STORE REFUSED`.

The stored secret is a file here. Prints the access token it ends with, or the error's title.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from book.errors import SatchelError
from book.records import Source
from sync.port import Setup
from sync.salesforce.credentials import credentials
from sync.salesforce.session import Session


async def main(url: str, lock: str, stored: str, refused: str) -> str:
    """Renews once, with the lock and the store of the others."""
    file = Path(stored)

    async def keep(_source: str, secret: str) -> None:
        await asyncio.to_thread(file.write_text, secret, "utf-8")

    async def fresh() -> str:
        return await asyncio.to_thread(file.read_text, "utf-8")

    secret = await fresh()
    setup = Setup(
        source=Source(name="salesforce", url=url),
        secret=secret,
        pause=asyncio.sleep,
        keep=keep,
        fresh=fresh,
        refresh_lock=Path(lock),
    )
    session = Session(setup, credentials(secret))
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    try:
        await session.renew(refused)
    except SatchelError as error:
        return error.title
    return session.token


if __name__ == "__main__":
    print(asyncio.run(main(*sys.argv[1:])), flush=True)
