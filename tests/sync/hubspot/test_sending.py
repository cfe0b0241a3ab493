"""The whole engine against an account: every write arrives once, whatever happens on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import pytest

from book import conflicts, note_writing, outbox, undo
from book.account_writing import move_stage
from book.records import AccountId, NoteId, TaskId
from book.task_writing import add_task, finish
from sync.simulator.hubspot import Limits, Property, Quirks
from tests.new_books import lay_plain
from tests.sync.hubspot.portals import AT, RULES, Desk, add_company

DAY = date(2026, 6, 10)
ACORN = AccountId(1)
STAGES = ("1. New Account", "2. Onboarding Initiated")


@pytest.fixture
def make(start, store, clock) -> Callable[..., Desk]:
    """Makes a book of one account with a note and a task of mine, read an hour ago."""

    def making(quirks: Quirks | None = None, **options: Any) -> Desk:
        desk = Desk(store, start(quirks=quirks or Quirks()), clock)
        there = desk.there
        desk.acorn = add_company(there, "Acorn", onboarding_stage=STAGES[0])  # type: ignore[attr-defined]
        home = {"companies": [desk.acorn]}  # type: ignore[attr-defined]
        mine = {"hubspot_owner_id": there.me, "hs_timestamp": AT}
        desk.note = there.add(  # type: ignore[attr-defined]
            "notes", {"hs_note_body": "<p>first</p><p>second</p>", **mine}, associations=home
        )
        desk.task = there.add(  # type: ignore[attr-defined]
            "tasks",
            {"hs_task_subject": "Send", "hs_task_status": "NOT_STARTED", **mine},
            associations=home,
        )
        clock.move(hours=1)
        desk.connect(**options)
        desk.sync()
        clock.move(hours=1)
        return desk

    return making


@pytest.fixture
def book(make) -> Any:
    return make()


def later(desk, **by: float):
    """Every wait of our own making is over; what is due goes."""
    desk.clock.move(**(by or {"minutes": 2}))
    return desk.run()


def settled(desk, runs=8):
    """Runs until nothing waits."""
    for _ in range(runs):
        if not outbox.entries(desk.store):
            return
        later(desk, minutes=20)
    raise AssertionError([(one.state, one.error) for one in outbox.entries(desk.store)])


class Operation(NamedTuple):
    """One kind of write: the request it is, how it is made, and how often its trace is there."""

    method: str
    kind: str
    do: Callable[[Any], object]
    there: Callable[[Any], int]


def texts(desk, kind, name):
    return [
        one["properties"].get(name) or "" for one in desk.there.records(kind) if not one["archived"]
    ]


OPERATIONS = {
    "a new note": Operation(
        "POST",
        "notes",
        lambda d: note_writing.add_note(
            d.store, RULES, ACORN, subject="New", body="walrus", day=DAY, tags=("call",)
        ),
        lambda d: sum("walrus" in text for text in texts(d, "notes", "hs_note_body")),
    ),
    "a new task": Operation(
        "POST",
        "tasks",
        lambda d: add_task(d.store, RULES, ACORN, "walrus", due=DAY),
        lambda d: texts(d, "tasks", "hs_task_subject").count("walrus"),
    ),
    "a changed note": Operation(
        "PATCH",
        "notes",
        lambda d: note_writing.edit_note(d.store, RULES, NoteId(1), body="first\nwalrus"),
        lambda d: sum(text.count("walrus") for text in texts(d, "notes", "hs_note_body")),
    ),
    "a deleted note": Operation(
        "DELETE",
        "notes",
        lambda d: note_writing.delete_note(d.store, RULES, NoteId(1)),
        lambda d: int(d.there.record("notes", d.note)["archived"]),
    ),
    "a done task": Operation(
        "PATCH",
        "tasks",
        lambda d: finish(d.store, RULES, [TaskId(1)]),
        lambda d: texts(d, "tasks", "hs_task_status").count("COMPLETED"),
    ),
    "a stage": Operation(
        "PATCH",
        "companies",
        lambda d: move_stage(d.store, RULES, [ACORN], STAGES[1]),
        lambda d: texts(d, "companies", "onboarding_stage").count(STAGES[1]),
    ),
}  # fmt: skip
FAULTS: dict[str, dict[str, Any]] = {
    "none": {},
    "the connection breaks before": {"kind": "close"},
    "the answer is lost": {"kind": "lost"},
    "half an answer": {"kind": "truncate"},
    "no JSON": {"kind": "not_json"},
    "a portal's page": {"kind": "html"},
    "429": {"kind": "status", "status": 429, "retry_after": "5"},
    "a long 429": {"kind": "status", "status": 429, "retry_after": "500"},
    "500": {"kind": "status", "status": 500},
    "502 as a page": {"kind": "status", "status": 502, "html": True},
    "423": {"kind": "status", "status": 423},
    "423 for long": {"kind": "status", "status": 423, "times": 12},
    "409": {"kind": "status", "status": 409},
}
VARIANTS = {
    "as usual": Quirks(),
    "short answers, tidied texts": Quirks(write_answers="written", notes_tidy_whitespace=True),
    "a key of its own": Quirks(unique_key="writable", none_associated="silent"),
}


TELLING = ("none", "the answer is lost", "429", "500", "423 for long", "409")
"""The faults that differ by the kind of write; the others are met by a new note alone."""


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        (name, fault)
        for name in OPERATIONS
        for fault in (FAULTS if name == "a new note" else TELLING)
    ],
)
def test_every_write_arrives_once_whatever_happens(make, name, fault):
    arrives_once(make(), OPERATIONS[name], FAULTS[fault])


@pytest.mark.parametrize("variant", list(VARIANTS)[1:])
@pytest.mark.parametrize("name", ["a new note", "a new task", "a changed note"])
def test_every_write_arrives_once_however_the_service_is(make, name, variant):
    arrives_once(make(VARIANTS[variant]), OPERATIONS[name], FAULTS["the answer is lost"])


def arrives_once(book, operation, fault):
    assert operation.there(book) == 0
    operation.do(book)
    if fault:
        path = f"/crm/objects/2026-09/{operation.kind}"
        book.there.fault(**{"path": path, "method": operation.method, **fault})
    later(book)
    settled(book)
    assert operation.there(book) == 1
    rows = {table: book.rows(table, "*") for table in ("notes", "tasks", "accounts")}
    later(book, minutes=10)
    later(book, days=1)
    assert operation.there(book) == 1
    assert outbox.entries(book.store) == []
    counts = {table: len(book.rows(table, "id")) for table in rows}
    assert counts == {table: len(found) for table, found in rows.items()}
    assert len(book.rows("notes", "id")) <= 2
    assert conflicts.count(book.store) == 0


def test_a_note_whose_answer_was_lost_is_one_note_also_while_it_is_in_doubt(book):
    """The pull of the same run brings it back before anybody has looked for it."""
    OPERATIONS["a new note"].do(book)
    book.there.fault("lost", path="/crm/objects/2026-09/notes", method="POST")
    later(book)
    assert len(book.rows("notes", "id")) == 2
    settled(book)
    assert book.rows("notes", "subject, tags", "external_key LIKE 'satchel:%'") == [
        ("New", '["call"]')
    ]


def test_what_was_just_sent_is_no_news(book):
    OPERATIONS["a new note"].do(book)
    OPERATIONS["a new task"].do(book)
    later(book)
    before = [book.rows(table, "*") for table in ("notes", "tasks", "changes")]
    for minutes in (1, 4, 60):
        later(book, minutes=minutes)
    assert [book.rows(table, "*") for table in ("notes", "tasks", "changes")] == before


def test_tags_and_subject_travel_and_nothing_is_parked(book):
    OPERATIONS["a new note"].do(book)
    report = later(book)
    assert report.sources[0].parked == 0
    assert report.sources[0].pushed == 1
    (number,) = book.column("notes", "id", "subject = 'New'")
    note_writing.edit_note(book.store, RULES, NoteId(number), tags=("promise", "call"))
    later(book)
    later(book, days=1)
    assert book.rows("notes", "subject, body, tags", "subject = 'New'") == [
        ("New", "walrus", '["promise","call"]')
    ]


def test_another_laptop_reads_the_note_as_it_was_written(book, tmp_path):
    from book.profile import Profile
    from book.store import Store

    OPERATIONS["a new note"].do(book)
    later(book)
    profile = Profile(tmp_path / "other")
    lay_plain(profile)
    other = Store.open(profile, None, clock=book.clock)
    try:
        second = Desk(other, book.there, book.clock)
        second.connect()
        second.sync()
        assert second.rows("notes", "subject, body, tags, mine", "subject <> ''") == [
            ("New", "walrus", '["call"]', 1)
        ]
    finally:
        other.close()


@pytest.mark.parametrize("kind", ["call", "meeting"])
def test_a_note_of_a_call_or_meeting_stays_one_once_it_was_sent_and_read_back(book, kind):
    add = note_writing.add_note
    add(book.store, RULES, ACORN, subject="KIND", body="w", day=DAY, tags=(kind,))
    told = "kind, tags, (SELECT touch_kind FROM account_figures WHERE account_id = 1)"
    for full in (False, False, True):
        later(book, hours=1)
        book.sync(full=full)
        assert book.rows("notes", told, "subject = 'KIND'") == [(kind, f'["{kind}"]', kind)]
    # It is a note there, as long as nothing else was chosen.
    assert book.there.records("calls") == []


def test_different_lines_merge(book):
    note_writing.edit_note(book.store, RULES, NoteId(1), body="first\n\nmine")
    book.there.change("notes", book.note, {"hs_note_body": "<p>theirs</p><p>second</p>"})
    later(book)
    assert book.column("notes", "body") == ["theirs\n\nmine"]
    assert texts(book, "notes", "hs_note_body") == ["<p>theirs</p><p>mine</p>"]


def test_the_same_line_is_a_conflict_that_keeps_both(book):
    note_writing.edit_note(book.store, RULES, NoteId(1), body="mine\n\nsecond")
    book.there.change("notes", book.note, {"hs_note_body": "<p>theirs</p><p>second</p>"})
    later(book)
    assert conflicts.count(book.store) == 1
    assert texts(book, "notes", "hs_note_body") == ["<p>theirs</p><p>second</p>"]


def test_a_note_deleted_there_is_told_and_can_be_sent_as_new(book):
    note_writing.edit_note(book.store, RULES, NoteId(1), body="mine")
    book.there.archive("notes", book.note)
    later(book)
    (entry,) = outbox.entries(book.store)
    assert (entry.state, entry.reason) == ("parked", "gone")
    outbox.retry(book.store, entry.id)
    settled(book)
    assert texts(book, "notes", "hs_note_body")[0].startswith("<p>mine</p>")


def test_an_undo_within_the_minute_leaves_no_trace_and_later_takes_back(book):
    OPERATIONS["a new note"].do(book)
    undo.undo(book.store, RULES)
    later(book)
    assert OPERATIONS["a new note"].there(book) == 0
    OPERATIONS["a new note"].do(book)
    later(book)
    undo.undo(book.store, RULES)
    later(book)
    assert OPERATIONS["a new note"].there(book) == 0


def test_a_value_that_is_refused_stops_with_field_and_value(book):
    options = (("1. New Account", "1. New Account"), ("other", "Other"))
    book.there.define(
        "companies",
        Property(
            name="onboarding_stage",
            label="Onboarding stage",
            type="enumeration",
            field_type="select",
            options=options,
        ),
    )
    move_stage(book.store, RULES, [ACORN], STAGES[1])
    later(book)
    (entry,) = outbox.entries(book.store)
    assert (entry.state, entry.reason) == ("parked", "refused")
    assert entry.error is not None
    assert f"“{STAGES[1]}” for the property onboarding_stage" in entry.error["title"]


def test_a_written_property_that_vanished_stops_what_goes_there_until_it_is_back(book):
    book.there.drop_property("companies", "onboarding_stage")
    move_stage(book.store, RULES, [ACORN], STAGES[1])
    later(book)
    (entry,) = outbox.entries(book.store)
    assert (entry.state, entry.reason) == ("parked", "hidden")
    assert entry.error is not None
    assert "onboarding_stage is not in HubSpot any more" in entry.error["title"]
    assert conflicts.count(book.store) == 0
    later(book)
    assert [one.state for one in outbox.entries(book.store)] == ["parked"]
    book.there.define("companies", Property(name="onboarding_stage", label="Onboarding stage"))
    later(book)
    assert outbox.entries(book.store) == []
    assert OPERATIONS["a stage"].there(book) == 1


def test_a_day_used_up_waits_for_midnight_and_loses_nothing(start, store, clock):
    desk = Desk(store, start(limits=Limits(daily=45)), clock)
    for n in range(300):
        add_company(desk.there, f"Company {n}")
    desk.connect()
    error = desk.failing()
    assert error["kind"] == "rate_limited"
    assert "used up" in error["title"]
    held = store.row("SELECT value FROM cursors WHERE resource = 'wait'")
    assert held is not None
    assert held[0].startswith("2026-06-11T00:00")
    asked = len(desk.there.requests())
    clock.move(hours=3)
    assert desk.failing()["kind"] == "rate_limited"
    assert len(desk.there.requests()) == asked
    clock.move(hours=13)
    desk.run()
    assert len(desk.there.requests()) > asked
    assert len(desk.column("accounts", "id")) == 300


def test_a_key_that_may_not_write_still_reads(book):
    book.there.allow(
        "crm.objects.companies.read",
        "crm.objects.contacts.read",
        "crm.objects.owners.read",
        "crm.objects.deals.read",
        "tickets",
    )
    OPERATIONS["a new note"].do(book)
    book.there.change("companies", book.acorn, {"name": "Acorn Ltd"})
    error = later(book).sources[0].error
    assert error is not None
    assert error["kind"] == "auth"
    # All that writing lacks is named at once.
    for scope in ("crm.objects.contacts.write", "crm.objects.companies.write"):
        assert scope in str(error["title"])
    assert book.column("accounts", "name") == ["Acorn Ltd"]
    assert [one.state for one in outbox.entries(book.store)] == ["queued"]
    # The key is good: nobody has to sign in anew, only a scope is missing, which is named.
    ((state, detail),) = book.rows("sources", "state, detail")
    assert (state, "crm.objects.contacts.write" in detail) == ("error", True)


def used(desk):
    """What is kept of the day's requests: used, and most."""
    ((value,),) = desk.rows("cursors", "value", "resource = 'usage'")
    kept = json.loads(value)
    return kept["used"], kept["most"]


