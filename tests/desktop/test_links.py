"""satchel:// links from strangers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.capture_links import CaptureAsked
from book.errors import Usage
from desktop.links import CAPTURE, LONGEST, LONGEST_NOTE, OPENED, Link, Target, link_to, read_link


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("satchel://queue", Link()),
        ("satchel://queue/", Link()),
        ("SATCHEL://queue", Link()),
        ("satchel://account/a17", Link(Target("account", 17))),
        ("satchel:///account/a17", Link(Target("account", 17))),
        ("satchel:account/a17", Link(Target("account", 17))),
        ("satchel://note/n3", Link(Target("note", 3))),
        ("satchel://draft/d3", Link(Target("draft", 3))),
        ("satchel://task/t5", Link(Target("task", 5))),
        ("satchel:recording/r8", Link(Target("recording", 8))),
        ("satchel://escalation/e4", Link(Target("escalation", 4))),
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
        "satchel://note/t3",
        "satchel://task/t3/done",
        "satchel://task/t9999999999999999999",
        "satchel://contact/c3",
        "satchel://outbox/o3",
        "satchel://note?text=" + "a" * LONGEST_NOTE,
        "satchel://note?text=" + "a" * 5000,
        "satchel://note?text=a\nb",
        "satchel://note?text=%ff",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Usage):
        read_link(text)


def test_a_record_is_led_to_else_its_account_else_the_queue() -> None:
    assert link_to("task", 5, 17) == "satchel://task/t5"
    assert link_to("contact", 5, 17) == "satchel://account/a17"
    assert link_to("ticket", 5, None) == "satchel://queue"
    for kind in OPENED:
        assert read_link(link_to(kind, 5, 17)) == Link(Target(kind, 5))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        assert isinstance(read_link(f"satchel://{text}"), Link)
    except Usage as told:
        assert told.advice  # noqa: PT017 - either a link or a refusal
