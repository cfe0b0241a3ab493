"""GitHub on loopback: the search of issues, single issues with their tags, and the limits.

Built from the notes on its REST API. A question without a kind is refused, as it is for apps; a
repository that is not shown answers 404, a moved issue sends on.
"""

from __future__ import annotations

import hashlib
import hmac
import shlex
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import msgspec

from book.clock import Clock, stamp, system_clock
from sync.simulator.service import LoopbackService

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from sync.simulator.front import App, Scope, Twist

_VERSION: Final = "2022-11-28"
_LONGEST: Final = 256
_MOST: Final = 1_000
_USUAL_PAGE: Final = 30
_LARGEST_PAGE: Final = 100
_A_MINUTE: Final = 60
_JOINS: Final = frozenset(("AND", "OR", "NOT"))


class GitHubSimulator(LoopbackService):
    """Some repositories on loopback. As a context manager it starts and stops itself."""

    faulty = "/search/issues"

    def __init__(
        self, *, clock: Clock = system_clock, key: str = "ghp_pretend", port: int = 0
    ) -> None:
        super().__init__(port)
        self.key = key
        self.email = ""
        self.issues: dict[tuple[str, int], dict[str, Any]] = {}
        self.moved: dict[tuple[str, int], tuple[str, int]] = {}
        self.private: set[str] = set()
        """Repositories that only the token may see."""
        self.gives_up = False
        """Whether a search ends before it has looked everywhere."""
        self.searches = {False: 10, True: 30}
        """Questions a minute, without the token and with it."""
        self._clock = clock
        self._asked: dict[bool, list[datetime]] = {False: [], True: []}

    def add(self, repository: str, number: int, title: str, **more: Any) -> dict[str, Any]:
        """An issue, or a pull request with `pull=True`."""
        pull = more.pop("pull", False)
        page = f"https://github.com/{repository}/{'pull' if pull else 'issues'}/{number}"
        row: dict[str, Any] = {
            "url": f"{self.url}/repos/{repository}/issues/{number}",
            "html_url": page,
            "repository_url": f"{self.url}/repos/{repository}",
            "number": number,
            "title": title,
            "body": "",
            "state": "open",
            "state_reason": None,
            "labels": [],
            "user": {"login": "ines-roth"},
            "comments": 0,
            "created_at": stamp(self._clock()),
            "updated_at": stamp(self._clock()),
            "closed_at": None,
            "score": 1.0,
            **more,
        }
        if pull:
            row["pull_request"] = {"html_url": page}
        self.issues[(repository.lower(), number)] = row
        return row

    def _app(self) -> App:
        from starlette.routing import Route, Router

        from sync.simulator.salesforce.handle import routes

        return Router(
            [
                Route("/search/issues", self._search),
                Route("/repos/{owner}/{name}/issues/{number:int}", self._one),
                *routes(self, self.faults, self.log, self.token),
            ],
            redirect_slashes=False,
        )

    def _twist(self) -> Twist:
        return _Twist()

    async def _search(self, request: Request) -> Response:
        known = self._known(request)
        if request.headers.get("x-github-api-version") != _VERSION:
            return _said("This version of the API is not supported here", 400)
        if known is None:
            return _said("Bad credentials", 401)
        headers = self._counted(known)
        if headers["x-ratelimit-remaining"] == "-1":
            headers["x-ratelimit-remaining"] = "0"
            return _said("API rate limit exceeded", 403, headers)
        asked = request.query_params.get("q", "")
        found = self._found(asked, known=known)
        if found is None:
            return _said("Validation Failed", 422, headers)
        size = min(int(request.query_params.get("per_page") or _USUAL_PAGE), _LARGEST_PAGE)
        start = (int(request.query_params.get("page") or 1) - 1) * size
        if start >= _MOST:
            return _said("Only the first 1000 search results are available", 422, headers)
        body = {
            "total_count": len(found),
            "incomplete_results": self.gives_up,
            "items": found[start : start + size],
        }
        return _json(body, 200, headers)

    async def _one(self, request: Request) -> Response:
        known = self._known(request)
        if request.headers.get("x-github-api-version") != _VERSION:
            return _said("This version of the API is not supported here", 400)
        if known is None:
            return _said("Bad credentials", 401)
        where = request.path_params
        key = (f"{where['owner']}/{where['name']}".lower(), where["number"])
        if key in self.moved:
            repository, number = self.moved[key]
            to = f"{self.url}/repos/{repository}/issues/{number}"
            return _json({"url": to}, 301, {"location": to})
        row = self.issues.get(key)
        if row is None or (key[0] in self.private and not known):
            return _said("Not Found", 404)
        tag = f'W/"{hashlib.sha256(msgspec.json.encode(row)).hexdigest()}"'
        if request.headers.get("if-none-match") == tag:
            return _json(None, 304, {"etag": tag})
        return _json(row, 200, {"etag": tag})

    def _found(self, asked: str, *, known: bool) -> list[dict[str, Any]] | None:
        """The rows that fit, the last changed first; None for a question that is refused."""
        if not asked or len(asked) > _LONGEST:
            return None
        try:
            parts = shlex.split(asked.replace("'", "\\'"))
        except ValueError:
            return None
        quoted = {part[1:-1] for part in asked.split() if part[:1] == '"' == part[-1:]}
        words, repositories, kinds = [], [], set()
        for part in parts:
            name, colon, value = part.partition(":")
            if part in quoted or not (colon or part in _JOINS or part[:1] == "-"):
                words.append(part.lower())
            elif name == "repo":
                repositories.append(value.lower())
            elif name == "is" and value in ("issue", "pull-request"):
                kinds.add(value)
            else:
                return None  # an order this service was not to be given
        if len(kinds) != 1 or not words:
            return None
        pull = kinds == {"pull-request"}
        found = [
            row
            for (repository, _), row in self.issues.items()
            if (not repositories or repository in repositories)
            and (known or repository not in self.private)
            and ("pull_request" in row) == pull
            and all(word in f"{row['title']} {row['body']}".lower() for word in words)
        ]
        return sorted(found, key=lambda row: str(row["updated_at"]), reverse=True)

    def _known(self, request: Request) -> bool | None:
        """Whether the token came along; None where it is a wrong one."""
        said = request.headers.get("authorization", "")
        if not said:
            return False
        token = said.removeprefix("Bearer ")
        return True if hmac.compare_digest(token.encode(), self.key.encode()) else None

    def _counted(self, known: bool) -> dict[str, str]:
        """One search more, and what is left of this minute; -1 where nothing was."""
        now = self._clock()
        since = now - timedelta(seconds=_A_MINUTE)
        asked = self._asked[known] = [at for at in self._asked[known] if at > since]
        left = self.searches[known] - len(asked)
        if left > 0:
            asked.append(now)
        reset = int((asked[0] if asked else now).timestamp()) + _A_MINUTE
        return {
            "x-ratelimit-limit": str(self.searches[known]),
            "x-ratelimit-remaining": str(left - 1),
            "x-ratelimit-reset": str(reset),
            "x-ratelimit-resource": "search",
        }


class _Twist:
    """This service's part in the faults: its answers are spoilt by the common ones alone."""

    def spoil(self, _kind: str, _scope: Scope, body: bytes) -> bytes:
        """Nothing of its own."""
        return body

    def move(self, _scope: Scope) -> None:
        """Nothing jumps here."""


def _said(words: str, status: int, headers: dict[str, str] | None = None) -> Response:
    page = "https://docs.github.com/rest"
    return _json({"message": words, "documentation_url": page}, status, headers)


def _json(value: Any, status: int, headers: dict[str, str] | None = None) -> Response:
    from starlette.responses import Response

    body = b"" if status == 304 else msgspec.json.encode(value)
    kind = "application/json; charset=utf-8"
    return Response(body, status, headers=headers, media_type=kind)
