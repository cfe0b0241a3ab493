"""The channel of a customer: its name, its texts, its steps, and the reason where there is none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from book.channel import LONGEST_NAME, channel_words, slug
from book.queue import build_queue
from book.records import Account, AccountId
from book.rules import load
from tests.clocks import MORNING

RULES = load()
ACCOUNT = Account(
    id=AccountId(1), source="vitally", external_id="A", name="Pine & Söhne GmbH",
    first_seen=datetime(2026, 1, 1, tzinfo=UTC), owner_name="Kim", segments=("CSM Managed",),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "as_channel"),
    [
        ("Pine & Söhne GmbH", "pine-sohne"),
        ("Alder, Inc.", "alder"),
        ("  A_B  c ", "a-b-c"),
        ("Ag", "ag"),
        ("東京商事", "東京商事"),
        ("...", ""),
    ],
)
def test_a_name_as_a_channel_has_it(name: str, as_channel: str) -> None:
    assert slug(name) == as_channel


def test_the_texts_are_filled_and_the_steps_are_a_checklist() -> None:
    words = channel_words(ACCOUNT, RULES, "Kim")
    assert words.name == "posthog-pine-sohne"
    assert "Pine & Söhne GmbH" in words.description
    assert "Kim" in words.welcome
    assert "{" not in words.name + words.description + words.welcome + "".join(words.steps)
    assert words.checklist.startswith("- [ ] Make the channel “posthog-pine-sohne”")
    assert any("Tim, Charles and Abigail" in step for step in words.steps)
    long = channel_words(Account(
        id=AccountId(2), source="v", external_id="B", name="x" * 200,
        first_seen=ACCOUNT.first_seen), RULES, "Kim")  # fmt: skip
    assert len(long.name) == LONGEST_NAME


def codes(account: Account, facts: frozenset[str]) -> list[str]:
    (row,) = build_queue([account], [], RULES, MORNING.date(), mapped={"vitally": facts})
    return [reason.code for reason in row.reasons]


def test_a_managed_account_without_a_channel_says_so_where_the_source_would_tell_it() -> None:
    told = frozenset({"renewal_date", "slack_channel"})
    assert "no_channel" in codes(ACCOUNT, told)
    assert "no_channel" not in codes(replace(ACCOUNT, slack_channel="#pine"), told)
    assert "no_channel" not in codes(replace(ACCOUNT, segments=()), told)
    assert "no_channel" not in codes(ACCOUNT, frozenset({"renewal_date"}))
