"""Tasks and events of Salesforce as notes and tasks of the book. No network, nothing that raises.

A closed task that is a call is a note; every other task is a task. An event is the note of a
meeting once it is over. Descriptions are plain text: Markdown goes there and comes back as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

from book.clock import local_day, moment, stamp
from book.facts import NoteFacts, TaskFacts
from sync import values
from sync.salesforce import footer, ids
from sync.salesforce.footer import Footer
from sync.salesforce.mapping import changed_at, home, is_deleted
from sync.salesforce.objects import picked
from sync.salesforce.org import Row

CALL: Final = "Call"
"""The subtype of a task that stands for a call."""


def is_note(row: Row) -> bool:
    """Whether a task is the note of a call (or of what was sent as one) that has been made."""
    if row.get("IsClosed") is not True:
        return False
    return row.get("TaskSubtype") == CALL or _footer(row)[1].kind is not None


def is_marked(row: Row) -> bool:
    """Whether a record's key stands in its text."""
    return _footer(row)[1].number is not None


def is_template(row: Row) -> bool:
    """Whether it only stands for a series, or is the copy of a meeting that an invitee has."""
    return row.get("IsRecurrence") is True or row.get("IsChild") is True


def end_of(row: Row) -> str | None:
    """The moment an event is over; one of whole days ends with its last day."""
    ended = values.moment_text(row.get("EndDateTime"), "", [])
    if ended is not None:
        return ended
    return values.moment_text(row.get("StartDateTime"), "", []) or values.moment_text(
        row.get("ActivityDate"), "", []
    )


def is_over(row: Row, now: datetime) -> bool:
    """Whether an event lies in the past; only then it is a meeting that was held."""
    ended = end_of(row)
    return ended is not None and ended <= stamp(now)


class ActivityMapper:
    """Maps tasks and events for one person; `key_field` is where the org keeps our keys."""

    def __init__(self, me_id: str | None, key_field: str) -> None:
        self._me_id = me_id
        self._key_field = key_field

    def call(self, row: Row, problems: list[str], *, account: str = "") -> NoteFacts | None:
        """A task as a note; None when no day can be told for it."""
        day = values.day_text(row.get("ActivityDate"), "ActivityDate", problems)
        day = day or _day_of(row, "CompletedDateTime") or _day_of(row, "CreatedDate")
        kind = "call" if row.get("TaskSubtype") == CALL else "note"
        return self._note(row, day, kind, problems, account) if day else None

    def meeting(self, row: Row, problems: list[str], *, account: str = "") -> NoteFacts | None:
        """An event as a note; None when no day can be told for it."""
        day: str | None = None
        if row.get("IsAllDayEvent") is True:
            day = values.day_text(row.get("ActivityDate"), "", [])
            # Midnight in UTC means that day everywhere.
            day = day or values.day_text(row.get("StartDateTime"), "StartDateTime", problems)
        day = day or _day_of(row, "StartDateTime")
        day = day or values.day_text(row.get("ActivityDate"), "ActivityDate", problems)
        return self._note(row, day, "meeting", problems, account) if day else None

    def task(self, row: Row, problems: list[str], *, account: str = "") -> TaskFacts:
        """A task as a task."""
        body, said = _footer(row)
        owner = ids.full(row.get("OwnerId"))
        return TaskFacts(
            external_id=row["Id"],
            account_external_id=account or home(row) or "",
            external_key=self._key(row, said, "task"),
            title=values.line(row.get("Subject"), "Subject", problems) or "",
            body=body,
            due=values.day_text(row.get("ActivityDate"), "ActivityDate", problems),
            completed_at=_completed(row),
            assignee_id=owner,
            assignee=values.line(picked(row, "Owner.Name"), "", []),
            mine=int(owner is not None and owner == self._me_id),
            tags=said.tags,
            archived_at=_deleted_at(row),
            remote_created_at=values.moment_text(row.get("CreatedDate"), "CreatedDate", problems),
            remote_updated_at=changed_at(row, problems),
        )

    def _note(self, row: Row, day: str, kind: str, problems: list[str], account: str) -> NoteFacts:
        body, said = _footer(row)
        key = self._key(row, said, "note")
        tags = said.tags
        if key is not None:
            kind, tags = footer.meant_by(said)
        owner = ids.full(row.get("OwnerId"))
        return NoteFacts(
            external_id=row["Id"],
            account_external_id=account or home(row) or "",
            external_key=key,
            kind=kind,
            subject=values.line(row.get("Subject"), "Subject", problems) or "",
            body=body,
            day=day,
            tags=tags,
            author_id=owner,
            author=values.line(picked(row, "Owner.Name"), "", []),
            mine=int(owner is not None and owner == self._me_id),
            archived_at=_deleted_at(row),
            remote_created_at=values.moment_text(row.get("CreatedDate"), "CreatedDate", problems),
            remote_updated_at=changed_at(row, problems),
        )

    def _key(self, row: Row, said: Footer, record: Literal["note", "task"]) -> str | None:
        kept = row.get(self._key_field) if self._key_field else None
        return footer.key_of(record, kept if isinstance(kept, str) else said.number)


def _footer(row: Row) -> tuple[str, Footer]:
    text = row.get("Description")
    if not isinstance(text, str):
        return "", Footer()
    return footer.read(text.replace("\r\n", "\n").replace("\r", "\n"))


def _completed(row: Row) -> str | None:
    """When a closed task was closed; the org may not say, then when it was last touched."""
    if row.get("IsClosed") is not True:
        return None
    for name in ("CompletedDateTime", "LastModifiedDate", "CreatedDate"):
        at = values.moment_text(row.get(name), "", [])
        if at is not None:
            return at
    day = values.day_text(row.get("ActivityDate"), "", []) or "1971-01-01"
    return f"{day}T00:00:00.000Z"


def _deleted_at(row: Row) -> str | None:
    return (changed_at(row, []) or "1971-01-01T00:00:00.000Z") if is_deleted(row) else None


def _day_of(row: Row, name: str) -> str | None:
    at = values.moment_text(row.get(name), "", [])
    return local_day(moment(at)).isoformat() if at is not None else None
