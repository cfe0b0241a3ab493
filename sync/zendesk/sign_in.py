"""Signing in to Zendesk in the person's own browser, and what is kept of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from book.clock import Clock, stamp, system_clock
from book.errors import Auth, Usage
from sync.sign_in_browser import NOTHING_KEPT, Asking, callback_port, code_from_browser
from sync.sign_in_session import SignInOver
from sync.zendesk import hosts
from sync.zendesk.credentials import TOKENS_END, Credentials
from sync.zendesk.token_endpoint import AUTHORIZE, SCOPE, TokenEndpoint

if TYPE_CHECKING:
    import httpx

PORT: Final = 8787
"""The usual port to come back to: Zendesk knows the whole address, letter by letter."""
WAIT_SECONDS: Final = 300.0
"""So long the browser may take."""


async def sign_in(
    options: Mapping[str, str],
    url: str,
    *,
    open_browser: Callable[[str], bool],
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = system_clock,
    random: Callable[[int], bytes] = secrets.token_bytes,
    wait_seconds: float = WAIT_SECONDS,
) -> str:
    """Signs in and returns the secret to keep. `url` is the company's own Zendesk.

    Raises Usage without an address or a client id, Busy where the registered port is taken, Auth
    when the person or Zendesk says no or nobody comes back in time, the errors of `sync.http`.
    """
    base_url = hosts.address(url)
    client_id = options.get("client-id", "").strip()
    if not client_id:
        raise Usage(
            "Signing in to Zendesk needs the id of an OAuth client in your Zendesk.",
            "Ask an administrator for it and give it with --option client-id=ID. Until"
            f" {TOKENS_END}, --option email=ADDRESS with --secret-stdin takes an API token.",
        )
    asking = Asking(
        title=hosts.TITLE,
        authorize=f"{base_url}{AUTHORIZE}",
        client_id=client_id,
        scope=SCOPE,
        port=callback_port(options) or PORT,
        advice="Ask an administrator whether the OAuth client is public and its address is right.",
        wait_seconds=wait_seconds,
    )
    brought = await code_from_browser(asking, open_browser, random)
    endpoint = TokenEndpoint(base_url, pause=asyncio.sleep, transport=transport)
    form = {
        "grant_type": "authorization_code",
        "code": brought.code,
        "client_id": client_id,
        "redirect_uri": brought.redirect_uri,
        "scope": SCOPE,
        "code_verifier": brought.verifier,
    }
    try:
        found = await endpoint.exchange(form)
    except SignInOver:
        raise Auth(
            "Zendesk did not take the code of this sign-in any more.", NOTHING_KEPT
        ) from None
    finally:
        await endpoint.aclose()
    kept = Credentials(
        access_token=found.access_token,
        refresh_token=found.refresh_token,
        client_id=client_id,
        base_url=base_url,
        signed_in_at=stamp(clock()),
    )
    return kept.text()
