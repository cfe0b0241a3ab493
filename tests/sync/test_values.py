"""Lenient readings: what each spelling becomes, and that nothing makes them raise."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.clock import moment, stamp
from sync import values

STORED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\Z")
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("2026-11-20T17:40:10.004Z", "2026-11-20T17:40:10.004Z"),
        ("2026-11-20T17:40:10Z", "2026-11-20T17:40:10.000Z"),
        ("2026-11-20T17:40:10.004999Z", "2026-11-20T17:40:10.004Z"),
        ("2026-11-20T19:40:10+02:00", "2026-11-20T17:40:10.000Z"),
        ("2026-11-20T17:40:10", "2026-11-20T17:40:10.000Z"),
        ("2026-11-20", "2026-11-20T00:00:00.000Z"),
        (1_795_196_410, "2026-11-20T17:40:10.000Z"),
        (1_795_196_410_004, "2026-11-20T17:40:10.004Z"),
        ("1795196410", "2026-11-20T17:40:10.000Z"),
        (1_795_196_410.5, "2026-11-20T17:40:10.500Z"),
    ],
)
def test_moments(value, expected):
    problems: list[str] = []
    assert values.moment_text(value, "at", problems) == expected
    assert problems == []


@pytest.mark.parametrize(
    "value",
    [
        "soon", "2026-02-30T00:00:00.000Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z",
        "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00.000Z", 20_261_214,
        True, -1, 0, 1e300, float("nan"), float("inf"), 10**30, [],
        {}, "2026-W47-5T09:00:00.1200Z"[:24] + "x", "９" * 10, "9" * 5000,
    ],
)  # fmt: skip
def test_moments_that_are_none_are_told(value):
    problems: list[str] = []
    assert values.moment_text(value, "at", problems) is None
    assert problems == ["at"]


def test_a_week_date_is_spelt_as_all_others_are():
    # 24 characters, a Z at the end, and yet not the stored form.
    assert values.moment_text("2026-W47-5T09:00:00.123Z", "", []) == "2026-11-20T09:00:00.123Z"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("2026-12-14", "2026-12-14"),
        ("2026-12-14T00:00:00.000Z", "2026-12-14"),
        ("2026-12-14T23:59:59.999-08:00", "2026-12-14"),
        ("2026-12-14T00:00:00+14:00", "2026-12-14"),
        ("20261214", "2026-12-14"),
        (1_797_206_400, "2026-12-14"),
        (1_797_206_400_000, "2026-12-14"),
    ],
)
def test_days_are_never_shifted(value, expected):
    problems: list[str] = []
    assert values.day_text(value, "day", problems) == expected
    assert problems == []


@pytest.mark.parametrize(
    "value", ["2026-02-30", "soon", "0001-01-01", "9999-12-31", True, [], -5, "31.12.2026"]
)
def test_days_that_are_none_are_told(value):
    problems: list[str] = []
    assert values.day_text(value, "day", problems) is None
    assert problems == ["day"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        (0, 0),
        (4150.5, 415050),
        (0.1 + 0.2, 30),
        (-12.34, -1234),
        ("4150.5", 415050),
        ("4,150.50", 415050),
        ("$1,234,567", 123_456_700),
        ("€ 12", 1200),
        (10**13, 10**15),
    ],
)
def test_money(value, expected):
    problems: list[str] = []
    assert values.cents(value, "mrr", problems) == expected
    assert problems == []


@pytest.mark.parametrize(
    "value",
    ["1.234,50", "12,34", "lots", "1e999", True, [], 1e300, float("nan"), 10**400, "1" * 50],
)
def test_money_that_is_none_is_told(value):
    problems: list[str] = []
    assert values.cents(value, "mrr", problems) is None
    assert problems == ["mrr"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("  Two\n lines\t ", "Two lines"),
        (3, "3"),
        (3.5, "3.5"),
        (True, "true"),
        (["a", "b"], "a, b"),
        ("a\x00b\ud800c", "a bc"),
        ("x" * 9000, "x" * 4096),
    ],
)
def test_lines(value, expected):
    problems: list[str] = []
    assert values.line(value, "name", problems) == expected
    assert problems == []


@given(ANYTHING)
def test_no_value_makes_a_reading_raise_or_break_its_form(value):
    problems: list[str] = []
    at = values.moment_text(value, "f", problems)
    assert at is None or (STORED.match(at) and stamp(moment(at)) == at)
    day = values.day_text(value, "f", problems)
    assert day is None or re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    amount = values.cents(value, "f", problems)
    assert amount is None or abs(amount) <= 2**53
    assert values.number(value, "f", problems) != float("inf")
    count = values.whole(value, "f", problems)
    assert count is None or abs(count) <= 2**53
    text = values.line(value, "f", problems)
    assert text is None or (text == text.strip() and "\n" not in text)
    assert text is None or text.encode()
    assert set(problems) <= {"f"}


def test_signs_that_join_letters_and_emoji_stay():
    family = "\U0001f469\u200d\U0001f467"
    assert values.clean(f"a {family}\x07 b\u200f") == f"a {family} b\u200f"
