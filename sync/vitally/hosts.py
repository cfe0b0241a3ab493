"""Where a Vitally workspace is: its region and subdomain, or an address given whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from book.errors import Usage
from sync.http import checked_url

TITLE: Final = "Vitally"
EU_ADDRESS: Final = "https://rest.vitally-eu.io"
_US_DOMAIN: Final = "vitally.io"
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LOGIN = re.compile(
    r"(?:https://)?([a-z0-9-]+)\.(?:rest\.)?vitally\.io(?:/.*)?\Z", re.IGNORECASE | re.DOTALL
)
_SHARED_NAMES: Final = frozenset(("rest", "www", "docs", "app", "api", "mcp"))
_ADVICE: Final = (
    "Give the part before .vitally.io of the address you sign in at: --option subdomain=NAME."
)


def address(url: str, options: Mapping[str, str]) -> str:
    """The address everything starts from, without `/resources`. Raises Usage."""
    if url.strip():
        return _given(url)
    region = options.get("region", "").strip().lower()
    subdomain = _subdomain(options.get("subdomain", ""))
    if region == "eu":
        return EU_ADDRESS
    if region not in ("", "us"):
        raise Usage(f"Vitally has no region “{region}”.", "It is us or eu.")
    if not subdomain and not region:
        raise Usage(
            "Which Vitally workspace is meant cannot be told.",
            f"{_ADVICE} In Europe: --option region=eu.",
        )
    if not subdomain:
        # A workspace of the United States has a host of its own; asking any other host with
        # its key would only end in a refusal that looks like a wrong key.
        raise Usage("A Vitally workspace in the region us needs its subdomain.", _ADVICE)
    return f"https://{subdomain}.rest.{_US_DOMAIN}"


def _given(url: str) -> str:
    """An address typed in: kept with its path, unless it is the one for signing in."""
    text = url.strip().rstrip("/")
    login = _LOGIN.fullmatch(text)
    if login is not None and login[1].lower() not in _SHARED_NAMES:
        return f"https://{login[1].lower()}.rest.{_US_DOMAIN}"
    return checked_url(text.removesuffix("/resources"), TITLE)


def _subdomain(text: str) -> str:
    """The subdomain from what was typed, which may be the whole address for signing in."""
    name = text.strip().rstrip("/").lower()
    if not name:
        return ""
    login = _LOGIN.fullmatch(name)
    if login is not None:
        name = login[1]
    if not _LABEL.fullmatch(name) or name in _SHARED_NAMES:
        raise Usage("The subdomain given for Vitally is not one.", _ADVICE)
    return name
