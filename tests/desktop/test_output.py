"""What commands print: aligned text that a terminal cannot be tricked with, and exact figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from desktop.output import amount, day_text, money_text, plural, print_table, time_text


def test_columns_line_up_also_with_wide_letters(capsys):
    print_table([("a", "合同会社", "1"), ("bbb", "é", "22")], right=frozenset({2}))
    assert capsys.readouterr().out.splitlines() == [
        "a    合同会社   1",
        "bbb  é         22",
    ]


def test_a_name_cannot_give_orders_to_the_terminal(capsys):
    print_table([("\x1b[2Jgone\nnext\u202e", "x")])
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert out.count("\n") == 1


def test_only_the_last_column_may_be_long(capsys):
    print_table([("n" * 300, "t" * 300)])
    out = capsys.readouterr().out
    assert "t" * 300 in out
    assert "n" * 60 not in out
    assert "…" in out


def test_no_rows_print_nothing(capsys):
    print_table([])
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("cents", "number"), [(None, None), (0, 0.0), (415050, 4150.5), (-1, -0.01), (10**15, 10.0**13)]
)
def test_cents_become_a_decimal_number(cents, number):
    assert amount(cents) == number


def test_nothing_known_is_not_zero():
    assert money_text(None, "USD") == "-"
    assert money_text(0, "USD") == "0 USD"
    assert (day_text(None), time_text(None)) == (None, None)


def test_times_carry_their_offset_and_days_do_not():
    told = time_text(datetime(2026, 11, 22, 9, 0, tzinfo=UTC))
    assert told is not None
    assert datetime.fromisoformat(told) == datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
    assert datetime.fromisoformat(told).utcoffset() is not None
    assert day_text(date(2026, 11, 22)) == "2026-11-22"


def test_one_is_not_many():
    assert plural(1, "account", "accounts") == "1 account"
    assert plural(1200, "account", "accounts") == "1,200 accounts"
