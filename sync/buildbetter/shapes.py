"""BuildBetter's JSON, read once: a page of calls, and one call, from either of its two APIs.

Only what a link in the log needs is read. Summaries, transcripts and the addresses of the media
files stay where they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from zlib import crc32

import msgspec
from msgspec import Struct

from book.clock import local_day, moment, stamp
from book.errors import BadResponse
from book.facts import BadRecord, RecordingFacts
from book.recording_links import recordings_in
from sync import json_text, values
from sync.buildbetter.hosts import CALL_PAGE, TITLE

_ID: Final = re.compile(r"[0-9]{1,19}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MADE_AT: Final = re.compile(r"([0-9a-f]{8})-([0-9a-f]{4})-7", re.IGNORECASE)
_TITLES: Final = ("display_name", "name", "original_name", "title")
_MOMENTS: Final = ("started_at", "display_ts", "recorded_at", "completed_at", "created_at")
_LINKS: Final = ("url", "share_url", "meeting_url", "external_url")
_PEOPLE: Final = ("participants", "attendees")
_ADDRESSES: Final = ("email", "email_address", "emails")
_MOST_ADDRESSES: Final = 500
_ADDRESS: Final = re.compile(r"[^\s@]{1,200}@[^\s@]{1,200}\.[^\s@]{1,60}")
_objects = msgspec.json.Decoder(dict[str, Any])


class Call(Struct, frozen=True, kw_only=True):
    """A call as it was listed or opened."""

    id: str
    title: str
    at: str
    """When it began, as stored."""
    duration_s: int | None = None
    deleted: bool = False
    changed_at: str | None = None
    links: tuple[str, ...] = ()
    attendees: tuple[str, ...] | None = None
    """Addresses of who took part; None where the answer has no room for them."""

    @property
    def print(self) -> str:
        """A short text that changes with anything that is kept of the call."""
        said = f"{self.title}\n{self.at}\n{self.duration_s}\n{self.links}"
        return f"{crc32(said.encode('utf-8', 'replace')):08x}"

    def facts(self) -> RecordingFacts:
        """The call as the book takes it in; its day is that of the person's own clock."""
        return RecordingFacts(
            external_id=self.id,
            url=f"{CALL_PAGE}{self.id}",
            same_as=self.links,
            day=local_day(moment(self.at)).isoformat(),
            title=self.title,
            duration_s=self.duration_s,
            attendees=self.attendees or (),
        )


class Listed(Struct, frozen=True, kw_only=True):
    """A page of calls as it stands in the list, with those that could not be read."""

    calls: tuple[Call, ...]
    bad: tuple[BadRecord, ...]
    more: bool
    rows: int


def listed(body: bytes) -> Listed:
    """A page of the list; raises BadResponse where it is none."""
    answer = opened(body)
    rows = answer.get("recordings")
    if not isinstance(rows, list):
        raise strange("a list of calls")
    more = answer.get("has_more")
    return of_rows(rows, more=more is True)


def of_rows(rows: list[Any], *, more: bool) -> Listed:
    """The calls among the rows, each once, and what is wrong with the others."""
    calls: dict[str, Call] = {}
    bad: list[BadRecord] = []
    for row in rows:
        read = call(row)
        if isinstance(read, Call):
            calls[read.id] = read
        else:
            bad.append(read)
    return Listed(calls=tuple(calls.values()), bad=tuple(bad), more=more, rows=len(rows))


def opened(body: bytes) -> dict[str, Any]:
    """An answer that is one object; raises BadResponse for any other."""
    try:
        return json_text.decode(_objects, body)
    except json_text.UNREADABLE as error:
        raise strange("what was asked for") from error


def strange(wanted: str) -> BadResponse:
    """What to say of an answer that is something else."""
    return BadResponse(f"{TITLE} answered with something that is not {wanted}.", "Try again later.")


def call(row: Any) -> Call | BadRecord:
    """One call, leniently: what has no id or no time is none."""
    if not isinstance(row, dict):
        return BadRecord(external_id="?", problem="is no object")
    said = row.get("id")
    text = str(said) if isinstance(said, str | int) and not isinstance(said, bool) else ""
    if not _ID.fullmatch(text):
        return BadRecord(external_id="?", problem="has no id")
    text = text.lower()
    ignored: list[str] = []
    at = next((one for name in _MOMENTS if (one := _moment(row, name))), None)
    deleted = bool(row.get("deleted_at"))
    if at is None and not deleted:
        return BadRecord(external_id=text, problem="has no time")
    seconds = values.whole(row.get("asset_duration_seconds"), "duration", ignored)
    titles = (values.line(row.get(name), name, ignored) for name in _TITLES)
    return Call(
        id=text,
        title=(next((one for one in titles if one), "") or "")[:1000],
        at=at or "",
        duration_s=seconds if seconds is not None and 0 < seconds < 7 * 86_400 else None,
        deleted=deleted,
        changed_at=_moment(row, "updated_at"),
        links=_links_in(row),
        attendees=_attendees(row),
    )


def made_at(external_id: str) -> str | None:
    """When the record of a call was made, where its id tells (the seventh kind of UUID does)."""
    found = _MADE_AT.match(external_id)
    if found is None:
        return None
    return values.moment_text(int(found[1] + found[2], 16), "id", [])


def _moment(row: dict[str, Any], name: str) -> str | None:
    read = values.moment_text(row.get(name), name, [])
    return stamp(moment(read)) if read else None


def _links_in(row: dict[str, Any]) -> tuple[str, ...]:
    """Links by which the same recording may stand in the log already."""
    texts = [text for name in _LINKS if isinstance(text := row.get(name), str)]
    found = [one.link.url for text in texts for one in recordings_in(text[:2000])]
    return tuple(dict.fromkeys(found))


def _attendees(row: dict[str, Any]) -> tuple[str, ...] | None:
    named = [name for name in _PEOPLE if isinstance(row.get(name), list)]
    if not named:
        return None
    found = dict.fromkeys(
        text.lower() for name in named for one in row[name] for text in _addresses(one)
    )
    return tuple(found)[:_MOST_ADDRESSES]


def _addresses(one: Any) -> Iterator[str]:
    """The addresses of a participant, whichever way they are written down there."""
    if not isinstance(one, dict):
        return
    person = one.get("person")
    for holder in (one, person if isinstance(person, dict) else {}):
        for name in _ADDRESSES:
            said = holder.get(name)
            for each in said if isinstance(said, list) else [said]:
                text = each.get("email") if isinstance(each, dict) else each
                if isinstance(text, str) and _ADDRESS.fullmatch(text.strip()):
                    yield text.strip()
