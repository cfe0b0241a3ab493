"""Issues found by words and asked about again: no word is an order, limits and moves are told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import pytest

from book.errors import Auth, BadResponse, Offline, RateLimited, Refused, Usage
from sync.github.look_up import LONGEST, question, search, stands
from sync.github.web import GitHubWeb
from sync.http import Web
from sync.refusals import Gone
from sync.simulator.github import GitHubSimulator
from tests.clocks import HandClock

T = TypeVar("T")
REPO = "PostHog/posthog"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.fixture
def there(clock: HandClock) -> Iterator[GitHubSimulator]:
    with GitHubSimulator(clock=clock) as service:
        service.add(REPO, 7, "Funnels time out", comments=4, labels=[{"name": "bug"}])
        clock.now += timedelta(minutes=5)
        service.add(REPO, 9, "Funnels: raise the time limit", pull=True)
        service.add("PostHog/other", 3, "Funnels time out here too")
        service.add(REPO, 8, "Say repo:PostHog/other OR not", state="closed",
                    state_reason="not_planned")  # fmt: skip
        yield service


def ask(there: GitHubSimulator, work: Callable[[GitHubWeb], Awaitable[T]], *, token: str = "") -> T:
    async def pause(_seconds: float) -> None:
        return

    async def whole() -> T:
        web = GitHubWeb(token, url=there.url, pause=pause, wall=lambda: there._clock().timestamp())
        try:
            return await work(web)
        finally:
            await web.aclose()

    return asyncio.run(whole())


def test_issues_come_before_pull_requests_and_only_of_the_repositories_named(there):
    found = ask(there, lambda web: search(web, "funnels time", [REPO]))
    assert [(one.number, one.is_pull) for one in found.issues] == [(7, False), (9, True)]
    assert (found.total, found.is_whole) == (2, True)
    first = found.issues[0]
    assert (first.repository, first.state, first.comments, first.labels) == (
        REPO, "open", 4, ("bug",),
    )  # fmt: skip
    assert first.url == f"https://github.com/{REPO}/issues/7"
    assert first.updated_at == datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("repo:PostHog/other", '"repo:PostHog/other" repo:PostHog/posthog is:issue'),
        ("this OR that", 'this "OR" that repo:PostHog/posthog is:issue'),
        ("-closed @me", '"-closed" "@me" repo:PostHog/posthog is:issue'),
        ('say "so"', "say so repo:PostHog/posthog is:issue"),
    ],
)
def test_no_word_is_read_as_an_order(typed, asked):
    assert question(typed, [REPO], "issue") == asked


def test_what_was_typed_is_found_as_it_stands(there):
    found = ask(there, lambda web: search(web, "repo:PostHog/other OR", [REPO]))
    assert [(one.number, one.state, one.reason) for one in found.issues] == [
        (8, "closed", "not_planned")
    ]


def test_a_long_question_loses_its_last_words_and_never_its_repositories():
    asked = question("timeout " * 100, [REPO], "pull-request")
    assert len(asked) <= LONGEST
    assert asked.endswith(f"repo:{REPO} is:pull-request")
    with pytest.raises(Usage, match="nothing to search"):
        question("x" * 300, [REPO], "issue")
    with pytest.raises(Usage, match="no repository"):
        question("x", ["posthog"], "issue")


def test_a_search_that_gave_up_says_so(there):
    there.gives_up = True
    assert not ask(there, lambda web: search(web, "funnels", [REPO])).is_whole


def test_without_a_token_the_limit_is_told_with_its_wait_and_a_token_raises_it(there, clock):
    there.searches[False] = 2
    ask(there, lambda web: search(web, "funnels", [REPO]))
    with pytest.raises(RateLimited) as refused:
        ask(there, lambda web: search(web, "funnels", [REPO]))
    assert 55 <= refused.value.wait_seconds <= 60
    assert "token" in refused.value.advice
    assert ask(there, lambda web: search(web, "funnels", [REPO]), token=there.key).total == 2
    clock.now += timedelta(seconds=61)
    assert ask(there, lambda web: search(web, "funnels", [REPO])).total == 2


def test_a_wrong_token_is_refused_in_words(there):
    with pytest.raises(Auth, match="refused the token"):
        ask(there, lambda web: search(web, "funnels", [REPO]), token="ghp_wrong")


@pytest.mark.parametrize(
    ("kind", "error"),
    [("not_json", BadResponse), ("html", BadResponse), ("close", (Offline, BadResponse))],
)
def test_a_strange_or_broken_answer_is_ours(there, kind, error):
    there.fault(kind, times=10)
    with pytest.raises(error):
        ask(there, lambda web: search(web, "funnels", [REPO]))


def test_one_issue_is_read_and_asked_again_by_its_tag(there):
    first = ask(there, lambda web: stands(web, REPO, 7))
    assert first.issue is not None and first.tag
    again = ask(there, lambda web: stands(web, REPO, 7, first.tag))
    assert (again.issue, again.tag) == (None, first.tag)
    there.issues[(REPO.lower(), 7)]["state"] = "closed"
    closed = ask(there, lambda web: stands(web, REPO, 7, first.tag)).issue
    assert closed is not None and closed.state == "closed"


def test_a_moved_issue_is_followed(there):
    there.moved[(REPO.lower(), 70)] = ("PostHog/other", 3)
    found = ask(there, lambda web: stands(web, REPO, 70)).issue
    assert found is not None and (found.repository, found.number) == ("PostHog/other", 3)


def test_what_is_private_or_gone_is_told(there):
    there.private.add("posthog/other")
    with pytest.raises(Gone, match="deleted, or in a private"):
        ask(there, lambda web: stands(web, "PostHog/other", 3))
    seen = ask(there, lambda web: stands(web, "PostHog/other", 3), token=there.key)
    assert seen.issue is not None
    with pytest.raises(Gone):
        ask(there, lambda web: stands(web, REPO, 4040))


def test_a_request_without_the_version_is_refused_so_all_of_ours_have_it(there):
    async def bare() -> None:
        web = Web("GitHub", there.url, headers={})
        try:
            await web.get(f"/repos/{REPO}/issues/7")
        finally:
            await web.aclose()

    with pytest.raises(Refused, match="400"):
        asyncio.run(bare())


def test_a_question_the_service_refuses_is_said(there):
    with pytest.raises(Refused, match="does not understand"):
        ask(there, lambda web: web.get("/search/issues", {"q": "funnels"}))
