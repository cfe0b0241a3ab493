"""Addresses to open from an account, made from the house rules' links and the account's values."""

from __future__ import annotations

import re
from string import Formatter
from typing import Final
from urllib.parse import quote, urlsplit

from msgspec import Struct

from book.records import Account
from book.rules import HouseRules

_HOST: Final = re.compile(r"[\w.-]+\Z")


class Link(Struct, frozen=True):
    """A page to open: what the team calls it, and its address."""

    name: str
    address: str


def links_of(account: Account, rules: HouseRules) -> tuple[Link, ...]:
    """The links whose every value is known, in the order of the file; only http and https."""
    values = {
        "external_id": quote(account.external_id, safe=""),
        "org_id": quote(account.org_id or "", safe=""),
        "name": quote(account.name, safe=""),
        "domain": account.domain or "",
        "slack_channel": quote((account.slack_channel or "").lstrip("#"), safe=""),
    }
    if not _HOST.match(values["domain"]):
        values["domain"] = ""
    found = []
    for name, pattern in rules.links.items():
        wanted = {field for _, field, _, _ in Formatter().parse(pattern) if field is not None}
        if all(values.get(field) for field in wanted):
            address = pattern.format_map(values)
            if urlsplit(address).scheme in ("http", "https"):
                found.append(Link(name, address))
    return tuple(found)
