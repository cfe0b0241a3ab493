"""Ids, addresses, secrets, errors, places: the small parts, each by itself."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from book.clock import stamp
from book.errors import Auth, RateLimited, Refused, ServerTrouble, Usage
from sync.http import Reply
from sync.port import Request
from sync.salesforce import answers, hosts, ids, mapping
from sync.salesforce.answers import NoSuchObject, StaleLocator, VanishedField
from sync.salesforce.credentials import Credentials, credentials
from sync.salesforce.org import data_address
from sync.salesforce.place import LOOK_BACK, Place, older, place
from sync.salesforce.soql import Mark
from sync.salesforce.write_refusals import error_of
from tests.sync.salesforce.hands import new_note

ID = "001000000000001AAA"

# -- ids ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("001dM00003jU9Gx", "001dM00003jU9GxQAK"),
        ("001dM00003jU9GxQAK", "001dM00003jU9GxQAK"),
        ("001dm00003ju9gxqak", "001dM00003jU9GxQAK"),
        ("001DM00003JU9GXQAK", "001dM00003jU9GxQAK"),
        # A tail that does not fit its digits is nobody's: left as it came.
        ("001000000000001ZZZ", "001000000000001ZZZ"),
        ("005dM00000awSFJ", "005dM00000awSFJQA2"),
        ("001", None),
        ("001dM00003jU9G!", None),
        (None, None),
        (12, None),
    ],
)
def test_ids_have_eighteen_characters(given, found):
    assert ids.full(given) == found


# -- addresses ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "options", "address"),
    [
        ("", {}, hosts.LOGIN),
        ("", {"sandbox": "true"}, hosts.SANDBOX_LOGIN),
        ("", {"sandbox": "false"}, hosts.LOGIN),
        ("acme.my.salesforce.com", {"sandbox": "true"}, "https://acme.my.salesforce.com"),
        (
            "https://acme.my.salesforce.com/lightning/page/home?x=1#y",
            {},
            "https://acme.my.salesforce.com",
        ),
        ("https://Acme.lightning.force.com/one/one.app", {}, "https://acme.my.salesforce.com"),
        (
            "acme--dev.sandbox.lightning.force.com",
            {},
            "https://acme--dev.sandbox.my.salesforce.com",
        ),
        ("http://127.0.0.1:8080/services/data/v64.0", {}, "http://127.0.0.1:8080"),
        ("https://proxy.example/sf/", {}, "https://proxy.example/sf"),
    ],
)
def test_an_address_in_any_form(url, options, address):
    assert hosts.address(url, options) == address


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.my.salesforce.com",
        "https://me:pw@acme.my.salesforce.com",
        "ftp://x",
        "https://[",
    ],
)
def test_an_address_that_is_none(url):
    with pytest.raises(Usage) as told:
        hosts.address(url, {})
    assert "https://NAME.my.salesforce.com; Setup, My Domain shows yours" in told.value.advice


@pytest.mark.parametrize(
    ("source", "instance", "login", "found"),
    [
        ("", "https://i", "https://login.salesforce.com", "https://i"),
        ("https://login.salesforce.com", "https://i", "https://login.salesforce.com", "https://i"),
        ("https://acme.my", "https://i", "https://acme.my", "https://i"),
        ("https://proxy", "https://i", "https://login.salesforce.com", "https://proxy"),
        ("https://i/", "", "", "https://i"),
    ],
)
def test_where_the_data_is(source, instance, login, found):
    assert data_address(source, instance, login) == found


# -- secrets ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pasted",
    ["00Dx!tok", " 00Dx!tok\n", '"00Dx!tok"', "Bearer 00Dx!tok", "authorization: Bearer 00Dx!tok"],
)
def test_a_pasted_token_in_any_form(pasted):
    kept = credentials(pasted)
    assert (kept.access_token, kept.renewable) == ("00Dx!tok", False)


@pytest.mark.parametrize("pasted", ["", "a b", "ü", "{", '{"x":1}', "x" * 9_000])
def test_what_is_no_token(pasted):
    with pytest.raises(Auth):
        credentials(pasted)


def test_a_sign_in_is_kept_whole():
    kept = Credentials(
        access_token="a",
        refresh_token="r",
        client_id="c",
        login_url="https://l",
        id="https://login.salesforce.com/id/00DdM00000vfgTu/005dM00000awSFJ",
    )
    assert credentials(kept.text()) == kept
    assert (kept.user_id, kept.org_id) == ("005dM00000awSFJQA2", ids.full("00DdM00000vfgTu"))
    assert kept.renewable
    assert credentials('{"access_token":"a","id":"x"}').user_id is None


# -- errors ---------------------------------------------------------------------------------


def refused(code, status=400, words="words"):
    body = f'[{{"errorCode":"{code}","message":"{words}"}}]'.encode()
    return answers.refusal(Reply(status, body, {}), "Task")


@pytest.mark.parametrize(
    ("code", "status", "kind"),
    [
        ("REQUEST_LIMIT_EXCEEDED", 403, RateLimited),
        ("INVALID_SESSION_ID", 401, Auth),
        ("API_CURRENTLY_DISABLED", 403, Auth),
        ("UNABLE_TO_LOCK_ROW", 400, ServerTrouble),
        ("QUERY_TIMEOUT", 400, ServerTrouble),
        ("INVALID_TYPE", 400, NoSuchObject),
        ("INSUFFICIENT_ACCESS", 403, NoSuchObject),
        ("INVALID_QUERY_LOCATOR", 400, StaleLocator),
        ("MALFORMED_QUERY", 400, Refused),
    ],
)
def test_each_code_has_its_error(code, status, kind):
    assert isinstance(refused(code, status), kind)


def test_a_field_that_vanished_is_named():
    words = "SELECT Id, X__c^ERROR at Row:1 No such column 'X__c' on entity 'Task'. If"
    error = refused("INVALID_FIELD", words=words)
    assert isinstance(error, VanishedField)
    assert (error.field, "X__c of Task" in error.title) == ("X__c", True)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html>", b'{"error":"x"}', b"[1]", b"\xff"])
def test_an_error_in_no_shape_is_a_refusal(body):
    assert answers.faults(body) == ()
    assert isinstance(answers.refusal(Reply(400, body, {}), "it"), Refused)


@pytest.mark.parametrize(
    ("named", "advice"),
    [
        (ID, "It is tried again by itself."),
        ("500000000000009AAA", "the id 500000000000009AAA."),
        ("nothing", "It is tried again by itself."),
    ],
)
def test_of_a_lock_only_a_third_record_is_told_by_its_id(named, advice):
    body = f'[{{"errorCode":"UNABLE_TO_LOCK_ROW","message":"busy: {named}"}}]'.encode()
    sending = new_note(ID)
    error = error_of(sending, Request(method="POST", path="/"), Reply(400, body, {}), ())
    assert ID not in str(error)
    assert error.advice.endswith(advice)


# -- places ------------------------------------------------------------------------------------

AT = "2026-06-10T09:00:00.000Z"
EARLY = "2026-06-10T08:00:00.000Z"


def test_the_next_reading_begins_a_quarter_of_an_hour_back_or_behind_the_last_row():
    assert Place().start() is None
    assert timedelta(minutes=15) == LOOK_BACK
    assert Place(read_at=AT).start() == "2026-06-10T08:45:00.000Z"
    assert Place(read_at=AT, mark=Mark(EARLY, ID)).start() == Mark(EARLY, ID)
    late = Mark("2026-06-10T08:50:00.000Z", ID)
    assert Place(read_at=AT, mark=late).start() == "2026-06-10T08:45:00.000Z"


def test_a_reading_that_ended_remembers_only_what_it_may_meet_again():
    here = Place(read_at=EARLY, recent={"old": EARLY}).begun(AT, sweep=False)
    seen = {"a": AT, "b": "2026-06-10T08:50:00.000Z"}
    ended = here.ended(Mark(AT, "a"), seen)
    assert (ended.read_at, ended.mark, ended.unfinished) == (AT, Mark(AT, "a"), False)
    assert ended.recent == seen
    assert ended.swept_at is None
    assert Place().begun(AT, sweep=True).ended(None, {}).swept_at == AT
    many = {f"{n:05}": AT for n in range(900)}
    assert len(here.ended(None, many).recent) == 500


def test_a_quiet_list_is_not_written_again(clock):
    here = Place(read_at=AT, mark=Mark(EARLY, ID))
    assert not here.begun("2026-06-10T09:30:00.000Z", sweep=False).ended(None, {}).differs(here)
    assert Place(read_at=AT).differs(Place())
    assert here.begun(AT, sweep=False).differs(here)
    assert older(None, clock(), timedelta(days=99))
    assert not older(stamp(clock()), clock(), timedelta(seconds=1))


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", '{"v":9}', '{"read_at":"x"}', '{"mark":["x","y"]}', '{"next":["x","y"]}'],
)
def test_a_broken_cursor_is_the_beginning(text):
    assert place(text) == Place()


def test_a_cursor_comes_back():
    here = Place(read_at=AT, mark=Mark(AT, ID), pending=(ID,), upcoming={"e": AT}, settings="s")
    assert place(here.text()) == here


# -- readings ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("https://www.Acme.example/de?x", "acme.example"),
        ("ada@acme.example", "acme.example"),
        ("acme", None),
        ("acme example.x", None),
    ],
)
def test_the_domain_of_a_web_site(text, domain):
    assert mapping.domain_of(text) == domain


def test_no_token_is_readable_in_what_a_secret_prints():
    word = base64.b64encode(b"walrus").decode()
    assert word not in repr(Credentials(access_token=word, refresh_token=word))
