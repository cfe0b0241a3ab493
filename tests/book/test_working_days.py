"""Working days keep clear of weekends and of the house rules' holidays."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace

from book import points
from book.day_words import parse_day
from book.errors import RulesTrouble, Usage
from book.follow_ups import due
from book.line_links import LineLinks
from book.margin import preview
from book.note_writing import add_note
from book.records import AccountId
from book.rules import load
from book.store import Store
from book.working_days import holidays_of, is_working_day, next_working_day, working_days_after
from tests.book.writing_book import RULES, begin

CHRISTMAS = holidays_of([date(2026, 12, 28)], ["12-25", "01-01"])
FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "count", "after"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (FRIDAY, 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # Christmas Day, a weekend, a day off
        (date(2026, 12, 24), 3, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_so_many_working_days_later(day: date, count: int, after: date) -> None:
    assert working_days_after(day, count, CHRISTMAS) == after


def test_a_holiday_of_every_year_and_one_of_this_year() -> None:
    assert not is_working_day(date(2030, 12, 25), CHRISTMAS)
    assert not is_working_day(date(2026, 12, 28), CHRISTMAS)
    assert is_working_day(date(2027, 12, 28), CHRISTMAS)
    assert next_working_day(date(2026, 12, 24)) == date(2026, 12, 25)


def test_rules_that_leave_no_working_day_end_somewhere() -> None:
    every_day = [f"{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 32)]
    assert next_working_day(FRIDAY, holidays_of([], every_day)) == date(2026, 11, 28)


@pytest.mark.parametrize("words", ["+3wd", "+3 working days", "in 3 working days", "in 3 workdays"])
def test_working_days_are_typed_too(words: str) -> None:
    assert parse_day(words, date(2026, 12, 24), CHRISTMAS) == date(2026, 12, 31)
    assert parse_day(words, date(2026, 12, 24)) == date(2026, 12, 29)


def test_the_next_working_day_is_typed_too() -> None:
    assert parse_day("next working day", FRIDAY) == date(2026, 11, 30)
    with pytest.raises(Usage):
        parse_day("+3wd", date.max)


def test_an_answer_is_due_clear_of_holidays_and_the_margin_says_the_same(store: Store) -> None:
    begin(store)
    off = replace(RULES, tasks=replace(RULES.tasks, holidays_every_year=("12-25",)))
    day, words = date(2026, 12, 23), "? who owns the plant"
    add_note(store, off, AccountId(1), body=words, day=day, today=day)
    (question,) = points.points_of_account(store, AccountId(1))
    assert question.due == date(2026, 12, 28)  # past Christmas Day and a weekend
    (line,) = preview(words, LineLinks(), day, holidays=off.tasks.no_work)
    assert "28 Dec" in line.detail


def test_a_follow_up_counts_working_days_or_all_days() -> None:
    off = replace(RULES, tasks=replace(RULES.tasks, holidays=(date(2026, 11, 30),)))
    known = {one.code: one for one in off.tasks.follow_ups}
    assert due(known["no_answer"], off, FRIDAY) == date(2026, 12, 3)
    assert due(known["recovery"], off, FRIDAY) == date(2026, 11, 29)
    assert due(known["after_call"], off, FRIDAY) == FRIDAY


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ('[tasks]\nholidays_every_year = ["02-30"]', "is not a day of the calendar"),
        ('[tasks]\nholidays_every_year = ["25 December"]', 'month and day such as "12-25"'),
        ('[tasks]\nholidays = ["2026-12-25"]', "a day such as"),
        (
            '[[tasks.follow_ups]]\ncode = "a"\ntitle = "A"\ndays = 1\n' * 2,
            "already the code of another one",
        ),
        ('[[tasks.follow_ups]]\ncode = "a"\ntitle = "A"', "has no days"),
        ('[[tasks.follow_ups]]\ncode = "a"\ntitle = "A"\ndays = 900', "from 0 to 260"),
    ],
)
def test_house_rules_that_cannot_be_say_where(tmp_path: Path, lines: str, told: str) -> None:
    file = tmp_path / "team.toml"
    file.write_text(lines, encoding="utf-8")
    with pytest.raises(RulesTrouble, match=re.escape(told)):
        load(team=file)


def test_a_leap_day_may_be_a_holiday(tmp_path: Path) -> None:
    file = tmp_path / "team.toml"
    file.write_text('[tasks]\nholidays_every_year = ["02-29"]\nholidays = [2027-03-26]')
    off = load(team=file).tasks.no_work
    assert date(2028, 2, 29) in off and date(2027, 3, 26) in off
    assert date(2028, 3, 26) not in off
