"""BuildBetter by the same few words as every source: connected, synced, let go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sync.simulator import Simulator
from sync.simulator.buildbetter import BuildBetterSimulator
from tests.desktop.brought import kept_in
from tests.desktop.conftest import Satchel

NAME = "buildbetter"


@pytest.fixture
def there() -> Iterator[BuildBetterSimulator]:
    with BuildBetterSimulator(accounts=12) as service:
        yield service


def connect(satchel: Satchel, there: BuildBetterSimulator, *more: str, secret: str = ""):
    words = ["connect", NAME, "--url", there.url, "--me", there.email, "--secret-stdin", *more]
    return satchel(*words, said=f"{secret or there.key}\n")


def test_from_the_key_to_calls_in_the_log(plain: Satchel, there: BuildBetterSimulator):
    with Simulator(accounts=12) as crm:
        words = ["connect", "vitally", "--url", crm.url, "--me", crm.email, "--secret-stdin"]
        assert plain(*words, said=crm.key).status == 0
        assert plain("sync", "vitally").status == 0
    done = connect(plain, there)
    assert (done.status, done.err) == (0, "")
    assert "accounts" in done.out
    assert "0 accounts" not in done.out
    done = plain("sync", NAME, "--json")
    assert done.status == 0, done
    (report,) = done.json["sources"]
    assert report["pulled"]["recordings"] > 3
    # The stand-ups among colleagues are nobody's.
    assert report["homeless"] >= 8
    quiet = plain("sync", NAME, "--json").json["sources"][0]
    assert quiet["requests"] <= 8
    assert not any(quiet["pulled"].values())
    assert {one.method for one in there.requests()} == {"GET"}
    assert plain("check").status == 0


def test_a_wrong_key_keeps_nothing(plain: Satchel, there: BuildBetterSimulator, one_line):
    line = one_line(connect(plain, there, secret="not-the-key-of-anybody"), 3)
    assert "BuildBetter refused the key (401)" in line
    assert "not-the-key" not in line
    assert kept_in(plain, NAME) is None


@pytest.mark.parametrize("days", ["0", "soon", "99999"])
def test_days_that_are_none(plain: Satchel, there: BuildBetterSimulator, one_line, days: str):
    line = one_line(connect(plain, there, "--option", f"days={days}"), 2)
    assert "is a number of days" in line


def test_let_go_with_its_key(plain: Satchel, there: BuildBetterSimulator):
    assert connect(plain, there, "--option", "days=30").status == 0
    assert kept_in(plain, NAME) == there.key
    assert plain("disconnect", NAME, "--forget").status == 0
    assert kept_in(plain, NAME) is None
