"""The page of an account in the CRM that keeps it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from book.crm_pages import CrmPage, page_of
from book.records import Account, AccountId, Source
from book.rules import load

RULES = load()
SEEN = datetime(2026, 11, 24, tzinfo=UTC)


def account(source: str) -> Account:
    return Account(
        id=AccountId(1), source=source, external_id="001A/B", name="Pine", first_seen=SEEN
    )


@pytest.mark.parametrize(
    ("name", "url", "page"),
    [
        ("salesforce", "https://pine.my.salesforce.com",
         CrmPage("https://pine.my.salesforce.com/lightning/r/Account/001A%2FB/view", True)),
        ("vitally", "https://team.rest.vitally.io", CrmPage("https://team.vitally.io", False)),
        ("vitally", "https://crm.test", None),
        ("hubspot", "https://api.hubapi.com", CrmPage("https://app.hubspot.com", False)),
        ("unknown", "https://crm.test", None),
    ],
)  # fmt: skip
def test_only_what_is_known_of_a_service_is_opened(
    name: str, url: str, page: CrmPage | None
) -> None:
    assert page_of(account(name), Source(name=name, url=url), RULES) == page


def test_the_link_of_the_team_comes_first() -> None:
    rules = replace(RULES, links={"Vitally": "https://vitally.test/accounts/{external_id}"})
    found = page_of(account("vitally"), None, rules)
    assert found == CrmPage("https://vitally.test/accounts/001A%2FB", True)
