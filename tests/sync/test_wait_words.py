"""A wait in words: whole units, rounded up, and never a number nobody can picture."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.wait_words import kept_words, wait_words
from tests.clocks import MORNING


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "1 second"), (-5, "1 second"), (0.2, "1 second"), (1.1, "2 seconds"),
        (59, "59 seconds"), (59.5, "1 minute"), (60, "1 minute"), (61, "2 minutes"),
        (720, "12 minutes"), (5400, "90 minutes"), (7140, "119 minutes"), (7141, "2 hours"),
        (10_800, "3 hours"), (86_400, "24 hours"), (86_401, "more than a day"),
        (90_061, "more than a day"), (3e9, "more than a day"), (float("inf"), "more than a day"),
    ],
)  # fmt: skip
def test_the_unit_that_fits(seconds, words):
    assert wait_words(seconds) == words


@pytest.mark.parametrize(
    ("said", "seconds", "kept"),
    [
        ("HubSpot asks to wait another 118 minutes.", 118 * 60, "HubSpot asks to wait until {}."),
        ("It asks to wait 1 second before more.", 1, "It asks to wait until {} before more."),
        ("Asked too often; it goes on in 9 minutes.", 540, "Asked too often; it goes on at {}."),
        ("It asks to wait more than a day.", 9e9, "It asks to wait more than a day."),
        ("Your company has used up its requests.", 900, "Your company has used up its requests."),
    ],
)  # fmt: skip
def test_what_is_kept_says_until_when(said, seconds, kept):
    # “Another 118 minutes” stood there an hour later as well.
    at = MORNING + timedelta(seconds=min(seconds, 3600 * 24))
    assert kept_words(said, seconds, MORNING) == kept.format(f"{at.astimezone():%H:%M}")


def test_a_wait_beyond_midnight_names_the_day():
    at = (MORNING + timedelta(hours=23)).astimezone()
    assert kept_words("It goes on in 23 hours.", 23 * 3600, MORNING) == (
        f"It goes on at {at:%H:%M} on {at:%a} {at.day} Jun."
    )
