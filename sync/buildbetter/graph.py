"""The older API, for keys the newer one is not there for: one question, in the order of change.

It says who took part in the list itself, and its errors with status 200; a field that a role may
not see is left out and the question asked once more.
"""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator
from datetime import timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from book.clock import moment, stamp
from book.errors import Auth, BadResponse, Refused
from book.facts import Page
from book.recording_intake import RESOURCE
from sync.buildbetter import place
from sync.buildbetter.hosts import TITLE
from sync.buildbetter.place import Place
from sync.buildbetter.shapes import Call, Listed, of_rows, strange
from sync.buildbetter.web import BuildBetterWeb
from sync.port import Known, Setup
from sync.refusals import NotAllowed

PAGE_SIZE: Final = 100
NEEDED: Final = frozenset(("id", "updated_at", "attendees"))
"""Without these nothing can be told of a call."""
FIELDS: Final = (
    "id",
    "name",
    "started_at",
    "display_ts",
    "completed_at",
    "created_at",
    "updated_at",
    "deleted_at",
    "asset_duration_seconds",
    "meeting_url",
    "attendees",
)
_PARTS: Final = {"attendees": "attendees{person{email}}"}
_UNKNOWN: Final = re.compile(r"field '(\w+)' not found")
_OVERLAP: Final = timedelta(minutes=5)
"""A change becomes visible late: so far below the newest one the next reading begins."""


class Answered(Struct, frozen=True, kw_only=True):
    """A page, and the fields that could be asked for."""

    listed: Listed
    fields: tuple[str, ...] = FIELDS


async def page(
    web: BuildBetterWeb,
    after: str | None,
    offset: int,
    limit: int,
    fields: tuple[str, ...] = FIELDS,
) -> Answered:
    """The calls that changed after a moment, oldest change first.

    Raises NotAllowed where the role may not ask, BadResponse for an answer that is none.
    """
    where = {"updated_at": {"_gt": after}} if after else {}
    said = {"limit": limit, "offset": offset, "where": where}
    answer = await web.graph(_query(fields), said)
    missing = _refused(answer)
    if missing:
        fields = tuple(one for one in fields if one not in missing)
        answer = await web.graph(_query(fields), said)
        if _refused(answer):
            raise NotAllowed(
                f"{TITLE} does not show this key what calls are told by.",
                "Ask an administrator what the key may see.",
            )
    data = answer.get("data")
    rows = data.get("interview") if isinstance(data, dict) else None
    if not isinstance(rows, list):
        raise strange("a list of calls")
    return Answered(listed=of_rows(rows, more=len(rows) >= limit), fields=fields)


class GraphPull:
    """One run's reading of what changed."""

    def __init__(self, web: BuildBetterWeb, setup: Setup, known: Known, days: int) -> None:
        self._web = web
        self._source = setup.source
        self._clock = setup.clock
        self._known = known
        self._since = stamp(self._clock() - timedelta(days=days))
        self._settings = f"graphql {days}"
        self._mine = known.recordings()

    async def pages(self) -> AsyncGenerator[Page, None]:
        """The pages, each with the newest change that was read."""
        stored = place.place(self._known.cursors.get(RESOURCE))
        here = stored
        marks = place.marks_of(self._known.customers())
        late = place.older(here.read_at, self._clock(), place.CENSUS_AGE)
        anew = bool(set(marks) - set(here.customers)) and late and here.read_at is not None
        if stored.settings != self._settings or self._known.full or anew:
            here = Place(settings=self._settings, customers=marks)
        fields: tuple[str, ...] = FIELDS
        after, offset, more = self._after(here), 0, True
        seen = dict(here.recent)
        while more:
            answered = await page(self._web, after, offset, PAGE_SIZE, fields)
            listed, fields = answered.listed, answered.fields
            fresh = [one for one in listed.calls if seen.get(one.id, ("", ""))[1] != _mark(one)]
            seen |= {one.id: (one.changed_at or "", _mark(one)) for one in fresh}
            newest = max([one.changed_at or "" for one in listed.calls], default="")
            newest = max(newest, here.changed_at or "")
            line = _line(newest) if newest else ""
            recent = {one: said for one, said in seen.items() if said[0] >= line}
            more, offset = listed.more, offset + listed.rows
            if fresh or listed.bad:
                here = replace(here, changed_at=newest or None, recent=recent)
                yield self._page(here, fresh, listed)
        if here.read_at is None or late:
            here = replace(here, read_at=stamp(self._clock()), customers=marks)
        here = replace(here, joined_at=stamp(self._clock())[:13])
        if here != stored:
            yield Page(source=self._source.name, resource=RESOURCE, cursor=here.text())

    def _after(self, here: Place) -> str:
        return self._since if here.changed_at is None else _line(here.changed_at)

    def _page(self, here: Place, fresh: list[Call], listed: Listed) -> Page:
        kept = [
            one.facts()
            for one in fresh
            if not one.deleted and one.at >= self._since and (one.attendees or one.id in self._mine)
        ]
        return Page(
            source=self._source.name,
            resource=RESOURCE,
            recordings=tuple(kept),
            gone=tuple(one.id for one in fresh if one.deleted),
            bad=listed.bad,
            cursor=here.text(),
        )


def _line(changed_at: str) -> str:
    return stamp(moment(changed_at) - _OVERLAP)


def _mark(one: Call) -> str:
    return f"{one.print}{one.changed_at}{one.deleted}"


def _query(fields: tuple[str, ...]) -> str:
    asked = " ".join(_PARTS.get(one, one) for one in fields)
    return (
        "query($limit:Int!,$offset:Int!,$where:interview_bool_exp!){"
        "interview(limit:$limit,offset:$offset,order_by:{updated_at:asc},where:$where)"
        f"{{{asked}}}}}"
    )


def _refused(answer: dict[str, Any]) -> set[str]:
    """The fields an answer refuses; empty where it refuses nothing. Raises for any other word."""
    errors = answer.get("errors")
    if not errors:
        return set()
    texts = [
        text
        for one in (errors if isinstance(errors, list) else [])
        if isinstance(one, dict) and isinstance(text := one.get("message"), str)
    ]
    missing = {name for text in texts for name in _UNKNOWN.findall(text)}
    if missing and not missing & NEEDED and missing <= set(FIELDS):
        return missing
    if missing:
        raise NotAllowed(
            f"{TITLE} does not show this key what calls are told by.",
            "Ask an administrator what the key may see.",
        )
    words = " ".join(texts).lower()
    if any(sign in words for sign in ("authentication", "jwt", "invalid x-", "unauthorized")):
        raise Auth(
            f"{TITLE} refused the key.",
            f"Copy a valid one from {TITLE}'s settings and connect {TITLE} again with it.",
        )
    if texts:
        raise Refused(f"{TITLE} refused the request.", "Try again later.")
    raise BadResponse(f"{TITLE} answered with an error it does not name.", "Try again later.")
