"""Where a company's Zendesk is, and where people read its tickets."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from book.errors import Usage
from sync.http import checked_url

TITLE: Final = "Zendesk"
API: Final = "/api/v2"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.IGNORECASE)
_OWN: Final = ".zendesk.com"


def address(url: str) -> str:
    """The address of a company's Zendesk, from the name in front of .zendesk.com or from the
    address of any page of it. Raises Usage."""
    text = url.strip().rstrip("/")
    if not text:
        raise Usage(
            "Which Zendesk is meant is not said.",
            "Give its address: --url https://COMPANY.zendesk.com.",
        )
    if _NAME.fullmatch(text) and text.lower() != "localhost":
        return f"https://{text.lower()}{_OWN}"
    checked = checked_url(text, TITLE)
    host = (urlsplit(checked).hostname or "").lower()
    if host.endswith(_OWN):
        # What follows the host there is a page somebody looked at.
        return f"https://{host}"
    return checked.removesuffix(API)


def account(base_url: str) -> str:
    """What tells one company's Zendesk from another one's: the name in front of .zendesk.com."""
    return (urlsplit(base_url).hostname or "").lower().removesuffix(_OWN)


def page_of(base_url: str, ticket_id: str) -> str:
    """The page on which an agent works on a ticket."""
    return f"{base_url}/agent/tickets/{ticket_id}"
