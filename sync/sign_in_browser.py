"""Signing in through the person's own browser: authorization code with PKCE, any service's.

The app is a public client: nothing it sends is a secret of its own, and the code that comes back
is worth nothing without the verifier, which never leaves this process.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Final
from urllib.parse import urlencode

from msgspec import Struct

from book.errors import Auth, Usage
from sync import values
from sync.sign_in_callback import Callback, Returned

NOTHING_KEPT: Final = "Nothing was kept; sign in again when you are ready."
_SAID: Final = 200


class Asking(Struct, frozen=True, kw_only=True):
    """What a service is asked for a code with."""

    title: str
    """The service's name as people write it."""
    authorize: str
    """The whole address of its page that lets an app in."""
    client_id: str
    scope: str
    port: int
    """The registered port to come back to; 0 for any that is free."""
    advice: str
    """What to do where the service says no."""
    wait_seconds: float
    """So long the browser may take."""


class Brought(Struct, frozen=True, kw_only=True):
    """A code, and what it is exchanged with."""

    code: str
    redirect_uri: str
    verifier: str

    def __repr__(self) -> str:
        return "Brought(…)"


async def code_from_browser(
    asking: Asking, open_browser: Callable[[str], bool], random: Callable[[int], bytes]
) -> Brought:
    """Sends the browser there and waits for it. Raises Busy where the port is taken, Auth when
    the person or the service says no or nobody comes back in time."""
    verifier, state = _text(random(48)), _text(random(24))
    callback = Callback(state, asking.title)
    async with callback.listening(asking.port):
        question = {
            "response_type": "code",
            "client_id": asking.client_id,
            "redirect_uri": callback.url,
            "scope": asking.scope,
            "state": state,
            "code_challenge": _text(sha256(verifier.encode()).digest()),
            "code_challenge_method": "S256",
        }
        if not open_browser(f"{asking.authorize}?{urlencode(question)}"):
            raise Auth(
                f"No browser could be opened for the sign-in to {asking.title}.", NOTHING_KEPT
            )
        code = _code(await _returned(callback, asking), asking)
        return Brought(code=code, redirect_uri=callback.url, verifier=verifier)


async def _returned(callback: Callback, asking: Asking) -> Returned:
    try:
        return await callback.answer(asking.wait_seconds)
    except TimeoutError:
        raise Auth(
            f"Nobody came back from the sign-in to {asking.title} within"
            f" {round(asking.wait_seconds)} seconds.",
            NOTHING_KEPT,
        ) from None


def _code(returned: Returned, asking: Asking) -> str:
    """The code, or why there is none."""
    if returned.error == "access_denied":
        raise Auth(f"You did not let Satchel in at {asking.title}.", NOTHING_KEPT)
    if returned.error or not returned.code:
        said = values.clean(returned.words or returned.error)[:_SAID] or "no reason given"
        raise Auth(f"{asking.title} did not sign you in: {said.rstrip('.')}.", asking.advice)
    return returned.code


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
