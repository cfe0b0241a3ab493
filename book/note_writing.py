"""Writing notes: finished ones, their edits, and those that stay on this laptop."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from book import write_rules
from book.clock import local_day, stamp
from book.editable import Value, tags_of, tags_text
from book.editing import HOLD_SECONDS, Edit, editing
from book.errors import Refused, Usage
from book.home import home_of, homes
from book.note_kinds import in_step, kind_by_tags, tags_with_kind
from book.own_records import living, me_at
from book.records import AccountId, Changed, NoteId, TouchKind
from book.store import Store
from book.visible_text import says_something

if TYPE_CHECKING:
    from book.rules import HouseRules

LONGEST_BODY: Final = 1_000_000
"""Characters of a note beyond which it is no note, wherever it is written: more would hold the
window up. What a source brought longer may stay so long."""
LATEST_DAY: Final = timedelta(days=5 * 366)
"""So far behind today a note may be dated: one is prepared for a call to come, and beyond some
years the year is a slip."""


def add_note(
    store: Store,
    rules: HouseRules,
    account_id: AccountId,
    *,
    subject: str = "",
    body: str,
    day: date,
    tags: Sequence[str] = (),
    kind: TouchKind = "note",
    private: bool = False,
    today: date | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> tuple[NoteId, Changed]:
    """Adds a finished note (Markdown), files its lines and queues it; a private one stays here.

    `today` is the local day from which day words are seen, by default that of the clock. Raises
    Usage for a note without words, Refused for an account that is not in the book.
    """
    checked_body(subject, body)
    with editing(store, rules, "Add note", hold_seconds=hold_seconds) as edit:
        number = insert_note(
            edit,
            account_id,
            subject=subject,
            body=body,
            day=day.isoformat(),
            tags=tags_text(tuple(tags)),
            kind=kind,
            private=private,
            today=today,
        )
        file_lines(edit, number, "", today=today)
    return NoteId(number), edit.changed


def insert_note(
    edit: Edit,
    account_id: int,
    *,
    subject: str,
    body: str,
    day: str,
    tags: str,
    kind: str,
    private: bool,
    today: date | None = None,
) -> int:
    """Adds a note as part of an act, at its one home; I am its author.

    Raises Usage for a day that is years ahead: that is a slip. One that is prepared for a call to
    come is not, and it is no touch before its day.
    """
    _check_day(edit, day, today)
    account_id = home_of(edit.connection, account_id, "note", homes(edit.rules))
    account = edit.row("account", account_id)
    author_id, author = me_at(edit, str(account["source"]))
    kind, tags = _kind_and_tags(edit, account_id, kind, tags)
    return edit.insert(
        "note",
        {
            "account_id": account_id,
            "kind": kind,
            "subject": subject.strip(),
            "body": body,
            "day": day,
            "tags": tags,
            "author_id": author_id,
            "author": author,
            "mine": 1,
            "private": int(private),
            "remote_created_at": stamp(edit.at),
        },
    )


def edit_note(
    store: Store,
    rules: HouseRules,
    note_id: NoteId,
    *,
    subject: str | None = None,
    body: str | None = None,
    day: date | None = None,
    tags: Sequence[str] | None = None,
    today: date | None = None,
    hold_seconds: float = HOLD_SECONDS,
) -> Changed:
    """Changes what is given of a note and files its lines, as `add_note` does.

    Raises Usage where no words would be left of it, Refused for a note of somebody else's.
    """
    with editing(store, rules, "Edit note", hold_seconds=hold_seconds) as edit:
        row = living(edit, "note", note_id)
        if not row["mine"] and row["external_id"] is not None and row["author_id"]:
            raise Refused("Somebody else wrote this note.", "Change it in its source.")
        values: dict[str, Any] = {}
        if subject is not None:
            values["subject"] = subject.strip()
        if body is not None:
            values["body"] = body
        if day is not None:
            values["day"] = day.isoformat()
        if tags is not None:
            values["tags"] = tags_text(tuple(tags))
        checked_body(
            values.get("subject", row["subject"]),
            values.get("body", row["body"]),
            before=row["body"],
        )
        set_note(edit, row, values, today=today)
        if body is not None:
            file_lines(edit, note_id, row["body"], today=today)
    return edit.changed


def file_lines(
    edit: Edit,
    note_id: int,
    before: str,
    *,
    today: date | None = None,
    since: datetime | None = None,
) -> None:
    """Lets the lines of a note make what they say, as part of the act that wrote it.

    `before` is its text before the act: what others wrote makes nothing. `since` is when the
    note was begun.
    """
    # The grammar and its days are loaded with the first note written, not with the window.
    from book.filing import file_note

    file_note(edit, note_id, before, today=today, since=since)


def set_note(
    edit: Edit,
    row: Mapping[str, Any],
    values: Mapping[str, Value],
    *,
    today: date | None = None,
) -> None:
    """Changes fields of a note as part of an act; its kind and its tags say the same then.

    Raises Usage for another day that is years ahead.
    """
    if values.get("day", row["day"]) != row["day"]:
        _check_day(edit, str(values["day"]), today)
    edit.set("note", row["id"], in_step(row, values, tags=_takes_tags(edit, row)))


def delete_note(
    store: Store, rules: HouseRules, note_id: NoteId, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Deletes a note here and, where it has been sent, in its source too.

    What its lines made goes along, where it is open and never left this laptop.
    """
    with editing(store, rules, "Delete note", hold_seconds=hold_seconds) as edit:
        living(edit, "note", note_id)
        from book.filing import let_go

        let_go(edit, note_id)
        edit.set("note", note_id, {"archived_at": stamp(edit.at)})
    return edit.changed


