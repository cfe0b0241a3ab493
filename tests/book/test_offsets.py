"""How far into a recording, as people and links write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.offsets import LONGEST, parse_offset, spell_offset


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("90", 90),
        ("90s", 90),
        ("1m30s", 90),
        ("1h2m3s", 3723),
        ("12:05", 725),
        ("1:02:03", 3723),
        ("12.5", 12),
        ("0", 0),
        (" 12:05 ", 725),
        ("1H2M3S", 3723),
        ("2m", 120),
        ("1h", 3600),
        ("1h3s", 3603),
        ("90m", 5400),
        ("75:00", 4500),
        ("1m30.9s", 90),
        ("0:09", 9),
        ("99:59:59", LONGEST),
    ],
)
def test_what_people_and_links_write(text: str, second: int) -> None:
    assert parse_offset(text) == second


@pytest.mark.parametrize(
    "text",
    ["", " ", "soon", "-5", "+5", "1:75", "1:2", "1:60:00", "1m75s", "1h99m", "12:05:", ":05", "s",
     "m", "1h2", "90ss", "1 m", "1e3", "٩٠", "９０", "0x10", "12,5", "100:00:00", "99999999999",
     "1" * 4_000, "1:02:03:04", "undefined", "NaN", "12:05pm"],
)  # fmt: skip
def test_nonsense_is_none(text: str) -> None:
    assert parse_offset(text) is None


@given(st.integers(min_value=0, max_value=LONGEST))
def test_what_is_spelt_is_read_again(second: int) -> None:
    assert parse_offset(spell_offset(second)) == second


@given(
    st.integers(min_value=0, max_value=99),
    st.integers(min_value=0, max_value=59),
    st.integers(min_value=0, max_value=59),
)
def test_all_three_ways_name_the_same_second(hours: int, minutes: int, seconds: int) -> None:
    second = hours * 3600 + minutes * 60 + seconds
    assert parse_offset(f"{hours}h{minutes}m{seconds}s") == second
    assert parse_offset(f"{hours}:{minutes:02}:{seconds:02}") == second
    assert parse_offset(str(second)) == second
    assert parse_offset(f"{second}s") == second


@given(st.text(max_size=40))
def test_no_text_is_more_than_a_second_or_none(text: str) -> None:
    found = parse_offset(text)
    assert found is None or 0 <= found <= LONGEST


@pytest.mark.parametrize(
    ("second", "words"), [(0, "0:00"), (9, "0:09"), (725, "12:05"), (3723, "1:02:03")]
)
def test_how_it_is_spelt(second: int, words: str) -> None:
    assert spell_offset(second) == words


def test_nothing_lies_before_the_start() -> None:
    with pytest.raises(ValueError, match="before"):
        spell_offset(-1)
