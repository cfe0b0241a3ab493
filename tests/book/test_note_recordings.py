"""Links of recordings in a note: logged once when it ends, taken back with it."""

from __future__ import annotations

from datetime import date

from book import note_writing, recordings, undo
from book.records import AccountId
from book.store import Store
from tests.book.writing_book import RULES, begin

ACORN = AccountId(1)
DAY = date(2026, 6, 10)
LOOM = "https://www.loom.com/share/0123456789abcdef0123456789abcdef"
BODY = f"Shown in {LOOM}?t=725&sid=ab and in {LOOM}."


def logged(store: Store) -> list[tuple[str, list[int]]]:
    found = recordings.recordings_of(store, ACORN)
    return [(one.url, [moment.at_s for moment in one.moments]) for one in found]


def test_ending_a_note_logs_its_recordings_once(store: Store) -> None:
    begin(store)
    number, changed = note_writing.add_note(store, RULES, ACORN, body=BODY, day=DAY)
    assert logged(store) == [(LOOM, [725])]
    assert "recording" in changed.ids
    assert [one.url for one in recordings.attached_to(store, "note", number)] == [LOOM]
    undo.undo(store, RULES)
    assert logged(store) == []


def test_an_edit_adds_what_is_new_and_brings_nothing_back(store: Store) -> None:
    begin(store)
    number, _ = note_writing.add_note(store, RULES, ACORN, body=BODY, day=DAY)
    (one,) = recordings.recordings_of(store, ACORN)
    from book.recording_writing import delete_recording

    delete_recording(store, RULES, one.id)
    note_writing.edit_note(store, RULES, number, body=f"{BODY} More words.")
    assert logged(store) == [], "taken out of the log it stays out"
    note_writing.edit_note(store, RULES, number, body=f"{BODY} https://youtu.be/abcdefghijk")
    assert [url for url, _ in logged(store)] == ["https://youtu.be/abcdefghijk"]
