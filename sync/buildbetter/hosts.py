"""Where BuildBetter is: one address for everybody, or one that was given whole."""

from __future__ import annotations

from typing import Final

from sync.http import checked_url

TITLE: Final = "BuildBetter"
ADDRESS: Final = "https://api.buildbetter.app"
REST: Final = "/v3/rest"
GRAPH: Final = "/v1/graphql"
CALL_PAGE: Final = "https://app.buildbetter.app/call/"
"""Where a person opens a call; its id follows."""


def address(url: str) -> str:
    """The address everything starts from, without the version. Raises Usage."""
    if not url.strip():
        return ADDRESS
    text = checked_url(url, TITLE)
    for path in (REST, GRAPH, "/graphql"):
        text = text.removesuffix(path)
    return text.rstrip("/")
