"""The sign-in of one run: its token of the moment, renewed once for all who share it.

Where refresh tokens rotate, a second use of the old one ends the sign-in for good. So the renewal
is made by one process at a time, behind a kernel lock, after a look whether another one has done
it already; and what is new is stored before it is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, Generic, Protocol, TypeVar

from book.errors import Auth, Busy
from book.locks import FileLock
from sync.port import Setup

LOCK_SECONDS: Final = 30.0
"""So long another process may take for its renewal before we give up waiting for it."""
_POLL_SECONDS: Final = 0.05


class SignInOver(Auth):
    """A code or a refresh token that is not good any more."""


class SignedIn(Protocol):
    """What a sign-in left."""

    @property
    def access_token(self) -> str:
        """The token for now."""

    @property
    def renewable(self) -> bool:
        """Whether another one can be asked for without the person."""

    def text(self) -> str:
        """The secret as it is kept."""


KeptT = TypeVar("KeptT", bound=SignedIn)


class SignInSession(Generic[KeptT]):
    """One source's sign-in during one run."""

    def __init__(
        self,
        setup: Setup,
        kept: KeptT,
        *,
        title: str,
        again: str,
        read: Callable[[str], KeptT],
        exchange: Callable[[KeptT], Awaitable[KeptT]],
    ) -> None:
        """`again` says how to sign in anew, `read` reads a kept secret, `exchange` gets another
        sign-in in place of one; it raises SignInOver where that is not good any more."""
        self._setup = setup
        self._kept = kept
        self._title = title
        self._again = again
        self._read = read
        self._exchange = exchange
        self._turn = asyncio.Lock()

    @property
    def token(self) -> str:
        """The access token as it is now."""
        return self._kept.access_token

    async def renew(self, refused: str) -> None:
        """Gets another access token in place of the one that was refused.

        Raises Auth where there is no way but to sign in again, Busy when another process does
        not come to an end with it.
        """
        async with self._turn:
            if self.token != refused:
                return
            if not self._kept.renewable:
                raise Auth(
                    f"The {self._title} access token has run out, or is not one.", self._again
                )
            if self._setup.keep is None:
                # A renewal may replace the refresh token; one that is not kept would be lost.
                raise Auth(f"The sign-in to {self._title} has to be renewed.", self._again)
            async with self._alone():
                if not await self._done_by_another(refused):
                    await self._renewed(refused)

    async def _renewed(self, refused: str) -> None:
        try:
            found = await self._exchange(self._kept)
        except SignInOver:
            # Somebody who holds no lock of ours may have been quicker.
            if await self._done_by_another(refused):
                return
            raise
        await self._keep(found)

    async def _keep(self, news: KeptT) -> None:
        """Stores the new sign-in for good; only then it is used."""
        keep = self._setup.keep
        assert keep is not None
        await keep(self._setup.source.name, news.text())
        self._kept = news

    async def _done_by_another(self, refused: str) -> bool:
        """Takes what is stored by now, where that is another sign-in than ours."""
        if self._setup.fresh is None:
            return False
        stored = await self._setup.fresh()
        if not stored:
            return False
        self._kept = self._read(stored)
        # Else perhaps only its refresh token is newer than ours.
        return self._kept.access_token != refused

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """Holds the lock of those who renew this sign-in, waiting for it without blocking."""
        if self._setup.refresh_lock is None:
            yield
            return
        lock = FileLock(self._setup.refresh_lock)
        left = LOCK_SECONDS
        while not lock.acquire(wait_seconds=0):
            if left <= 0:
                raise Busy(
                    f"Another Satchel is renewing the sign-in to {self._title}.",
                    "Try again in a moment.",
                )
            await self._setup.pause(_POLL_SECONDS)
            left -= _POLL_SECONDS
        try:
            yield
        finally:
            lock.release()
