"""The key, in whichever form it was pasted."""

from __future__ import annotations

import base64

import pytest

from book.errors import Auth
from sync.vitally.credentials import basic_header, secret_key

KEY = "sk_live_0123abcd"


def packed(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "pasted",
    [
        KEY,
        f"  {KEY}\r\n",
        f'"{KEY}"',
        f"'{KEY}'",
        f"“{KEY}”",
        f"\ufeff{KEY}\u200b",
        f"{KEY}:",
        f"Basic {packed(KEY + ':')}",
        f"basic  {packed(KEY + ':')}",
        f'"Basic {packed(KEY + ":")}"',
        f"Authorization: Basic {packed(KEY + ':')}",
        packed(KEY + ":"),
        packed(KEY + ":").rstrip("="),
    ],
)
def test_every_form_gives_the_same_key(pasted):
    assert secret_key(pasted) == KEY


@pytest.mark.parametrize(
    "pasted", ["", "  ", '""', "two words", "Basic", "Basic !!!", "kéy", "x" * 2000, "a\nb"]
)
def test_what_is_no_key_is_refused_without_being_shown(pasted):
    with pytest.raises(Auth) as caught:
        secret_key(pasted)
    hidden = pasted.removeprefix("Basic").strip(' "')
    assert not hidden or hidden not in str(caught.value)


def test_a_key_that_happens_to_be_base64_is_a_key():
    assert secret_key("abcd1234") == "abcd1234"
    assert secret_key(packed("no colon at its end")) == packed("no colon at its end")


def test_the_header_is_the_key_as_user_name_without_a_password():
    assert basic_header(KEY) == f"Basic {packed(KEY + ':')}"
