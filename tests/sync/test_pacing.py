"""When a client waits, tries again and gives up."""

from __future__ import annotations

import asyncio
import time
from email.utils import formatdate

import pytest

from book.errors import BadResponse, Offline, RateLimited, ServerTrouble
from sync.pacing import PATIENCE_SECONDS, WAITS, Budget, Patience, wait_asked


def test_a_passing_fault_has_a_short_table_of_waits():
    patience = Patience(Budget())
    waits = []
    while (wait := patience.next_wait(ServerTrouble("x"))) is not None:
        waits.append(wait)
    assert len(waits) == len(WAITS)
    assert all(least <= wait for least, wait in zip(WAITS, waits, strict=True))
    assert sum(waits) < PATIENCE_SECONDS


def test_a_bad_answer_is_not_tried_again():
    assert Patience(Budget()).next_wait(BadResponse("x")) is None


def test_asked_waits_are_sat_out_up_to_a_bound():
    patience = Patience(Budget())
    assert patience.next_wait(RateLimited("x", wait_seconds=10)) >= 10
    assert patience.next_wait(RateLimited("x", wait_seconds=10)) is None


def test_a_run_that_had_answers_sits_out_longer_waits():
    budget = Budget()
    budget.answered = True
    assert Patience(budget).next_wait(RateLimited("x", wait_seconds=45)) >= 45
    assert Patience(budget).next_wait(RateLimited("x", wait_seconds=61)) is None


def test_an_attempt_after_a_fault_gets_what_is_left_of_the_patience():
    patience = Patience(Budget())
    assert patience.seconds_left() == 60
    patience.next_wait(Offline("x"))
    assert patience.seconds_left() <= PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 1), ({"retry-after": "30"}, 30), ({"retry-after": "0"}, 1), ({"retry-after": "-3"}, 1),
        ({"ratelimit-reset": "12"}, 12), ({"retry-after": "x", "ratelimit-reset": "12"}, 12),
        ({"retry-after": "9" * 400}, 1),
    ],
)  # fmt: skip
def test_the_wait_a_429_asks_for(headers, seconds):
    assert wait_asked(headers) == seconds


def test_a_retry_after_may_be_a_date():
    asked = wait_asked({"retry-after": formatdate(time.time() + 40, usegmt=True)})
    assert 35 < asked <= 40


@pytest.mark.parametrize(
    ("headers", "waits"),
    [
        ({"ratelimit-remaining": "500", "ratelimit-limit": "1000", "ratelimit-reset": "9"}, []),
        ({"ratelimit-remaining": "0", "ratelimit-limit": "1000", "ratelimit-reset": "9"}, [9.0]),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "900"}, [60.0]),
        ({"ratelimit-remaining": "0"}, [0.1]),
        ({"ratelimit-remaining": "many"}, []),
        ({}, []),
    ],
)
def test_slowing_down(headers, waits):
    slept: list[float] = []

    async def pause(seconds: float) -> None:
        slept.append(seconds)

    budget = Budget()
    budget.learn(headers)
    asyncio.run(budget.slow_down(pause))
    asyncio.run(budget.slow_down(pause))
    assert slept == waits
