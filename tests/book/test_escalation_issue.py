"""The link of a new issue: only where a repository is named, whole, and never too long."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from msgspec.structs import replace

from book.escalation_issue import LONGEST, new_issue, repository
from book.rules import HouseRules, load


def searching(address: str) -> HouseRules:
    rules = load()
    places = dict(rules.escalations.homework)
    places["github"] = replace(places["github"], search=address)
    return replace(rules, escalations=replace(rules.escalations, homework=places))


def test_a_search_over_everything_names_no_repository() -> None:
    assert repository(load()) == ""
    assert new_issue(load(), "Boards", "text") == ""


@pytest.mark.parametrize(
    "address",
    [
        "https://github.com/pine/board/issues?q={query}",
        "https://github.com/search?type=issues&q=repo%3Apine%2Fboard+{query}",
    ],
)
def test_title_and_text_stand_in_the_link_letter_for_letter(address: str) -> None:
    link = new_issue(searching(address), "Boards & more", "one\n#two = 50 %")
    assert link.startswith("https://github.com/pine/board/issues/new?")
    assert parse_qs(urlsplit(link).query) == {
        "title": ["Boards & more"], "body": ["one\n#two = 50 %"],
    }  # fmt: skip


def test_a_text_too_long_for_a_link_is_left_to_the_clipboard() -> None:
    rules = searching("https://github.com/pine/board/issues?q={query}")
    link = new_issue(rules, "Boards", "ä" * LONGEST)
    assert parse_qs(urlsplit(link).query) == {"title": ["Boards"]}
    assert new_issue(rules, "ä" * LONGEST, "") == "https://github.com/pine/board/issues/new"


def test_a_page_that_is_not_githubs_is_no_repository() -> None:
    assert repository(searching("https://evil.test/?q=repo:pine/board+{query}")) == ""
