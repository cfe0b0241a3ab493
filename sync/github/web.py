"""HTTP to GitHub: its version header, its two kinds of limits, and what it refuses.

Source: docs.github.com, “Rate limits for the REST API” and “REST API endpoints for search”.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.errors import Auth, BadResponse, RateLimited, Refused, SatchelError
from sync.http import LONGEST_KEPT_WAIT, Reply, Web
from sync.pacing import Pause, wait_asked
from sync.wait_words import wait_words

if TYPE_CHECKING:
    import httpx

TITLE: Final = "GitHub"
ADDRESS: Final = "https://api.github.com"
VERSION: Final = "2022-11-28"
_LEAST_WAIT: Final = 1.0


class GitHubWeb(Web):
    """GitHub's HTTP, with a token or without; a token only raises the limits."""

    def __init__(
        self,
        token: str = "",
        *,
        url: str = ADDRESS,
        transport: httpx.AsyncBaseTransport | None = None,
        pause: Pause = asyncio.sleep,
        wall: Callable[[], float] = time.time,
    ) -> None:
        headers = {"accept": "application/vnd.github+json", "x-github-api-version": VERSION}
        if token:
            headers["authorization"] = f"Bearer {token}"
        super().__init__(TITLE, url, headers=headers, transport=transport, pause=pause)
        self._wall = wall

    async def ask(self, path: str, tag: str) -> Reply:
        """Reads what may not have changed since a tag; 304 where it did not, 404 and 410 told."""
        return await self.send(
            "GET",
            path,
            headers={"if-none-match": tag} if tag else {},
            allowed=frozenset((304, 404, 410)),
            repeatable=True,
        )

    def _status_error(self, reply: Reply) -> SatchelError:
        if reply.status in (403, 429):
            wait = self._wait(reply)
            if wait is not None:
                return RateLimited(
                    f"{TITLE} asks to wait {wait_words(wait)} before the next question.",
                    "A token of yours raises its limit: connect GitHub with one.",
                    wait_seconds=min(wait, LONGEST_KEPT_WAIT),
                )
        if reply.status == 401:
            return Auth(
                f"{TITLE} refused the token (401).",
                "Make a new one in GitHub's settings, and connect GitHub with it.",
            )
        if reply.status == 422:
            return Refused(
                f"{TITLE} does not understand that question (422).",
                "Use fewer and plainer words, and check the names of the repositories.",
            )
        return super()._status_error(reply)

    def _wait(self, reply: Reply) -> float | None:
        """Seconds to wait where a limit is used up; None for a refusal of another kind."""
        if "retry-after" in reply.headers:
            return wait_asked(reply.headers)
        if reply.headers.get("x-ratelimit-remaining", "").strip() == "0":
            reset = reply.headers.get("x-ratelimit-reset", "").strip()
            at = float(reset) if reset.isascii() and reset.isdigit() and len(reset) < 12 else 0.0
            return max(at - self._wall(), _LEAST_WAIT)
        return wait_asked(reply.headers) if reply.status == 429 else None


def object_of(body: bytes) -> dict[str, Any]:
    """The object an answer is; raises BadResponse for anything else."""
    try:
        found = msgspec.json.decode(body)
    except msgspec.DecodeError:
        found = None
    if not isinstance(found, dict):
        raise BadResponse(f"{TITLE} answered something strange.", "Try again later.")
    return found
