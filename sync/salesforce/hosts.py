"""Where a Salesforce org is: the host one signs in at, the host its data is at, its API version."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from book.errors import Usage
from sync.http import checked_url

TITLE: Final = "Salesforce"
API_VERSION: Final = "64.0"
"""The version everything here was written for; an older org is spoken to in its newest one."""
LOGIN: Final = "https://login.salesforce.com"
SANDBOX_LOGIN: Final = "https://test.salesforce.com"
LOOKS_LIKE: Final = (
    "The address of an org is https://NAME.my.salesforce.com; Setup, My Domain shows yours."
)
_SHARED: Final = frozenset(
    ("login.salesforce.com", "test.salesforce.com", "www.salesforce.com", "salesforce.com")
)
_LIGHTNING: Final = re.compile(r"([a-z0-9.-]+)\.lightning\.force\.com", re.IGNORECASE)
_OF_SALESFORCE: Final = (".salesforce.com", ".force.com", ".salesforce.mil", ".sfcrmproducts.cn")
_DATA_PATH: Final = re.compile(r"/services(/.*)?\Z")


def address(url: str, options: Mapping[str, str]) -> str:
    """The address to speak to: the one given, else the host one signs in at. Raises Usage."""
    return _given(url) if url.strip() else login_address("", options)


def login_address(url: str, options: Mapping[str, str]) -> str:
    """Where to sign in: an address of the org's own, else the host for sandboxes or for others.

    Raises Usage for an address that is not one.
    """
    if url.strip():
        return _given(url)
    return SANDBOX_LOGIN if options.get("sandbox", "").lower() == "true" else LOGIN


def is_shared(url: str) -> bool:
    """Whether an address is one that all orgs sign in at, and that has no data."""
    return (urlsplit(url).hostname or "").lower() in _SHARED


def _given(url: str) -> str:
    """An address typed in or copied from the browser, as the address that answers requests."""
    try:
        return _checked(url)
    except Usage as error:
        raise Usage(error.title, f"{error.advice} {LOOKS_LIKE}") from error


def _checked(url: str) -> str:
    text = url.strip().rstrip("/")
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host = (parts.hostname or "").lower()
        plain = parts.username is None and parts.port is None and parts.scheme == "https"
    except ValueError:
        return checked_url(text, TITLE)  # which says what is amiss with it
    lightning = _LIGHTNING.fullmatch(host)
    if lightning is not None and plain:
        return f"https://{lightning[1]}.my.salesforce.com"
    if host.endswith(_OF_SALESFORCE) and plain:
        # What follows the host there is a page somebody looked at.
        return checked_url(f"https://{host}", TITLE)
    return checked_url(_DATA_PATH.sub("", text), TITLE)
