"""What hangs on companies, as the book knows it."""

from __future__ import annotations

import pytest

from book.facts import Teammate
from sync.hubspot.kinds import CALLS, CONTACTS, DEALS, KINDS, NOTES, TASKS, TICKETS
from sync.hubspot.records import Pipelines, RecordMapper, day_of, stages_of, stray, teammate, unread
from sync.hubspot.shapes import Owner, PipelineRow, Row, StageRow

TEAM = {"7001": Teammate(external_id="7001", name="Ida Berg")}
AT = "2026-06-01T10:02:03.004Z"


def row(archived=False, **properties):
    return Row(id="5", properties=properties, created_at=AT, updated_at=AT, archived=archived)


def pipelines():
    deals = PipelineRow(
        id="p",
        stages=[
            StageRow(id="open", label="Talks", metadata={"probability": "0.4"}),
            StageRow(id="won", label="Won", metadata={"probability": "1.0"}),
            StageRow(id="lost", label="Lost", metadata={"probability": "0.0"}),
            StageRow(id="shut", metadata={"isClosed": "true"}),
        ],
    )
    tickets = PipelineRow(
        id="0",
        stages=[
            StageRow(id="1", label="New", metadata={"ticketState": "OPEN"}),
            StageRow(id="4", label="Done", metadata={"ticketState": "CLOSED"}),
        ],
    )
    return Pipelines(stages={"deals": stages_of([deals]), "tickets": stages_of([tickets])})


def mapped(kind, homes=("9001",), **properties):
    problems: list[str] = []
    mapper = RecordMapper("7001", TEAM, pipelines(), renewals="p")
    archived = properties.pop("archived", False)
    return mapper.facts(kind, row(archived, **properties), list(homes), problems), problems


def only(kind, **properties):
    (found,), problems = mapped(kind, **properties)
    assert problems == []
    return found


def test_a_person_is_at_each_account():
    found, _ = mapped(
        CONTACTS, ("1", "2"), firstname="Ana", lastname="Ruiz", email="a@x.test", jobtitle="CTO"
    )
    assert [(one.account_external_id, one.name, one.role) for one in found] == [
        ("1", "Ana Ruiz", "CTO"),
        ("2", "Ana Ruiz", "CTO"),
    ]


@pytest.mark.parametrize(
    ("properties", "name"),
    [({"lastname": "Ruiz"}, "Ruiz"), ({"email": "a@x.test"}, "a@x.test"), ({}, "5")],
)
def test_a_person_without_a_name_is_called_something(properties, name):
    assert only(CONTACTS, **properties).name == name


def test_a_note_has_its_parts():
    found = only(
        NOTES,
        hs_timestamp="2026-05-31T23:30:00.000Z",
        hs_note_body="<p><strong>Title</strong></p><p>text</p>",
        hubspot_owner_id="7001",
    )
    assert (found.external_id, found.kind, found.subject, found.body) == (
        "note:5",
        "note",
        "Title",
        "text",
    )
    assert (found.author, found.mine, found.external_key, found.tags) == ("Ida Berg", 1, None, "[]")
    assert found.day == day_of("2026-05-31T23:30:00.000Z")


def test_a_call_has_its_title_elsewhere():
    found = only(
        CALLS,
        hs_timestamp=AT,
        hs_call_title="Intro",
        hs_call_body="<p><strong>Bold</strong></p>",
        hubspot_owner_id="7009",
    )
    assert (found.external_id, found.kind, found.subject) == ("call:5", "call", "Intro")
    assert (found.body, found.author, found.mine) == ("**Bold**", None, 0)


@pytest.mark.parametrize(
    ("tags", "kind"), [("call", "call"), ("risk; Meeting", "meeting"), ("risk", "note")]
)
def test_a_notes_tags_say_what_kind_of_touch_it_tells_of(tags, kind):
    text = f"<p>text</p><p><small>ref S · tags: {tags}</small></p>"
    assert only(NOTES, hs_timestamp=AT, hs_note_body=text).kind == kind
    # A call is a call, whatever somebody tagged it.
    assert only(CALLS, hs_timestamp=AT, hs_call_body=text).kind == "call"


def test_a_note_without_a_moment_has_the_day_it_was_made():
    assert only(NOTES, hs_note_body="x").day == day_of(AT)


