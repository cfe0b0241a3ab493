"""Days in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ui import days

TODAY = date(2026, 11, 24)  # a Tuesday


def at(offset: int) -> date:
    return TODAY + timedelta(days=offset)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "Tue 24 Nov"),
        (6, "Mon 30 Nov"),
        (37, "Thu 31 Dec"),
        (38, "1 Jan 2027"),
        (-400, "20 Oct 2025"),
    ],
)
def test_a_day_names_its_year_only_when_it_is_another(offset: int, words: str) -> None:
    assert days.day_words(at(offset), TODAY) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (-1, "yesterday"),
        (2, "Thu"),
        (6, "Mon"),
        (7, "1 Dec"),
        (-2, "22 Nov"),
        (60, "23 Jan 2027"),
    ],
)
def test_a_near_day_has_its_shortest_clear_name(offset: int, words: str) -> None:
    assert days.near_day(at(offset), TODAY) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (6, "in 6 days"),
        (-1, "1 day late"),
        (-3, "3 days late"),
        (-1200, "1,200 days late"),
    ],
)
def test_how_far_a_due_day_is(offset: int, words: str) -> None:
    assert days.away(at(offset), TODAY) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "since today"),
        (3, "since today"),
        (-1, "since yesterday"),
        (-3, "since Sat"),
        (-6, "since Wed"),
        (-7, "since 17 Nov"),
    ],
)
def test_since_when(offset: int, words: str) -> None:
    assert days.since(at(offset), TODAY) == words


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, "today"),
        (-1, "yesterday"),
        (-2, "2 days ago"),
        (-20, "20 days ago"),
        (-21, "3 weeks ago"),
    ],
)
def test_how_long_ago(offset: int, words: str) -> None:
    assert days.ago(at(offset), TODAY) == words


@pytest.mark.parametrize(
    ("length", "words"),
    [(0, "0 days"), (1, "1 day"), (20, "20 days"), (21, "3 weeks"), (34, "4 weeks")],
)
def test_a_length_of_time_turns_to_weeks_after_three(length: int, words: str) -> None:
    assert days.span(length) == words


def test_every_weekday_and_month_has_a_name_of_three_letters() -> None:
    assert {days.weekday(at(n)) for n in range(7)} == {
        "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
    }  # fmt: skip
    named = [days.month(date(2026, number, 1)) for number in range(1, 13)]
    assert named[8] == "Sep"
    assert len(set(named)) == 12
    assert all(len(name) == 3 for name in named)
