"""Links of threads and tickets: what they are of, and what is none of them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from book.thread_links import is_of, number_in, recognise, threads_in

THREAD = "https://pine.slack.com/archives/C012ABCDE/p1764000000123456"


@pytest.mark.parametrize(
    "text",
    [
        THREAD,
        f"<{THREAD}>",
        f"{THREAD}?thread_ts=1764000000.123456&cid=C012ABCDE",
        "https://pine.slack.com/archives/C012ABCDE/p1764000000123456/",
    ],
)
def test_every_spelling_of_a_thread_is_the_same_thread(text: str) -> None:
    link = recognise(text)
    assert link is not None and (link.kind, link.url, link.channel) == (
        "thread", THREAD, "C012ABCDE",
    )  # fmt: skip
    assert link.began == datetime(2025, 11, 24, 16, 0, 0, 123456, UTC)


def test_the_app_spells_a_thread_its_own_way() -> None:
    link = recognise(
        "https://app.slack.com/client/T01/C012ABCDE/thread/C012ABCDE-1764000000.123456"
    )
    assert link is not None and link.marks == ("1764000000.123456", "p1764000000123456")


def test_a_reply_is_of_the_thread_that_it_answers() -> None:
    link = recognise(
        "https://pine.slack.com/archives/C012ABCDE/p1764000900000100?thread_ts=1764000000.123456"
    )
    assert link is not None and link.url == THREAD
    assert {"p1764000000123456", "p1764000900000100"} < set(link.marks)


@pytest.mark.parametrize(
    "text",
    [
        "https://pine.zendesk.com/agent/tickets/48201",
        "https://pine.zendesk.com/agent/tickets/48201?brand_id=7",
        "https://help.pine.test/hc/en-us/requests/48201",
        "http://127.0.0.1:8080/agent/tickets/48201.",
    ],
)
def test_a_link_of_a_ticket_has_its_number(text: str) -> None:
    link = recognise(text)
    assert link is not None and (link.kind, link.number) == ("ticket", "48201")
    assert "?" not in link.url


@pytest.mark.parametrize(
    "text",
    [
        "",
        "48201",
        "https://pine.slack.com/archives/C012ABCDE",
        "https://slack.com.evil.test/archives/C012ABCDE/p1764000000123456",
        "https://ann@pine.slack.com/archives/C012ABCDE/p1764000000123456",
        "https://pine.zendesk.com/agent/tickets/new",
        "https://pine.zendesk.com/agent/tickets/48201 and more",
        "https://[pine/agent/tickets/1",
        "javascript:alert(1)",
        "x" * 9_000,
    ],
)
def test_what_is_no_thread(text: str) -> None:
    assert recognise(text) is None


def test_a_number_is_one_alone() -> None:
    assert [number_in(one) for one in (" #48201 ", "048201", "48201 boards", "Q3")] == [
        "48201", "48201", "", "",
    ]  # fmt: skip


def test_links_in_a_note_and_whose_system_a_ticket_is_of() -> None:
    text = f"They wrote [here]({THREAD}), see https://pine.test/x\nhttps://a.zendesk.com/agent/tickets/7"
    found = threads_in(text)
    assert [(link.kind, text[at : at + 5]) for at, link in found] == [
        ("thread", "https"), ("ticket", "https"),
    ]  # fmt: skip
    ticket = found[1][1]
    assert is_of(ticket, "https://a.zendesk.com") and is_of(ticket, "http://127.0.0.1:99")
    assert not is_of(ticket, "https://b.zendesk.com")
