"""The sign-in of one run: its token of the moment, renewed once for all who share it.

Where refresh tokens rotate, a second use of the old one ends the sign-in for good. So the renewal
is made by one process at a time, behind a kernel lock, after a look whether another one has done
it already; and what is new is stored before it is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from msgspec.structs import replace

from book.errors import Auth, Busy
from book.locks import FileLock
from sync.port import Setup
from sync.salesforce.answers import SIGN_IN_AGAIN
from sync.salesforce.credentials import Credentials, credentials
from sync.salesforce.token_endpoint import SignInOver, TokenEndpoint, Tokens

LOCK_SECONDS: Final = 30.0
"""So long another process may take for its renewal before we give up waiting for it."""
_POLL_SECONDS: Final = 0.05


class Session:
    """One source's sign-in during one run."""

    def __init__(self, setup: Setup, kept: Credentials) -> None:
        self._setup = setup
        self._kept = kept
        self._turn = asyncio.Lock()
        self.requests = 0
        """How many requests the renewals took."""

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
                raise Auth("The Salesforce access token has run out, or is not one.", SIGN_IN_AGAIN)
            if self._setup.keep is None:
                # A renewal may replace the refresh token; one that is not kept would be lost.
                raise Auth("The sign-in to Salesforce has to be renewed.", SIGN_IN_AGAIN)
            async with self._alone():
                if not await self._done_by_another(refused):
                    await self._renewed(refused)

    async def _renewed(self, refused: str) -> None:
        kept = self._kept
        endpoint = TokenEndpoint(
            kept.login_url, pause=self._setup.pause, transport=self._setup.transport
        )
        form = {
            "grant_type": "refresh_token",
            "client_id": kept.client_id,
            "refresh_token": kept.refresh_token or "",
        }
        try:
            found = await endpoint.exchange(form)
        except SignInOver:
            # Somebody who holds no lock of ours may have been quicker.
            if await self._done_by_another(refused):
                return
            raise
        finally:
            self.requests += endpoint.requests
            await endpoint.aclose()
        await self._keep(_with(kept, found))

    async def _keep(self, news: Credentials) -> None:
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
        found = credentials(stored)
        if found.access_token == refused:
            # Perhaps only its refresh token is newer than ours.
            self._kept = found
            return False
        self._kept = found
        return True

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
                    "Another Satchel is renewing the sign-in to Salesforce.",
                    "Try again in a moment.",
                )
            await self._setup.pause(_POLL_SECONDS)
            left -= _POLL_SECONDS
        try:
            yield
        finally:
            lock.release()


def _with(kept: Credentials, found: Tokens) -> Credentials:
    """The sign-in with what a renewal brought; what it does not name stays as it was."""
    return replace(
        kept,
        access_token=found.access_token,
        refresh_token=found.refresh_token or kept.refresh_token,
        instance_url=found.instance_url or kept.instance_url,
        id=found.id or kept.id,
    )
