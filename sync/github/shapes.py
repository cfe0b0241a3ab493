"""GitHub's rows of issues as ours; what is not understood is left out, never guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from book.issues import Issue

_PAGE: Final = re.compile(
    r"https://github\.com/(?P<repository>[^/\s]+/[^/\s]+)/(?P<kind>issues|pull)/(?P<number>[0-9]+)"
)
_MOST_LABELS: Final = 20


def issue(row: Mapping[str, Any]) -> Issue | None:
    """A row of a search or an issue's own answer; None for one without address or title."""
    url, title = row.get("html_url"), row.get("title")
    found = _PAGE.match(url) if isinstance(url, str) else None
    if found is None or not isinstance(title, str):
        return None
    labels = row.get("labels")
    named = [one.get("name") for one in labels if isinstance(one, dict)] if labels else []
    return Issue(
        repository=found["repository"],
        number=int(found["number"]),
        title=" ".join(title.split()),
        state="closed" if row.get("state") == "closed" else "open",
        reason=row["state_reason"] if isinstance(row.get("state_reason"), str) else "",
        is_pull=found["kind"] == "pull" or isinstance(row.get("pull_request"), dict),
        comments=row["comments"] if isinstance(row.get("comments"), int) else 0,
        labels=tuple(name for name in named if isinstance(name, str))[:_MOST_LABELS],
        updated_at=_moment(row.get("updated_at")),
        url=found[0],
    )


def _moment(said: object) -> datetime | None:
    if not isinstance(said, str):
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
