"""Issues of a code host as they are looked up before an escalation: facts, without a table."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct


class Issue(Struct, frozen=True, kw_only=True):
    """One issue or pull request, as its service told of it last."""

    repository: str
    """`owner/name`."""
    number: int
    title: str
    state: Literal["open", "closed"]
    reason: str = ""
    """Why it was closed, in the service's word: `completed`, `not_planned`."""
    is_pull: bool = False
    """Whether it is a change that is proposed, not a report."""
    comments: int = 0
    labels: tuple[str, ...] = ()
    updated_at: datetime | None = None
    url: str


class FoundIssues(Struct, frozen=True, kw_only=True):
    """What a search found: the best first, how many there are, and whether it ran to its end."""

    issues: tuple[Issue, ...] = ()
    total: int = 0
    is_whole: bool = True
    """False where the service gave up before it had looked everywhere."""
