"""What the lines of the sync log say to eyes, ears and the clipboard."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from book.records import LogLine
from tests.ui.log_lines import HALF_READ, LINES, QUIET, REFUSED, SENT, STOPPED, line
from tests.ui.shell_book import NOON, TODAY
from ui.queue.bands import BandHeader
from ui.sync_log import words
from ui.words import time_words


@dataclass
class Day:
    """A heading as it is read: its name, how many lines, how many fell short."""

    name: str
    count: int
    caption: str


def days(lines: list[LogLine]) -> list[Day]:
    items = words.arrange(lines, TODAY)
    return [Day(one.name, one.count, one.caption) for one in items if isinstance(one, BandHeader)]


def test_each_day_counts_its_lines_and_what_fell_short() -> None:
    assert days([*LINES, line(60 * 24 * 4, "nothing new")]) == [
        Day("Today", 3, "2 fell short"),
        Day("Yesterday", 2, "1 fell short"),
        Day("Fri 20 Nov", 1, ""),
    ]


def test_lines_stand_under_their_own_day_in_their_order() -> None:
    items = words.arrange(LINES, TODAY)
    assert items[1:4] == [SENT, REFUSED, HALF_READ]
    assert items[5:] == [STOPPED, QUIET]


def test_a_clock_that_was_set_back_makes_no_second_heading() -> None:
    """Lines keep the order they were written in; a day has one heading all the same."""
    ahead = line(-60 * 48, "nothing new")
    assert [day.name for day in days([SENT, ahead, REFUSED])] == ["Today", "Thu 26 Nov"]


@pytest.mark.parametrize(
    ("one", "heard"),
    [
        (SENT, f"{time_words(SENT.at)}, Vitally, {SENT.text}"),
        (REFUSED, f"{time_words(REFUSED.at)}, Vitally, failed, Vitally refused the key"),
        (HALF_READ, f"{time_words(HALF_READ.at)}, Vitally, fell short, {HALF_READ.text}"),
        (STOPPED, f"Yesterday {time_words(STOPPED.at)}, Satchel, failed, The engine stopped."),
        (QUIET, f"Yesterday {time_words(QUIET.at)}, HubSpot, {QUIET.text}"),
    ],
)
def test_a_line_is_heard_as_one_sentence(one: LogLine, heard: str) -> None:
    assert words.heard(one, TODAY) == heard


def test_a_day_is_heard_with_its_counts() -> None:
    heading = words.arrange(LINES, TODAY)[0]
    assert words.heard(heading, TODAY) == "Today, 3 lines, 2 fell short"


def test_a_copied_line_has_its_moment_to_the_second_and_all_of_its_text() -> None:
    long = line(3, "Records that could not be read in full: " + "n1 (no day); " * 40, "warning")
    told = words.copied_line(long)
    assert told.startswith(long.at.astimezone().isoformat(sep=" ", timespec="seconds"))
    assert "Vitally  fell short" in told
    assert told.endswith(long.text)


def test_the_tooltip_says_the_second_and_the_whole_text() -> None:
    tip = words.tip(REFUSED, NOON)
    assert tip.splitlines() == [
        f"Today {REFUSED.at.astimezone():%H:%M:%S}",
        "failed",
        "Vitally refused the key",
    ]


@pytest.mark.parametrize(
    ("lines", "only_short", "told"),
    [
        ([], False, ""),
        ([SENT], False, "1 line"),
        (LINES, False, "5 lines, 3 fell short"),
        (LINES, True, "3 of 5"),
    ],
)
def test_the_words_beside_the_heading(lines: list[LogLine], only_short: bool, told: str) -> None:
    assert words.summary(lines, only_short=only_short) == told
