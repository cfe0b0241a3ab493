"""How much of a day is used up, as runs keep it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from book.errors import RateLimited
from book.records import Source
from sync.hubspot.usage import Usage, after, usage
from sync.hubspot.web import HubSpotWeb
from tests.sync.scripted import Said, Scripted

NOW = datetime(2026, 6, 10, 9, tzinfo=UTC)
AT = "2026-06-10T09:00:00.000Z"


def source(**capabilities: object) -> Source:
    return Source(name="hubspot", url="https://x.test", capabilities=capabilities)  # type: ignore[arg-type]


def test_before_a_run_it_is_what_was_found_when_it_was_connected():
    found = source(daily_used=5, daily_limit=10)
    assert usage(None, found) == Usage(used=5, most=10)
    assert usage(Usage(used=7, most=10, at=AT).text(), found) == Usage(used=7, most=10, at=AT)
    assert usage("no JSON", found) == usage(None, source()) == Usage()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (None, None),
        ((3, 9), Usage(used=3, most=9, at=AT)),
        ((0, 0), Usage(used=10, most=10, at=AT)),
    ],
)
def test_a_run_keeps_what_its_answers_told(told, expected):
    assert after(Usage(used=5, most=10), told, NOW) == expected


def test_a_refusal_without_a_count_is_kept_only_where_a_limit_is_known():
    assert after(Usage(), (0, 0), NOW) is None


def told_by(*answers: Said) -> tuple[int, int] | None:
    async def asking(url: str) -> tuple[int, int] | None:
        async def pause(_seconds: float) -> None:
            """Waits for nothing."""

        web = HubSpotWeb(url, "k", midnight=lambda: 7200.0, pause=pause)
        try:
            for _ in answers:
                try:
                    await web.send("POST", "/crm/v3/objects/notes")
                except RateLimited:
                    pass
            return web.used()
        finally:
            await web.aclose()

    with Scripted(*answers) as service:
        return asyncio.run(asking(service.url))


def test_the_headers_of_answers_tell_it_and_a_day_that_is_over_tells_it_without():
    counted = (("x-hubspot-ratelimit-daily", "100"), ("x-hubspot-ratelimit-daily-remaining", "60"))
    fine = Said(200, b"{}", counted)
    over = Said(429, b'{"policyName":"DAILY","category":"RATE_LIMITS"}')
    assert told_by(Said(200, b"{}")) is None
    assert told_by(fine) == (40, 100)
    assert told_by(fine, over) == (100, 100)
    assert told_by(over) == (0, 0)
