"""The table of all accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from book.records import Account, AccountId, Touch
from tests.ui.shell_book import application
from ui.look import theme
from ui.tables.accounts_page import AccountsPage, columns, touch_words

TODAY = date(2026, 11, 24)
FIRST_SEEN = datetime(2026, 1, 5, tzinfo=UTC)


def account(number: int, name: str, **given: Any) -> Account:
    return Account(
        id=AccountId(number),
        source="vitally",
        external_id=f"x{number}",
        name=name,
        first_seen=FIRST_SEEN,
        **given,
    )


FULL = account(
    1,
    "Alder Works",
    domain="alder.test",
    renewal_date=date(2026, 11, 30),
    contract_end=date(2027, 2, 28),
    stage="2. Onboarding",
    arr_cents=6_408_000,
    health=5.8,
    users_count=1204,
    touch=Touch(date(2026, 11, 12), "call"),
    owner_name="Wren Adeyemi",
)
BARE = account(2, "birch & sons")


@pytest.fixture
def page(qtbot: QtBot) -> AccountsPage:
    theme.apply(application(), "light")
    made = AccountsPage(TODAY)
    qtbot.addWidget(made)
    made.resize(1200, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.show_accounts([BARE, FULL], TODAY)
    return made


def cells(page: AccountsPage, row: int) -> list[str]:
    return [str(page.model.index(row, column).data()) for column in range(page.model.columnCount())]


def test_what_is_known_and_what_is_not(page: AccountsPage) -> None:
    assert cells(page, 0) == [
        "Alder Works",
        "Mon 30 Nov",
        "28 Feb 2027",
        "2. Onboarding",
        "$64,080",
        "5.8",
        "1,204",
        "call, 12 d",
        "Wren Adeyemi",
    ]
    assert cells(page, 1) == [
        "birch & sons", "none", "none", "no stage", "none", "none", "none", "no touch", "no owner",
    ]  # fmt: skip


def test_missing_is_never_zero_and_zero_is_never_missing(page: AccountsPage) -> None:
    page.show_accounts([account(3, "Zero", arr_cents=0, health=0.0, users_count=0)], TODAY)
    assert cells(page, 0)[4:7] == ["$0", "0.0", "0"]


def test_several_currencies_show_their_codes(page: AccountsPage) -> None:
    pound = account(3, "Cedar", arr_cents=100_000, currency="GBP")
    page.show_accounts([FULL, pound], TODAY)
    assert "USD" in cells(page, 0)[4]
    assert "GBP" in cells(page, 1)[4]


@pytest.mark.parametrize("scheme_columns", range(9))
def test_every_column_sorts_both_ways_with_missing_last(
    page: AccountsPage, scheme_columns: int
) -> None:
    page.sort_by(scheme_columns)
    page.sort_by(scheme_columns)
    expected = "birch & sons" if scheme_columns == 0 else "Alder Works"
    page.model.sort(scheme_columns, Qt.SortOrder.AscendingOrder)
    assert page.model.record(0).name == "Alder Works"
    page.model.sort(scheme_columns, Qt.SortOrder.DescendingOrder)
    assert page.model.record(0).name == expected


def test_the_model_keeps_its_contract(page: AccountsPage, qtmodeltester: object) -> None:
    tester = QAbstractItemModelTester(
        page.model, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    page.sort_by(4)
    page.filter.setText("alder")
    page.show_accounts([FULL], TODAY)
    page.filter.clear()
    qtmodeltester.check(page.model)  # type: ignore[attr-defined]
    assert tester.model() is page.model


@pytest.mark.parametrize("text", ["ALDER.test", "wren", "onboarding", "works ald"])
def test_the_filter_looks_into_what_a_person_knows(page: AccountsPage, text: str) -> None:
    page.filter.setText(text)
    assert [one.name for one in page.model.shown] == ["Alder Works"]
    assert page.bar.beside.whole == "1 of 2"


def test_a_filter_that_finds_nothing_can_be_cleared(qtbot: QtBot, page: AccountsPage) -> None:
    page.filter.setText("zzz")
    assert page.empty.isVisible()
    assert page.empty.heading.text() == "0 of 2 match"
    assert "zzz" in page.empty.words.words
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert page.table.isVisible()
    assert page.bar.beside.whole == "2"


def test_money_and_days_are_never_cut(page: AccountsPage) -> None:
    rich = account(9, "Rich", arr_cents=123_456_789_012, renewal_date=date(2027, 9, 29))
    page.show_accounts([rich, FULL], TODAY)
    page.resize(700, 600)
    look = theme.current()
    from PySide6.QtGui import QFontMetrics

    metrics = QFontMetrics(look.font("body"))
    for row in range(2):
        for column in (1, 2, 4):
            words = str(page.model.index(row, column).data())
            assert metrics.horizontalAdvance(words) <= page.table.columnWidth(column) - look.px(16)
    assert page.table.columnWidth(0) >= look.px(220)


def test_a_row_is_chosen_and_opened(qtbot: QtBot, page: AccountsPage) -> None:
    chosen: list[int] = []
    opened: list[int] = []
    page.account_chosen.connect(chosen.append)
    page.account_opened.connect(opened.append)
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert chosen == [1, 2]
    assert opened == [2]
    place = page.table.visualRect(page.model.index(0, 1)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == [2]
    qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened[-1] == 1


def test_the_keyboard_brings_the_ring_and_the_mouse_takes_it(
    qtbot: QtBot, page: AccountsPage
) -> None:
    page.table.setFocus(Qt.FocusReason.TabFocusReason)
    assert page.table.shows_ring(0)
    place = page.table.visualRect(page.model.index(1, 0)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not page.table.shows_ring(1)
    qtbot.keyClick(page.table, Qt.Key.Key_Up)
    assert page.table.shows_ring(0)


def test_the_chosen_row_has_a_bar_beside_its_tint(page: AccountsPage) -> None:
    page.table.selectRow(0)
    page.table.clearFocus()
    image = page.table.viewport().grab().toImage()
    row = page.table.visualRect(page.model.index(0, 0))
    look = theme.current()
    assert image.pixelColor(1, row.center().y()).name() == look.color("accent").name()
    assert image.pixelColor(6, row.top() + 2).name() == look.color("accent_tint").name()


def test_heights_follow_the_density(page: AccountsPage) -> None:
    look = theme.current()
    assert page.table.rowHeight(0) == look.px(32)
    page.set_density("compact")
    assert page.table.rowHeight(0) == look.px(26)
    assert page.bar.height() == look.px(40)


def test_a_click_on_a_heading_sorts(qtbot: QtBot, page: AccountsPage) -> None:
    across = page.table.horizontalHeader()
    place = across.sectionViewportPosition(4) + across.sectionSize(4) // 2
    from PySide6.QtCore import QPoint

    target = QPoint(place, across.height() // 2)
    for arrow in ("↑", "↓"):
        qtbot.mouseClick(across.viewport(), Qt.MouseButton.LeftButton, pos=target)
        told = page.model.headerData(4, Qt.Orientation.Horizontal)
        assert told == f"ARR {arrow}"


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 11, 24), "call, today"), (date(2026, 11, 23), "call, 1 d"), (None, "no touch")],
)
def test_the_last_touch_in_words(day: date | None, words: str) -> None:
    touch = Touch(day, "call") if day else None
    assert touch_words(account(1, "A", touch=touch), TODAY) == words


def test_columns_have_names_of_their_own() -> None:
    assert len({column.id for column in columns(TODAY)}) == len(columns(TODAY)) == 9
