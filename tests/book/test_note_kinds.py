"""The kind of a note and its tag: they say the same, whoever changes which of them."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from book import drafts, note_writing, notes, outbox, outbox_answers, outbox_sending, undo
from book.facts import NoteFacts
from book.note_kinds import in_step, kind_after, kind_by_tags, tags_with_kind
from book.records import AccountId, NoteId, TouchKind
from book.rules import HouseRules
from book.store import Store
from tests.book.writing_book import RULES, begin

ACORN, KICK_OFF = AccountId(1), NoteId(1)
DAY = date(2026, 6, 10)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def said(store: Store, number: int) -> tuple[TouchKind, tuple[str, ...]]:
    """A note's kind and tags."""
    found = notes.note(store, NoteId(number))
    assert found is not None
    return found.kind, found.tags


def no_tags() -> HouseRules:
    never = msgspec.structs.replace(RULES.never_write, fields=("note.tags",))
    return msgspec.structs.replace(RULES, never_write=never)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ((), "note"),
        (("renewal",), "note"),
        (("renewal", " Call "), "call"),
        (("meeting",), "meeting"),
        (("meeting", "call"), "call"),
        (("recall",), "note"),
    ],
)
def test_tags_tell_the_kind(tags: tuple[str, ...], kind: TouchKind) -> None:
    assert kind_by_tags(tags) == kind


def test_the_tag_of_a_kind_takes_the_place_of_another() -> None:
    assert tags_with_kind(["renewal", "call"], "meeting") == ["renewal", "meeting"]
    assert tags_with_kind(["Call"], "call") == ["Call"]
    assert tags_with_kind(["call", "renewal"], "note") == ["renewal"]


def test_a_kind_that_tags_do_not_speak_of_is_not_theirs_to_change() -> None:
    assert kind_after("call", [], ["renewal"]) == "call"
    assert kind_after("call", ["call"], []) == "note"
    assert kind_after("note", [], ["meeting"]) == "meeting"
    assert kind_after("mail", [], ["call"]) == "mail"


def test_where_tags_must_not_be_written_only_the_kind_follows() -> None:
    note = {"kind": "note", "tags": "[]"}
    assert in_step(note, {"kind": "call"}, tags=False) == {"kind": "call"}
    assert in_step(note, {"kind": "call"}, tags=True) == {"kind": "call", "tags": '["call"]'}


def test_a_note_of_a_call_carries_the_tag_and_one_with_the_tag_is_of_a_call(book: Store) -> None:
    by_kind, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY, kind="call")
    by_tag, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY, tags=["Call"])
    assert said(book, by_kind) == ("call", ("call",))
    assert said(book, by_tag) == ("call", ("Call",))
    first, _ = outbox.entries(book)
    assert (first.intent["kind"], first.intent["tags"]) == ("call", '["call"]')


def test_a_call_can_be_noted_where_tags_are_never_written(book: Store) -> None:
    number, _ = note_writing.add_note(book, no_tags(), ACORN, body="words", day=DAY, kind="call")
    assert said(book, number) == ("call", ())


def test_the_kind_follows_the_tags_and_undo_brings_both_back(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, tags=["call", "renewal"])
    assert said(book, KICK_OFF) == ("call", ("call", "renewal"))
    undone = undo.undo(book, RULES)
    assert said(book, KICK_OFF) == ("note", ())
    assert undone.kept == ()
    undo.redo(book, RULES)
    assert said(book, KICK_OFF) == ("call", ("call", "renewal"))
    (entry,) = outbox.entries(book)
    outbox.discard(book, RULES, entry.id)
    assert said(book, KICK_OFF) == ("note", ())


def test_the_tags_follow_the_kind_of_a_draft(book: Store) -> None:
    number, _ = note_writing.add_note(book, RULES, ACORN, body="words", day=DAY, kind="call")
    draft = drafts.begin(
        book, account_id=ACORN, note_id=number, body="words", day=DAY, kind="call", tags=["call"]
    )
    drafts.save(book, msgspec.structs.replace(draft, kind="meeting"))
    drafts.end(book, RULES, draft.id)
    assert said(book, number) == ("meeting", ("meeting",))


def test_tags_that_a_push_brings_change_the_kind_as_well(book: Store) -> None:
    note_writing.edit_note(book, RULES, KICK_OFF, subject="Start")
    (entry,) = outbox.entries(book)
    theirs = NoteFacts(
        external_id="N0",
        account_external_id="A1",
        subject="Kick-off",
        body="first\nsecond\nthird",
        day="2026-06-01",
        tags='["call"]',
    )
    outbox_answers.meet_there(book, entry, theirs)
    assert said(book, KICK_OFF) == ("call", ("call",))
    assert outbox_sending.ready(book, "vitally", book.clock(), by_hand=True)[0].id == entry.id
