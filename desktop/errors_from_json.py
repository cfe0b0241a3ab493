"""An error that came over a pipe, back as the class it was."""

from __future__ import annotations

from collections.abc import Mapping

from book import errors
from book.errors import SatchelError

_CLASSES: dict[str, type[SatchelError]] = {
    "auth": errors.Auth,
    "offline": errors.Offline,
    "rate_limited": errors.RateLimited,
    "server": errors.ServerTrouble,
    "bad_response": errors.BadResponse,
    "refused": errors.Refused,
    "busy": errors.Busy,
    "keyring": errors.KeyringTrouble,
    "profile": errors.ProfileTrouble,
    "usage": errors.Usage,
}


def error_from(shape: Mapping[str, str]) -> SatchelError:
    """The error of that shape; an unknown kind is a fault of the other side."""
    kind = _CLASSES.get(shape.get("kind", ""), errors.ServerTrouble)
    return kind(shape.get("title", ""), shape.get("advice", ""))
