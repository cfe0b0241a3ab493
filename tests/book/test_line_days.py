"""Days in the lines of notes, seen from one local day, whatever calendar and clock do around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.line_days import day_in

TUESDAY, FRIDAY = date(2026, 11, 24), date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "today", "words", "day"),
    [
        ("send docs @fri", TUESDAY, "@fri", FRIDAY),
        ("send @fri the docs", TUESDAY, "@fri", FRIDAY),
        ("send docs @Next Tue", TUESDAY, "@Next Tue", date(2026, 12, 1)),
        ("they send the SOW mon", TUESDAY, "mon", date(2026, 11, 30)),
        ("the SSO price tomorrow", TUESDAY, "tomorrow", date(2026, 11, 25)),
        ("the price by fri.", TUESDAY, "fri", FRIDAY),
        ("the price day after tomorrow", TUESDAY, "day after tomorrow", date(2026, 11, 26)),
        ("call in 3 days", TUESDAY, "in 3 days", FRIDAY),
        ("call in a week", TUESDAY, "in a week", date(2026, 12, 1)),
        ("call in 1 month", date(2027, 1, 31), "in 1 month", date(2027, 2, 28)),
        ("call in 1 month", date(2028, 1, 31), "in 1 month", date(2028, 2, 29)),
        ("call 3 dec", TUESDAY, "3 dec", date(2026, 12, 3)),
        ("call dec 3", TUESDAY, "dec 3", date(2026, 12, 3)),
        ("call on the 3rd of December, 2027", TUESDAY, "the 3rd of December, 2027",
         date(2027, 12, 3)),
        ("call 3 nov", TUESDAY, "3 nov", date(2027, 11, 3)),
        ("call 24 nov", TUESDAY, "24 nov", TUESDAY),
        ("call 2026-12-01", TUESDAY, "2026-12-01", date(2026, 12, 1)),
        ("call +3d", TUESDAY, "+3d", FRIDAY),
        ("call end of week", TUESDAY, "end of week", FRIDAY),
        ("call end of week", FRIDAY, "end of week", FRIDAY),
        ("call end of week", date(2026, 11, 28), "end of week", date(2026, 12, 4)),
        ("call by the end of the month", TUESDAY, "the end of the month", date(2026, 11, 30)),
        ("call eom", date(2028, 2, 1), "eom", date(2028, 2, 29)),
        ("call fri", FRIDAY, "fri", date(2026, 12, 4)),
        ("call next fri", FRIDAY, "next fri", date(2026, 12, 4)),
        ("call next fri", date(2026, 11, 23), "next fri", date(2026, 12, 4)),
        ("call this fri", FRIDAY, "this fri", FRIDAY),
        ("call 29 feb", TUESDAY, "29 feb", date(2028, 2, 29)),
        ("call 29 feb", date(2028, 2, 29), "29 feb", date(2028, 2, 29)),
        ("call 29 feb", date(2096, 3, 1), "29 feb", date(2104, 2, 29)),
        ("call 31 dec", date(2026, 12, 31), "31 dec", date(2026, 12, 31)),
        ("call 31 jan", date(2026, 12, 31), "31 jan", date(2027, 1, 31)),
        ("call tomorrow", date(2026, 12, 31), "tomorrow", date(2027, 1, 1)),
        ("call\u00a0in 3\u00a0days", TUESDAY, "in 3\u00a0days", FRIDAY),
    ],
)  # fmt: skip
def test_a_day_in_a_line(text: str, today: date, words: str, day: date) -> None:
    found = day_in(text, today)
    assert found is not None
    assert (text[found.start : found.end], found.day) == (words, day)


@pytest.mark.parametrize(
    "text",
    [
        "mail anna@fri.com", "tell @anna", "put it in the sun", "the report of every mon",
        "what they said last fri", "next week", "fridays", "@frid docs", "mon they send it",
        "version 3", "may", "1 may be enough", "the cat sat on it", "in 3 days we know", "",
    ],
)  # fmt: skip
def test_what_is_no_day(text: str) -> None:
    assert day_in(text, TUESDAY) is None


@pytest.mark.parametrize(
    "words", ["2026-02-29", "31 nov", "29 feb 2027", "2026-13-01", "in 9999 months"]
)
def test_a_day_that_no_calendar_has_is_found_and_has_none(words: str) -> None:
    for text in (f"call @{words}", f"call {words}"):
        found = day_in(text, date(9900, 1, 1) if "months" in words else TUESDAY)
        assert found is not None
        assert found.day is None
        assert text[found.start : found.end].removeprefix("@") == words


def test_what_goes_with_the_words_is_cut_and_not_coloured() -> None:
    found = day_in("the price by fri.", TUESDAY)
    assert found is not None
    assert (found.cut, found.start, found.end) == (10, 13, 16)


def test_without_last_words_only_the_sign_names_a_day() -> None:
    assert day_in("they may leave fri", TUESDAY, last_words=False) is None
    assert day_in("they may leave @fri", TUESDAY, last_words=False) is not None


@pytest.mark.parametrize(
    ("zone", "moment", "today"),
    [
        # An hour before and after midnight where clocks go on, and where they go back.
        ("Europe/Berlin", datetime(2026, 3, 28, 22, 30, tzinfo=UTC), date(2026, 3, 28)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 30, tzinfo=UTC), date(2026, 3, 30)),
        ("America/New_York", datetime(2026, 11, 1, 3, 30, tzinfo=UTC), date(2026, 10, 31)),
        ("America/New_York", datetime(2026, 11, 2, 4, 30, tzinfo=UTC), date(2026, 11, 1)),
        # A day that began at 01:00, and an island that is a day ahead.
        ("Africa/Cairo", datetime(2026, 4, 23, 22, 30, tzinfo=UTC), date(2026, 4, 24)),
        ("Pacific/Kiritimati", datetime(2026, 11, 24, 10, 30, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_the_hour_that_clocks_lose_or_repeat_moves_no_day(
    zone: str, moment: datetime, today: date
) -> None:
    local = moment.astimezone(ZoneInfo(zone)).date()
    assert local == today
    for words, days in (("tomorrow", 1), ("in 3 days", 3), ("+2w", 14)):
        found = day_in(f"call {words}", local)
        assert found is not None
        assert found.day == today + timedelta(days=days)


@given(st.text(max_size=120), st.dates())
def test_any_text_has_a_day_inside_it_or_none(text: str, today: date) -> None:
    found = day_in(text, today)
    if found is not None:
        assert 0 <= found.cut <= found.start < found.end <= len(text)
