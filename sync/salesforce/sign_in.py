"""Signing in to Salesforce in the person's own browser, and what is kept of it."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from book.clock import Clock, stamp, system_clock
from book.errors import Auth, Usage
from sync.salesforce import hosts
from sync.salesforce.credentials import Credentials
from sync.salesforce.token_endpoint import AUTHORIZE, TokenEndpoint, Tokens
from sync.sign_in_browser import NOTHING_KEPT, Asking, callback_port, code_from_browser
from sync.sign_in_session import SignInOver

if TYPE_CHECKING:
    import httpx

SCOPES: Final = "api refresh_token"
WAIT_SECONDS: Final = 300.0
"""So long the browser may take."""
_SEES_DATA: Final = frozenset(("api", "full"))


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
    """Signs in and returns the secret to keep. `url` is the org's own address, or empty.

    Raises Usage without a consumer key, Busy where the registered port is taken, Auth when the
    person or Salesforce says no or nobody comes back in time, and the errors of `sync.http`.
    """
    client_id = options.get("client-id", "").strip()
    if not client_id:
        raise Usage(
            "Signing in to Salesforce needs the consumer key of an app in your org.",
            "Ask an administrator for it and give it with --option client-id=KEY.",
        )
    login = hosts.login_address(url, options)
    asking = Asking(
        title=hosts.TITLE,
        authorize=f"{login}{AUTHORIZE}",
        client_id=client_id,
        scope=SCOPES,
        port=callback_port(options),
        advice="Ask an administrator whether the app is installed and open to you.",
        wait_seconds=wait_seconds,
    )
    brought = await code_from_browser(asking, open_browser, random)
    form = {
        "grant_type": "authorization_code",
        "code": brought.code,
        "client_id": client_id,
        "redirect_uri": brought.redirect_uri,
        "code_verifier": brought.verifier,
    }
    found = await _exchanged(login, form, transport)
    _check_scopes(found)
    kept = Credentials(
        access_token=found.access_token,
        refresh_token=found.refresh_token,
        instance_url=found.instance_url or login,
        client_id=client_id,
        login_url=login,
        id=found.id,
        signed_in_at=stamp(clock()),
    )
    return kept.text()


async def _exchanged(
    login: str, form: Mapping[str, str], transport: httpx.AsyncBaseTransport | None
) -> Tokens:
    endpoint = TokenEndpoint(login, pause=asyncio.sleep, transport=transport)
    try:
        return await endpoint.exchange(form)
    except SignInOver:
        raise Auth(
            "Salesforce did not take the code of this sign-in any more.", NOTHING_KEPT
        ) from None
    finally:
        await endpoint.aclose()


def _check_scopes(found: Tokens) -> None:
    """A sign-in without the scope for data would fail at the first question, and less clearly."""
    if found.scope is not None and _SEES_DATA.isdisjoint(found.scope.split()):
        raise Auth(
            "The sign-in to Salesforce lacks the scope “api”.",
            "Ask an administrator to add api and refresh_token to the app, then sign in again.",
        )