def test_how_much_of_the_day_is_used_up_is_kept_by_every_run(start, store, clock):
    desk = Desk(store, start(limits=Limits(burst=None, searches=None, daily=500)), clock)
    acorn = add_company(desk.there, "Acorn")
    desk.connect()
    desk.sync()
    first, most = used(desk)
    assert most == 500
    assert 0 < first < 100
    clock.move(hours=1)
    desk.sync()
    assert used(desk)[0] > first
    # Others use it up while something is sent: that is known from then on.
    clock.move(hours=1)
    OPERATIONS["a new note"].do(desk)
    clock.move(minutes=2)
    desk.there.budget.use_up_day()
    assert desk.failing(send_only=True)["kind"] == "rate_limited"
    assert used(desk) == (500, 500)
    assert [one.state for one in outbox.entries(store)] == ["queued"]
    clock.move(days=1)
    desk.there.change("companies", acorn, {"name": "Acorn Ltd"})
    desk.run(by_hand=True)
    assert used(desk)[0] < 100


def test_calls_where_they_were_chosen(make):
    book = make(calls="calls")
    note_writing.add_note(
        book.store, RULES, ACORN, subject="Intro", body="walrus", day=DAY, kind="call"
    )
    later(book)
    settled(book)
    assert texts(book, "calls", "hs_call_title") == ["Intro"]
    later(book, days=1)
    assert book.rows("notes", "kind, subject, body", "kind = 'call'") == [
        ("call", "Intro", "walrus")
    ]


def test_no_message_shows_what_was_written(book):
    for fault in FAULTS.values():
        OPERATIONS["a new note"].do(book)
        if fault:
            book.there.fault(**{"path": "/crm/objects/2026-09/notes", "method": "POST", **fault})
        later(book)
    assert "walrus" not in book.words()
    assert "sk_live" not in book.words()
