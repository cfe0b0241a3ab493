"""satchel:// links from strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.errors import Usage
from desktop.links import LONGEST, Link, read_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("satchel://queue", Link()),
        ("satchel://queue/", Link()),
        ("SATCHEL://queue", Link()),
        ("satchel://account/a17", Link(17)),
        ("satchel:///account/a17", Link(17)),
        ("satchel:account/a17", Link(17)),
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
