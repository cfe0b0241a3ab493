"""What a note said before: its versions, read backwards from the change log, and one of them back.

A version is how the note stood after one act of mine, or after one page of a source. Drafts are
none: one sitting is one version. Nothing is kept besides the log itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, Literal

import msgspec
from msgspec import Struct

from book.clock import moment
from book.editable import tags_of, tags_text
from book.editing import HOLD_SECONDS, editing
from book.errors import Refused
from book.merge_text import Range, hunks, spans
from book.note_writing import checked_body, file_lines, set_note
from book.own_records import living
from book.records import Changed, NoteId
from book.store import Store

if TYPE_CHECKING:
    from book.drafts import DraftId
    from book.rules import HouseRules

FIELDS: Final = ("subject", "body", "day", "tags")
"""What a version holds and what going back to it writes."""
MOST: Final = 200
"""So many of the newest versions are listed."""
_ROWS_READ: Final = 4 * MOST
_CREATED: Final = "created"
_BASE = msgspec.json.Decoder(dict[str, Any])
"""The note as a draft of it found it, as `book.drafts` keeps it."""
_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
"""A comma or a sign at the beginning of a line is no word."""


class Version(Struct, frozen=True, kw_only=True):
    """How a note stood from `at` on, and what made it so; the newest is the note as it stands."""

    number: int
    """The last row of the change log that belongs to it; it names the version."""
    at: datetime
    by: str
    """`me`, or the source that brought it; empty where the log does not reach back so far."""
    subject: str
    body: str
    day: date
    tags: tuple[str, ...]
    added: int = 0
    """Words of the text that the version before did not have."""
    removed: int = 0
    """Words of the version before that are gone."""
    other: tuple[str, ...] = ()
    """What else is different from the version before: `subject`, `day`, `tags`."""
    first: bool = False
    """Whether it is what the note began with."""


class Piece(Struct, frozen=True):
    """A line of a difference: in both, only in the older or only in the newer text."""

    kind: Literal["same", "removed", "added"]
    text: str
    spans: tuple[Range, ...] = ()
    """Which of its signs differ from the line it was, or became; all of them for a new line."""


def versions_of(store: Store, note_id: NoteId) -> list[Version]:
    """The versions of a note, the newest first; none for a note that is not in the book."""
    found = store.row(f"SELECT {', '.join(FIELDS)} FROM notes WHERE id = ?", (note_id,))
    if found is None:
        return []
    told = list(_read(store, note_id, dict(zip(FIELDS, found, strict=True))))
    newer_and_older = pairwise(told)
    return [
        *(_compared(newer, older) for newer, older in newer_and_older),
        *(_version(*one, first=True) for one in told[-1:]),
    ][:MOST]


def changed_meanwhile(store: Store, draft_id: DraftId) -> bool:
    """Whether the note a draft is for says something else than when the draft was begun."""
    found = store.row(
        f"SELECT d.base, {', '.join(f'n.{name}' for name in FIELDS)} FROM drafts d"
        " JOIN notes n ON n.id = d.note_id WHERE d.id = ?",
        (draft_id,),
    )
    if found is None or not found[0]:
        return False
    base = _BASE.decode(found[0])
    return any(base[name] != value for name, value in zip(FIELDS, found[1:], strict=True))


def restore(
    store: Store,
    rules: HouseRules,
    note_id: NoteId,
    number: int,
    *,
    today: date | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Lets a note say again what it said in a version, and files its lines: an edit as any other.

    Raises Refused where there is no such version, or the note is deleted or not mine.
    """
    wanted = next((one for one in versions_of(store, note_id) if one.number == number), None)
    if wanted is None:
        raise Refused("That version of the note is not kept any more.", "Nothing was changed.")
    with editing(store, rules, "Restore note", hold_seconds=hold_seconds) as edit:
        row = living(edit, "note", note_id)
        if not row["mine"]:
            raise Refused("Somebody else wrote that note.", "Change it in its source.")
        checked_body(wanted.subject, wanted.body, before=wanted.body)
        values = {"subject": wanted.subject, "body": wanted.body, "day": wanted.day.isoformat()}
        if set(tags_of(row["tags"])) != set(wanted.tags):
            values["tags"] = tags_text(wanted.tags)
        set_note(edit, row, values)
        file_lines(edit, note_id, row["body"], today=today)
    return edit.changed


