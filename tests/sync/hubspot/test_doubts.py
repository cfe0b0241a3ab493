"""What one run leaves to the next about records that may have been made."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sync.hubspot.doubts import Doubts

NOW = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)


def test_half_a_minute_after_the_attempt_not_found_can_be_believed():
    doubts = Doubts()
    doubts.tried("k", NOW)
    assert doubts.left("k", NOW) == 30.0
    assert doubts.left("k", NOW + timedelta(seconds=12)) == 18.0
    assert doubts.left("k", NOW + timedelta(minutes=5)) == 0.0


def test_nothing_is_known_of_other_attempts_or_of_settled_ones():
    doubts = Doubts()
    doubts.tried("k", NOW)
    assert doubts.left("other", NOW) is None
    doubts.settled("k")
    doubts.settled("k")
    assert doubts.left("k", NOW) is None


def test_after_a_clock_was_set_back_the_time_begins_anew():
    doubts = Doubts()
    doubts.tried("k", NOW)
    before = NOW - timedelta(days=2)
    assert doubts.left("k", before) == 30.0
    assert doubts.left("k", before + timedelta(seconds=31)) == 0.0


def test_the_oldest_are_forgotten_when_there_are_very_many():
    doubts = Doubts()
    for n in range(1_100):
        doubts.tried(f"k{n}", NOW)
    assert doubts.left("k0", NOW) is None
    assert doubts.left("k1099", NOW) == 30.0
