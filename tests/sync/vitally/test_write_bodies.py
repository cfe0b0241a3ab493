"""The requests an entry of the outbox becomes: every field, and what is refused before it goes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from book.errors import Refused
from book.facts import NoteFacts, TaskFacts
from book.records import Source
from sync.port import Sending
from sync.vitally.mapping import NATIVE, RecordMapper, note_day
from sync.vitally.shapes import NoteRow, Ref
from sync.vitally.write_bodies import Desk, requests_for, writable_traits

DESK = Desk(
    me_id="adm-1",
    traits={"stage": "vitally.custom.pipeline"},
    categories={"call": "cat-1", "meeting": "cat-2"},
)
NOTE = NoteFacts(external_id="n1", account_external_id="a1", day="2026-05-02", tags='["x","y"]')
TASK = TaskFacts(external_id="t1", account_external_id="a1", title="Send", tags='["x"]')


def sending(record: Any, action: Any = "update", **fields: Any) -> Sending:
    """An entry on its way."""
    return Sending(
        record=record,
        action=action,
        key=f"satchel:{record}:k",
        external_id=None if action == "create" else f"{record[0]}1",
        account="a1",
        fields=fields,
    )


def said(entry: Sending, before: Any = None, desk: Desk = DESK) -> Any:
    """Method, path and body of the one request an entry becomes."""
    (request,) = requests_for(entry, before, desk)
    return request.method, request.path, msgspec.json.decode(request.body or "null")


def test_a_new_note_says_everything():
    fields = {"subject": "Intro", "body": "**Hi**", "day": "2026-05-02", "tags": '["a"]'}
    entry = sending("note", "create", kind="call", **fields)
    assert said(entry) == (
        "POST",
        "/resources/notes",
        {
            "externalId": "satchel:note:k",
            "accountId": "a1",
            "subject": "Intro",
            "note": "<p><strong>Hi</strong></p>",
            "noteDate": "2026-05-02T00:00:00.000Z",
            "authorId": "adm-1",
            "categoryId": "cat-1",
            "tags": ["a"],
        },
    )


def test_a_new_note_of_few_words_is_whole_all_the_same():
    _, _, body = said(sending("note", "create", day="2026-05-02"))
    assert (body["subject"], body["note"], body["tags"]) == ("", "<p></p>", [])
    assert "categoryId" not in body


def test_a_new_task_is_mine():
    entry = sending("task", "create", title="Send", body="- a", due="2026-06-01", tags="[]")
    assert said(entry) == (
        "POST",
        "/resources/tasks",
        {
            "externalId": "satchel:task:k",
            "accountId": "a1",
            "name": "Send",
            "description": "<ul><li>a</li></ul>",
            "dueDate": "2026-06-01",
            "assignedToId": "adm-1",
            "createdById": "adm-1",
            "tags": [],
        },
    )


def test_a_task_done_before_it_was_sent_is_made_done():
    at = "2026-05-02T09:00:00.000Z"
    _, _, body = said(sending("task", "create", title="Send", due=None, completed_at=at))
    assert (body["completedAt"], body["completedById"]) == (at, "adm-1")
    assert "dueDate" not in body


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"subject": None}, {"subject": ""}),
        ({"body": "a\nb"}, {"note": "<p>a<br>b</p>"}),
        ({"body": ""}, {"note": "<p></p>"}),
        ({"day": "2026-05-03"}, {"noteDate": "2026-05-03T00:00:00.000Z"}),
        ({"account_id": "a2"}, {"accountId": "a2"}),
        ({"subject": "B", "body": "c"}, {"subject": "B", "note": "<p>c</p>"}),
    ],
)
def test_an_update_of_a_note_names_what_changes_and_all_tags(fields, body):
    assert said(sending("note", **fields), NOTE) == (
        "PUT",
        "/resources/notes/n1",
        {**body, "tags": ["x", "y"]},
    )


@pytest.mark.parametrize(
    ("fields", "body"),
    [
        ({"title": "B"}, {"name": "B"}),
        ({"body": ""}, {"description": ""}),
        ({"due": None}, {"dueDate": None}),
        ({"due": "2026-06-02"}, {"dueDate": "2026-06-02"}),
        ({"completed_at": None}, {"completedAt": None}),
        (
            {"completed_at": "2026-05-02T09:00:00.000Z"},
            {"completedAt": "2026-05-02T09:00:00.000Z", "completedById": "adm-1"},
        ),
        ({"account_id": "a2"}, {"accountId": "a2"}),
    ],
)
def test_an_update_of_a_task_names_what_changes_and_all_tags(fields, body):
    assert said(sending("task", **fields), TASK) == (
        "PUT",
        "/resources/tasks/t1",
        {**body, "tags": ["x"]},
    )


@pytest.mark.parametrize(("tags", "sent"), [('["z","x"]', ["z", "x"]), ("[]", []), (None, [])])
def test_changed_tags_win_over_those_that_stood_there(tags, sent):
    assert said(sending("note", tags=tags), NOTE)[2] == {"tags": sent}


def test_without_a_look_at_the_record_only_what_is_known_is_shown():
    assert said(sending("note", subject="B"))[2] == {"subject": "B"}


def test_fields_that_stay_here_are_no_request():
    assert requests_for(sending("note", kind="call"), NOTE, DESK) == ()
    assert requests_for(sending("account"), None, DESK) == ()


def test_an_archive_says_nothing_else():
    at = "2026-05-02T09:00:00.000Z"
    assert said(sending("task", archived_at=at), TASK) == ("DELETE", "/resources/tasks/t1", None)


def test_an_account_field_goes_to_its_own_trait():
    entry = sending("account", stage="2. Contacted")
    assert said(entry) == (
        "PUT",
        "/resources/accounts/a1",
        {"traits": {"vitally.custom.pipeline": "2. Contacted"}},
    )
    assert said(sending("account", stage=None))[2] == {"traits": {"vitally.custom.pipeline": None}}


def test_an_id_of_theirs_stays_one_part_of_the_path():
    entry = msgspec.structs.replace(sending("note", subject="B"), external_id="../a b?c")
    assert said(entry)[1] == "/resources/notes/..%2Fa%20b%3Fc"


@pytest.mark.parametrize(
    "entry",
    [
        sending("account", "create", stage="x"),
        sending("account", plan="Pro"),
        sending("account", stage="x", mrr_cents="5"),
        sending("note", "create", body="x", day="2026-05-02", private="1"),
        sending("note", "create", body="x"),
        sending("note", archived_at=None),
    ],
)
def test_what_vitally_cannot_do_is_refused_before_it_goes(entry):
    with pytest.raises(Refused) as caught:
        requests_for(entry, None, DESK)
    assert caught.value.advice


@pytest.mark.parametrize(
    "entry",
    [
        sending("note", "create", body="x", day="2026-05-02"),
        sending("task", "create", title="x"),
        sending("task", completed_at="2026-05-02T09:00:00.000Z"),
    ],
)
def test_nothing_is_written_in_nobodys_name(entry):
    nobody = msgspec.structs.replace(DESK, me_id=None)
    with pytest.raises(Refused, match="who you are"):
        requests_for(entry, None, nobody)


def test_only_the_workspaces_own_fields_take_writes():
    mapping = {
        **NATIVE,
        "stage": "traits.vitally.custom.pipeline",
        "plan": "hspot.plan",
        "slack_channel": "slack",
        "forecast_cents": "vitally.custom.forecast",
    }
    assert writable_traits(mapping) == {"stage": "vitally.custom.pipeline"}


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        ('{"Call":"c1","QBR call":"c2","Recall":"c3"}', {"call": "c1"}),
        ('{"Call":"c1","Meeting":"c2"}', {"call": "c1", "meeting": "c2"}),
        ('{"Customer Call":"c2"}', {"call": "c2"}),
        ('{"Email":"c5"}', {}),
        ("{", {}),
        (None, {}),
    ],
)
def test_a_category_is_taken_where_it_says_what_kind_a_note_is(stored, found):
    source = Source(name="vitally", url="", me_id="m", capabilities={"note_categories": stored})
    assert Desk.of(source).categories == found


@pytest.mark.parametrize("name", ["Call", "Customer call", "Meeting", "QBR Meeting"])
def test_the_category_of_a_kind_is_read_back_as_that_kind(name):
    stored = msgspec.json.encode({name: "c1"}).decode()
    source = Source(name="vitally", url="", me_id="m", capabilities={"note_categories": stored})
    ((kind, _),) = Desk.of(source).categories.items()
    row = NoteRow(id="n", note_date="2026-05-02", category=Ref(id="c1", name=name))
    assert RecordMapper("m", {}).note(row, []).kind == kind


def test_the_day_of_a_note_is_read_back_as_that_day():
    _, _, body = said(sending("note", "create", body="x", day="2026-05-02"))
    assert note_day(body["noteDate"], []) == "2026-05-02"
