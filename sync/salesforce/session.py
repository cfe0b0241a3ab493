"""Salesforce's side of a renewal: a refresh token in, a new sign-in out."""

from __future__ import annotations

from msgspec.structs import replace

from sync.port import Setup
from sync.salesforce.answers import SIGN_IN_AGAIN
from sync.salesforce.credentials import Credentials, credentials
from sync.salesforce.hosts import TITLE
from sync.salesforce.token_endpoint import TokenEndpoint, Tokens
from sync.sign_in_session import SignInSession


class Session(SignInSession[Credentials]):
    """One source's sign-in during one run."""

    def __init__(self, setup: Setup, kept: Credentials) -> None:
        super().__init__(
            setup,
            kept,
            title=TITLE,
            again=SIGN_IN_AGAIN,
            read=credentials,
            exchange=self._exchanged,
        )
        self.requests = 0
        """How many requests the renewals took."""

    async def _exchanged(self, kept: Credentials) -> Credentials:
        endpoint = TokenEndpoint(
            kept.login_url, pause=self._setup.pause, transport=self._setup.transport
        )
        form = {
            "grant_type": "refresh_token",
            "client_id": kept.client_id,
            "refresh_token": kept.refresh_token or "",
        }
        try:
            return _with(kept, await endpoint.exchange(form))
        finally:
            self.requests += endpoint.requests
            await endpoint.aclose()


def _with(kept: Credentials, found: Tokens) -> Credentials:
    """The sign-in with what a renewal brought; what it does not name stays as it was."""
    return replace(
        kept,
        access_token=found.access_token,
        refresh_token=found.refresh_token or kept.refresh_token,
        instance_url=found.instance_url or kept.instance_url,
        id=found.id or kept.id,
    )
