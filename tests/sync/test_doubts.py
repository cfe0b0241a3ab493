"""What one run leaves to the next about records that may have been made."""

from __future__ import annotations

from datetime import timedelta

from sync.doubts import Doubts

AT = 1_000.0


def test_half_a_minute_after_the_attempt_not_found_can_be_believed():
    doubts = Doubts()
    doubts.tried("k", AT)
    assert doubts.left("k", AT) == 30.0
    assert doubts.left("k", AT + 12) == 18.0
    assert doubts.left("k", AT + 300) == 0.0


def test_a_service_may_be_given_more_time():
    doubts = Doubts(timedelta(minutes=1))
    doubts.tried("k", AT)
    assert doubts.left("k", AT + 30) == 30.0


def test_nothing_is_known_of_other_attempts_or_of_settled_ones():
    doubts = Doubts()
    doubts.tried("k", AT)
    assert doubts.left("other", AT) is None
    doubts.settled("k")
    doubts.settled("k")
    assert doubts.left("k", AT) is None


def test_an_attempt_that_lies_ahead_begins_its_time_anew():
    doubts = Doubts()
    doubts.tried("k", AT)
    assert doubts.left("k", 5.0) == 30.0
    assert doubts.left("k", 36.0) == 0.0


def test_the_oldest_are_forgotten_when_there_are_very_many():
    doubts = Doubts()
    for n in range(1_100):
        doubts.tried(f"k{n}", AT)
    assert doubts.left("k0", AT) is None
    assert doubts.left("k1099", AT) == 30.0
