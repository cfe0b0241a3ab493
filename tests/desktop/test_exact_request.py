"""What the outbox shows of a request is what the connector sends, and holds no secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from book import intake, keys, note_writing, outbox, sources, task_writing
from book.facts import NoteFacts, Page
from book.outbox_entry import EntryId
from book.profile import Profile
from book.records import AccountId, NoteId, Source, TaskId
from book.store import Store
from desktop.exact_request import exact_request
from tests.book.writing_book import RULES, SOURCE, begin


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    profile = Profile(tmp_path / "book")
    keys.make_key_file(profile, "none")
    store = Store.open(profile, None)
    begin(store)
    yield store
    store.close()


def _shown(store: Store) -> str:
    return exact_request(store, outbox.entries(store)[-1].id)


def test_a_new_note_is_shown_as_it_will_be_posted(store: Store) -> None:
    note_writing.add_note(
        store, RULES, AccountId(1), subject="Call", body="**bold**", day=date(2026, 6, 10)
    )
    text = _shown(store)
    assert text.startswith("POST /resources/notes\nAuthorization: (kept in the keyring)\n\n{")
    assert '"accountId": "A1"' in text
    assert f'"externalId": "{outbox.entries(store)[0].key}"' in text
    assert "<strong>bold</strong>" in text or "<b>bold</b>" in text
    assert "sk_live" not in text


def test_a_change_and_a_deletion(store: Store) -> None:
    task_writing.snooze(store, RULES, [TaskId(1)], date(2026, 7, 1))
    assert '"dueDate": "2026-07-01"' in _shown(store)
    task_writing.delete_task(store, RULES, TaskId(1))
    assert _shown(store) == "DELETE /resources/tasks/T0\nAuthorization: (kept in the keyring)"


def test_the_tags_that_a_change_repeats_are_shown_with_it(store: Store) -> None:
    tagged = NoteFacts(
        external_id="N0", account_external_id="A1", body="before", day="2026-06-01",
        tags='["call"]', mine=1,
    )  # fmt: skip
    intake.apply(store, Page(source=SOURCE, resource="notes", notes=(tagged,)))
    note_writing.edit_note(store, RULES, NoteId(1), body="after")
    _, _, body = _shown(store).partition("\n\n")
    assert msgspec.json.decode(body)["tags"] == ["call"]


def test_what_cannot_be_shown_is_said(store: Store) -> None:
    assert "not in the outbox" in exact_request(store, EntryId(9))
    task_writing.finish(store, RULES, [TaskId(1)])
    nobody = sources.source(store, "vitally")
    assert isinstance(nobody, Source)
    sources.save(store, Source(name="vitally", url="https://crm.test"))
    assert "who you are" in _shown(store)
    sources.forget(store, "vitally", rows=False)
    assert _shown(store) == "Vitally is not connected, so nothing is sent."
