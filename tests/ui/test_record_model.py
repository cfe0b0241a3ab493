"""Tables over plain lists: what Qt asks, sorting, filtering, and staying quick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.tables.record_model import Column, RecordModel
from ui.tables.row_table import INK_ROLE, TYPE_ROLE

pytestmark = pytest.mark.usefixtures("qapp")

Pair = tuple[str, date | None]
DAY = date(2026, 11, 24)


def columns() -> list[Column[Pair]]:
    return [
        Column(
            "name", "Name", 200, lambda one: one[0], lambda one: one[0].casefold(), role="strong"
        ),
        Column(
            "day",
            "Day",
            90,
            lambda one: str(one[1]) if one[1] else "none",
            lambda one: one[1],
            ink=lambda one: "ink" if one[1] else "ink3",
            tooltip=lambda one: "late" if one[1] and one[1] < DAY else None,
            right=True,
        ),
    ]


def model(*rows: Pair) -> RecordModel[Pair]:
    made: RecordModel[Pair] = RecordModel(columns(), lambda one: one[0])
    made.show(rows)
    return made


def names(shown: RecordModel[Pair]) -> list[str]:
    return [one[0] for one in shown.shown]


BIRCH: Pair = ("Birch", DAY)
ALDER: Pair = ("alder", None)
CEDAR: Pair = ("Cedar & Co", DAY - timedelta(days=1))


def test_it_keeps_the_contract_of_a_model(qtbot: QtBot, qtmodeltester: object) -> None:
    shown = model(BIRCH, ALDER, CEDAR)
    tester = QAbstractItemModelTester(shown, QAbstractItemModelTester.FailureReportingMode.Fatal)
    shown.sort(1, Qt.SortOrder.DescendingOrder)
    shown.filter("a")
    shown.show([CEDAR])
    shown.filter("")
    qtmodeltester.check(shown)  # type: ignore[attr-defined]
    assert tester.model() is shown


def test_a_cell_has_words_ink_type_and_a_tooltip() -> None:
    shown = model(BIRCH, ALDER, CEDAR)
    roles = Qt.ItemDataRole
    assert shown.index(0, 0).data() == "Birch"
    assert shown.index(0, 0).data(TYPE_ROLE) == "strong"
    assert shown.index(1, 1).data() == "none"
    assert shown.index(1, 1).data(INK_ROLE) == "ink3"
    assert shown.index(2, 1).data(roles.ToolTipRole) == "late"
    assert shown.index(0, 1).data(roles.ToolTipRole) is None
    assert shown.index(0, 1).data(roles.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight.value


def test_a_row_speaks_as_one_sentence() -> None:
    shown = model(BIRCH)
    role = Qt.ItemDataRole.AccessibleTextRole
    assert shown.index(0, 0).data(role) == "Birch, Day 2026-11-24"
    assert shown.index(0, 1).data(role) == "Day: 2026-11-24"


def test_sorting_goes_both_ways_and_what_is_missing_stays_last() -> None:
    shown = model(BIRCH, ALDER, CEDAR)
    shown.turn(0)
    assert names(shown) == ["alder", "Birch", "Cedar & Co"]
    shown.turn(0)
    assert names(shown) == ["Cedar & Co", "Birch", "alder"]
    shown.turn(1)
    assert names(shown) == ["Cedar & Co", "Birch", "alder"]
    shown.turn(1)
    assert names(shown) == ["Birch", "Cedar & Co", "alder"]
    shown.sort(-1)
    assert names(shown) == ["Birch", "alder", "Cedar & Co"]


def test_the_heading_says_which_way_it_is_sorted() -> None:
    shown = model(BIRCH)

    def heading(section: int) -> str:
        return str(shown.headerData(section, Qt.Orientation.Horizontal))

    assert heading(0) == "Name"
    shown.turn(0)
    assert (heading(0), heading(1)) == ("Name ↑", "Day")
    shown.turn(0)
    assert heading(0) == "Name ↓"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["Birch", "alder", "Cedar & Co"]),
        ("  ", ["Birch", "alder", "Cedar & Co"]),
        ("ALD", ["alder"]),
        ("co ced", ["Cedar & Co"]),
        ("zzz", []),
    ],
)
def test_the_filter_wants_every_word(text: str, found: list[str]) -> None:
    shown = model(BIRCH, ALDER, CEDAR)
    shown.filter(text)
    assert names(shown) == found
    assert shown.total == 3


def test_new_records_keep_filter_and_order() -> None:
    shown = model(BIRCH, ALDER)
    shown.turn(0)
    shown.filter("d")
    shown.show([CEDAR, ALDER, BIRCH])
    assert names(shown) == ["alder", "Cedar & Co"]


def test_the_order_goes_with_its_column_when_others_come_or_go() -> None:
    shown = model(BIRCH, ALDER, CEDAR)
    shown.turn(1)
    assert names(shown) == ["Cedar & Co", "Birch", "alder"]
    day = columns()[1]
    shown.show([BIRCH, ALDER, CEDAR], [day])
    assert names(shown) == ["Cedar & Co", "Birch", "alder"]
    shown.show([BIRCH, ALDER, CEDAR], columns())
    assert names(shown) == ["Cedar & Co", "Birch", "alder"]
    shown.show([BIRCH, ALDER, CEDAR], columns()[:1])
    assert names(shown) == ["Birch", "alder", "Cedar & Co"], "its column went"


def test_fifty_thousand_rows_sort_and_filter_like_a_list() -> None:
    """Bounds are ten times what a bare list takes in the same minute: they catch a proxy."""
    rows = [(f"Account {number * 7919 % 50_000}", DAY) for number in range(50_000)]
    shown = model(*rows)

    def timed(work: Callable[[], object]) -> float:
        began = perf_counter()
        work()
        return perf_counter() - began

    bare_sort = min(
        timed(lambda: sorted(rows, key=lambda one: one[0].casefold())) for _ in range(3)
    )
    bare_find = min(
        timed(lambda: [one for one in rows if "777" in one[0].casefold()]) for _ in range(3)
    )
    assert min(timed(lambda: shown.sort(0)) for _ in range(3)) < 10 * bare_sort
    shown.sort(-1)

    def find() -> None:
        shown.filter("777")
        shown.filter("")

    assert min(timed(find) for _ in range(3)) < 20 * bare_find
