"""A key in whichever form it was pasted."""

from __future__ import annotations

import pytest

from book.errors import Auth
from sync.buildbetter.credentials import headers

TOKEN = "eyJhbGciOi.eyJzdWIi.c2lnbg"


@pytest.mark.parametrize(
    ("pasted", "made"),
    [
        ("bb-key", {"x-buildbetter-api-key": "bb-key"}),
        (" “bb-key”\n", {"x-buildbetter-api-key": "bb-key"}),
        ("X-BuildBetter-Api-Key: bb-key", {"x-buildbetter-api-key": "bb-key"}),
        (TOKEN, {"authorization": f"Bearer {TOKEN}"}),
        ("bearer bb-key", {"authorization": "Bearer bb-key"}),
        (f"Authorization: Bearer {TOKEN}", {"authorization": f"Bearer {TOKEN}"}),
    ],
)
def test_what_goes_out(pasted: str, made: dict[str, str]):
    assert headers(pasted) == made


@pytest.mark.parametrize("pasted", ["", "  ", "Bearer ", "two words", "kéy", "a\nb", "x" * 9000])
def test_what_is_no_key(pasted: str):
    with pytest.raises(Auth) as caught:
        headers(pasted)
    assert pasted.strip() == "" or pasted.strip() not in str(caught.value)
