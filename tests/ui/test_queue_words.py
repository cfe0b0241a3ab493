"""What the cells show."""

from __future__ import annotations

import pytest

from book.records import Touch
from tests.ui.queue_rows import BILL, DAY, HEALTH, NOT_MAPPED, PROMISE, QUIET, day, row
from ui.queue.words import RowWords

WORDS = RowWords(DAY)


def said(one, key):
    """Both lines of a cell."""
    return WORDS.cell(one, key)[:2]


def test_a_bill_has_its_day_and_the_day_to_act():
    assert said(row(1, bill=day(6)), "renewal") == ("Mon 30 Nov", "act by 16 Nov")
    assert said(row(1, band="later", bill=day(18)), "renewal") == ("Sat 12 Dec", "act by Sat")


def test_only_what_is_due_today_is_heavier():
    assert WORDS.cell(row(1, bill=day(14)), "renewal") == ("Tue 8 Dec", "act by today", False, 2)
    assert WORDS.cell(row(1, bill=day(6)), "renewal").weight == 1
    assert WORDS.cell(row(1, band="later", bill=day(30)), "renewal").weight == 0


def test_a_contract_is_never_taken_for_a_bill():
    end = day(96)
    contract = row(1, kind="annual", bill=end, contract_end=end, act_by=day(4))
    assert said(contract, "renewal") == ("28 Feb 2027", "contract, by Sat")
    credits_end = row(1, kind="annual", bill=end, act_by=day(4))
    assert said(credits_end, "renewal") == ("28 Feb 2027", "credits, by Sat")
    assert said(contract, "contract_end") == ("28 Feb 2027", "in 96 days")
    assert "Contract end" in WORDS.tooltip(contract, "renewal")
    assert WORDS.tooltip(row(1, bill=day(6)), "renewal").startswith("Next renewal\nMon 30 Nov 2026")


def test_missing_is_said_in_words_and_says_what_kind_of_missing():
    unmapped = WORDS.cell(row(1, band="undated", mapped=False), "renewal")
    assert unmapped == ("not mapped", "Vitally", True, 0)
    assert said(row(1, band="undated"), "renewal") == ("none", "")
    bare = row(1, arr_cents=None, touch=None, stage=None, owner_name=None)
    assert said(bare, "arr") == ("none", "no touch")
    assert said(bare, "stage") == ("no stage", "")
    assert said(row(1, kind="annual", stage=None), "stage")[0] == "annual, no stage"
    assert said(bare, "owner")[0] == "no owner"
    for key in ("users", "next_task", "notes", "contract_end"):
        cell = WORDS.cell(bare, key)
        assert (cell.first, cell.missing) == ("none", True)


def test_what_no_field_was_chosen_for_is_not_called_none():
    words = RowWords(DAY, mapped={"vitally": {"renewal_date", "stage"}})
    bare = row(1, arr_cents=None, stage=None)
    assert words.cell(bare, "arr") == ("not mapped", "mail, 8 d", True, 0)
    assert words.cell(bare, "contract_end") == ("not mapped", "Vitally", True, 0)
    assert words.cell(bare, "stage").first == "no stage"
    elsewhere = row(2, arr_cents=None, source="crm")
    assert words.cell(elsewhere, "arr").first == "none"


def test_the_age_of_a_stage():
    assert said(row(2), "stage") == ("4a. Intro Call Completed", "12 days")
    assert said(row(2, band="new"), "stage")[1] == "since 12 Nov"
    assert said(row(2, stage_since=None), "stage")[1] == ""


@pytest.mark.parametrize(
    ("touch", "line"),
    [
        (None, "no touch"),
        (Touch(DAY, "call"), "call, today"),
        (Touch(day(-33), "meeting"), "meeting, 33 d"),
    ],
)
def test_the_last_touch(touch, line):
    assert said(row(1, touch=touch), "arr")[1] == line


def test_codes_stand_where_a_book_holds_several_currencies():
    amount = RowWords(DAY, codes=True).cell(row(1, arr_cents=1_240_000), "arr").first
    assert amount.startswith("USD")
    assert RowWords(DAY).cell(row(1, arr_cents=1_240_000), "arr").first == "$12,400"


def test_optional_columns():
    one = row(1, users_count=41, notes_count=3, next_task_due=day(-3), open_tasks=2)
    assert said(one, "users") == ("41", "")
    assert said(one, "notes") == ("3", "")
    assert said(one, "next_task") == ("Sat 21 Nov", "3 days late")
    assert said(row(1, open_tasks=2), "next_task") == ("none", "2 without a day")


def test_a_row_without_reasons_has_a_plain_caption():
    assert said(row(1, users_count=12), "account")[1] == "Monthly, 12 users"
    assert said(row(1, kind="annual"), "account")[1] == "Annual"
    assert said(row(1, reasons=[BILL]), "account")[1] == ""


def test_the_tooltip_of_a_name_adds_up_its_reasons():
    one = row(1, "Kestrel Paper", reasons=[BILL, PROMISE, HEALTH])
    assert WORDS.tooltip(one, "account").splitlines() == [
        "Kestrel Paper",
        "Bill renews in 6 days  40",
        "Own task 3 working days late  25",
        "Health fell 1.3 in 14 days  15",
        "Score 80",
    ]
    assert WORDS.tooltip(row(1, reasons=[QUIET]), "mark").startswith("to contact\n")
    unmapped = row(1, band="undated", mapped=False, reasons=[NOT_MAPPED])
    assert WORDS.tooltip(unmapped, "renewal") == "Next renewal\nnot mapped\nVitally"
