"""What a link may fill the capture window with: lengths, signs, what is unknown or said twice."""

from __future__ import annotations

from unicodedata import category
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.capture_links import LONGEST_ACCOUNT, LONGEST_TEXT, CaptureAsked, read_query


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("", CaptureAsked()),
        ("text=hello", CaptureAsked("", "hello")),
        ("account=Alder%20Works&text=one%0Atwo", CaptureAsked("Alder Works", "one\ntwo")),
        ("account=a17&text=a+b", CaptureAsked("a17", "a b")),
        ("TEXT=loud&Account=a1", CaptureAsked("a1", "loud")),
        ("text=first&text=second", CaptureAsked("", "first")),
        ("run=rm&save=1&send=yes&text=t", CaptureAsked("", "t")),
        ("text=a%0D%0Ab%0Dc", CaptureAsked("", "a\nb\nc")),
        ("text=%1B%5B31mred%00%07", CaptureAsked("", "[31mred")),
        ("text=%E2%80%AEdlrow", CaptureAsked("", "dlrow")),
        ("account=%20%20Alder%0A%20Works", CaptureAsked("Alder Works", "")),
        ("text=%F0%9F%8E%92%20%D7%A9%D7%9C%D7%95%D7%9D", CaptureAsked("", "🎒 שלום")),
        (f"text={'x' * LONGEST_TEXT}", CaptureAsked("", "x" * LONGEST_TEXT)),
    ],
)
def test_it_asks_for(query: str, asked: CaptureAsked) -> None:
    assert read_query(query) == asked


@pytest.mark.parametrize(
    "query",
    [
        f"text={'x' * (LONGEST_TEXT + 1)}",
        f"account={'x' * (LONGEST_ACCOUNT + 1)}",
        "text=%FF%FE",
        "&".join(f"p{n}=1" for n in range(30)),
    ],
)
def test_what_no_person_made_is_none(query: str) -> None:
    assert read_query(query) is None


@given(st.text(max_size=200), st.text(max_size=60))
def test_plain_words_arrive_as_they_were(text: str, account: str) -> None:
    text = text.encode(errors="ignore").decode()
    found = read_query(
        urlencode({"account": account.encode(errors="ignore").decode(), "text": text})
    )
    assert found is not None
    assert all(category(sign) != "Cc" or sign in "\n\t" for sign in found.text)
    if text.isprintable() and all(category(sign) != "Cf" for sign in text):
        assert found.text == text
        assert read_query(f"text={quote(text)}") == CaptureAsked("", text)
