"""Where HubSpot is: one address for all regions, or one given whole."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sync.http import checked_url

TITLE: Final = "HubSpot"
ADDRESS: Final = "https://api.hubapi.com"
_SIGN_IN = re.compile(r"(?:https://)?(?:app|www)(?:-[a-z0-9]+)?\.hubspot\.com(?:/.*)?", re.DOTALL)


def address(url: str, options: Mapping[str, str]) -> str:  # noqa: ARG001 the same for any options
    """The address everything starts from, without `/crm`. Raises Usage.

    The pages people look at live elsewhere; whoever gives one of those means HubSpot itself.
    """
    text = url.strip().rstrip("/")
    if not text or _SIGN_IN.fullmatch(text.lower()):
        return ADDRESS
    return checked_url(text.removesuffix("/crm"), TITLE)
