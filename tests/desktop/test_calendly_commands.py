"""Calendly by the same few words as every source: connected, synced, let go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.simulator import Simulator
from sync.simulator.calendly import CalendlySimulator
from tests.desktop.brought import kept_in
from tests.desktop.conftest import Satchel

NAME = "calendly"


@pytest.fixture
def there() -> Iterator[CalendlySimulator]:
    with CalendlySimulator(accounts=12) as service:
        yield service


def connect(satchel: Satchel, there: CalendlySimulator, *more: str, secret: str = ""):
    words = ["connect", NAME, "--url", there.url, "--me", there.email, "--secret-stdin", *more]
    return satchel(*words, said=f"{secret or there.key}\n")


def test_from_the_token_to_meetings(plain: Satchel, there: CalendlySimulator):
    with Simulator(accounts=12) as crm:
        words = ["connect", "vitally", "--url", crm.url, "--me", crm.email, "--secret-stdin"]
        assert plain(*words, said=crm.key).status == 0
        assert plain("sync", "vitally").status == 0
    done = connect(plain, there)
    assert (done.status, done.err) == (0, "")
    done = plain("sync", NAME, "--json")
    assert done.status == 0, done
    (report,) = done.json["sources"]
    assert report["requests"] > 10
    quiet = plain("sync", NAME, "--json").json["sources"][0]
    assert quiet["requests"] <= 4
    assert {one.method for one in there.requests()} == {"GET"}
    assert plain("check").status == 0


def test_a_wrong_token_keeps_nothing(plain: Satchel, there: CalendlySimulator, one_line):
    line = one_line(connect(plain, there, secret="not-the-token-of-anybody"), 3)
    assert "Calendly refused the token (401)" in line
    assert "not-the-token" not in line
    assert kept_in(plain, NAME) is None


def test_let_go_with_its_token(plain: Satchel, there: CalendlySimulator):
    assert connect(plain, there).status == 0
    assert kept_in(plain, NAME) == there.key
    assert plain("disconnect", NAME, "--forget").status == 0
    assert kept_in(plain, NAME) is None