def test_a_note_without_any_day_is_left_out_and_named():
    mapper = RecordMapper("7001", TEAM, pipelines())
    problems: list[str] = []
    bare = Row(id="5", properties={"hs_note_body": "x"})
    assert mapper.facts(NOTES, bare, ["1"], problems) == []
    assert problems == ["hs_timestamp"]


@pytest.mark.parametrize(
    ("status", "done"),
    [
        ("COMPLETED", True),
        ("NOT_STARTED", False),
        ("IN_PROGRESS", False),
        ("WAITING", False),
        ("DEFERRED", False),
        (None, False),
    ],
)
def test_a_task_is_done_when_it_is_completed(status, done):
    found = only(TASKS, hs_timestamp=AT, hs_task_subject="Send", hs_task_status=status)
    assert (found.completed_at is not None) is done
    assert (found.title, found.due) == ("Send", day_of(AT))


def test_when_a_task_was_done():
    found = only(
        TASKS,
        hs_timestamp=AT,
        hs_task_status="COMPLETED",
        hs_task_completion_date="2026-05-01T08:00:00.000Z",
    )
    assert found.completed_at == "2026-05-01T08:00:00.000Z"


@pytest.mark.parametrize(
    ("stage", "label", "is_open", "is_won"),
    [
        ("open", "Talks", 1, 0),
        ("won", "Won", 0, 1),
        ("lost", "Lost", 0, 0),
        ("shut", "shut", 0, 0),
        ("unheard", "unheard", 1, 0),
    ],
)
def test_a_deal_stands_as_its_stage_says(stage, label, is_open, is_won):
    found = only(DEALS, dealname="More", amount="1500.00", pipeline="p", dealstage=stage,
                 closedate="2026-07-01T00:00:00.000Z")  # fmt: skip
    assert (found.stage, found.is_open, found.is_won) == (label, is_open, is_won)
    assert (found.amount_cents, found.close_day, found.is_renewal) == (150_000, "2026-07-01", 1)


@pytest.mark.parametrize(
    ("said", "code"),
    [("EUR", "EUR"), ("usd", "USD"), (None, None), ("", None), ("Euro", None), ("€€€", None)],
)
def test_a_deal_has_a_currency_of_its_own(said, code):
    found = only(DEALS, dealname="More", amount="1", deal_currency_code=said)
    assert found.currency == code


def test_a_deal_without_an_amount_has_none():
    found = only(DEALS, pipeline="other", amount=None)
    assert (found.name, found.amount_cents, found.close_day, found.is_renewal) == (
        "5",
        None,
        None,
        0,
    )


def test_a_ticket_stands_as_its_stage_says():
    still = only(TICKETS, subject="Slow", hs_pipeline="0", hs_pipeline_stage="1")
    assert (still.status, still.is_open, still.closed_at) == ("New", 1, None)
    done = only(
        TICKETS, subject="Slow", hs_pipeline="0", hs_pipeline_stage="4", closed_date=AT,
        hs_ticket_priority="URGENT", createdate=AT,
    )  # fmt: skip
    assert (done.status, done.is_open, done.closed_at, done.priority) == ("Done", 0, AT, "urgent")
    assert done.opened_at == AT


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_what_is_archived_says_so(kind):
    found = only(kind, archived=True, hs_timestamp=AT)
    ended = found.deactivated_at if kind is CONTACTS else found.archived_at
    assert ended == AT


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_a_stray_says_nothing_but_which_it_is(kind):
    found = stray(kind, "5")
    if kind is CONTACTS:
        assert found is None
        return
    assert found is not None
    assert (found.external_id, found.account_external_id) == (kind.known_as("5"), "")


def test_what_cannot_be_read_is_named_and_the_rest_is_taken():
    (found,), problems = mapped(DEALS, amount="many", closedate="soon", dealname="D")
    assert problems == ["closedate", "amount"]
    assert (found.name, found.amount_cents) == ("D", None)
    assert unread("5", problems).problem == "unreadable: closedate, amount"


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Owner("1", "a@x.test", "Ana", "Ruiz"), "Ana Ruiz"),
        (Owner("1", "a@x.test"), "a@x.test"),
        (Owner("1"), "1"),
    ],
)
def test_an_owner_has_a_name(owner, name):
    assert teammate(owner).name == name
