"""An escalation becomes one ticket, whatever happens to the answer; else one sentence why not."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from book.errors import Refused, ServerTrouble
from book.escalation_writing import NewFile
from sync.port import Attached, Sending
from sync.zendesk.connector import ZendeskConnector
from tests.sync.zendesk.stand_in import EMAIL, SEVERITY, Fault

SHOT = NewFile(name="shot 1.png", content=b"\x89PNG", media_type="image/png")


def sending(**fields: str | None) -> Sending:
    usual = {
        "way": "ticket",
        "title": "Boards time out",
        "text": "**Pine** cannot open a board",
        "group_name": "Product Analytics",
        "severity": "high",
        "requester": "ines@pine.test",
        "requester_name": "Ines",
        "is_public": "0",
        "customer_told": "1",
    }
    return Sending(
        record="handover",
        action="create",
        key="satchel:handover:1",
        external_id=None,
        account="A",
        fields=usual | fields,
    )


def write(beside, what):
    async def written():
        one = ZendeskConnector(beside.setup())
        try:
            return await one.write(what, None)
        finally:
            await one.aclose()

    return asyncio.run(written())


def test_the_ticket_holds_what_was_frozen_and_the_book_what_came_of_it(connected, desk):
    queued = connected.hand_over(SHOT)
    connected.sync()
    (made,) = desk.tickets.values()
    said = made["sent"]
    assert said["subject"] == "Boards time out"
    assert said["requester"] == {"name": "Ines", "email": "ines@pine.test"}
    assert said["comment"]["public"] is False, "left out, the customer reads it"
    assert "&lt;Timeout&gt;" in said["comment"]["html_body"], "a plain body loses it"
    assert said["comment"]["uploads"] == ["up-0"]
    assert said["group_id"] == 71
    assert said["custom_fields"] == [{"id": SEVERITY, "value": "high"}]
    assert said["tags"] == ["satchel"]
    assert "organization_id" not in said
    assert said["external_id"] == queued.key
    asked = {one.path: one for one in desk.asked if one.method == "POST"}
    assert asked["/api/v2/tickets"].headers["idempotency-key"] == queued.key
    sent_up = asked["/api/v2/uploads"]
    assert (sent_up.query, sent_up.body) == ({"filename": "shot 1.png"}, b"\x89PNG")
    assert sent_up.headers["content-type"] == "image/png"
    assert connected.entry(queued).state == "sent"
    assert connected.column("handovers", "url") == [f"{connected.url}/agent/tickets/{made['id']}"]
    assert connected.column("tickets", "group_name") == ["Product Analytics"]
    assert connected.column("tickets", "severity") == ["High"]


def test_a_public_comment_is_public_only_on_purpose(connected, desk):
    connected.hand_over(is_public=True)
    connected.sync()
    (made,) = desk.tickets.values()
    assert made["sent"]["comment"]["public"] is True


CUTS = [
    Fault("GET", "groups", "before"),
    Fault("GET", "users/me", "before"),
    Fault("POST", "uploads", "before"),
    Fault("POST", "uploads", "after"),
    Fault("POST", "tickets", "before"),
    Fault("POST", "tickets", "after"),
    Fault("POST", "tickets", status=503),
    Fault("POST", "tickets", status=409, body={"error": "IdempotentRequestInProgress"}),
    Fault("POST", "tickets", status=201, body={"odd": 1}),
]


@pytest.mark.parametrize("later", [timedelta(minutes=1), timedelta(hours=3)])
def test_it_is_created_once_wherever_the_line_is_cut(connected, desk, clock, later):
    for number, fault in enumerate(CUTS, start=1):
        queued = connected.hand_over(SHOT, subject=f"Boards time out, {number}")
        desk.faults.append(fault)
        connected.run()
        assert not desk.faults, "the fault was met"
        clock.move(seconds=later.total_seconds())
        connected.sync()
        assert len(desk.tickets) == number, fault
        assert connected.entry(queued).state == "sent", fault
    assert connected.column("handovers", "external_id") == [str(one) for one in desk.tickets]


def test_a_ticket_that_is_not_shown_yet_is_not_made_again(connected, desk, clock):
    queued = connected.hand_over()
    desk.faults += [Fault("POST", "tickets", "after")]
    connected.run()
    (made,) = desk.tickets.values()
    made["external_id"] = None  # the list runs late
    clock.move(minutes=1)
    connected.desk.options["high"] = "High"
    desk.faults += [
        Fault("POST", "tickets", status=400, body={"error": "IdempotentRequestError"}),
    ]
    connected.run()
    assert connected.entry(queued).state == "queued"
    made["external_id"] = queued.key
    clock.move(hours=3)
    connected.sync()
    assert (connected.entry(queued).state, len(desk.tickets)) == ("sent", 1)


def test_of_several_with_its_key_the_oldest_is_taken(connected, desk, clock):
    queued = connected.hand_over()
    desk.faults += [Fault("POST", "tickets", "before")]
    connected.run()
    for number in (1, 2):
        desk.ticket(external_id=queued.key, subject=f"Copy {number}")
        clock.move(minutes=5)
    connected.sync()
    assert connected.column("handovers", "external_id") == ["3001"]
    assert len(desk.tickets) == 2


def test_a_filter_that_is_not_understood_finds_nothing(connected, desk, monkeypatch):
    desk.ticket(subject="Somebody else's")
    monkeypatch.setattr(desk, "_with", lambda *_: list(desk.tickets.values()))

    async def looked():
        one = ZendeskConnector(connected.setup())
        try:
            return await one.find("handover", "satchel:handover:9", "A")
        finally:
            await one.aclose()

    assert asyncio.run(looked()) is None


def parked(connected, queued):
    connected.run()
    entry = connected.entry(queued)
    assert entry.state == "parked"
    assert entry.error is not None
    return entry.error["title"], entry.error["advice"]


@pytest.mark.parametrize(
    ("gone", "title"),
    [
        (lambda desk: desk.options.pop("high"), "The severity “high” is not offered"),
        (lambda desk: desk.groups.clear(), "The group “Product Analytics” is not offered"),
        (lambda desk: desk.titles.clear(), "Which ticket field holds the severity"),
    ],
)
def test_what_is_no_longer_offered_stops_it_before_anything_is_sent(connected, desk, gone, title):
    queued = connected.hand_over(SHOT)
    gone(desk)
    said, advice = parked(connected, queued)
    assert said.startswith(title)
    assert advice
    assert desk.paths("POST") == []


def test_a_severity_is_known_by_its_name_too(connected, desk):
    desk.options = {"sev_2": "HIGH"}
    connected.hand_over()
    connected.sync()
    (made,) = desk.tickets.values()
    assert made["custom_fields"] == [{"id": SEVERITY, "value": "sev_2"}]


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"group_name": None}, "The ticket lacks a group, so nobody would be asked."),
        ({"severity": " "}, "The ticket lacks a severity, so nobody would be asked."),
        ({"requester": ""}, "The ticket lacks a requester, so nobody would be asked."),
        ({"customer_told": "0"}, "The customer was not told that a ticket will appear."),
        ({"requester": "Ines"}, "The requester's address is not an e-mail address."),
        ({"requester": EMAIL.upper()}, "The requester is you; the answers would not reach"),
        ({"way": "message"}, "Zendesk takes only tickets."),
    ],
)
def test_what_would_not_be_routed_never_leaves(connected, desk, fields, title):
    before = len(desk.asked)
    with pytest.raises(Refused) as refused:
        write(connected, sending(**fields))
    assert refused.value.title.startswith(title)
    assert refused.value.advice
    assert len(desk.asked) == before


def test_the_requester_is_never_whoever_is_signed_in(connected, desk):
    desk.me["email"] = "other@pebble.example"
    with pytest.raises(Refused, match="The requester is you"):
        write(connected, sending(requester="Other@pebble.example"))
    assert desk.paths("POST") == []


@pytest.mark.parametrize(
    ("field", "title"),
    [
        (SEVERITY, "Zendesk refused the ticket for its severity (422): ist ungültig."),
        (5, "Zendesk refused the ticket for its group (422): ist ungültig."),
        (999, "Zendesk refused the ticket (422): ist ungültig."),
    ],
)
def test_a_refusal_in_any_language_names_the_field_by_its_id(connected, desk, field, title):
    queued = connected.hand_over()
    status, body = desk.refused(field, "ist ungültig")
    desk.faults.append(Fault("POST", "tickets", status=status, body=body))
    assert parked(connected, queued)[0] == title


def test_an_unknown_requester_that_is_refused_is_named(connected, desk):
    queued = connected.hand_over()
    problem = {"requester": [{"description": "n'est pas autorisé"}]}
    body = {"error": "RecordInvalid", "details": problem}
    desk.faults.append(Fault("POST", "tickets", status=422, body=body))
    assert parked(connected, queued)[0] == (
        "Zendesk refused the ticket for its requester (422): n'est pas autorisé."
    )


def test_a_key_that_may_not_create_is_told_the_mail(connected, desk):
    connected.hand_over()
    desk.faults += [Fault("POST", "tickets", status=403, body={"error": "Forbidden"})]
    report = connected.run().sources[0]
    assert report.error is not None
    assert "may" in str(report.error["title"]) or "create tickets" in str(report.error["title"])
    assert "mail" in str(report.error["advice"])
    assert not desk.tickets


def test_a_file_that_is_too_big_is_named(connected, desk):
    queued = connected.hand_over(SHOT)
    desk.faults.append(Fault("POST", "uploads", status=413))
    said, advice = parked(connected, queued)
    assert said == "Zendesk does not take shot 1.png (413)."
    assert "smaller" in advice
    assert not desk.tickets


def test_a_file_that_is_forgotten_there_is_sent_up_again_once(connected, desk):
    queued = connected.hand_over(SHOT)
    desk.uploads_good = False
    connected.sync()
    (made,) = desk.tickets.values()
    assert made["sent"]["comment"]["uploads"] == ["up-1"]
    assert connected.entry(queued).state == "sent"


@pytest.mark.parametrize(
    ("headers", "wait"), [((), 60.0), ((("retry-after", "7"),), 7.0)], ids=["unsaid", "said"]
)
def test_a_limit_is_sat_out_and_the_ticket_made_once(connected, desk, headers, wait):
    connected.hand_over()
    desk.faults.append(Fault("POST", "tickets", status=429, headers=headers))
    connected.sync()
    assert any(wait <= slept < wait + 2 for slept in connected.slept)
    assert len(desk.tickets) == 1


def test_a_sign_in_that_ran_out_is_renewed_and_the_ticket_made(connected, desk):
    connected.sign_in()
    desk.access.clear()
    connected.hand_over()

    async def keep(_source, secret):
        connected.secret = secret

    connected.sync(keep=keep)
    assert (len(desk.tickets), desk.renewals) == (1, 1)


def test_a_second_refusal_of_the_sign_in_keeps_the_entry(connected, desk):
    queued = connected.hand_over()
    connected.secret = "wrong"
    report = connected.run().sources[0]
    assert report.error is not None
    assert report.error["kind"] == "auth"
    assert "30 April 2027" in str(report.error["advice"])
    assert connected.entry(queued).state == "queued"


def test_a_lost_answer_that_is_refused_to_be_looked_for_stays_in_doubt(connected, desk):
    desk.faults += [
        Fault("POST", "tickets", status=409, body={}),
        Fault("GET", "api/v2/tickets$", status=403, body={}),
    ]
    with pytest.raises(ServerTrouble):
        write(connected, sending())


def test_the_preview_is_what_is_sent_and_asks_nobody(connected, desk):
    what = sending()
    before = len(desk.asked)
    (shown,) = ZendeskConnector(connected.setup()).requests_for(what, None)
    assert len(desk.asked) == before
    write(connected, what)
    (sent,) = [one for one in desk.asked if one.method == "POST"]
    assert (shown.method, shown.path) == (sent.method, sent.path)
    assert shown.body.encode() == sent.body


def test_the_preview_names_the_files(connected):
    with_file = Attached(name="a b.txt", media_type="text/plain", content=b"x")
    what: Any = sending()
    shown = ZendeskConnector(connected.setup()).requests_for(
        Sending(**{name: getattr(what, name) for name in what.__struct_fields__ if name != "files"},
                files=(with_file,)),
        None,
    )  # fmt: skip
    assert [one.path for one in shown] == ["/api/v2/uploads?filename=a%20b.txt", "/api/v2/tickets"]
    assert json.loads(shown[1].body)["ticket"]["comment"]["uploads"] == ["a b.txt"]


def test_nothing_else_is_written_there(connected):
    one = ZendeskConnector(connected.setup())
    assert one.writes == {"handover"}
    assert not one.writable("stage")
