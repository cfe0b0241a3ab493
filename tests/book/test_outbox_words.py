"""An outbox entry in words: what it does, what changes, when it leaves or why not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest

from book.editable import FIELDS, sent_fields
from book.outbox_entry import EntryId, OutboxEntry, ParkReason
from book.outbox_words import (
    EntryWords,
    FieldWords,
    day_words,
    extent,
    field_words,
    wait_words,
    words,
)
from book.records import AccountId

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
"""A Tuesday; noon in UTC is the same day wherever the tests run."""


def entry(**changed: Any) -> OutboxEntry:
    values: dict[str, Any] = {
        "id": EntryId(1),
        "source": "vitally",
        "record": "note",
        "record_id": 5,
        "account_id": AccountId(9),
        "action": "update",
        "key": "k1",
        "intent": {},
        "base": {},
        "state": "queued",
        "created_at": NOW,
    }
    return OutboxEntry(**(values | changed))


def at(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"


SAID: list[tuple[str, dict[str, Any], str, str | None, str | None]] = [
    (
        "a new note",
        {"action": "create", "intent": {"subject": "Call", "body": "One.\n\nTwo three."}},
        "Add the note “Call” to Acorn",
        None,
        "2 lines, 3 words",
    ),
    (
        "a new task with a due day",
        {"record": "task", "action": "create", "intent": {"title": "Paper", "due": "2026-11-25"}},
        "Add the task “Paper” to Acorn",
        None,
        "due Wed 25 Nov",
    ),
    (
        "a new task without one",
        {"record": "task", "action": "create", "intent": {"title": "Paper", "due": None}},
        "Add the task “Paper” to Acorn",
        None,
        "no due day",
    ),
    (
        "another title",
        {"intent": {"subject": "Second call"}, "base": {"subject": "Call"}},
        "Change the title of the note “Second call” for Acorn",
        "Call",
        "Second call",
    ),
    (
        "another text",
        {"intent": {"body": "a b\nc"}, "base": {"body": ""}},
        "Change the text of the note “Known here” for Acorn",
        "no text",
        "2 lines, 3 words",
    ),
    (
        "a text of the same length says its length once",
        {"intent": {"body": "a b"}, "base": {"body": "c d"}},
        "Change the text of the note “Known here” for Acorn",
        None,
        "1 line, 2 words",
    ),
    (
        "another day",
        {"intent": {"day": "2026-11-20"}, "base": {"day": "2025-12-31"}},
        "Change the day of the note “Known here” for Acorn",
        "Wed 31 Dec 2025",
        "Fri 20 Nov",
    ),
    (
        "tags",
        {"intent": {"tags": '["risk","call"]'}, "base": {"tags": "[]"}},
        "Change the tags of the note “Known here” for Acorn",
        "none",
        "risk, call",
    ),
    (
        "another account",
        {"intent": {"account_id": 9}, "base": {"account_id": 3}},
        "Move the note “Known here” to Acorn",
        None,
        None,
    ),
    (
        "a deletion",
        {"intent": {"archived_at": "2026-11-24T09:00:00.000Z"}, "base": {"archived_at": None}},
        "Delete the note “Known here” of Acorn",
        None,
        None,
    ),
    (
        "a deletion taken back",
        {"intent": {"archived_at": None}, "base": {"archived_at": "2026-11-24T09:00:00.000Z"}},
        "Bring the deleted note “Known here” back to Acorn",
        None,
        None,
    ),
    (
        "several fields",
        {
            "intent": {"account_id": 9, "body": "a b", "day": "2026-11-20", "subject": "Call"},
            "base": {"account_id": 3, "body": "", "day": "2026-11-19", "subject": "x"},
        },
        "Change the title, text, day and account of the note “Call” for Acorn",
        None,
        "title: Call, text: 1 line, 2 words, day: Fri 20 Nov",
    ),
    (
        "another due day",
        {"record": "task", "intent": {"due": "2026-12-01"}, "base": {"due": None}},
        "Move the task “Known here” for Acorn",
        "none",
        "Tue 1 Dec",
    ),
    (
        "a due day taken away",
        {"record": "task", "intent": {"due": None}, "base": {"due": "2026-12-01"}},
        "Move the task “Known here” for Acorn",
        "Tue 1 Dec",
        "none",
    ),
    (
        "a task done",
        {
            "record": "task",
            "intent": {"completed_at": "2026-11-24T09:00:00.000Z"},
            "base": {"completed_at": None},
        },
        "Complete the task “Known here” for Acorn",
        "open",
        "done",
    ),
    (
        "a task open again",
        {
            "record": "task",
            "intent": {"completed_at": None},
            "base": {"completed_at": "2026-11-24T09:00:00.000Z"},
        },
        "Reopen the task “Known here” for Acorn",
        "done",
        "open",
    ),
    (
        "a task done and renamed",
        {
            "record": "task",
            "intent": {"completed_at": "2026-11-24T09:00:00.000Z", "title": "Send it"},
            "base": {"completed_at": None, "title": "Send"},
        },
        "Complete the task “Send it” for Acorn",
        None,
        "state: done, title: Send it",
    ),
    (
        "a task deleted",
        {"record": "task", "intent": {"archived_at": "2026-11-24T09:00:00.000Z"}},
        "Delete the task “Known here” of Acorn",
        None,
        None,
    ),
    (
        "a stage",
        {"record": "account", "intent": {"stage": "3. Won"}, "base": {"stage": None}},
        "Set the stage of Acorn",
        "none",
        "3. Won",
    ),
    (
        "a plan and a channel",
        {
            "record": "account",
            "intent": {"plan": "annual", "slack_channel": None},
            "base": {"plan": None, "slack_channel": "#acorn"},
        },
        "Set the plan and Slack channel of Acorn",
        None,
        "plan: annual, Slack channel: none",
    ),
]


@pytest.mark.parametrize(
    ("changed", "sentence", "old", "new"),
    [row[1:] for row in SAID],
    ids=[row[0] for row in SAID],
)
def test_an_entry_as_a_sentence(
    changed: dict[str, Any], sentence: str, old: str | None, new: str | None
) -> None:
    told = words(entry(**changed), "Acorn", title="Known here")
    assert (told.sentence, told.old, told.new) == (sentence, old, new)
    assert told.account == "Acorn"
    assert told.lead.endswith(" ")


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in ("note", "task", "account") for name in FIELDS[kind]],
)
def test_every_field_that_is_sent_has_a_name_of_its_own(kind: str, name: str) -> None:
    if name not in sent_fields(kind):
        return
    value = {"day": "2026-11-20", "due": "2026-11-20", "tags": "[]", "account_id": 9}.get(name, "x")
    told = words(
        entry(record=kind, intent={name: value}, base={name: None}), "Acorn", title="Known here"
    )
    assert "_" not in told.sentence
    assert "_" not in (told.old or "") + (told.new or "")


@pytest.mark.parametrize(
    ("body", "called"),
    [
        ("\n## What  matters\nMore", "“What matters”"),
        ("- [ ] Send it", "“[ ] Send it”"),
        ("", "without a title"),
        ("\n###\n", "without a title"),
    ],
)
def test_without_a_title_the_first_words_stand_for_it(body: str, called: str) -> None:
    made = entry(action="create", intent={"subject": "", "body": body})
    assert words(made, "Acorn", title="").sentence == f"Add the note {called} to Acorn"


def test_the_kind_is_the_record_and_what_is_done() -> None:
    assert words(entry(action="create"), "Acorn", title="").kind == "note.create"
    done = entry(record="task", intent={"completed_at": "2026-11-24T09:00:00.000Z"})
    assert words(done, "Acorn", title="").kind == "task.complete"


def test_a_long_title_is_cut_and_its_blanks_are_joined() -> None:
    told = words(entry(intent={"subject": "word\n" * 30}), "Acorn", title="")
    assert told.lead.count("word") == 12
    assert "…” for " in told.lead
    assert "\n" not in told.sentence + (told.new or "")


def test_sentences_of_three_parts() -> None:
    told = EntryWords(kind="note.create", lead="Add to ", account="Acorn", tail=" later")
    assert told.sentence == "Add to Acorn later"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no text"),
        (" \n \n", "no text"),
        ("one", "1 line, 1 word"),
        ("don't re-open\n\nit", "2 lines, 3 words"),
        ("w " * 1_200, "1 line, 1,200 words"),
    ],
)
def test_how_long_a_text_is(text: str, said: str) -> None:
    assert extent(text) == said


def test_each_field_old_and_new() -> None:
    told = field_words(
        entry(
            intent={"day": "2026-11-20", "tags": "[]", "account_id": 9},
            base={"day": None, "tags": '["a"]', "account_id": 3},
        )
    )
    assert told == (
        FieldWords(field="day", old="none", new="Fri 20 Nov"),
        FieldWords(field="tags", old="a", new="none"),
    )


def test_a_new_record_has_nothing_old_and_leaves_out_what_is_empty() -> None:
    told = field_words(
        entry(action="create", intent={"subject": "Call", "body": "", "tags": "[]", "day": None})
    )
    assert told == (FieldWords(field="title", new="Call"),)


@pytest.mark.parametrize("value", ["2026-11-24T09:00:00.000Z", None])
def test_a_deletion_names_no_field(value: str | None) -> None:
    assert field_words(entry(intent={"archived_at": value})) == ()


WAITS: list[tuple[dict[str, Any], dict[str, bool], str]] = [
    ({}, {}, "leaves with the next run"),
    ({"not_before": NOW - timedelta(seconds=1)}, {}, "leaves with the next run"),
    ({"not_before": NOW + timedelta(seconds=0.2)}, {}, "in 1 s"),
    ({"not_before": NOW + timedelta(seconds=41)}, {}, "in 41 s"),
    ({"not_before": NOW + timedelta(seconds=119)}, {}, "in 119 s"),
    ({"not_before": NOW + timedelta(minutes=9)}, {}, f"at {at(NOW + timedelta(minutes=9))}"),
    ({"not_before": NOW + timedelta(days=2)}, {}, "leaves with the next run"),
    ({"attempts": 1}, {}, "tried 1 time, next run"),
    (
        {"attempts": 3, "not_before": NOW + timedelta(minutes=9)},
        {},
        f"tried 3 times, again at {at(NOW + timedelta(minutes=9))}",
    ),
    (
        {"attempts": 3, "not_before": NOW + timedelta(minutes=9)},
        {"tried": False},
        f"again at {at(NOW + timedelta(minutes=9))}",
    ),
    ({"attempts": 3}, {"tried": False}, "leaves with the next run"),
    ({}, {"offline": True}, "leaves when the network is back"),
    ({}, {"behind": True, "offline": True}, "after the one before it"),
    (
        {"attempts": 2},
        {"read_only": True, "behind": True, "offline": True},
        "waits: writing to Vitally is off",
    ),
    ({"state": "held"}, {"read_only": True, "offline": True}, "held by you"),
    ({"state": "sending"}, {"offline": True}, "being sent"),
    ({"state": "sent", "sent_at": NOW}, {"offline": True}, f"sent {at(NOW)}"),
    ({"state": "sent"}, {}, "sent"),
    ({"state": "parked"}, {"offline": True}, "needs you"),
]


@pytest.mark.parametrize(("changed", "around", "said"), WAITS)
def test_when_it_leaves_or_why_not(
    changed: dict[str, Any], around: dict[str, bool], said: str
) -> None:
    assert wait_words(entry(**changed), NOW, **around) == said


def test_a_second_before_the_hour_is_still_before_it() -> None:
    late = NOW + timedelta(minutes=59, seconds=59)
    assert wait_words(entry(state="sent", sent_at=late), NOW) == f"sent {at(late)}"
    assert at(late).endswith(":59")


def test_every_reason_to_stop_has_its_own_way_out() -> None:
    reasons = [reason for reason in get_args(ParkReason) if reason]
    said = {wait_words(entry(state="parked", reason=reason), NOW) for reason in reasons}
    assert len(said) == len(reasons)
    assert "needs you" not in said


@pytest.mark.parametrize(
    ("day", "said"),
    [(date(2026, 11, 2), "Mon 2 Nov"), (date(2027, 1, 1), "Fri 1 Jan 2027")],
)
def test_days(day: date, said: str) -> None:
    assert day_words(day, date(2026, 11, 24)) == said
