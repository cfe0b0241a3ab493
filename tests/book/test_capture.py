"""Whose capture it is: every way to know it, and every doubt that makes it nobody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.capture import LOOKED_AT, Guess, guess
from book.meeting_matching import Addresses
from book.records import Account, AccountId


@dataclass(frozen=True)
class Known:
    """So much of an account as the guess looks at."""

    id: AccountId
    name: str
    external_id: str = ""
    source: str = "vitally"


ALDER = Known(AccountId(1), "Alder Works", "7c1e9a52-0b6f")
BIRCH = Known(AccountId(2), "Birch & Sons", "001Dn00000QwErTIAV", "salesforce")
BIRCH_LABS = Known(AccountId(3), "Birch & Sons Labs", "98765432101", "hubspot")
ELM = Known(AccountId(4), "Elm", "e4")
ACCOUNTS = cast("list[Account]", [ALDER, BIRCH, BIRCH_LABS, ELM])
ADDRESSES = Addresses(
    people={
        "ines@alder.example": frozenset({1}),
        "both@partner.example": frozenset({1, 2}),
    },
    domains={
        "alder.example": frozenset({1}),
        "birch.example": frozenset({2, 3}),
        "elm.example": frozenset({4}),
    },
    ours=frozenset({"pebble.example"}),
)


def copied(text: str) -> Guess | None:
    return guess(None, text, ACCOUNTS, ADDRESSES)


@pytest.mark.parametrize(
    ("text", "account", "whence"),
    [
        ("Alder Works", 1, "name"),
        ("  alder   works\n", 1, "name"),
        ("call with Alder Works today", 1, "name"),
        ("Birch & Sons Labs asked", 3, "name"),
        ("birch & sons", 2, "name"),
        ("Elm", 4, "name"),
        ("Ines Roth <ines@alder.example>", 1, "address"),
        ("somebody@alder.example", 1, "address"),
        ("both@partner.example and ines@alder.example", None, None),
        ("https://app.alder.example/login?next=1", 1, "domain"),
        ("alder.example", 1, "domain"),
        ("see www.alder.example.", 1, "domain"),
        ("https://acme.vitally.io/accounts/7c1e9a52-0b6f/notes", 1, "link"),
        ("https://x.lightning.force.com/lightning/r/Account/001Dn00000QwErT/view", 2, "link"),
        ("https://x.lightning.force.com/lightning/r/Account/001Dn00000QwErTIAV/view", 2, "link"),
        ("https://app.hubspot.com/contacts/44/record/0-2/98765432101", 3, "link"),
        ("satchel://account/a4", 4, "link"),
    ],
)
def test_what_was_copied_tells(text: str, account: int | None, whence: str | None) -> None:
    found = copied(text)
    assert (found.account_id, found.whence) == (account, whence) if account else found is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "nothing to do with anybody",
        "Helmut met Elmira",
        "an elm by the road",
        "me@pebble.example",
        "someone@birch.example",
        "https://birch.example/",
        "both@partner.example",
        "Alder Works and Birch & Sons",
        "https://acme.vitally.io/accounts/e4",
        "https://elsewhere.example/7c1e9a52-0b6f-and-more",
        "http://[::1/alder",
        "x" * LOOKED_AT + " Alder Works",
    ],
)
def test_a_doubt_makes_it_nobodys(text: str) -> None:
    assert copied(text) is None


def test_the_meeting_goes_before_what_was_copied() -> None:
    assert guess(AccountId(4), "Alder Works", ACCOUNTS, ADDRESSES) == Guess(AccountId(4), "meeting")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    found = copied(text)
    assert found is None or found.account_id in {1, 2, 3, 4}
