"""Days as typed, seen from a Sunday, a Monday and a Friday."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book import day_words
from book.day_words import parse_day
from book.errors import Usage
from book.working_days import working_days_after

SUNDAY, MONDAY, FRIDAY = date(2026, 11, 22), date(2026, 11, 23), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("2026-12-01", SUNDAY, date(2026, 12, 1)),
        ("2024-02-29", SUNDAY, date(2024, 2, 29)),
        ("today", SUNDAY, SUNDAY),
        ("Tomorrow", SUNDAY, MONDAY),
        (" yesterday ", MONDAY, SUNDAY),
        ("fri", SUNDAY, FRIDAY),
        ("Friday", SUNDAY, FRIDAY),
        ("fri", FRIDAY, date(2026, 12, 4)),
        ("mon", SUNDAY, MONDAY),
        ("sun", SUNDAY, date(2026, 11, 29)),
        ("thurs", MONDAY, date(2026, 11, 26)),
        ("next tue", SUNDAY, date(2026, 11, 24)),
        ("next tue", MONDAY, date(2026, 12, 1)),
        ("next mon", MONDAY, date(2026, 11, 30)),
        ("next  sun", MONDAY, date(2026, 12, 6)),
        ("+3d", FRIDAY, date(2026, 11, 30)),
        ("+2w", SUNDAY, date(2026, 12, 6)),
        ("-1w", FRIDAY, date(2026, 11, 20)),
        ("+0d", FRIDAY, FRIDAY),
        ("this fri", FRIDAY, FRIDAY),
        ("this mon", SUNDAY, MONDAY),
        ("day after tomorrow", FRIDAY, date(2026, 11, 29)),
        ("weds", SUNDAY, date(2026, 11, 25)),
        ("next weds", SUNDAY, date(2026, 11, 25)),
        ("thur", SUNDAY, date(2026, 11, 26)),
        ("tues", SUNDAY, date(2026, 11, 24)),
        ("next week", SUNDAY, MONDAY),
        ("Next  week", MONDAY, date(2026, 11, 30)),
        ("next week", FRIDAY, date(2026, 11, 30)),
        ("+1m", SUNDAY, date(2026, 12, 22)),
        ("+1m", date(2027, 1, 31), date(2027, 2, 28)),
        ("-1m", date(2027, 1, 31), date(2026, 12, 31)),
        ("+14m", date(2026, 12, 31), date(2028, 2, 29)),
        ("in twelve months", SUNDAY, date(2027, 11, 22)),
        ("in four weeks", SUNDAY, date(2026, 12, 20)),
        ("in 3 days", SUNDAY, date(2026, 11, 25)),
        ("in a week", SUNDAY, date(2026, 11, 29)),
        ("In  two  weeks", SUNDAY, date(2026, 12, 6)),
        ("in 1 month", date(2027, 1, 31), date(2027, 2, 28)),
        ("in 14 months", date(2026, 12, 31), date(2028, 2, 29)),
        ("3 dec", SUNDAY, date(2026, 12, 3)),
        ("Dec 3rd", SUNDAY, date(2026, 12, 3)),
        ("1 nov", SUNDAY, date(2027, 11, 1)),
        ("the 2nd of January, 2028", SUNDAY, date(2028, 1, 2)),
        ("22 november", SUNDAY, SUNDAY),
        ("29 feb", SUNDAY, date(2028, 2, 29)),
        ("feb 29", date(2096, 3, 1), date(2104, 2, 29)),
        ("end of week", SUNDAY, FRIDAY),
        ("eow", FRIDAY, FRIDAY),
        ("end of the month", SUNDAY, date(2026, 11, 30)),
        ("eom", date(2028, 2, 5), date(2028, 2, 29)),
    ],
)
def test_a_day_as_typed(text: str, today: date, day: date) -> None:
    assert parse_day(text, today) == day


@pytest.mark.parametrize(
    "text",
    ["", "soon", "fr", "next", "next month", "last week", "3d", "+3",
     "+3y", "+99999m", "+99999d", "2026-13-01",
     "2026-02-30", "20261201", "2026-W48-1", "01/12/2026", "+3d x", "２０２６-12-01",
     "29 feb 2027", "31 nov", "0 dec", "3 de", "in 3", "in days", "in 99 years", "this",
     "end of", "this tomorrow", "32 dec"],
)  # fmt: skip
def test_what_is_no_day_says_what_to_write(text: str) -> None:
    with pytest.raises(Usage) as told:
        parse_day(text, SUNDAY)
    assert told.value.title
    assert told.value.advice


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(9000, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_within_the_coming_week_and_next_is_in_the_following(
    today: date, number: int
) -> None:
    name = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[number]
    day = parse_day(name, today)
    assert day.weekday() == number
    assert timedelta(days=1) <= day - today <= timedelta(days=7)
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7)
    assert parse_day(f"next {name}", today) == monday + timedelta(days=number)


@given(st.dates())
def test_every_iso_day_is_itself(day: date) -> None:
    assert parse_day(day.isoformat(), SUNDAY) == day


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (MONDAY, 2, date(2026, 11, 25)),
        (FRIDAY, 2, date(2026, 12, 1)),
        (SUNDAY, 2, date(2026, 11, 24)),
        (FRIDAY, 0, FRIDAY),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_working_days_leave_weekends_out(day: date, count: int, after: date) -> None:
    assert working_days_after(day, count) == after


TUESDAY = date(2026, 11, 24)
"""The day that the table of the documentation is seen from."""


def told() -> list[tuple[str, str]]:
    """The words of that table, each with the day beside it."""
    page = (Path(day_words.__file__).parents[1] / "docs" / "tasks.md").read_text(encoding="utf-8")
    table = page.split("## Words for a day")[1].split("##")[0]
    rows = [line.split("|")[1:3] for line in table.splitlines() if line.startswith("| `")]
    return [(words, day.strip()) for said, day in rows for words in re.findall(r"`([^`]+)`", said)]


def test_the_table_of_the_documentation_holds() -> None:
    rows = told()
    assert len(rows) > 40
    for words, day in rows:
        found = parse_day(words, TUESDAY)
        if day == "the first such day after today":
            assert found.strftime("%a").lower() == words[:3], words
            assert 1 <= (found - TUESDAY).days <= 7, words
        else:
            assert found.isoformat() == day, words


@pytest.mark.parametrize("words", ["weds", "thur", "tues", "next week", "+1m", "in 2 weeks",
                                   "end of month", "next working day"])  # fmt: skip
def test_the_table_lists_them(words: str) -> None:
    assert words in [one for one, _ in told()]


@pytest.mark.parametrize("words", ["-9999m", "+9999m"])
def test_months_beyond_the_calendar_are_no_day(words: str) -> None:
    with pytest.raises(Usage):
        parse_day(words, date(500, 1, 31) if words[0] == "-" else date(9500, 1, 31))
