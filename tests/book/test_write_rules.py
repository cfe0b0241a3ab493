"""What the house rules never write is refused on every path the book offers."""

from __future__ import annotations

from datetime import date
from typing import Any

import msgspec
import pytest

from book import (
    account_writing,
    conflicts,
    intake,
    note_writing,
    outbox,
    sources,
    task_writing,
    undo,
)
from book.editing import editing
from book.errors import Refused
from book.facts import Page, TaskFacts
from book.records import AccountId, NoteId, Source, TaskId
from book.rules import HouseRules
from book.store import Store
from book.write_rules import forbidden
from tests.book.writing_book import RULES, SOURCE, STAGES, StandIn, begin

ACORN, BIRCH, KICK_OFF, PLAN = AccountId(1), AccountId(2), NoteId(1), TaskId(1)


@pytest.fixture
def book(store: Store) -> Store:
    begin(store)
    return store


def _never(*fields: str) -> HouseRules:
    never = msgspec.structs.replace(RULES.never_write, fields=fields)
    return msgspec.structs.replace(RULES, never_write=never)


PATHS: dict[str, Any] = {
    "one account": lambda s: account_writing.move_stage(s, _never("stage"), [ACORN], STAGES[2]),
    "bulk": lambda s: account_writing.move_stage(s, _never("stage"), [ACORN, BIRCH], STAGES[2]),
    "by its path there": lambda s: account_writing.move_stage(
        s, _never("vitally.custom.pipeline"), [ACORN], STAGES[2]
    ),
    "a task's day": lambda s: task_writing.snooze(s, _never("task.due"), [PLAN], date(2026, 7, 1)),
    "a note's tags": lambda s: note_writing.edit_note(s, _never("tags"), KICK_OFF, tags=["x"]),
    "deleting": lambda s: note_writing.delete_note(s, _never("archived_at"), KICK_OFF),
    "another integration's field": lambda s: account_writing.write_field(
        s, RULES, [ACORN], "plan", "Scale"
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_a_forbidden_field_is_refused_and_nothing_changes(book: Store, path: str) -> None:
    before = [book.rows(f"SELECT * FROM {table}") for table in ("accounts", "notes", "tasks")]
    with pytest.raises(Refused, match="The house rules never"):
        PATHS[path](book)
    after = [book.rows(f"SELECT * FROM {table}") for table in ("accounts", "notes", "tasks")]
    assert before == after
    assert (outbox.entries(book), undo.next_undo(book)) == ([], None)


def test_undo_and_redo_do_not_write_what_became_forbidden(book: Store) -> None:
    # It was an error before, which kept all older edits from being undone as well; now it is
    # left and named. What never left can be undone: nothing is written by that.
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    StandIn(book).take_all()
    assert [one.field for one in undo.undo(book, _never("stage")).refused] == ["stage"]
    assert book.row("SELECT stage FROM accounts WHERE id = 1") == (STAGES[2],)
    undo.redo(book, RULES)
    undo.undo(book, RULES)
    StandIn(book).take_all()
    assert [one.field for one in undo.redo(book, _never("*")).refused] == ["stage"]
    assert book.row("SELECT stage FROM accounts WHERE id = 1") == (STAGES[1],)


def test_a_decision_does_not_write_what_became_forbidden(book: Store) -> None:
    task_writing.snooze(book, RULES, [PLAN], date(2026, 7, 1))
    other = TaskFacts(
        external_id="T0", account_external_id="A1", title="Send the plan", due="2026-08-01", mine=1
    )
    intake.apply(book, Page(source=SOURCE, resource="tasks", tasks=(other,)))
    (one,) = conflicts.open_conflicts(book)
    with pytest.raises(Refused, match="The house rules never"):
        conflicts.resolve(book, _never("due"), one.id, "mine")
    assert conflicts.count(book) == 1


def test_what_became_forbidden_can_still_be_discarded(book: Store) -> None:
    account_writing.move_stage(book, RULES, [ACORN], STAGES[2])
    (entry,) = outbox.entries(book)
    outbox.discard(book, _never("stage"), entry.id)
    assert outbox.entries(book) == []
    assert book.row("SELECT stage FROM accounts WHERE id = 1") == (STAGES[1],)


def test_fields_nobody_may_edit_are_refused_whatever_the_rules(book: Store) -> None:
    for name in ("owner_id", "segments", "arr_cents", "health"):
        with (
            pytest.raises(Refused, match=r"An account's .* cannot be changed here"),
            editing(book, _never(), "Try") as edit,
        ):
            edit.set("account", ACORN, {name: "x"})
    assert outbox.entries(book) == []


def test_without_house_rules_nothing_of_a_source_is_written(book: Store) -> None:
    with pytest.raises(Refused, match="house rules"), editing(book, None, "Try") as edit:
        edit.set("note", KICK_OFF, {"body": "x"})


def test_an_unmapped_field_says_how_to_map_it(book: Store) -> None:
    with pytest.raises(Refused, match="not mapped") as raised:
        account_writing.write_field(book, RULES, [ACORN], "slack_channel", "#acorn")
    assert "--option slack-channel-field=" in raised.value.advice


def test_a_field_the_source_takes_no_writes_of_is_refused(book: Store) -> None:
    found = sources.source(book, SOURCE)
    assert isinstance(found, Source)
    sources.save(book, msgspec.structs.replace(found, capabilities={"writes": "plan"}))
    with pytest.raises(Refused, match="takes no writes"):
        account_writing.move_stage(book, RULES, [ACORN], STAGES[2])


SENTENCES: dict[str, Any] = {
    "The house rules never write a note's tags.": lambda s: note_writing.edit_note(
        s, _never("notes.tags"), KICK_OFF, tags=["x"]
    ),
    "The house rules never write an account's stage.": lambda s: account_writing.move_stage(
        s, _never("traits"), [ACORN], STAGES[2]
    ),
    "The house rules never write a task's due day.": lambda s: task_writing.snooze(
        s, _never("due"), [PLAN], date(2026, 7, 1)
    ),
    "The house rules never delete a task.": lambda s: task_writing.delete_task(
        s, _never("task.archived_at"), PLAN
    ),
    "The house rules never write a task's state, open or done.": lambda s: task_writing.finish(
        s, _never("completed_at"), [PLAN]
    ),
}


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_refusal_is_one_plain_sentence(book: Store, sentence: str) -> None:
    with pytest.raises(Refused) as raised:
        SENTENCES[sentence](book)
    assert raised.value.title == sentence
    assert raised.value.advice == "Change it in Vitally itself, or take it out of never_write."


@pytest.mark.parametrize(
    ("word", "path"),
    [
        ("vitally.custom.csmName", "vitally.custom.csmName"),
        ("VITALLY.custom.csmname", "traits.vitally.custom.csmName"),
        ("traits.vitally.custom.csmName", "vitally.custom.csmName"),
        ("traits.billing.plan", "billing.plan"),
        ("vitally.billing.plan", "traits.billing.plan"),
        ("vitally.Plan__c", "Plan__c"),
        (" Account.Stage ", None),
        ("accounts.stage", None),
        ("Integration_Traits", "hspot.stage"),
    ],
)
def test_a_word_covers_a_field_however_it_is_spelt(word: str, path: str | None) -> None:
    assert forbidden((word,), SOURCE, "account", "stage", path)
    assert not forbidden((word,), SOURCE, "note", "body", None)


def test_a_private_note_is_nobodys_rule(book: Store) -> None:
    number, _ = note_writing.add_note(
        book, _never("*"), ACORN, body="mine", day=date(2026, 6, 10), private=True
    )
    note_writing.edit_note(book, _never("*"), number, body="still mine")
    assert book.row("SELECT body FROM notes WHERE id = ?", (number,)) == ("still mine",)
    assert outbox.entries(book) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("vitally.custom.pipeline", False),
        ("traits.vitally.custom.pipeline", False),
        ("hspot.lifecycle", True),
        ("plain", False),
    ],
)
def test_other_integrations_fields_are_known_by_their_prefix(path: str, expected: bool) -> None:
    assert forbidden(("integration_traits",), SOURCE, "account", "stage", path) is expected
