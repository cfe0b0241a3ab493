"""An escalation becomes one ticket, whatever happens to the answer; else one sentence why not."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from book.errors import Refused, ServerTrouble
from book.escalation_files import read_new_file
from book.escalation_writing import NewFile
from sync.port import Attached, Sending
from sync.refusals import NotAllowed
from sync.simulator import DEMO_EMAIL as EMAIL
from sync.simulator.zendesk.desk import ME, SEVERITY
from tests.sync.zendesk.conftest import (
    API,
    GROUP,
    a_ticket,
    group_of,
    offer,
    paths,
    sent,
)

SHOT = NewFile(name="shot 1.png", content=b"\x89PNG", media_type="image/png")


def sending(**fields: str | None) -> Sending:
    usual = {
        "way": "ticket",
        "title": "Boards time out",
        "text": "**Pine** cannot open a board",
        "group_name": GROUP,
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


def test_the_ticket_holds_what_was_frozen_and_the_book_what_came_of_it(connected, there, desk):
    home = desk.add_organization("Pine")
    desk.add_user("Ines", "ines@pine.test", organization_id=home)
    queued = connected.hand_over(SHOT)
    connected.sync()
    (made,) = desk.tickets.values()
    assert made["subject"] == "Boards time out"
    assert desk.users[made["requester_id"]]["email"] == "ines@pine.test"
    assert made["is_public"] is False, "left out, the customer reads it"
    (said,) = desk.comments[made["id"]]
    assert "<Timeout>" in said["plain_body"], "a plain body loses it"
    (file,) = said["attachments"]
    assert (file["file_name"], file["content_type"]) == ("shot 1.png", "image/png")
    assert file["size"] == len(SHOT.content)
    assert made["group_id"] == group_of(desk)
    assert made["custom_fields"] == [{"id": SEVERITY, "value": "high"}]
    assert made["tags"] == ["satchel"]
    assert made["organization_id"] == home, "the requester's, which Zendesk knows best"
    assert "organization_id" not in sent(there)[0]
    assert made["external_id"] == queued.key
    assert desk.keys.keys() == {queued.key}
    assert connected.entry(queued).state == "sent"
    assert connected.column("handovers", "url") == [f"{connected.url}/agent/tickets/{made['id']}"]
    assert connected.column("tickets", "group_name") == [GROUP]
    assert connected.column("tickets", "severity") == ["High"]


def test_a_public_comment_is_public_only_on_purpose(connected, desk):
    connected.hand_over(is_public=True)
    connected.sync()
    (made,) = desk.tickets.values()
    assert made["is_public"] is True


def test_a_filter_that_is_not_understood_finds_nothing(alone, there, desk):
    there.instead("tickets$", 200, {"tickets": [a_ticket(desk)]})
    assert alone.ask(lambda one: one.find("handover", "satchel:handover:9", "A")) is None


def test_what_is_refused_stops_and_says_why(connected, desk):
    queued = connected.hand_over(SHOT)
    offer(desk, critical="Critical", low="Low")
    connected.run()
    entry = connected.entry(queued)
    assert entry.state == "parked"
    assert entry.error is not None
    assert entry.error["title"] == "The severity “high” is not offered in Zendesk any more."
    assert "Critical, Low" in entry.error["advice"]


def test_what_is_no_longer_offered_is_not_sent(alone, there, desk):
    desk.groups[group_of(desk)]["deleted"] = True
    assert refusal(alone, sending()).title == (
        f"The group “{GROUP}” is not offered in Zendesk any more."
    )
    desk.add_group(GROUP)
    offer(desk, low="Low")
    assert refusal(alone, sending()).title == (
        "The severity “high” is not offered in Zendesk any more."
    )
    desk.fields[SEVERITY]["active"] = False
    assert refusal(alone, sending()).title.startswith(
        "Which ticket field holds the severity is not said"
    )
    assert paths(there, "POST") == []


def test_a_severity_is_known_by_its_name_too(alone, desk):
    offer(desk, sev_2="HIGH")
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
def test_what_would_not_be_routed_never_leaves(alone, there, fields, title):
    before = len(there.requests())
    assert refusal(alone, sending(**fields)).title.startswith(title)
    assert len(there.requests()) == before


def test_the_requester_is_never_whoever_is_signed_in(alone, there, desk):
    desk.users[ME]["email"] = "other@pebble.example"
    refused = refusal(alone, sending(requester="Other@pebble.example"))
    assert refused.title.startswith("The requester is you")
    assert paths(there, "POST") == []


@pytest.mark.parametrize("field", [SEVERITY, 5], ids=["severity", "group"])
def test_a_refusal_in_any_language_names_the_field_by_its_id(alone, desk, field):
    desk.language = {"is invalid": "ist ungültig"}

    async def gone_meanwhile(one):
        await one._writer.choices()
        offer(desk, low="Niedrig")
        if field == 5:
            offer(desk, high="Hoch")
            desk.groups[group_of(desk)]["deleted"] = True
        desk.fields[field]["title"] = "Dringlichkeit"
        return await one.write(sending(), None)

    with pytest.raises(Refused) as refused:
        alone.ask(gone_meanwhile)
    name = "severity" if field == SEVERITY else "group"
    assert refused.value.title == (
        f"Zendesk refused the ticket for its {name} (422): Dringlichkeit: ist ungültig."
    )
    assert refused.value.as_json()["fields"] == name


def test_a_field_that_is_asked_for_there_and_not_here_is_named(alone, there, desk):
    problem = {"description": "Bereich: muss sein", "ticket_field_id": desk.add_field("Area")}
    there.instead("tickets$", 422, {"details": {"base": [problem]}}, method="POST")
    assert refusal(alone, sending()).title == (
        "Zendesk refused the ticket for its field “Area” (422): Bereich: muss sein."
    )


def test_a_field_that_nobody_knows_is_told_in_the_words_that_came(alone, there):
    problem = {"description": "ist ungültig", "ticket_field_id": 999}
    there.instead("tickets$", 422, {"details": {"base": [problem]}}, method="POST")
    assert refusal(alone, sending()).title == "Zendesk refused the ticket (422): ist ungültig."


def test_an_unknown_requester_that_is_refused_is_named(alone, desk):
    desk.strangers, desk.language = False, {"is invalid": "n'est pas autorisé"}
    assert refusal(alone, sending()).title == (
        "Zendesk refused the ticket for its requester (422): Requester: n'est pas autorisé."
    )
    assert not desk.tickets


def test_a_key_that_may_not_create_is_told_the_mail(alone, there, desk):
    there.instead("tickets$", 403, {"error": "Forbidden"}, method="POST")
    with pytest.raises(NotAllowed) as refused:
        write(alone, sending())
    assert "mail" in refused.value.advice
    assert not desk.tickets


def test_a_file_that_is_too_big_is_named(alone, desk):
    desk.largest_upload = 0
    refused = refusal(alone, replace(sending(), files=(FILE,)))
    assert refused.title == "Zendesk does not take a b.txt (413): Attachments may have 0 bytes."
    assert "smaller" in refused.advice
    assert not desk.tickets


def test_a_file_that_is_too_big_for_what_stands_in_front_is_named_too(alone, there, desk):
    there.fault("status", f"{API}/uploads", status=413, html=True)
    refused = refusal(alone, replace(sending(), files=(FILE,)))
    assert refused.title == "Zendesk does not take a b.txt (413)."
    assert not desk.tickets


def test_a_file_that_vanished_from_the_disk_goes_along_all_the_same(connected, desk, tmp_path):
    there_once = tmp_path / "board log.txt"
    there_once.write_bytes(b"Query timed out")
    queued = connected.hand_over(read_new_file(there_once))
    there_once.unlink()
    connected.sync()
    (made,) = desk.tickets.values()
    (said,) = desk.comments[made["id"]]
    assert [(one["file_name"], one["size"]) for one in said["attachments"]] == [
        ("board log.txt", 15)
    ]
    assert connected.entry(queued).state == "sent"


@pytest.mark.parametrize("name", ["a b.txt", "a+b&c=d#e.txt", "größe %41.txt", "50%.txt"])
def test_a_file_keeps_its_name_and_the_preview_is_what_is_asked(alone, there, desk, name):
    one = replace(sending(), files=(replace(FILE, name=name),))
    shown = alone.ask(lambda connector: connector.requests_for(one, None))
    write(alone, one)
    (files,) = ([each["attachments"] for each in said] for said in desk.comments.values())
    assert [each["file_name"] for each in files[0]] == [name]
    (asked,) = there.requests(f"{API}/uploads")
    assert shown[0].path == f"{asked.path}?{asked.query}"


def test_a_file_that_is_forgotten_there_is_sent_up_again_once(alone, there, desk):
    forgotten = {"uploads": [{"description": "Upload: is invalid"}]}
    there.instead("tickets$", 422, {"details": forgotten}, method="POST")
    write(alone, replace(sending(), files=(FILE,)))
    (made,) = desk.tickets.values()
    (said,) = desk.comments[made["id"]]
    assert [one["file_name"] for one in said["attachments"]] == [FILE.name]
    first, second = (one["comment"]["uploads"] for one in sent(there))
    assert first != second


@pytest.mark.parametrize(("said", "wait"), [(None, 60.0), ("7", 7.0)], ids=["unsaid", "said"])
def test_a_limit_is_sat_out_and_the_ticket_made_once(alone, there, desk, said, wait):
    there.fault("status", f"{API}/tickets", method="POST", status=429, retry_after=said)
    write(alone, sending())
    assert len(alone.slept) == 1
    assert wait <= alone.slept[0] < wait + 2
    assert len(desk.tickets) == 1


def test_a_sign_in_that_ran_out_is_renewed_and_the_ticket_made(alone, there, desk):
    alone.sign_in()
    there.access.clear()
    kept = []

    async def keep(_source, secret):
        kept.append(secret)

    write(alone, sending(), keep=keep)
    assert (len(desk.tickets), there.renewals, len(kept)) == (1, 1, 1)


def test_a_refused_token_keeps_the_entry_and_says_when_tokens_end(connected):
    queued = connected.hand_over()
    connected.secret = "wrong"
    report = connected.run().sources[0]
    assert report.error is not None
    assert report.error["kind"] == "auth"
    assert "30 April 2027" in str(report.error["advice"])
    assert connected.entry(queued).state == "queued"


def test_a_lost_answer_that_is_refused_to_be_looked_for_stays_in_doubt(alone, there):
    there.instead("tickets$", 409, method="POST")
    there.instead("tickets$", 403, method="GET", times=2)
    with pytest.raises(ServerTrouble):
        write(alone, sending())


def test_the_preview_is_what_is_sent_and_asks_nobody(alone, there):
    before = len(there.requests())
    (shown,) = alone.ask(lambda one: one.requests_for(sending(), None))
    assert len(there.requests()) == before
    write(alone, sending())
    (asked,) = there.requests(method="POST")
    assert (shown.method, shown.path, shown.body) == (asked.method, asked.path, asked.body)


def test_the_preview_names_the_files(alone):
    shown = alone.ask(lambda one: one.requests_for(replace(sending(), files=(FILE,)), None))
    assert [one.path for one in shown] == ["/api/v2/uploads?filename=a%20b.txt", "/api/v2/tickets"]
    assert json.loads(shown[1].body)["ticket"]["comment"]["uploads"] == ["a b.txt"]


def test_nothing_else_is_written_there(alone):
    assert alone.ask(lambda one: one.writes) == {"handover"}
    assert not alone.ask(lambda one: one.writable("stage"))
