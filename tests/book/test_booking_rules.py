"""The house rules' way to a group event: its page and its steps."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.errors import RulesTrouble
from book.rules import load


def test_the_shipped_rules_name_a_page_and_steps() -> None:
    booking = load().booking
    assert booking.group_page.startswith("https://")
    assert len(booking.group_steps) > 3


def test_a_team_has_its_own_steps(tmp_path: Path) -> None:
    own = tmp_path / "team.toml"
    own.write_text('[booking]\ngroup_steps = ["Ask Bo to make it."]\n', encoding="utf-8")
    rules = load(own)
    assert rules.booking.group_steps == ("Ask Bo to make it.",)
    assert rules.booking.group_page == load().booking.group_page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('group_page = "calendly.com/x"', "must begin with https://"),
        ('group_page = "javascript:alert(1)"', "must begin with https://"),
        ('group_page = ""', "must be a text"),
        ('group_steps = "one"', "must be a list"),
        ("group_steps = [1]", "must be a text"),
        ('steps = ["one"]', "is not a house rule"),
    ],
)
def test_what_cannot_be_is_said_with_its_line(tmp_path: Path, text: str, words: str) -> None:
    own = tmp_path / "team.toml"
    own.write_text(f"[booking]\n{text}\n", encoding="utf-8")
    with pytest.raises(RulesTrouble) as caught:
        load(own)
    assert "line 2" in caught.value.title
    assert words in caught.value.title
