"""The link of a new GitHub issue, filled in, where the house rules name a repository.

Source: GitHub's “Creating an issue from a URL query”; a longer address answers 414.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, unquote

from book.rules import HouseRules

LONGEST: Final = 7_500
"""Characters of an address that GitHub still takes."""
_NAME: Final = r"[A-Za-z0-9][\w.-]{0,99}"
_PAGE: Final = re.compile(rf"https://github\.com/({_NAME})/({_NAME})(?=[/?#]|$)")
_SEARCH: Final = re.compile(rf"\brepo:({_NAME})/({_NAME})")
_NO_OWNERS: Final = frozenset({"search", "orgs", "issues", "pulls", "notifications", "login"})


def repository(rules: HouseRules) -> str:
    """`owner/name` of the first repository that the house rules lead to; empty for none."""
    for address in _addresses(rules):
        found = _PAGE.match(address)
        if found is not None and found[1].lower() not in _NO_OWNERS:
            return f"{found[1]}/{found[2]}"
        searched = _SEARCH.search(unquote(address))
        if searched is not None and address.startswith("https://github.com/"):
            return f"{searched[1]}/{searched[2]}"
    return ""


def new_issue(rules: HouseRules, title: str, body: str) -> str:
    """The address of a new issue with title and text; empty where no repository is named.

    A text that is too long for an address is left out: it is on the clipboard.
    """
    where = repository(rules)
    if not where:
        return ""
    start = f"https://github.com/{where}/issues/new?title={quote(title, safe='')}"
    whole = f"{start}&body={quote(body, safe='')}"
    if len(whole) <= LONGEST:
        return whole
    return start if len(start) <= LONGEST else f"https://github.com/{where}/issues/new"


def _addresses(rules: HouseRules) -> Iterable[str]:
    yield from (place.search for place in rules.escalations.homework.values())
    yield from rules.links.values()
