"""Signing in: a code through the browser, tokens for it, new ones for old, and their end."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from sync.simulator.salesforce import CLIENT, Quirks
from sync.simulator.salesforce.access import challenge_of

BACK = "http://localhost:49152/callback"
VERIFIER = "pretend-verifier-of-more-than-forty-three-characters"


@pytest.fixture
def browser(org):
    with httpx.Client(base_url=org.url, trust_env=False) as client:
        yield client


def allow(browser, **more):
    """What the browser is sent back with; None where it is not sent back."""
    asked = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": BACK,
        "scope": "api refresh_token",
        "state": "s1",
        "code_challenge": challenge_of(VERIFIER),
        "code_challenge_method": "S256",
    } | more
    given = {key: value for key, value in asked.items() if value is not None}
    answer = browser.get("/services/oauth2/authorize", params=given)
    if answer.status_code != 302:
        return answer
    where = urlsplit(answer.headers["location"])
    assert f"{where.scheme}://{where.netloc}{where.path}" == asked["redirect_uri"]
    return {key: value[0] for key, value in parse_qs(where.query).items()}


def token(browser, **form):
    return browser.post("/services/oauth2/token", data={"client_id": CLIENT} | form)


def redeem(browser, code, **more):
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
    return token(browser, **form | {"code_verifier": VERIFIER} | more)


def refresh(browser, text):
    return token(browser, grant_type="refresh_token", refresh_token=text)


def works(org, access) -> int:
    with httpx.Client(base_url=org.url, trust_env=False) as client:
        headers = {"Authorization": f"Bearer {access}"}
        return client.get("/services/data/v64.0/limits", headers=headers).status_code


def test_from_the_page_to_the_tokens(org, browser):
    back = allow(browser)
    assert back["state"] == "s1"
    answer = redeem(browser, back["code"])
    said = answer.json()
    assert said.keys() == {
        "access_token", "refresh_token", "signature", "scope", "instance_url", "id",
        "token_type", "issued_at",
    }  # fmt: skip
    assert said["instance_url"] == org.url
    assert said["id"].endswith(f"/id/{org.org.id}/{org.me}")
    assert works(org, said["access_token"]) == 200
    identity = browser.get(said["id"], headers={"Authorization": f"Bearer {said['access_token']}"})
    assert identity.json()["user_id"] == org.me
    assert identity.json()["email"] == org.email


def test_a_code_works_once_in_time_and_for_whom_it_was_given(browser, clock):
    code = allow(browser)["code"]
    wrong = redeem(browser, code, code_verifier="another")
    assert wrong.status_code == 400
    assert wrong.json() == {"error": "invalid_grant", "error_description": "invalid code verifier"}
    assert redeem(browser, code).json()["error"] == "invalid_grant"
    elsewhere = redeem(browser, allow(browser)["code"], redirect_uri="http://localhost:1/callback")
    assert elsewhere.json()["error"] == "redirect_uri_mismatch"
    secret = redeem(browser, allow(browser)["code"], client_secret="s")
    assert secret.json()["error"] == "invalid_client"
    code = allow(browser)["code"]
    clock.move(minutes=16)
    assert redeem(browser, code).json()["error_description"] == "expired authorization code"
    assert redeem(browser, "made-up").json()["error"] == "invalid_grant"


def test_a_person_who_does_not_agree(org, browser):
    org.sign_in.agrees = False
    back = allow(browser)
    assert (back["error"], back["state"]) == ("access_denied", "s1")


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
    ],
)
def test_a_request_that_is_sent_back(browser, more, error):
    assert allow(browser, **more)["error"] == error


@pytest.mark.parametrize(
    "more",
    [{"client_id": "unknown"}, {"redirect_uri": "https://evil.example/callback"}],
)
def test_a_request_that_goes_nowhere(browser, more):
    answer = allow(browser, **more)
    assert (answer.status_code, "error=" in answer.text) == (400, True)


def test_a_registered_address_is_the_only_one(start):
    org = start(quirks=Quirks(callback="http://localhost:8787/callback"))
    with httpx.Client(base_url=org.url, trust_env=False) as browser:
        assert allow(browser).status_code == 400
        assert "code" in allow(browser, redirect_uri="http://localhost:8787/callback")


def test_where_an_address_is_registered_one_can_still_sign_in_and_renew(start):
    callback = "http://localhost:8787/callback"
    org = start(quirks=Quirks(callback=callback))
    with httpx.Client(base_url=org.url, trust_env=False) as browser:
        code = allow(browser, redirect_uri=callback)["code"]
        first = redeem(browser, code, redirect_uri=callback)
        assert first.status_code == 200, first.text
        second = refresh(browser, first.json()["refresh_token"])
        assert works(org, second.json()["access_token"]) == 200
        code = allow(browser, redirect_uri=callback)["code"]
        elsewhere = redeem(browser, code, redirect_uri=f"{callback}/")
        assert (elsewhere.status_code, elsewhere.json()["error"]) == (400, "redirect_uri_mismatch")


def test_a_refresh_rotates_and_an_old_token_ends_everything(org, browser):
    first = redeem(browser, allow(browser)["code"]).json()
    second = refresh(browser, first["refresh_token"]).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]
    assert works(org, second["access_token"]) == 200
    stolen = refresh(browser, first["refresh_token"])
    assert stolen.status_code == 400
    assert stolen.json()["error"] == "invalid_grant"
    assert works(org, second["access_token"]) == 401
    assert refresh(browser, second["refresh_token"]).status_code == 400
    assert works(org, org.key) == 200


def test_without_rotation_the_refresh_token_stays(start):
    org = start(quirks=Quirks(rotates=False))
    with httpx.Client(base_url=org.url, trust_env=False) as browser:
        first = redeem(browser, allow(browser)["code"]).json()
        for _ in range(2):
            again = refresh(browser, first["refresh_token"]).json()
            assert "refresh_token" not in again
            assert works(org, again["access_token"]) == 200


def test_an_idle_refresh_token_dies(browser, clock):
    first = redeem(browser, allow(browser)["code"]).json()
    clock.move(days=29)
    second = refresh(browser, first["refresh_token"]).json()
    clock.move(days=31)
    assert refresh(browser, second["refresh_token"]).json()["error"] == "invalid_grant"


def test_a_sign_in_without_offline_access_has_no_refresh_token(browser):
    said = redeem(browser, allow(browser, scope="api")["code"]).json()
    assert "refresh_token" not in said


def test_access_tokens_expire_by_command_and_a_refresh_helps(org, browser):
    first = redeem(browser, allow(browser)["code"]).json()
    org.expire_tokens()
    assert works(org, first["access_token"]) == works(org, org.key) == 401
    second = refresh(browser, first["refresh_token"]).json()
    assert works(org, second["access_token"]) == 200


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoked(org, browser, which):
    said = redeem(browser, allow(browser)["code"]).json()
    ended = browser.post("/services/oauth2/revoke", data={"token": said[which]})
    assert ended.status_code == 200
    assert works(org, said["access_token"]) == 401
    left = refresh(browser, said["refresh_token"]).status_code
    assert left == (200 if which == "access_token" else 400)
    assert browser.post("/services/oauth2/revoke", data={"token": "x"}).status_code == 400


def test_a_frozen_person_gets_nothing(org, browser):
    first = redeem(browser, allow(browser)["code"]).json()
    org.access.inactive.add(org.me)
    assert works(org, first["access_token"]) == 401
    said = refresh(browser, first["refresh_token"]).json()
    assert said["error_description"] == "inactive user"


def test_somebody_else_may_sign_in(org, browser):
    org.sign_in.signing_in = org.records("User")[2]["Id"]
    said = redeem(browser, allow(browser)["code"]).json()
    assert said["id"].endswith(org.records("User")[2]["Id"])


def test_who_asks_without_a_good_token(org, browser):
    for place in ("/services/oauth2/userinfo", f"/id/{org.org.id}/{org.me}"):
        answer = browser.get(place, headers={"Authorization": "Bearer nothing"})
        assert (answer.status_code, answer.text) == (403, "Bad_OAuth_Token")
    answer = browser.get("/services/data/v64.0/limits")
    assert answer.status_code == 401
    assert answer.json() == [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ]
    assert "sforce-limit-info" not in answer.headers
    assert token(browser, grant_type="password").json()["error"] == "unsupported_grant_type"
    assert browser.get("/services/oauth2/token").status_code == 400
