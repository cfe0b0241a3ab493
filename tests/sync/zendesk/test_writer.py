"""An escalation becomes one ticket, whatever happens to the answer; else one sentence why not."""

from __future__ import annotations

import json
from datetime import timedelta
from random import Random

import pytest
from msgspec.structs import replace

from book.errors import Refused, ServerTrouble
from book.escalation_writing import NewFile
from sync.port import Attached, Sending
from sync.refusals import NotAllowed
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


FILE = Attached(name="a b.txt", media_type="text/plain", content=b"x")


def write(beside, what, **setup):
    return beside.ask(lambda one: one.write(what, None), **setup)


def refusal(beside, what):
    with pytest.raises(Refused) as refused:
        write(beside, what)
    assert refused.value.advice
    return refused.value


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


@pytest.mark.parametrize("seed", range(3))
def test_no_order_of_faults_makes_a_second_ticket_or_one_that_is_not_routed(
    connected, desk, clock, seed
):
    chance = Random(seed)
    queued = [connected.hand_over(SHOT, subject=f"Boards, {number}") for number in range(3)]
    wanted = {one.key for one in queued}
    for _ in range(6):
        desk.faults = chance.sample(CUTS, k=3)
        for _ in range(chance.randrange(3)):
            connected.run(by_hand=chance.random() < 0.7)
        clock.move(minutes=chance.choice((1, 30, 130)))
        made = [one["external_id"] for one in desk.tickets.values()]
        assert len(set(made)) == len(made)
        assert set(made) <= wanted
        assert all(one["group_id"] == 71 for one in desk.tickets.values())
    desk.faults = []
    clock.move(hours=3)
    connected.sync()
    assert {one["external_id"] for one in desk.tickets.values()} == wanted
    assert {connected.entry(one).state for one in queued} == {"sent"}


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


def test_a_filter_that_is_not_understood_finds_nothing(alone, desk, monkeypatch):
    desk.ticket(subject="Somebody else's")
    monkeypatch.setattr(desk, "_with", lambda *_: list(desk.tickets.values()))
    assert alone.ask(lambda one: one.find("handover", "satchel:handover:9", "A")) is None


def test_what_is_refused_stops_and_says_why(connected, desk):
    queued = connected.hand_over(SHOT)
    del desk.options["high"]
    connected.run()
    entry = connected.entry(queued)
    assert entry.state == "parked"
    assert entry.error is not None
    assert entry.error["title"] == "The severity “high” is not offered in Zendesk any more."
    assert "Critical, Low" in entry.error["advice"]


def test_what_is_no_longer_offered_is_not_sent(alone, desk):
    for gone, title in (
        (desk.options, "The severity “high” is not offered in Zendesk any more."),
        (desk.groups, "The group “Product Analytics” is not offered in Zendesk any more."),
        (desk.titles, "Which ticket field holds the severity is not said"),
    ):
        before = gone.copy()
        gone.clear()
        assert refusal(alone, sending()).title.startswith(title)
        gone.update(before) if isinstance(gone, dict) else gone.extend(before)
    assert desk.paths("POST") == []


def test_a_severity_is_known_by_its_name_too(alone, desk):
    desk.options = {"sev_2": "HIGH"}
    write(alone, sending())
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
def test_what_would_not_be_routed_never_leaves(alone, desk, fields, title):
    before = len(desk.asked)
    assert refusal(alone, sending(**fields)).title.startswith(title)
    assert len(desk.asked) == before


def test_the_requester_is_never_whoever_is_signed_in(alone, desk):
    desk.me["email"] = "other@pebble.example"
    refused = refusal(alone, sending(requester="Other@pebble.example"))
    assert refused.title.startswith("The requester is you")
    assert desk.paths("POST") == []


@pytest.mark.parametrize(
    ("field", "title"),
    [
        (SEVERITY, "Zendesk refused the ticket for its severity (422): ist ungültig."),
        (5, "Zendesk refused the ticket for its group (422): ist ungültig."),
        (999, "Zendesk refused the ticket (422): ist ungültig."),
    ],
)
def test_a_refusal_in_any_language_names_the_field_by_its_id(alone, desk, field, title):
    status, body = desk.refused(field, "ist ungültig")
    desk.faults.append(Fault("POST", "tickets", status=status, body=body))
    assert refusal(alone, sending()).title == title


