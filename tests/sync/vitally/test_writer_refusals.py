"""Writing where something goes wrong: lost answers, faults and refusals; nothing goes twice."""

from __future__ import annotations

import msgspec
import pytest

from book.errors import (
    Auth,
    BadResponse,
    Offline,
    RateLimited,
    Refused,
    SatchelError,
    ServerTrouble,
)
from sync.refusals import AccountGone, Gone, NotAllowed, Overtaken
from sync.simulator import Quirks
from tests.sync.scripted import Said, Scripted
from tests.sync.vitally.hands import (
    HOME,
    Hand,
    changed,
    hand_at,
    new_note,
    new_task,
)


@pytest.fixture
def service(simulate):
    return simulate()


@pytest.fixture
def hand(service):
    return hand_at(service)


# -- lost answers ----------------------------------------------------------------


@pytest.mark.parametrize("repeated", ["reject", "update"])
@pytest.mark.parametrize("make", [new_note, new_task])
def test_a_lost_answer_leaves_one_record_that_is_found(make, repeated, simulate):
    service = simulate(quirks=Quirks(repeated_note=repeated))
    hand = hand_at(service)
    entry = make()
    service.fault("lost", method="POST")
    with pytest.raises((Offline, BadResponse)) as caught:
        hand.write(entry)
    assert caught.value.retryable
    found = hand.find(entry.record, entry.key)
    assert found is not None
    # Even who forgets to look first makes no second one.
    assert hand.write(entry).external_id == found.external_id
    kept = [r for r in service.records(f"{entry.record}s") if r["externalId"] == entry.key]
    assert len(kept) == 1


def test_a_note_that_was_moved_before_it_was_sent_again_is_adopted(service, hand):
    service.fault("lost", method="POST")
    with pytest.raises(SatchelError):
        hand.write(new_note())
    service.change("notes", "satchel:note:1", accountId="acc-0001", subject="Theirs")
    made = hand.write(new_note())
    assert (made.account_external_id, made.subject) == ("acc-0001", "Theirs")


def test_a_request_that_never_arrived_leaves_nothing(service, hand):
    service.fault("close", method="POST")
    with pytest.raises(SatchelError):
        hand.write(new_note())
    assert hand.find("note", "satchel:note:1") is None
    assert hand.write(new_note()).external_key == "satchel:note:1"


@pytest.mark.parametrize(
    ("fault", "options", "kind"),
    [
        ("status", {"status": 500}, ServerTrouble),
        ("status", {"status": 503, "html": True}, ServerTrouble),
        ("status", {"status": 401}, Auth),
        ("status", {"status": 429, "retry_after": "900"}, RateLimited),
        ("html", {}, BadResponse),
        ("redirect", {"location": "/elsewhere"}, BadResponse),
        ("wrong_host", {}, BadResponse),
        ("truncate", {}, BadResponse),
        ("close", {}, SatchelError),
        ("lost", {}, SatchelError),
    ],
)
def test_no_fault_makes_it_write_twice(fault, options, kind, service, hand):
    service.fault(fault, method="POST", **options)
    with pytest.raises(kind) as caught:
        hand.write(new_note())
    assert caught.value.title
    assert len([one for one in service.requests() if one.method == "POST"]) == 1


def test_a_short_wait_asked_for_is_sat_out_and_nothing_was_written_before_it(service, hand):
    service.fault("status", method="POST", status=429, reset=2)
    assert hand.write(new_note()).subject == "Intro"
    assert [round(one) for one in hand.waits] == [2]
    assert len(service.records("notes")) == 11


@pytest.mark.parametrize(
    "answer", [b"", b"{}", b'{"id":"note-0000"}', b"null", b"[]", b"\xff", b'{"id":7,"note":""}']
)
def test_where_the_answer_is_not_the_record_it_is_read(answer, service):
    stored = msgspec.json.encode(service.record("notes", "note-0000"))
    with Scripted(Said(204 if not answer else 200, answer), Said(200, stored)) as scripted:
        hand = Hand(scripted.url, "sk_live_x")
        made = hand.write(changed("note", "note-0000", tags="[]"))
        assert made.external_id == "note-0000"
        assert [one.method for one in scripted.asked] == ["PUT", "GET"]


def test_a_made_record_that_is_not_shown_is_looked_for_by_its_key(service):
    made = hand_at(service).write(new_note())
    listed = b'{"results":[' + msgspec.json.encode(service.record("notes", made.external_id))
    with Scripted(Said(201, b""), Said(200, listed + b'],"next":null}')) as scripted:
        assert Hand(scripted.url, "sk_live_x").write(new_note()) == made
    with (
        Scripted(Said(201, b""), Said(200, b'{"results":[],"next":null}')) as scripted,
        pytest.raises(BadResponse, match="does not show"),
    ):
        Hand(scripted.url, "sk_live_x").write(new_note())


