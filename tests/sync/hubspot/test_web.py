"""Limits, locks, moves and refusals, each as HubSpot says it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from book.errors import Auth, BadResponse, RateLimited, ServerTrouble
from sync.hubspot.web import SEARCHES, HubSpotWeb, Invalid, Locked, NotServed
from sync.refusals import NotAllowed
from tests.sync.scripted import Said, Scripted

JSON = ("content-type", "application/json")
FINE = Said(200, b'{"results":[]}')
MIDNIGHT = 7200.0


def told(status: int, headers: dict[str, str] | None = None, **body: Any) -> Said:
    more = tuple((headers or {}).items())
    return Said(status, json.dumps({"status": "error", **body}).encode(), (JSON, *more))


def limited(policy: str = "", headers: dict[str, str] | None = None) -> Said:
    return told(429, headers, policyName=policy, category="RATE_LIMITS")


class Asker:
    """Asks one service and notes what is waited."""

    def __init__(self) -> None:
        self.waits: list[float] = []

    def ask(self, service: Scripted, times: int = 1, method: str = "GET") -> HubSpotWeb:
        async def pause(seconds: float) -> None:
            self.waits.append(seconds)

        async def asking() -> HubSpotWeb:
            web = HubSpotWeb(service.url, "secret-key", midnight=lambda: MIDNIGHT, pause=pause)
            try:
                for _ in range(times):
                    await web.send(method, "/crm/v3/objects/notes", repeatable=method == "GET")
            finally:
                await web.aclose()
            return web

        return asyncio.run(asking())


def waited(*answers: Said) -> list[float]:
    asker = Asker()
    with Scripted(*answers, FINE) as service:
        asker.ask(service)
    return asker.waits


def refused(*answers: Said) -> BaseException:
    with Scripted(*answers) as service, pytest.raises((Auth, BadResponse, Exception)) as raised:
        Asker().ask(service)
    return raised.value


def about(found: list[float], *expected: float) -> bool:
    """Whether these are the waits, each not shorter and only a little longer."""
    return len(found) == len(expected) and all(
        wish <= wait <= wish + 1.0 for wish, wait in zip(expected, found, strict=True)
    )


def test_the_key_is_sent_as_a_bearer():
    with Scripted(FINE) as service:
        Asker().ask(service)
    assert service.asked[0].headers["authorization"] == "Bearer secret-key"


def test_a_second_s_limit_waits_one_second_more_each_time():
    assert about(waited(limited("SECONDLY"), limited("SECONDLY"), limited("SECONDLY")), 1, 2, 3)


def test_the_limit_of_ten_seconds_waits_ten():
    answered = Said(200, b"{}")
    asker = Asker()
    with Scripted(answered, limited("TEN_SECONDLY_ROLLING"), limited(), FINE) as service:
        asker.ask(service, times=2)
    assert about(asker.waits, 10, 20)


@pytest.mark.parametrize(
    ("said", "expected"), [("7", 7.0), ("600", 600.0), ("2500", 2.5), ("601", 0.601)]
)
def test_a_wait_asked_for_is_in_seconds_up_to_600_and_in_milliseconds_above(said, expected):
    error = refused(*[limited("SECONDLY", {"retry-after": said})] * 60)
    assert isinstance(error, RateLimited)
    assert error.wait_seconds == pytest.approx(expected)


@pytest.mark.parametrize("headers", [{}, {"retry-after": "5"}])
def test_a_day_used_up_waits_for_the_account_s_midnight(headers):
    error = refused(limited("DAILY", headers))
    assert isinstance(error, RateLimited)
    assert error.wait_seconds == MIDNIGHT
    assert "used up" in error.title
    assert "2 hours" in error.title


def test_a_locked_record_is_asked_for_again_after_two_seconds_and_more():
    assert about(waited(told(423), told(423)), 2, 4)
    error = refused(*[told(423)] * 9)
    assert isinstance(error, Locked)


def test_an_account_that_is_moved_says_in_seconds_how_long():
    error = refused(told(477, {"retry-after": "3600"}))
    assert isinstance(error, RateLimited)
    assert error.wait_seconds == 3600
    assert "477" in error.title


@pytest.mark.parametrize("status", [500, 502, 503, 504, 521, 524])
def test_trouble_there_passes_or_is_named(status):
    assert len(waited(told(status), told(status))) == 2
    assert isinstance(refused(*[told(status)] * 9), ServerTrouble)


def test_a_write_is_not_repeated_after_trouble():
    with Scripted(told(502), FINE) as service:
        with pytest.raises(ServerTrouble):
            Asker().ask(service, method="POST")
        assert len(service.asked) == 1


def test_a_key_that_ended_says_so():
    error = refused(told(401, category="EXPIRED_AUTHENTICATION"))
    assert isinstance(error, Auth)
    assert not isinstance(error, NotAllowed)
    assert "401" in str(error)
    assert "secret-key" not in str(error)


@pytest.mark.parametrize(
    "body",
    [
        {"context": {"missingScopes": ["tickets", "crm.objects.deals.read"]}},
        {"errors": [{"message": "m", "context": {"requiredGranularScopes": ["tickets"]}}]},
    ],
)
def test_missing_scopes_are_named(body):
    error = refused(told(403, category="MISSING_SCOPES", **body))
    assert isinstance(error, NotAllowed)
    assert "tickets" in error.title


def test_a_maker_of_the_key_who_left_is_named():
    error = refused(told(403, category="USER_DOES_NOT_HAVE_PERMISSIONS"))
    assert isinstance(error, NotAllowed)
    assert "whoever made it" in error.title


def test_a_403_without_a_word_is_still_one():
    assert isinstance(refused(Said(403, b"no")), NotAllowed)
    assert isinstance(refused(told(403, category="MISSING_SCOPES")), NotAllowed)


def test_a_refused_question_names_the_properties_and_nothing_else():
    error = refused(
        told(400, message="the secret words", errors=[{"context": {"propertyName": ["arr"]}}])
    )
    assert isinstance(error, Invalid)
    assert error.properties == ("arr",)
    assert "arr" in str(error)
    assert "secret words" not in str(error)


@pytest.mark.parametrize(
    "answer",
    [Said(404, b"<html>nothing</html>"), told(404), told(404, category="OBJECT_NOT_FOUND")],
)
def test_a_path_that_is_not_served_says_so(answer):
    assert isinstance(refused(answer), NotServed)


def test_searches_keep_below_five_a_second():
    asker = Asker()

    async def searching() -> None:
        async def pause(seconds: float) -> None:
            asker.waits.append(seconds)

        web = HubSpotWeb("http://127.0.0.1:1", "k", midnight=lambda: 0, pause=pause)
        for _ in range(SEARCHES + 1):
            await web.turn_to_search()

    asyncio.run(searching())
    assert SEARCHES == 4
    assert len(asker.waits) == 1
    assert 0.5 < asker.waits[0] <= 1.0


def test_what_is_left_of_the_limits_is_learnt_and_kept_to():
    left = {
        "X-HubSpot-RateLimit-Max": "100",
        "X-HubSpot-RateLimit-Remaining": "1",
        "X-HubSpot-RateLimit-Interval-Milliseconds": "10000",
        "X-HubSpot-RateLimit-Daily": "250000",
        "X-HubSpot-RateLimit-Daily-Remaining": "249000",
    }
    asker = Asker()
    answer = Said(200, b"{}", (JSON, *left.items()))
    with Scripted(answer, FINE) as service:
        web = asker.ask(service, times=3)
    assert asker.waits == [10.0]
    assert (web.daily_limit, web.daily_left, web.budget.limit) == (250_000, 249_000, 100)
