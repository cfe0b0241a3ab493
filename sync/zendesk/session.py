"""Zendesk's side of a renewal: both tokens are exchanged, and the old two are dead from then on."""

from __future__ import annotations

from msgspec.structs import replace

from sync.port import Setup
from sync.sign_in_session import SignInSession
from sync.zendesk.credentials import SIGN_IN_AGAIN, TOKEN_REFUSED, Credentials, credentials
from sync.zendesk.hosts import TITLE
from sync.zendesk.token_endpoint import SCOPE, TokenEndpoint


class Session(SignInSession[Credentials]):
    """One source's sign-in during one run."""

    def __init__(self, setup: Setup, kept: Credentials) -> None:
        super().__init__(
            setup,
            kept,
            title=TITLE,
            again=TOKEN_REFUSED if kept.is_token else SIGN_IN_AGAIN,
            read=credentials,
            exchange=self._exchanged,
        )
        self.requests = 0
        """How many requests the renewals took."""

    def header(self) -> str:
        """What a request says of who sends it."""
        return self._kept.header()

    async def _exchanged(self, kept: Credentials) -> Credentials:
        endpoint = TokenEndpoint(
            kept.base_url or self._setup.source.url,
            pause=self._setup.pause,
            transport=self._setup.transport,
        )
        form = {
            "grant_type": "refresh_token",
            "refresh_token": kept.refresh_token or "",
            "client_id": kept.client_id,
            "scope": SCOPE,
        }
        try:
            found = await endpoint.exchange(form)
        finally:
            self.requests += endpoint.requests
            await endpoint.aclose()
        return replace(
            kept,
            access_token=found.access_token,
            refresh_token=found.refresh_token or kept.refresh_token,
        )
