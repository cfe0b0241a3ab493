"""A time after a day is taken off its end; what is no time stays part of the day's words."""

from __future__ import annotations

from datetime import time

import pytest

from book.day_times import parted


@pytest.mark.parametrize(
    ("text", "day", "at"),
    [
        ("fri 15:00", "fri", time(15)),
        ("next tue at 9:30", "next tue", time(9, 30)),
        ("tomorrow 9am", "tomorrow", time(9)),
        ("3 dec 3:30 PM", "3 dec", time(15, 30)),
        ("2026-12-01 00:05", "2026-12-01", time(0, 5)),
        ("12am", "today", time(0)),
        ("today 12 pm", "today", time(12)),
        (" 14:30 ", "today", time(14, 30)),
        ("at 14:30", "today", time(14, 30)),
        ("fri", "fri", None),
        ("2026-12-01", "2026-12-01", None),
        ("in 3 days", "in 3 days", None),
        ("fri 25:00", "fri 25:00", None),
        ("fri 15:60", "fri 15:60", None),
        ("fri 13pm", "fri 13pm", None),
        ("", "", None),
    ],
)
def test_a_time_is_taken_off_the_end(text, day, at):
    assert parted(text) == (day, at)
