"""The key of a HubSpot account, in whichever of its forms it was pasted."""

from __future__ import annotations

from typing import Final

from book.errors import Auth

_ADVICE: Final = (
    "In HubSpot: Development, Keys, Service keys. Open the key of Satchel and copy its token."
)
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"
_LONGEST: Final = 1000


def bearer_token(pasted: str) -> str:
    """The bare token from a token, `Bearer …`, or the whole header. Raises Auth."""
    text = pasted.strip(_AROUND)
    name, colon, rest = text.partition(":")
    if colon and name.strip().lower() == "authorization":
        text = rest.strip(_AROUND)
    head, _, rest = text.partition(" ")
    if head.lower() == "bearer":
        text = rest.strip(_AROUND)
    if not text:
        raise Auth("There is no key for HubSpot.", _ADVICE)
    if not text.isascii() or not text.isprintable() or " " in text or len(text) > _LONGEST:
        raise Auth("What was given for HubSpot is not a key.", _ADVICE)
    return text


def bearer_header(token: str) -> str:
    """The value of the Authorization header."""
    return f"Bearer {token}"
