"""Addresses made of the house rules' links."""

from __future__ import annotations

import msgspec

from book.account_links import Link, links_of
from tests.ui.account_samples import account, rules


def links(pattern: str, **other: object) -> tuple[Link, ...]:
    """The links of an account under rules that know only this one."""
    known = msgspec.structs.replace(rules(), links={"page": pattern})
    return links_of(account(**other), known)


def test_values_are_filled_in() -> None:
    assert links("https://crm.test/a/{external_id}") == (Link("page", "https://crm.test/a/ext-7"),)
    assert links("https://{domain}") == (Link("page", "https://rydberg.test"),)


def test_a_value_cannot_leave_its_place() -> None:
    (found,) = links("https://crm.test/a/{external_id}/x", external_id="../b?c=1#d")
    assert found.address == "https://crm.test/a/..%2Fb%3Fc%3D1%23d/x"


def test_a_link_without_its_value_is_not_offered() -> None:
    assert links("https://crm.test/{org_id}") == ()
    assert links("https://{domain}", domain=None) == ()


def test_a_domain_that_is_none_is_not_opened() -> None:
    assert links("https://{domain}", domain="evil.test/x@y") == ()


def test_only_the_web_is_opened() -> None:
    assert links("file:///{external_id}") == ()
