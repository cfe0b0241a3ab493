"""The place where tokens are handed out: a code or a refresh token in, a new sign-in out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import msgspec
from msgspec import Struct

from book.errors import Auth, BadResponse
from sync.http import checked_url
from sync.pacing import Pause
from sync.salesforce.answers import SIGN_IN_AGAIN, oauth_fault
from sync.salesforce.hosts import TITLE
from sync.salesforce.org_web import FORM, OrgWeb
from sync.sign_in_session import SignInOver

if TYPE_CHECKING:
    import httpx

AUTHORIZE: Final = "/services/oauth2/authorize"
TOKEN: Final = "/services/oauth2/token"  # noqa: S105 a path
_USED_UP: Final = frozenset(("invalid_grant", "inactive_user", "inactive_org", "expired_token"))


class Tokens(Struct, frozen=True, kw_only=True):
    """What the service hands out."""

    access_token: str
    instance_url: str = ""
    id: str = ""
    scope: str | None = None
    refresh_token: str | None = None

    def __repr__(self) -> str:
        return "Tokens(…)"


class TokenEndpoint:
    """The token endpoint of one login host; a public client, so no client secret is ever sent."""

    def __init__(
        self, login_url: str, *, pause: Pause, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._web = OrgWeb(login_url, pause=pause, transport=transport)

    @property
    def requests(self) -> int:
        """How many requests were made so far."""
        return self._web.requests

    async def exchange(self, form: Mapping[str, str]) -> Tokens:
        """Sends a form once. Raises SignInOver, Auth for another refusal, BadResponse."""
        reply = await self._web.exchange("POST", TOKEN, body=urlencode(form).encode(), headers=FORM)
        if reply.status >= 300:
            raise _refused(oauth_fault(reply.body).code, oauth_fault(reply.body).words)
        try:
            found = msgspec.json.decode(reply.body, type=Tokens)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise BadResponse(
                f"{self._web.host} does not answer a sign-in as Salesforce does.",
                "Check the address of your org.",
            ) from None
        if found.instance_url:
            checked_url(found.instance_url, TITLE)
        return found

    async def aclose(self) -> None:
        """Lets the connections go."""
        await self._web.aclose()


def _refused(code: str, words: str) -> Auth:
    if code in _USED_UP:
        return SignInOver("Salesforce has ended this sign-in.", SIGN_IN_AGAIN)
    if code in ("invalid_client_id", "invalid_client", "unsupported_grant_type"):
        return Auth(
            f"Salesforce does not take the consumer key for a sign-in ({code}).",
            "Check client-id, and that the app allows PKCE without a secret.",
        )
    said = f" ({code}: {words})." if words else f" ({code or 'no reason given'})."
    return Auth(f"Salesforce refused the sign-in{said}", "Ask an administrator of your org.")