def difference(older: str, newer: str) -> list[Piece]:
    """Two texts line by line: what went, then what came in its place, between what stayed."""
    before, after = older.split("\n"), newer.split("\n")
    found: list[Piece] = []
    done = 0
    for hunk in hunks(_ends_cut(before), _ends_cut(after)):
        found += (Piece("same", line) for line in before[done : hunk.lo])
        found += _replaced(before[hunk.lo : hunk.hi], after[hunk.start : hunk.end])
        done = hunk.hi
    return [*found, *(Piece("same", line) for line in before[done:])]


def words_between(older: str, newer: str) -> tuple[int, int]:
    """How many words came and how many went; words that only moved within a change count not."""
    if older == newer:
        return 0, 0
    before, after = older.split("\n"), newer.split("\n")
    came: Counter[str] = Counter()
    went: Counter[str] = Counter()
    for hunk in hunks(_ends_cut(before), _ends_cut(after)):
        came.update(word for line in after[hunk.start : hunk.end] for word in _words(line))
        went.update(word for line in before[hunk.lo : hunk.hi] for word in _words(line))
    return (came - went).total(), (went - came).total()


_Told = tuple[int, str, str, dict[str, Any]]
"""A version's last row of the log, by whom, when, and the values that stood then."""


def _read(store: Store, note_id: NoteId, values: dict[str, Any]) -> Iterator[_Told]:
    """The states of a note, newest first: what stands, then what stood before each act."""
    rows = store.rows(
        "SELECT id, field, old, by, at, edit FROM changes WHERE record_id = ? AND record = 'note'"
        f" AND field IN ({', '.join('?' * (len(FIELDS) + 1))}) ORDER BY id DESC LIMIT ?",
        (note_id, *FIELDS, _CREATED, _ROWS_READ),
    )
    acts = list(_acts(rows))
    for act in acts:
        number, _, _, by, at, _ = act[0]
        yield number, by, at, dict(values)
        for _, field, old, *_ in act:
            if field != _CREATED:
                values[field] = old if old is not None else ""
    began = acts and acts[-1][-1][1] == _CREATED
    if acts and not began:
        # The log does not reach back to where the note began: what stood before is all there is.
        last = acts[-1][-1]
        yield last[0] - 1, "", last[4], dict(values)


def _acts(rows: Sequence[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    """Rows that belong together: one edit of mine, or one page of a source."""
    act: list[tuple[Any, ...]] = []
    for row in rows:
        if act and _key(row) != _key(act[-1]):
            yield act
            act = []
        act.append(row)
    if act:
        yield act


def _key(row: tuple[Any, ...]) -> tuple[Any, ...]:
    *_, by, at, edit = row
    return ("edit", edit) if edit is not None else (by, at)


def _compared(newer: _Told, older: _Told) -> Version:
    number, by, at, values = newer
    before = older[3]
    added, removed = words_between(before["body"], values["body"])
    other = tuple(name for name in FIELDS if name != "body" and values[name] != before[name])
    return _version(number, by, at, values, added=added, removed=removed, other=other)


def _version(
    number: int,
    by: str,
    at: str,
    values: Mapping[str, Any],
    *,
    added: int = 0,
    removed: int = 0,
    other: tuple[str, ...] = (),
    first: bool = False,
) -> Version:
    return Version(
        number=number,
        at=moment(at),
        by=by,
        subject=values["subject"],
        body=values["body"],
        day=date.fromisoformat(values["day"]),
        tags=tuple(tags_of(values["tags"])),
        added=len(_words(values["body"])) if first else added,
        removed=removed,
        other=other,
        first=first,
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _ends_cut(lines: Sequence[str]) -> list[str]:
    return [line.rstrip() for line in lines]


def _replaced(gone: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    """Lines that were changed into as many stand in pairs; others as two blocks."""
    if len(gone) == len(new):
        for was, now in zip(gone, new, strict=True):
            before, after = spans(was, now)
            yield Piece("removed", was, tuple(before))
            yield Piece("added", now, tuple(after))
        return
    yield from (Piece("removed", line, ((0, len(line)),)) for line in gone)
    yield from (Piece("added", line, ((0, len(line)),)) for line in new)
