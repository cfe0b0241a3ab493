"""The key of a Vitally workspace, in whichever of its forms it was pasted."""

from __future__ import annotations

import base64
import binascii
from typing import Final

from book.errors import Auth

_ADVICE: Final = (
    "In Vitally: Settings, Operations, Integrations, Vitally REST API. Copy the secret token."
)
_AROUND: Final = " \t\r\n\f\v\"'`\u00a0\u200b\u2018\u2019\u201c\u201d\ufeff"


def secret_key(pasted: str) -> str:
    """The bare key from a raw key, `Basic …`, or the base64 text alone. Raises Auth."""
    text = pasted.strip(_AROUND)
    name, colon, rest = text.partition(":")
    if colon and name.strip().lower() == "authorization":
        text = rest.strip(_AROUND)
    head, _, rest = text.partition(" ")
    basic = head.lower() == "basic"
    if basic:
        text = rest.strip(_AROUND)
    key = _unwrapped(text)
    if key is None and basic:
        raise Auth("The key given for Vitally is not a complete Basic header.", _ADVICE)
    key = text if key is None else key
    if not key:
        raise Auth("There is no key for Vitally.", _ADVICE)
    if not key.isascii() or not key.isprintable() or " " in key or len(key) > 1000:
        raise Auth("What was given for Vitally is not a key.", _ADVICE)
    # A colon would end the user name early, and the key is the whole of the user name.
    return key.removesuffix(":")


def basic_header(key: str) -> str:
    """The value of the Authorization header: the key as user name, no password."""
    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def _unwrapped(text: str) -> str | None:
    """The key inside base64 text that reads `key:`, or None where it is something else."""
    try:
        inside = base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return None
    key, colon, password = inside.partition(":")
    return key if colon and not password and key.isprintable() else None
