"""Where an account is looked at in the CRM that keeps it, as far as an address is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from msgspec import Struct

from book.account_links import links_of
from book.records import Account, Source

if TYPE_CHECKING:
    from book.rules import HouseRules

_API: Final = ".rest.vitally.io"


class CrmPage(Struct, frozen=True):
    """A page to open."""

    address: str
    is_the_account: bool
    """Whether it is the account's own; else the account is searched for there."""


def page_of(account: Account, source: Source | None, rules: HouseRules) -> CrmPage | None:
    """The team's own link that is called like the source, else what the service is known to have.

    None where neither tells an address.
    """
    for link in links_of(account, rules):
        if link.name.casefold() == account.source.casefold():
            return CrmPage(link.address, True)
    if source is None:
        return None
    host = urlsplit(source.url).hostname or ""
    if source.name == "salesforce" and host:
        number = quote(account.external_id, safe="")
        return CrmPage(f"https://{host}/lightning/r/Account/{number}/view", True)
    if source.name == "vitally" and host.endswith(_API):
        return CrmPage(f"https://{host.removesuffix(_API)}.vitally.io", False)
    if source.name == "hubspot":
        return CrmPage("https://app.hubspot.com", False)
    return None
