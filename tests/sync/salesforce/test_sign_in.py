"""Signing in against a loopback OAuth server, with a browser that may do anything."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import socket

import pytest

from book.errors import Auth, BadResponse, Busy, Usage
from sync import connect
from sync.salesforce.credentials import credentials
from sync.salesforce.sign_in import sign_in
from sync.simulator.salesforce import CLIENT
from tests.sync.salesforce.browsers import Browser
from tests.sync.salesforce.orgs import account
from tests.sync.scripted import Said, Scripted


def signed_in(org, browser, clock, url="", wait_seconds=5.0, **options):
    given = {"client-id": CLIENT, **{k.replace("_", "-"): v for k, v in options.items()}}
    try:
        return asyncio.run(
            sign_in(
                given, url or org.url, open_browser=browser, clock=clock, wait_seconds=wait_seconds
            )
        )
    finally:
        browser.close()


def test_the_way_through_the_browser_ends_with_a_secret_that_works(desk, org, clock):
    account(org, clock)
    browser = Browser()
    secret = json.loads(signed_in(org, browser, clock))
    assert secret.keys() >= {
        *("access_token", "refresh_token", "instance_url", "client_id", "login_url", "id"),
    }
    assert (secret["client_id"], secret["login_url"]) == (CLIENT, org.url)
    assert secret["id"].endswith(org.me) or org.me.startswith(secret["id"][-15:])
    assert browser.pages[-1].status_code == 200
    assert "You are signed in." in browser.pages[-1].text
    desk.secret = json.dumps(secret)
    desk.connect(csm_field="OwnerId")
    desk.sync()
    assert desk.column("accounts", "name") == ["Customer 0000"]


def test_a_source_is_signed_in_to_by_its_name(org):
    browser = Browser()
    secret = asyncio.run(
        connect.sign_in("salesforce", org.url, {"client-id": CLIENT}, open_browser=browser)
    )
    browser.close()
    assert credentials(secret).user_id == org.me


def test_what_the_browser_is_sent_with(org, clock):
    browser = Browser()
    words = iter((b"v" * 48, b"s" * 24))
    try:
        asyncio.run(
            sign_in(
                {"client-id": CLIENT},
                org.url,
                open_browser=browser,
                clock=clock,
                random=lambda count: next(words)[:count],
            )
        )
    finally:
        browser.close()
    asked = browser.asked
    verifier = base64.urlsafe_b64encode(b"v" * 48).decode()
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
    assert asked["code_challenge"] == challenge.decode().rstrip("=")
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["state"] == base64.urlsafe_b64encode(b"s" * 24).decode()
    assert asked["scope"].split() == ["api", "refresh_token"]
    assert asked["redirect_uri"].startswith("http://localhost:")
    assert "client_secret" not in asked
    sent = [one.body for one in org.requests("/services/oauth2/token")]
    assert len(sent) == 1
    assert "client_secret" not in sent[0]


def test_a_registered_port_is_used_to_the_letter(org, clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    browser = Browser()
    assert signed_in(org, browser, clock, callback_port=str(port))
    assert browser.asked["redirect_uri"] == f"http://localhost:{port}/callback"


def test_a_port_that_is_taken_is_told(org, clock):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Busy, match=f"port {port}"):
            signed_in(org, Browser(), clock, callback_port=str(port))


def test_an_answer_with_another_state_is_not_taken(org, clock):
    browser = Browser(returned=lambda said: said | {"state": "somebody-elses"})
    with pytest.raises(Auth, match="Nobody came back"):
        signed_in(org, browser, clock, wait_seconds=0.2)
    assert browser.pages[-1].status_code == 400
    assert "does not belong" in browser.pages[-1].text
    assert not org.requests("/services/oauth2/token"), "the code was not redeemed"


def test_it_does_not_keep_the_right_one_out_either(org, clock):
    def others(place):
        root = place.removesuffix("/callback")
        return [f"{root}/favicon.ico", f"{place}?code=evil&state=wrong", f"{place}?error=x"]

    browser = Browser(before_return=others)
    assert signed_in(org, browser, clock)
    assert [page.status_code for page in browser.pages] == [404, 400, 400, 200]


def test_who_says_no_is_told_so(org, clock):
    org.sign_in.agrees = False
    browser = Browser()
    with pytest.raises(Auth, match="You did not let Satchel in") as raised:
        signed_in(org, browser, clock)
    assert raised.value.advice == "Nothing was kept; sign in again when you are ready."
    assert "did not sign you in" in browser.pages[-1].text


def test_a_blocked_app_is_told_in_the_words_of_the_service(org, clock):
    def blocked(said):
        words = "this app is blocked by admin"
        return {"state": said["state"], "error": "OAUTH_APP_BLOCKED", "error_description": words}

    with pytest.raises(Auth, match="did not sign you in: this app is blocked by admin"):
        signed_in(org, Browser(returned=blocked), clock)


def test_who_never_comes_back_is_waited_for_so_long(org, clock):
    with pytest.raises(Auth, match="Nobody came back from the sign-in"):
        signed_in(org, Browser(comes_back=False), clock, wait_seconds=0.1)


def test_without_a_browser_there_is_no_sign_in(org, clock):
    with pytest.raises(Auth, match="No browser could be opened"):
        asyncio.run(sign_in({"client-id": CLIENT}, org.url, open_browser=lambda _: False))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"client_id": ""}, "needs the consumer key"),
        ({"callback_port": "80x"}, "callback-port is a port"),
        ({"callback_port": "70000"}, "callback-port is a port"),
    ],
)
def test_what_makes_no_sense_is_said_before_a_browser_opens(org, clock, options, words):
    browser = Browser()
    with pytest.raises(Usage, match=words):
        signed_in(org, browser, clock, **options)
    assert browser.opened == []


def test_a_code_that_is_not_good_any_more_is_told(org, clock):
    browser = Browser(returned=lambda said: said | {"code": "old"})
    with pytest.raises(Auth, match="did not take the code"):
        signed_in(org, browser, clock)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b'{"access_token":"t","scope":"id openid"}', Auth, "lacks the scope “api”"),
        (b'{"hello":1}', BadResponse, "does not answer a sign-in"),
        (b'{"access_token":"t","instance_url":"http://evil.example"}', Usage, "without encryption"),
    ],
)
def test_tokens_that_are_of_no_use(org, clock, answer, kind, words):
    with Scripted(Said(status=302), Said(body=answer)) as login:
        login.answers[0] = lambda path: Said(
            status=302, headers=(("location", _back(path)), ("content-length", "0"))
        )
        with pytest.raises(kind, match=words):
            signed_in(org, Browser(), clock, url=login.url)


def test_the_consumer_key_of_another_org_is_told(org, clock):
    with Scripted(Said(status=302), Said(status=400, body=b'{"error":"invalid_client_id"}')) as it:
        it.answers[0] = lambda path: Said(
            status=302, headers=(("location", _back(path)), ("content-length", "0"))
        )
        with pytest.raises(Auth, match=r"consumer key .* \(invalid_client_id\)"):
            signed_in(org, Browser(), clock, url=it.url)


def test_a_secret_shows_nothing_of_itself():
    kept = credentials('{"access_token":"hush","refresh_token":"quiet"}')
    assert "hush" not in f"{kept} {kept!r}"
    assert not kept.renewable


def _back(path):
    from urllib.parse import parse_qs, urlsplit

    said = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
    return f"{said['redirect_uri']}?code=c&state={said['state']}"
