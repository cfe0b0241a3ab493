"""Signing in to Salesforce in the person's own browser: authorization code with PKCE.

The app is a public client: nothing it sends is a secret of its own, and the code that comes back
is worth nothing without the verifier, which never leaves this process.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from book.clock import Clock, stamp, system_clock
from book.errors import Auth, Usage
from sync import values
from sync.salesforce import hosts
from sync.salesforce.callback import Callback, Returned
from sync.salesforce.credentials import Credentials
from sync.salesforce.token_endpoint import AUTHORIZE, SignInOver, TokenEndpoint, Tokens

if TYPE_CHECKING:
    import httpx

SCOPES: Final = "api refresh_token"
WAIT_SECONDS: Final = 300.0
"""So long the browser may take."""
_SEES_DATA: Final = frozenset(("api", "full"))
_AGAIN: Final = "Nothing was kept; sign in again when you are ready."
_SAID: Final = 200


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
    verifier, state = _text(random(48)), _text(random(24))
    callback = Callback(state)
    async with callback.listening(callback_port(options)):
        question = {
            "response_type": "code",
            "client_id": client_id,
            "redirect_uri": callback.url,
            "scope": SCOPES,
            "state": state,
            "code_challenge": _text(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        if not open_browser(f"{login}{AUTHORIZE}?{urlencode(question)}"):
            raise Auth("No browser could be opened for the sign-in to Salesforce.", _AGAIN)
        code = _code(await _returned(callback, wait_seconds))
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "client_id": client_id,
            "redirect_uri": callback.url,
            "code_verifier": verifier,
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


async def _returned(callback: Callback, seconds: float) -> Returned:
    try:
        return await callback.answer(seconds)
    except TimeoutError:
        raise Auth(
            f"Nobody came back from the sign-in to Salesforce within {round(seconds)} seconds.",
            _AGAIN,
        ) from None


async def _exchanged(
    login: str, form: Mapping[str, str], transport: httpx.AsyncBaseTransport | None
) -> Tokens:
    endpoint = TokenEndpoint(login, pause=asyncio.sleep, transport=transport)
    try:
        return await endpoint.exchange(form)
    except SignInOver:
        raise Auth("Salesforce did not take the code of this sign-in any more.", _AGAIN) from None
    finally:
        await endpoint.aclose()


def _code(returned: Returned) -> str:
    """The code, or why there is none."""
    if returned.error == "access_denied":
        raise Auth("You did not let Satchel in at Salesforce.", _AGAIN)
    if returned.error or not returned.code:
        said = values.clean(returned.words or returned.error)[:_SAID] or "no reason given"
        raise Auth(
            f"Salesforce did not sign you in: {said.rstrip('.')}.",
            "Ask an administrator whether the app is installed and open to you.",
        )
    return returned.code


def _check_scopes(found: Tokens) -> None:
    """A sign-in without the scope for data would fail at the first question, and less clearly."""
    if found.scope is not None and _SEES_DATA.isdisjoint(found.scope.split()):
        raise Auth(
            "The sign-in to Salesforce lacks the scope “api”.",
            "Ask an administrator to add api and refresh_token to the app, then sign in again.",
        )


def callback_port(options: Mapping[str, str]) -> int:
    """The registered port of the callback; 0 for any that is free. Raises Usage."""
    said = options.get("callback-port", "").strip()
    if not said:
        return 0
    number = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    if not 0 < number < 65_536:
        raise Usage(f"callback-port is a port, not “{said}”.", "From 1024 to 65535.")
    return number


def _text(random: bytes) -> str:
    """Bytes as text that needs no escaping in an address."""
    return base64.urlsafe_b64encode(random).rstrip(b"=").decode()