@pytest.mark.parametrize("status", [401, 403, 429, 400])
def test_a_write_that_was_taken_and_not_seen_is_never_called_untaken(status):
    answers = (Said(201, b""), Said(status, b"{}", (("retry-after", "900"),)))
    with Scripted(*answers) as scripted, pytest.raises(BadResponse, match="does not show"):
        Hand(scripted.url, "sk_live_x").write(new_note())
    with Scripted(*answers) as scripted, pytest.raises(BadResponse):
        Hand(scripted.url, "sk_live_x").write(changed("note", "n1", tags="[]"))


def test_a_record_that_vanished_right_after_the_write_is_not_taken_for_archived():
    with Scripted(Said(204, b""), Said(404, b"{}")) as scripted, pytest.raises(Gone):
        Hand(scripted.url, "sk_live_x").write(changed("note", "n1", tags="[]"))


# -- refusals --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Refused),
        (403, NotAllowed),
        (404, Gone),
        (409, Overtaken),
        (410, Gone),
        (413, Refused),
        (422, Refused),
    ],
)
def test_a_refusal_says_what_the_service_said(status, kind, service, hand):
    service.fault("status", method="PUT", status=status)
    with pytest.raises(kind) as caught:
        hand.update(changed("note", "note-0000", subject="B"))
    assert type(caught.value) is kind
    assert f"({status})" in caught.value.title
    assert "note" in caught.value.title
    assert caught.value.advice
    assert not caught.value.retryable


@pytest.mark.parametrize(
    ("body", "title"),
    [
        # A full stop ends it, whatever the service ends it with: the advice follows it.
        (b'{"error":"noteDate has\\nto be later"}', ": noteDate has to be later."),
        (b'{"error":"noteDate is needed. "}', ": noteDate is needed."),
        (b'{"error":"What date?"}', ": What date?"),
        (b'{"error":"' + b"x" * 900 + b'"}', ": " + "x" * 200 + "."),
        (b'{"error":{"deep":1}}', "."),
        (b'{"message":"no"}', "."),
        (b"plain", "."),
        (b"", "."),
    ],
)
def test_only_short_words_of_the_service_are_passed_on(body, title):
    with Scripted(Said(400, body)) as scripted, pytest.raises(Refused) as caught:
        Hand(scripted.url, "sk_live_x").write(changed("note", "n1", subject="B", tags="[]"))
    assert caught.value.title == f"Vitally refused the note (400){title}"


@pytest.mark.parametrize(("status", "kind"), [(403, NotAllowed), (409, Overtaken)])
def test_what_goes_to_a_log_does_not_quote_the_service(status, kind):
    body = b'{"error":"Call with Kim is locked"}'
    with Scripted(Said(status, body)) as scripted, pytest.raises(kind) as caught:
        Hand(scripted.url, "sk_live_x").write(changed("note", "n1", subject="B", tags="[]"))
    assert f"({status}): Call with Kim is locked." in caught.value.title
    plain = caught.value.unquoted()
    assert type(plain) is kind
    assert plain.title.endswith(f"({status}).")
    assert plain.advice == caught.value.advice


def test_a_record_that_is_gone_is_said_to_be_gone(service, hand):
    service.remove("tasks", "task-0000")
    with pytest.raises(Gone):
        hand.write(changed("task", "task-0000", title="B"))
    with pytest.raises(Gone):
        hand.write(changed("task", "task-0000", title="B", tags="[]"))


def test_an_archived_record_that_takes_no_change_is_gone(simulate):
    service = simulate(quirks=Quirks(archived_takes_put=False))
    service.archive("notes", "note-0000")
    with pytest.raises(Gone):
        hand_at(service).update(changed("note", "note-0000", subject="B"))


@pytest.mark.parametrize("make", [new_note, new_task])
def test_an_account_that_is_gone_is_told_from_a_refusal(make, service, hand):
    assert service.reimport(HOME) != HOME
    with pytest.raises(AccountGone) as caught:
        hand.write(make())
    assert "account" in caught.value.title
    with pytest.raises(AccountGone):
        hand.update(changed("note", "note-0002", account_id=HOME))


def test_an_account_that_is_there_does_not_blur_a_refusal(service, hand):
    with pytest.raises(Refused) as caught:
        hand.write(new_task(title=""))
    assert not isinstance(caught.value, Gone)
    assert caught.value.title == "Vitally refused the task (400): name is required."


def test_a_text_of_ten_megabytes_never_leaves(service, hand):
    with pytest.raises(Refused, match="too long"):
        hand.write(new_note(body="line of a pasted log\n" * 500_000))
    assert service.requests() == []


def test_a_text_too_long_for_the_service_is_refused_in_words(simulate):
    service = simulate(quirks=Quirks(largest_body=50_000))
    with pytest.raises(Refused, match=r"\(413\)"):
        hand_at(service).write(new_note(body="word " * 20_000))
    assert len(service.records("notes")) == 10


def test_nothing_is_sent_in_nobodys_name(service):
    with pytest.raises(Refused, match="who you are"):
        hand_at(service, me_id=None).write(new_note())
    assert service.requests() == []