def make_private(
    store: Store, rules: HouseRules, note_id: NoteId, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Keeps a note that was not sent yet on this laptop for good, and what its lines made too.

    Raises Refused for one that is in its source, or may be.
    """
    with editing(store, rules, "Keep note on this laptop", hold_seconds=hold_seconds) as edit:
        row = living(edit, "note", note_id)
        if row["external_id"] is not None or _was_ever_sent(edit, note_id):
            raise Refused(
                "That note has been sent already.",
                "Delete it to take it back there; a copy can then stay here.",
            )
        edit.set("note", note_id, {"private": 1})
        file_lines(edit, note_id, row["body"])
    return edit.changed


def make_public(
    store: Store, rules: HouseRules, note_id: NoteId, *, hold_seconds: float = HOLD_SECONDS
) -> Changed:
    """Lets a note that was kept on this laptop go to its account's source.

    Raises Refused where the house rules never write what it says.
    """
    with editing(store, rules, "Send note", hold_seconds=hold_seconds) as edit:
        row = living(edit, "note", note_id)
        refused = write_rules.refusal_of_new(
            edit.connection, edit.rules, "note", {**row, "private": 0}
        )
        if refused is not None:
            raise refused[1]
        edit.set("note", note_id, {"private": 0})
        file_lines(edit, note_id, row["body"])
    return edit.changed


def pin(store: Store, rules: HouseRules, note_id: NoteId, *, pinned: bool = True) -> Changed:
    """Lets a note, whoever wrote it, stand first at its account, or no longer; never sent."""
    with editing(store, rules, "Pin note" if pinned else "Unpin note") as edit:
        living(edit, "note", note_id)
        edit.set("note", note_id, {"pinned": int(pinned)})
    return edit.changed


def checked_body(subject: str, body: str, *, before: str = "") -> None:
    """Raises Usage for a note that says nothing, or far too much; it may stay as long as it was."""
    if not says_something(subject) and not says_something(body):
        raise Usage("The note has no words in it.", "Write at least a line.")
    if len(body) > max(LONGEST_BODY, len(before)):
        raise Usage(
            f"The note has {len(body):,} characters; {LONGEST_BODY:,} are the most.",
            "Put the long part into a file and link it.",
        )


def _check_day(edit: Edit, day: str, today: date | None) -> None:
    if date.fromisoformat(day) > (today or local_day(edit.at)) + LATEST_DAY:
        raise Usage(
            f"{day} is years ahead, and a note tells of what was.",
            "Give it the day on which it was; for what is planned make a task.",
        )


def _was_ever_sent(edit: Edit, note_id: int) -> bool:
    """Whether a note was sent once, or an attempt at it began."""
    return (
        edit.connection.execute(
            "SELECT 1 FROM outbox WHERE record = 'note' AND record_id = ?"
            " AND (state IN ('sending', 'sent') OR uncertain = 1)",
            (note_id,),
        ).fetchone()
        is not None
    )


def _kind_and_tags(edit: Edit, account_id: int, kind: str, tags: str) -> tuple[str, str]:
    """The kind and the tags of a new note: tags that name a kind say it, else its tag is added."""
    said = tags_of(tags)
    named = kind_by_tags(said)
    if named != "note":
        return named, tags
    if not _takes_tags(edit, {"account_id": account_id}):
        return kind, tags
    return kind, tags_text(tags_with_kind(said, kind))


def _takes_tags(edit: Edit, row: Mapping[str, Any]) -> bool:
    return write_rules.refusal(edit.connection, edit.rules, "note", "tags", row) is None
