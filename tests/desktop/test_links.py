"""satchel:// links from strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.capture_links import CaptureAsked
from book.errors import Usage
from desktop.links import CAPTURE, LONGEST, LONGEST_NOTE, Link, read_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("satchel://queue", Link()),
        ("satchel://queue/", Link()),
        ("SATCHEL://queue", Link()),
        ("satchel://account/a17", Link(17)),
        ("satchel:///account/a17", Link(17)),
        ("satchel:account/a17", Link(17)),
        (CAPTURE, Link(capture=CaptureAsked())),
        ("satchel://note?account=a17&text=hi", Link(capture=CaptureAsked("a17", "hi"))),
        ("satchel:note?text=a%0Ab", Link(capture=CaptureAsked("", "a\nb"))),
        (f"satchel://note?text={'y' * 3000}", Link(capture=CaptureAsked("", "y" * 3000))),
    ],
)
def test_a_link_leads_somewhere(text: str, link: Link) -> None:
    assert read_link(text) == link


@pytest.mark.parametrize(
    "text",
    [
        "",
        "queue",
        "https://account/a17",
        "satchel://",
        "satchel://account",
        "satchel://account/17",
        "satchel://account/n17",
        "satchel://account/a0",
        "satchel://account/a-1",
        "satchel://account/a17/delete",
        "satchel://account/a17\n",
        "satchel://[account/a17",
        "satchel://account/" + "a" * LONGEST,
        "satchel://queue?x=" + "a" * LONGEST,
        "satchel://note/new?text=hi",
        "satchel://note?text=" + "a" * LONGEST_NOTE,
        "satchel://note?text=" + "a" * 5000,
        "satchel://note?text=a\nb",
        "satchel://note?text=%ff",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        read_link(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        assert isinstance(read_link(f"satchel://{text}"), Link)
    except Usage as told:
        assert told.advice  # noqa: PT017 - either a link or a refusal
