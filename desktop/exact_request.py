"""The very request an entry of the outbox makes, as text for a person; without credentials."""

from __future__ import annotations

from typing import Final

import msgspec

from book import notes, outbox, sources, tasks
from book.editable import tags_text
from book.errors import SatchelError
from book.facts import NoteFacts, TaskFacts
from book.outbox_entry import EntryId, OutboxEntry
from book.records import NoteId, TaskId
from book.source_titles import title
from book.store import Store

_NOT_THE_SECRET: Final = "sk_live_not_read_here"
"""A stand-in: nothing is sent with it."""
_KEPT: Final = "Authorization: (kept in the keyring)"


def exact_request(store: Store, entry_id: EntryId) -> str:
    """What will be sent for an entry, or was; a sentence where that cannot be said."""
    # Loaded when somebody asks: the window itself speaks to no network.
    import asyncio

    from sync.connectors import connector
    from sync.port import Setup, as_writer
    from sync.push import as_sending

    entry = outbox.entry(store, entry_id)
    if entry is None:
        return "This entry is not in the outbox any more."
    source = sources.source(store, entry.source)
    if source is None:
        return f"{title(entry.source)} is not connected, so nothing is sent."
    try:
        setup = Setup(source=source, secret=_NOT_THE_SECRET, pause=asyncio.sleep)
        writer = as_writer(connector(source.name)(setup))
        if writer is None:
            return f"{title(source.name)} is only read."
        made = writer.requests_for(as_sending(store, entry), _as_it_stands(store, entry))
    except SatchelError as error:
        return str(error)
    if not made:
        return f"Nothing that {title(source.name)} keeps is changed."
    return "\n\n".join(_text(one.method, one.path, one.body) for one in made)


def _as_it_stands(store: Store, entry: OutboxEntry) -> NoteFacts | TaskFacts | None:
    """The record as far as a request repeats it: its key, its text and the tags it has here."""
    if entry.action == "create":
        return None
    note = notes.note(store, NoteId(entry.record_id)) if entry.record == "note" else None
    if note is not None:
        tags = tags_text(note.tags)
        return NoteFacts(
            external_id=note.external_id or "",
            account_external_id="",
            external_key=entry.key,
            kind=note.kind,
            subject=note.subject,
            body=note.body,
            day=note.day.isoformat(),
            tags=tags,
        )
    found = tasks.task(store, TaskId(entry.record_id)) if entry.record == "task" else None
    if found is not None:
        return TaskFacts(
            external_id=found.external_id or "",
            account_external_id="",
            external_key=entry.key,
            title=found.title,
            body=found.body,
            tags="[]",
        )
    return None


def _text(method: str, path: str, body: str) -> str:
    head = f"{method} {path}\n{_KEPT}"
    if not body:
        return head
    pretty = msgspec.json.format(body.encode(), indent=2).decode()
    return f"{head}\n\n{pretty}"
