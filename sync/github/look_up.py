"""Searching issues and pull requests by words, and asking how one stands by now.

Source: docs.github.com, “Search issues and pull requests”, “Get an issue”.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import quote

from msgspec import Struct

from book.errors import BadResponse, Usage
from book.issues import FoundIssues, Issue
from sync.github.shapes import issue
from sync.github.web import ADDRESS, TITLE, GitHubWeb, object_of
from sync.refusals import Gone

HITS: Final = 8
"""As many are shown."""
LONGEST: Final = 256
"""Characters of a question that GitHub takes."""
_REPOSITORY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,100}")
_JOINS: Final = frozenset(("AND", "OR", "NOT"))
_KINDS: Final = ("issue", "pull-request")


class Standing(Struct, frozen=True, kw_only=True):
    """How an issue stands, and the tag under which it is asked for again."""

    issue: Issue | None
    """None where nothing changed since the tag."""
    tag: str


def question(text: str, repositories: Sequence[str], kind: str) -> str:
    """The words as GitHub's search takes them: none of them is read as an order.

    Words at the end are left out where all together are too long. Raises Usage without any word,
    and for a repository that is none.
    """
    for one in repositories:
        if _REPOSITORY.fullmatch(one) is None:
            raise Usage(f"“{one}” is no repository of {TITLE}.", "It looks like owner/name.")
    order = " ".join([*(f"repo:{one}" for one in repositories), f"is:{kind}"])
    words: list[str] = []
    for word in text.replace('"', " ").split():
        plain = _plain(word)
        if len(" ".join([*words, plain, order])) > LONGEST:
            break
        words.append(plain)
    if not words:
        raise Usage("There is nothing to search for.", "Type a word of the error or the feature.")
    return " ".join([*words, order])


async def look(
    text: str, repositories: Sequence[str], token: str = "", *, url: str = ADDRESS
) -> FoundIssues:
    """Searches once over a connection of its own; raises as `search` does."""
    web = GitHubWeb(token, url=url)
    try:
        return await search(web, text, repositories)
    finally:
        await web.aclose()


async def search(
    web: GitHubWeb, text: str, repositories: Sequence[str], *, hits: int = HITS
) -> FoundIssues:
    """The best hits among issues, then pull requests; one question for each kind.

    Raises Usage, RateLimited, Offline and the others of `sync.http`.
    """
    found: list[Issue] = []
    total, whole = 0, True
    for kind in _KINDS:
        asked = {"q": question(text, repositories, kind), "per_page": str(hits)}
        answer = object_of((await web.get("/search/issues", asked)).body)
        rows = answer.get("items")
        if not isinstance(rows, list):
            raise BadResponse(f"{TITLE} answered something strange.", "Try again later.")
        found += [one for row in rows if isinstance(row, dict) and (one := issue(row)) is not None]
        counted = answer.get("total_count")
        total += counted if isinstance(counted, int) else len(rows)
        whole = whole and answer.get("incomplete_results") is not True
    return FoundIssues(issues=tuple(found[:hits]), total=total, is_whole=whole)


async def stands(web: GitHubWeb, repository: str, number: int, tag: str = "") -> Standing:
    """How one issue stands by now; one that was moved is followed.

    Raises Gone for one that is deleted, or in a repository that is not shown to this token.
    """
    if _REPOSITORY.fullmatch(repository) is None:
        raise Usage(f"“{repository}” is no repository of {TITLE}.", "It looks like owner/name.")
    path = f"/repos/{quote(repository, safe='/')}/issues/{number}"
    reply = await web.ask(path, tag)
    if reply.status == 304:
        return Standing(issue=None, tag=tag)
    if reply.status in (404, 410):
        raise Gone(
            f"{TITLE} does not show that issue: it is deleted, or in a private repository.",
            "Open its link, or connect GitHub with a token that may see it.",
        )
    read = issue(object_of(reply.body))
    if read is None:
        raise BadResponse(f"{TITLE} answered something strange.", "Try again later.")
    return Standing(issue=read, tag=reply.headers.get("etag", ""))


def _plain(word: str) -> str:
    """A word that would be read as an order stands in quotation marks."""
    special = ":" in word or word[0] in "-+@" or word.upper() in _JOINS
    return f'"{word}"' if special else word
