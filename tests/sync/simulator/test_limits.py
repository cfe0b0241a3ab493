"""The token bucket: what it gives, what it says, how it fills again."""

from __future__ import annotations

from sync.simulator.limits import Bucket, RateLimit


class Ticks:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.at = 50.0

    def __call__(self) -> float:
        return self.at


def said(bucket: Bucket) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in bucket.headers()}


def test_units_are_taken_until_none_is_left():
    bucket = Bucket(RateLimit(units=3, window_seconds=60), Ticks())
    assert [bucket.take(1) for _ in range(4)] == [True, True, True, False]
    assert said(bucket) == {
        "ratelimit-limit": "3, 3;window=60",
        "ratelimit-remaining": "0",
        "ratelimit-reset": "20",
    }


def test_reset_is_the_seconds_until_one_more_unit():
    ticks = Ticks()
    bucket = Bucket(RateLimit(units=6, window_seconds=60), ticks)
    for _ in range(6):
        bucket.take(1)
    ticks.at += 4
    assert not bucket.take(1)
    assert said(bucket)["ratelimit-reset"] == "6"
    ticks.at += 6
    assert bucket.take(1)


def test_a_bucket_never_holds_more_than_its_units():
    ticks = Ticks()
    bucket = Bucket(RateLimit(units=2, window_seconds=1), ticks)
    ticks.at += 3600
    assert [bucket.take(1) for _ in range(3)] == [True, True, False]


def test_a_dear_request_takes_all_its_cost_or_nothing():
    bucket = Bucket(RateLimit(units=5, window_seconds=60), Ticks())
    assert bucket.take(3)
    assert not bucket.take(3)
    assert said(bucket)["ratelimit-remaining"] == "2"


def test_without_units_it_never_runs_out_and_still_says_something():
    bucket = Bucket(RateLimit(units=None), Ticks())
    assert all(bucket.take(5) for _ in range(5000))
    assert said(bucket)["ratelimit-limit"] == "1000, 1000;window=60"
