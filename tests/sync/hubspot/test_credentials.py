"""The key, in the forms in which people paste it."""

from __future__ import annotations

import pytest

from book.errors import Auth
from sync.hubspot.credentials import bearer_header, bearer_token

TOKEN = "pat-na1-0000-1111"


@pytest.mark.parametrize(
    "pasted",
    [TOKEN, f"  {TOKEN}\n", f"Bearer {TOKEN}", f'"{TOKEN}"', f"Authorization: bearer {TOKEN}"],
)
def test_the_token_is_found(pasted):
    assert bearer_token(pasted) == TOKEN


@pytest.mark.parametrize("pasted", ["", "   ", "Bearer ", "two words", "schlüssel", "x" * 1001])
def test_what_is_no_key(pasted):
    with pytest.raises(Auth) as refused:
        bearer_token(pasted)
    assert pasted.strip() == "" or pasted not in str(refused.value)


def test_the_header():
    assert bearer_header(TOKEN) == f"Bearer {TOKEN}"
