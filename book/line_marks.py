"""The mark of a line follows its task or point: finished in a list, it is `[x]` in its note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from book import write_rules
from book.clock import local_day
from book.line_pairing import raw
from book.note_lines import NoteLine, parse, parse_line, ticked

if TYPE_CHECKING:
    from datetime import date

    from book.editing import Edit


def tick(edit: Edit, record: str, number: int, *, done: bool, besides: int | None = None) -> None:
    """Sets or takes off the mark of every line that a task or point is tied to, as part of an act.

    The note goes to its source as any edit of it does; one whose text must not be written, and
    the note `besides`, are left as they are.
    """
    rows = edit.connection.execute(
        "SELECT l.id, l.note_id, l.line, l.text FROM note_lines l JOIN notes n ON n.id = l.note_id"
        " WHERE l.record_id = ? AND l.record = ? AND l.line IS NOT NULL AND n.archived_at IS NULL"
        " AND l.note_id IS NOT ? ORDER BY l.id",
        (number, record, besides),
    ).fetchall()
    for link, note_id, at, text in rows:
        note = edit.row("note", note_id)
        line = _stands(note["body"], at, text, local_day(edit.at))
        if line is not None and line.done != done:
            _rewrite(edit, note, link, line, done)


def _rewrite(edit: Edit, note: dict[str, Any], link: int, line: NoteLine, done: bool) -> None:
    lines = note["body"].split("\n")
    lines[line.number] = ticked(line, done)
    if write_rules.refusal(edit.connection, edit.rules, "note", "body", note) is not None:
        return
    edit.set("note", note["id"], {"body": "\n".join(lines)})
    stands = parse_line(lines[line.number], local_day(edit.at))
    edit.set("line", link, {"line": line.number, "text": raw(stands)})


def _stands(body: str, at: int, text: str, today: date) -> NoteLine | None:
    """The line where it stands by now: as it was filed, else by its words alone."""
    lines = list(parse(body, today))
    same = [line for line in lines if raw(line) == text]
    if not same:
        title = parse_line(text, today).title.casefold()
        same = [line for line in lines if line.title.casefold() == title]
    return min(same, key=lambda line: abs(line.number - at), default=None)
