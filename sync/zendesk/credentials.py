"""What lets one in at Zendesk: a sign-in through the browser, or an API token of old."""

from __future__ import annotations

import base64
from typing import Final

import msgspec
from msgspec import Struct

from book.errors import Auth

TOKENS_END: Final = "30 April 2027"
"""The day from which on Zendesk takes no API token of anybody any more."""
SIGN_IN_AGAIN: Final = (
    "Sign in to Zendesk again (“satchel connect zendesk”); what waits in the outbox stays."
)
TOKEN_REFUSED: Final = (
    "Zendesk switches off an API token that nobody used for 30 days, and every one on"
    f" {TOKENS_END}. Sign in with the browser instead: --option client-id=ID."
)
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"
_BETWEEN: Final = "/token:"
_LONGEST: Final = 8_000
_ADVICE: Final = "Sign in to Zendesk, or paste an API token and say --option email=ADDRESS."


class Credentials(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a sign-in left, or an API token with the address it is used with."""

    access_token: str
    """The token for now; the API token where `email` is set."""
    refresh_token: str | None = None
    client_id: str = ""
    base_url: str = ""
    """Where one signed in."""
    email: str = ""
    signed_in_at: str = ""

    def __repr__(self) -> str:
        return "Credentials(…)"

    @property
    def renewable(self) -> bool:
        """Whether a new access token can be asked for without the person."""
        return bool(self.refresh_token and self.client_id)

    @property
    def is_token(self) -> bool:
        """Whether it is an API token, which has an end."""
        return bool(self.email)

    def header(self) -> str:
        """What a request says of who sends it."""
        if not self.email:
            return f"Bearer {self.access_token}"
        pair = f"{self.email}/token:{self.access_token}".encode()
        return f"Basic {base64.b64encode(pair).decode()}"

    def text(self) -> str:
        """The secret as it is kept."""
        return msgspec.json.encode(self).decode()


def credentials(secret: str, email: str = "") -> Credentials:
    """A kept secret, or what was pasted: an API token, `ADDRESS/token:TOKEN`, or `Bearer …`.

    `email` is the address an API token is used with. Raises Auth.
    """
    text = secret.strip(_AROUND)
    if text.startswith("{"):
        try:
            found = msgspec.json.decode(text, type=Credentials)
        except msgspec.DecodeError:
            raise Auth("What is kept for Zendesk is not a sign-in.", _ADVICE) from None
    elif text.partition(" ")[0].lower() == "bearer":
        found = Credentials(access_token=text[len("bearer") :].strip(_AROUND))
    else:
        before, _, after = text.rpartition(_BETWEEN)
        address = before.strip() or email.strip()
        if text and not address:
            raise Auth(
                "An API token of Zendesk is used with the address of whom it is for.",
                "Say --option email=ADDRESS, or sign in with --option client-id=ID.",
            )
        found = Credentials(access_token=after.strip(_AROUND), email=address)
    token = found.access_token
    if not token:
        raise Auth("There is no access to Zendesk kept.", _ADVICE)
    if not token.isascii() or not token.isprintable() or " " in token or len(token) > _LONGEST:
        raise Auth("What was given for Zendesk is not a token.", _ADVICE)
    return found