def test_an_unknown_requester_that_is_refused_is_named(alone, desk):
    problem = {"requester": [{"description": "n'est pas autorisé"}]}
    body = {"error": "RecordInvalid", "details": problem}
    desk.faults.append(Fault("POST", "tickets", status=422, body=body))
    assert refusal(alone, sending()).title == (
        "Zendesk refused the ticket for its requester (422): n'est pas autorisé."
    )


def test_a_key_that_may_not_create_is_told_the_mail(alone, desk):
    desk.faults += [Fault("POST", "tickets", status=403, body={"error": "Forbidden"})]
    with pytest.raises(NotAllowed) as refused:
        write(alone, sending())
    assert "mail" in refused.value.advice
    assert not desk.tickets


def test_a_file_that_is_too_big_is_named(alone, desk):
    desk.faults.append(Fault("POST", "uploads", status=413))
    refused = refusal(alone, replace(sending(), files=(FILE,)))
    assert refused.title == "Zendesk does not take a b.txt (413)."
    assert "smaller" in refused.advice
    assert not desk.tickets


def test_a_file_that_is_forgotten_there_is_sent_up_again_once(alone, desk):
    desk.uploads_good = False
    write(alone, replace(sending(), files=(FILE,)))
    (made,) = desk.tickets.values()
    assert made["sent"]["comment"]["uploads"] == ["up-1"]


@pytest.mark.parametrize(
    ("headers", "wait"), [((), 60.0), ((("retry-after", "7"),), 7.0)], ids=["unsaid", "said"]
)
def test_a_limit_is_sat_out_and_the_ticket_made_once(alone, desk, headers, wait):
    desk.faults.append(Fault("POST", "tickets", status=429, headers=headers))
    write(alone, sending())
    assert len(alone.slept) == 1
    assert wait <= alone.slept[0] < wait + 2
    assert len(desk.tickets) == 1


def test_a_sign_in_that_ran_out_is_renewed_and_the_ticket_made(alone, desk):
    alone.sign_in()
    desk.access.clear()
    kept = []

    async def keep(_source, secret):
        kept.append(secret)

    write(alone, sending(), keep=keep)
    assert (len(desk.tickets), desk.renewals, len(kept)) == (1, 1, 1)


def test_a_refused_token_keeps_the_entry_and_says_when_tokens_end(connected):
    queued = connected.hand_over()
    connected.secret = "wrong"
    report = connected.run().sources[0]
    assert report.error is not None
    assert report.error["kind"] == "auth"
    assert "30 April 2027" in str(report.error["advice"])
    assert connected.entry(queued).state == "queued"


def test_a_lost_answer_that_is_refused_to_be_looked_for_stays_in_doubt(alone, desk):
    desk.faults += [
        Fault("POST", "tickets", status=409, body={}),
        Fault("GET", "api/v2/tickets$", status=403, body={}),
    ]
    with pytest.raises(ServerTrouble):
        write(alone, sending())


def test_the_preview_is_what_is_sent_and_asks_nobody(alone, desk):
    before = len(desk.asked)
    (shown,) = alone.ask(lambda one: one.requests_for(sending(), None))
    assert len(desk.asked) == before
    write(alone, sending())
    (sent,) = [one for one in desk.asked if one.method == "POST"]
    assert (shown.method, shown.path) == (sent.method, sent.path)
    assert shown.body.encode() == sent.body


def test_the_preview_names_the_files(alone):
    shown = alone.ask(lambda one: one.requests_for(replace(sending(), files=(FILE,)), None))
    assert [one.path for one in shown] == ["/api/v2/uploads?filename=a%20b.txt", "/api/v2/tickets"]
    assert json.loads(shown[1].body)["ticket"]["comment"]["uploads"] == ["a b.txt"]


def test_nothing_else_is_written_there(alone):
    assert alone.ask(lambda one: one.writes) == {"handover"}
    assert not alone.ask(lambda one: one.writable("stage"))
