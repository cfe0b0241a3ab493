"""A wait in words: whole units, rounded up, and never a number nobody can picture."""

from __future__ import annotations

import pytest

from sync.wait_words import wait_words


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
