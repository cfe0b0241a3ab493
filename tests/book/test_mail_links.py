"""Addresses that hand a mail to a mail program say what was meant, whatever is in it."""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.mail_links import LONGEST, hand

PASTE = "(paste here)"
TEXT = st.text(st.characters(codec="utf-8"), max_size=60)


def read(address: str) -> tuple[str, str, str]:
    """To, subject and body as a mail program reads them, told by the standard library."""
    parts = urlsplit(address)
    fields = {
        name: unquote(value)
        for name, _, value in (pair.partition("=") for pair in parts.query.split("&"))
    }
    if parts.scheme == "mailto":
        return unquote(parts.path), fields["subject"], fields["body"]
    assert parse_qs(parts.query)["view"] == ["cm"]
    return fields["to"], fields["su"], fields["body"]


@pytest.mark.parametrize("way", ["gmail", "system"])
def test_what_is_read_is_what_was_written(way: Literal["gmail", "system"]) -> None:
    made = hand(
        way, ("a+b@x.example", "c@x.example"), "50 % & more?", "Hi Ö,\n\n1+1=2 #x", paste=""
    )
    assert made.clipboard is None
    assert read(made.address) == (
        "a+b@x.example,c@x.example",
        "50 % & more?",
        "Hi Ö,\r\n\r\n1+1=2 #x",
    )
    assert "+" not in made.address.split("?", 1)[1], "a plus would be read as a blank"


@given(subject=TEXT, body=TEXT, way=st.sampled_from(["gmail", "system"]))
def test_any_text_comes_through(subject: str, body: str, way: Literal["gmail", "system"]) -> None:
    made = hand(way, ("a@x.example",), subject, body, paste=PASTE)
    assert len(made.address) <= LONGEST
    assert made.clipboard is None or made.clipboard.endswith(body)
    if made.clipboard is None:
        _, read_subject, read_body = read(made.address)
        assert read_subject.replace("\r\n", "\n") == subject.replace("\r\n", "\n")
        assert read_body.replace("\r\n", "\n") == body.replace("\r\n", "\n")


def test_a_long_body_goes_by_the_clipboard() -> None:
    body = "Würzburg " * 400
    made = hand("system", ("a@x.example",), "About Würzburg", body, paste=PASTE)
    assert made.clipboard == body
    assert read(made.address) == ("a@x.example", "About Würzburg", PASTE)


def test_a_subject_that_is_too_long_stands_whole_on_the_clipboard() -> None:
    subject = "株" * 900
    made = hand("gmail", ("a@x.example",), subject, "body", paste=PASTE)
    assert len(made.address) <= LONGEST
    assert made.clipboard is not None
    assert f"Subject: {subject}" in made.clipboard


def test_the_clipboard_alone_opens_nothing() -> None:
    made = hand("clipboard", ("a@x.example",), "S", "B", paste=PASTE)
    assert made.address == ""
    assert made.clipboard == "To: a@x.example\nSubject: S\n\nB"
