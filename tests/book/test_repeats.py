"""When a task comes again: the words, the days, and that no day drifts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.errors import Usage
from book.repeats import (
    from_stored,
    next_after_done,
    next_day,
    parse_repeat,
    spelled,
    stored,
)
from book.working_days import holidays_of

TUESDAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "canonical"),
    [
        ("daily", "every day"),
        ("every 3 days", "every 3 days"),
        ("every working day", "every working day"),
        ("Every 2 weekdays", "every 2 working days"),
        ("weekly", "every week on tue"),
        ("every other week", "every 2 weeks on tue"),
        ("every 2 weeks on Thu and mon", "every 2 weeks on mon, thu"),
        ("every mon", "every week on mon"),
        ("every mondays, Fri", "every week on mon, fri"),
        ("every other fri", "every 2 weeks on fri"),
        ("monthly", "every month on the 24th"),
        ("every month on the 31st", "every month on the 31st"),
        ("every 3 months on 1", "every 3 months on the 1st"),
        ("every 2 weeks", "every 2 weeks on tue"),
        ("every four weeks", "every 4 weeks on tue"),
        ("fortnightly", "every 2 weeks on tue"),
        ("every fortnight on fri", "every 2 weeks on fri"),
        ("every quarter", "every 3 months on the 24th"),
        ("quarterly", "every 3 months on the 24th"),
        ("every other quarter on the 31st", "every 6 months on the 31st"),
        ("every weds", "every week on wed"),
        ("every tues and thurs", "every week on tue, thu"),
        ("yearly", "every year on 24 november"),
        ("every year on 29 feb", "every year on 29 february"),
        ("every year on march 2nd", "every year on 2 march"),
    ],
)
def test_words_are_understood_and_told_back(words: str, canonical: str) -> None:
    rule = parse_repeat(words, TUESDAY)
    assert spelled(rule) == canonical
    assert from_stored(stored(rule)) == rule


@pytest.mark.parametrize(
    "words",
    ["", "every", "fri", "every 0 days", "every month on the 32nd", "every week on sunny",
     "every year on 30 feb", "every day on mon", "every month on mon", "sometimes",
     "every mon, someday", "every day from 2026-02-30"],
)  # fmt: skip
def test_what_is_no_rule_says_what_to_write(words: str) -> None:
    with pytest.raises(Usage, match="comes again"):
        parse_repeat(words, TUESDAY)


def days(words: str, start: date, count: int) -> list[str]:
    rule, found, day = parse_repeat(words, start), [], start
    for _ in range(count):
        following = next_day(rule, day)
        assert following is not None
        day = following
        found.append(day.isoformat())
    return found


def test_the_31st_clamps_and_comes_back() -> None:
    assert days("every month on the 31st", date(2027, 1, 31), 4) == [
        "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31",
    ]  # fmt: skip
    assert days("every 2 months", date(2026, 12, 31), 3) == [
        "2027-02-28", "2027-04-30", "2027-06-30",
    ]  # fmt: skip


def test_the_29th_of_february_clamps_and_comes_back() -> None:
    assert days("yearly", date(2028, 2, 29), 4) == [
        "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29",
    ]  # fmt: skip
    assert days("monthly", date(2028, 1, 29), 2) == ["2028-02-29", "2028-03-29"]


def test_several_weekdays_of_every_second_week() -> None:
    assert days("every 2 weeks on mon, thu", date(2026, 11, 24), 4) == [
        "2026-11-26", "2026-12-07", "2026-12-10", "2026-12-21",
    ]  # fmt: skip


def test_a_year_ends_and_daylight_saving_moves_nothing() -> None:
    assert days("every 7 days", date(2026, 12, 28), 2) == ["2027-01-04", "2027-01-11"]
    assert days("every day", date(2027, 3, 27), 2) == ["2027-03-28", "2027-03-29"]


@pytest.mark.parametrize(
    ("words", "planned", "done", "following"),
    [
        ("every week", "2026-11-23", "2026-11-23", "2026-11-30"),
        ("every week", "2026-11-23", "2026-11-20", "2026-11-30"),  # done before its day
        ("every week", "2026-11-09", "2026-11-19", "2026-11-23"),  # late: what was missed is over
        ("every week", "2026-11-09", "2026-11-16", "2026-11-23"),
        ("every 3 days", "2026-11-20", "2026-11-25", "2026-11-26"),
        ("every month on the 31st", "2027-01-31", "2027-02-10", "2027-02-28"),
        ("every 2 working days", "2026-12-24", "2026-12-24", "2026-12-30"),  # over two holidays
        ("every working day", "2026-11-20", "2026-11-27", "2026-11-30"),
    ],
)
def test_the_next_lies_after_its_day_and_after_it_was_done(
    words: str, planned: str, done: str, following: str
) -> None:
    off = holidays_of([], ["12-25", "12-28"])
    day = date.fromisoformat(planned)
    found = next_after_done(parse_repeat(words, day), day, date.fromisoformat(done), off)
    assert found == date.fromisoformat(following)


def test_one_put_off_comes_back_to_its_own_days() -> None:
    rule = parse_repeat("every month on the 31st", date(2027, 1, 31))
    assert next_after_done(rule, date(2027, 2, 2), date(2027, 2, 2)) == date(2027, 2, 28)
    every_two = parse_repeat("every 2 months", date(2027, 1, 31))
    assert next_after_done(every_two, date(2027, 2, 2), date(2027, 2, 2)) == date(2027, 3, 31)


def test_one_without_a_day_counts_from_when_it_was_done() -> None:
    rule = parse_repeat("every 2 days", TUESDAY)
    assert next_after_done(rule, None, TUESDAY + timedelta(days=1)) == TUESDAY + timedelta(days=2)


def test_where_the_calendar_ends_there_is_no_next() -> None:
    for words in ("every day", "every week", "every month", "every year", "every working day"):
        assert next_day(parse_repeat(words, date(9999, 12, 30)), date(9999, 12, 31)) is None


def test_a_rule_that_cannot_be_read_is_none() -> None:
    assert from_stored("every blue moon from 2026-01-01") is None


@given(
    st.sampled_from(
        ["every day", "every 5 days", "every 2 weeks on mon, fri", "every month on the 31st",
         "every 3 months", "every year on 29 feb", "every working day"]
    ),
    st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    st.integers(0, 2_000),
)  # fmt: skip
def test_the_next_day_is_later_and_the_first_such(words: str, start: date, gone: int) -> None:
    rule = from_stored(stored(parse_repeat(words, start)))
    assert rule is not None
    after = start + timedelta(days=gone)
    found = next_day(rule, after)
    assert found is not None and found > after
    if rule.unit != "working day" and (found - after).days > 1:
        # No day between the two is one of the rule's: it would have been the next one.
        assert next_day(rule, found - timedelta(days=1)) == found
