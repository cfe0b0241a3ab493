"""The place where Zendesk hands out tokens: a code or a refresh token in, a new sign-in out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from book.errors import Auth, BadResponse
from sync.pacing import Pause
from sync.refusals import quoting
from sync.sign_in_session import SignInOver
from sync.zendesk.answers import said
from sync.zendesk.credentials import SIGN_IN_AGAIN
from sync.zendesk.web import ZendeskWeb

if TYPE_CHECKING:
    import httpx

AUTHORIZE: Final = "/oauth/authorizations/new"
TOKEN: Final = "/oauth/tokens"  # noqa: S105 a path
SCOPE: Final = "read write"
_USED_UP: Final = frozenset(("invalid_grant", "invalid_token", "expired_token"))


class Tokens(Struct, frozen=True, kw_only=True):
    """What the service hands out."""

    access_token: str
    refresh_token: str | None = None
    scope: str | None = None

    def __repr__(self) -> str:
        return "Tokens(…)"


class TokenEndpoint:
    """The token endpoint of one Zendesk; a public client, so no client secret is ever sent."""

    def __init__(
        self, base_url: str, *, pause: Pause, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._web = ZendeskWeb(base_url, pause=pause, transport=transport)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    async def exchange(self, form: Mapping[str, str]) -> Tokens:
        """Sends a form once. Raises SignInOver, Auth for another refusal, BadResponse."""
        reply = await self._web.exchange("POST", TOKEN, body=msgspec.json.encode(form))
        if reply.status >= 300:
            told = said(reply.body)
            if told.code in _USED_UP:
                raise SignInOver("Zendesk has ended this sign-in.", SIGN_IN_AGAIN)
            if told.code in ("invalid_client", "unauthorized_client"):
                raise Auth(
                    f"Zendesk does not take the client id for a sign-in ({told.code}).",
                    "Check client-id, and that the OAuth client is a public one.",
                )
            raise Auth(
                quoting("Zendesk refused the sign-in.", told.words or told.code),
                "Ask an administrator of your Zendesk.",
            )
        try:
            found = msgspec.json.decode(reply.body, type=Tokens)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadResponse(
                f"{self._web.host} does not answer a sign-in as Zendesk does.",
                "Check the address of your Zendesk.",
            ) from None
        if not found.access_token:
            raise BadResponse("Zendesk answered a sign-in without a token.", "Sign in again.")
        return found

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()
