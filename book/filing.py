"""Filing a note: its lines become tasks and points, and what they made before follows them.

All of it is part of the act that wrote the note, so one undo takes all of it back. What the house
rules never write is left as text and named; filing never stands in the way of a note.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final, Literal

from book import line_plan, write_rules
from book.call_writing import moments_given
from book.clock import local_day, stamp
from book.escalations import begun_of_words
from book.home import home_of, homes
from book.line_links import LinkedLine, Target, read_links
from book.line_marks import tick
from book.line_pairing import raw
from book.line_plan import ANSWER_IN, Step
from book.note_lines import count_lines
from book.own_records import new_task
from book.recording_writing import file_recordings
from book.records import Filed, FiledLine
from book.working_days import NO_HOLIDAYS

if TYPE_CHECKING:
    from book.editing import Edit
    from book.errors import Refused
    from book.note_lines import NoteLine

_Fate = Literal["made", "changed", "closed", "reopened", "dropped", "kept"]
_DONE_AT: Final = {"task": "completed_at", "point": "done_at"}
_WORDS: Final = {"task": "title", "point": "text"}


def file_note(
    edit: Edit,
    note_id: int,
    before: str,
    *,
    today: date | None = None,
    answer_in: int | None = None,
    since: datetime | None = None,
) -> Filed:
    """Files the lines and recordings of a note as part of an act.

    What was closed in a list `since` the note was begun is spoken of, and not made anew.

    `before` is its text before that act. Only what the act itself wrote makes something. Days are
    seen from `today`, by default the local day of the act. A second time it changes nothing.
    """
    row = edit.row("note", note_id)
    links = read_links(edit.connection, note_id, None, body=before, since=since)
    day = today or local_day(edit.at)
    if answer_in is None:
        answer_in = edit.rules.notes.answer_days if edit.rules is not None else ANSWER_IN
    off = edit.rules.tasks.no_work if edit.rules is not None else NO_HOLIDAYS
    found = line_plan.plan(row["body"], links, day, answer_in=answer_in, holidays=off)
    filing = _Filing(edit, row)
    for step in found.steps:
        filing.take(step)
    marks_given = moments_given(edit, note_id)
    logged = file_recordings(
        edit, row["account_id"], note_id, row["body"], date.fromisoformat(row["day"]), before=before
    )
    moments = moments_given(edit, note_id) - marks_given
    beyond = count_lines(row["body"]) - line_plan.MOST_LINES if found.beyond else 0
    return filing.ended(beyond=beyond, recordings=len(logged), moments=moments)


def let_go(edit: Edit, note_id: int) -> Filed:
    """Takes along what a deleted note's lines made, where it is open and never left this laptop.

    What another note speaks of too stays.
    """
    filing = _Filing(edit, edit.row("note", note_id))
    for link in read_links(edit.connection, note_id, None).linked:
        if link.made and not link.target.gone and not filing.is_spoken_of(link):
            filing.let_go(link)
    return filing.ended(beyond=0)


class _Filing:
    """One note's filing under way."""

    def __init__(self, edit: Edit, note: dict[str, Any]) -> None:
        self.edit = edit
        self.note = note
        self._fates: dict[_Fate, list[FiledLine]] = {}
        self._refused: list[tuple[int, str]] = []

    def take(self, step: Step) -> None:
        """Does what was decided for one line."""
        if step.verb == "make" and step.line is not None:
            self._make(step, step.line)
        elif step.verb == "speak" and step.line is not None and step.target is not None:
            self._tie(step.line, step.target.record, step.target.id, made=False)
            self._follow(step, step.line, step.target)
            if step.target.done and not step.line.done:  # closed in a list while this was written
                tick(self.edit, step.target.record, step.target.id, done=True)
        elif step.verb == "keep" and step.line is not None and step.link is not None:
            self._keep(step, step.line, step.link)
        elif step.link is not None and step.verb in ("drop", "lose"):
            self._took_out(step.link, mine=step.verb == "drop")

    def ended(self, *, beyond: int, recordings: int = 0, moments: int = 0) -> Filed:
        """What came of it; the act tells it too."""
        fates = {fate: tuple(lines) for fate, lines in self._fates.items()}
        told = Filed(
            made=fates.get("made", ()),
            changed=fates.get("changed", ()),
            closed=fates.get("closed", ()),
            reopened=fates.get("reopened", ()),
            dropped=fates.get("dropped", ()),
            kept=fates.get("kept", ()),
            refused=tuple(self._refused),
            recordings=recordings,
            moments=moments,
            beyond=beyond,
        )
        if told or told.kept or told.refused or told.beyond:
            self.edit.filed = told
        return told

    def is_spoken_of(self, link: LinkedLine) -> bool:
        """Whether a line of another note that stands speaks of what this one made."""
        found = self.edit.connection.execute(
            "SELECT 1 FROM note_lines l JOIN notes n ON n.id = l.note_id"
            " WHERE l.record_id = ? AND l.record = ? AND l.note_id <> ? AND l.line IS NOT NULL"
            " AND n.archived_at IS NULL LIMIT 1",
            (link.target.id, link.target.record, self.note["id"]),
        ).fetchone()
        return found is not None

    def let_go(self, link: LinkedLine) -> None:
        """Deletes what a line made, unless it is finished or a source may have it."""
        target = link.target
        archived = {"archived_at": stamp(self.edit.at)}
        if target.done or target.sent or self._refusal(target.record, target.id, "archived_at"):
            self._tell("kept", None, target.record, target.id)
            return
        self.edit.set(target.record, target.id, archived)
        self._tell("dropped", None, target.record, target.id)

    def _make(self, step: Step, line: NoteLine) -> None:
        number = self._insert(step, line)
        if number is not None:
            self._tie(line, step.record, number, made=True)
            self._tell("made", line, step.record, number)

    def _insert(self, step: Step, line: NoteLine) -> int | None:
        """A task or point; None where the house rules never write one."""
        due = step.due.isoformat() if step.due else None
        connection = self.edit.connection
        if step.record == "task":
            home = home_of(connection, self.note["account_id"], "task", homes(self.edit.rules))
            values = new_task(self.edit, home, line.title, due)
            refused = write_rules.refusal_of_new(connection, self.edit.rules, "task", values)
            if refused is not None:
                self._refuse(line, refused[1])
                return None
        else:
            values = {
                "account_id": self.note["account_id"],
                "note_id": self.note["id"],
                "kind": step.kind,
                "text": line.title,
                "due": due,
                "created_at": stamp(self.edit.at),
            }
        number = self.edit.insert(step.record, values)
        if step.record == "point" and step.kind == "escalation":
            self._take_up(number, line)
        return number

    def _take_up(self, point: int, line: NoteLine) -> None:
        """What was escalated while the note was still written is the escalation of its line."""
        account = self.note["account_id"]
        begun = begun_of_words(self.edit.connection, account, line.title)
        if begun is not None:
            self.edit.set("escalation", begun, {"point_id": point})

    def _tie(self, line: NoteLine, record: str, number: int, *, made: bool) -> None:
        self.edit.insert(
            "line",
            {
                "account_id": self.note["account_id"],
                "note_id": self.note["id"],
                "line": line.number,
                "text": raw(line),
                "record": record,
                "record_id": number,
                "made": int(made),
            },
        )

    def _keep(self, step: Step, line: NoteLine, link: LinkedLine) -> None:
        self.edit.set("line", link.id, {"line": line.number, "text": raw(line)})
        target = link.target
        if target.gone and link.line is not None:
            return  # deleted by hand: its line is text that makes no second one
        if step.turns:
            self._turn(step, line, link)
            return
        if target.gone and self._set(line, target, "archived_at", None) and step.done is None:
            self._tell("made", line, target.record, target.id)
        self._follow(step, line, target)

    def _turn(self, step: Step, line: NoteLine, link: LinkedLine) -> None:
        """A task that never left becomes a point, or a point a task: one line, one object."""
        target = link.target
        if self._refusal(target.record, target.id, "archived_at"):
            return
        number = self._insert(step, line)
        if number is None:
            return
        self.edit.set(target.record, target.id, {"archived_at": stamp(self.edit.at)})
        self.edit.set("line", link.id, {"record": step.record, "record_id": number})
        self._tell("changed", line, step.record, number)

    def _follow(self, step: Step, line: NoteLine, target: Target) -> None:
        """What a line says of its task or point is so from now on."""
        changed = False
        if step.text is not None:
            changed |= self._set(line, target, _WORDS[target.record], step.text)
        if step.moves:
            due = step.due.isoformat() if step.due else None
            changed |= self._set(line, target, "due", due)
        if target.record == "point" and step.kind != target.kind:
            changed |= self._set(line, target, "kind", step.kind)
        if changed and not target.gone:
            self._tell("changed", line, target.record, target.id)
        if step.done is None:
            return
        at = stamp(self.edit.at) if step.done else None
        if self._set(line, target, _DONE_AT[target.record], at):
            tick(self.edit, target.record, target.id, done=step.done, besides=self.note["id"])
            self._tell("closed" if step.done else "reopened", line, target.record, target.id)

    def _took_out(self, link: LinkedLine, *, mine: bool) -> None:
        """A line is not in the note any more; its object goes along where I took it out myself."""
        if not link.made or link.target.gone:
            self.edit.remove("line", link.id)
            return
        self.edit.set("line", link.id, {"line": None})
        if mine and not self.is_spoken_of(link):
            self.let_go(link)

    def _set(self, line: NoteLine, target: Target, name: str, value: str | None) -> bool:
        """Changes one field, where it may be written; what may not is named."""
        refused = self._refusal(target.record, target.id, name)
        if refused is not None:
            self._refuse(line, refused)
            return False
        self.edit.set(target.record, target.id, {name: value})
        return True

    def _refusal(self, record: str, number: int, name: str) -> Refused | None:
        row = self.edit.row(record, number)
        return write_rules.refusal(self.edit.connection, self.edit.rules, record, name, row)

    def _refuse(self, line: NoteLine, refused: Refused) -> None:
        self._refused.append((line.number, refused.title))

    def _tell(
        self, fate: _Fate, line: NoteLine | None, record: Literal["task", "point"], number: int
    ) -> None:
        row = self.edit.row(record, number)
        told = FiledLine(
            line=line.number if line else None,
            record=record,
            record_id=number,
            kind="task" if record == "task" else row["kind"],
            text=row[_WORDS[record]],
            due=date.fromisoformat(row["due"]) if row["due"] else None,
        )
        self._fates.setdefault(fate, []).append(told)
