"""The queue page: what it shows when, and that it keeps its place."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.queue_rows import DAY, day, large_book, row, small_book
from ui.look import theme
from ui.look.buttons import Button
from ui.look.empty_state import EmptyState
from ui.queue.bands import BandHeader
from ui.queue.column_menu import ColumnMenu
from ui.queue.controls import FilterField, SortButton
from ui.queue.page import QueuePage

KEY = Qt.Key


@pytest.fixture
def kept():
    """What the page told to keep."""
    return []


@pytest.fixture
def page(qtbot, qapp, kept):
    """A page with the small book."""
    theme.apply(qapp, "light")
    made = QueuePage(on_setting=lambda name, value: kept.append((name, value)))
    qtbot.addWidget(made)
    made.resize(760, 520)
    made.show_rows(small_book(), DAY, fetched=True)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def numbers(page):
    """The accounts shown, in order."""
    entries = page.main.queue().entries
    return [one.account.id for one in entries if not hasattr(one, "count")]


def headers(page):
    """The band headers shown."""
    return [one.name for one in page.main.queue().entries if isinstance(one, BandHeader)]


def field(page):
    """The filter field."""
    return page.findChild(FilterField)


def said_when_empty(page):
    """The words in the list's place, nothing while a list is shown."""
    if page.main.isVisible():
        return None
    state = page.findChild(EmptyState)
    assert state.isVisible()
    return state.accessibleName()


def press(page, words):
    """Press the button of that text."""
    button = next(one for one in page.findChildren(Button) if one.text() == words)
    assert button.isVisible()
    button.click()


def test_the_three_orders_and_no_other(page):
    sort = page.findChild(SortButton)
    assert [one.text() for one in sort.choices.actions()] == [
        "Act by",
        "Next renewal date",
        "Score",
    ]
    assert sort.accessibleName() == "Order: Act by"


def test_by_renewal_is_one_list_that_says_so(page):
    page.set_sort("renewal")
    assert headers(page) == ["By next renewal date"]
    assert numbers(page)[:5] == [3, 4, 2, 1, 5]
    assert set(numbers(page)[-2:]) == {14, 15}
    page.set_sort("act_by")
    assert headers(page) == ["New", "Act now", "Later", "Undated"]


def test_by_score_is_one_list_highest_first(page):
    page.set_sort("score")
    assert headers(page) == ["By score"]
    assert numbers(page)[:2] == [3, 1]


def test_the_date_column_sorts_by_it_with_one_click(qtbot, page, kept):
    names = page.main.names
    where = names.viewport().rect().topLeft()
    where.setX(names.sectionViewportPosition(2) + 20)
    where.setY(8)
    qtbot.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert headers(page) == ["By next renewal date"]
    assert page.findChild(SortButton).text() == "Next renewal date"
    qtbot.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert headers(page)[0] == "New"
    assert kept == [("sort", "renewal"), ("sort", "act_by")]


def test_the_menu_picks_an_order_and_has_it_kept(page, kept):
    page.findChild(SortButton).choices.actions()[2].trigger()
    assert headers(page) == ["By score"]
    assert kept == [("sort", "score")]


def test_an_order_nobody_knows_is_act_by(page, kept):
    page.set_sort("score")
    page.set_sort("by the moon")
    assert headers(page)[0] == "New"
    assert kept == []


def test_the_chosen_account_stays_chosen_in_another_order(page):
    page.select_account(5)
    page.set_sort("renewal")
    assert page.current_account() == 5
    assert page.main.currentIndex().row() == 5


def test_slash_leads_to_the_filter_and_escape_back(qtbot, page):
    page.main.setFocus()
    qtbot.keyClick(page.main, KEY.Key_Slash)
    assert field(page).hasFocus()
    assert field(page).text() == ""
    qtbot.keyClicks(field(page), "kes")
    assert numbers(page) == [3]
    qtbot.keyClick(field(page), KEY.Key_Escape)
    assert field(page).text() == ""
    assert field(page).hasFocus()
    qtbot.keyClick(field(page), KEY.Key_Escape)
    assert page.main.hasFocus()


def test_down_in_the_filter_leads_to_what_it_found(qtbot, page):
    page.focus_filter()
    qtbot.keyClicks(field(page), "ine")  # the owner of all
    qtbot.keyClick(field(page), KEY.Key_Down)
    assert page.main.hasFocus()


def test_a_filter_looks_into_folded_bands_and_behind_the_fold_line(page):
    page.main.band_clicked.emit("act")
    page.set_filter("account 12")
    assert numbers(page) == [12]
    page.set_filter("kestrel")
    assert numbers(page) == [3]
    page.set_filter("")
    assert 3 not in numbers(page)


def test_a_filter_keeps_the_current_account_where_it_fits(page):
    page.select_account(4)
    page.set_filter("optik")
    assert page.current_account() == 4
    page.set_filter("")
    assert page.current_account() == 4


def test_after_a_filter_that_hid_it_the_account_is_chosen_again(qtbot, page):
    page.select_account(5)
    page.set_filter("osprey")
    assert page.current_account() == 15
    page.set_filter("")
    assert page.current_account() == 5


def test_typing_tells_of_an_account_only_once_it_rests(qtbot, page):
    page.select_account(5)
    heard: list[int | None] = []
    page.account_chosen.connect(heard.append)
    for text in ("t", "ta", "tal"):
        page.set_filter(text)
    assert heard == []
    qtbot.waitUntil(lambda: heard == [14], timeout=2000)
    page.set_filter("")
    qtbot.waitUntil(lambda: heard == [14, 5], timeout=2000)


def test_nothing_found_says_so_and_has_a_way_back(qtbot, page):
    page.set_filter("zebra")
    assert said_when_empty(page).startswith("0 of 15 match")
    assert page.current_account() is None
    press(page, "Clear filter")
    assert said_when_empty(page) is None
    assert field(page).text() == ""


def test_the_cross_empties_the_filter(qtbot, page):
    page.set_filter("kes")
    inside = field(page).rect().center()
    inside.setX(field(page).width() - 14)
    qtbot.mouseClick(field(page), Qt.MouseButton.LeftButton, pos=inside)
    assert field(page).text() == ""


def test_counts_are_told(qtbot, page):
    with qtbot.waitSignal(page.counted) as told:
        page.set_filter("kestrel")
    assert told.args == [1, 15]


def test_not_fetched_is_not_the_same_as_none(qtbot, qapp):
    page = QueuePage()
    qtbot.addWidget(page)
    page.show()
    page.show_rows([], DAY, fetched=False)
    assert said_when_empty(page).startswith("Not fetched yet")
    page.show_rows([], DAY, fetched=True)
    assert said_when_empty(page).startswith("No account in the book")
    with qtbot.waitSignal(page.sync_asked):
        press(page, "Sync again")


def test_rows_appear_as_they_come(qtbot, qapp):
    page = QueuePage()
    qtbot.addWidget(page)
    page.show()
    for so_far in (0, 3, 7):
        page.show_rows(small_book()[:so_far], DAY, fetched=False)
        assert (said_when_empty(page) is None) == (so_far > 0)
        assert len(numbers(page)) == so_far


def test_no_one_to_contact_says_when_the_next_opens(page):
    rows = [one for one in small_book() if one.band in ("later", "undated")]
    heard: list[int | None] = []
    page.account_chosen.connect(heard.append)
    page.show_rows(rows, DAY, fetched=True)
    assert said_when_empty(page) == (
        "No one to contact today. The next one opens Thu 26 Nov, for 1 account. "
        "2 accounts have no renewal date."
    )
    assert page.current_account() is None
    assert heard == [None]
    press(page, "See the 8 later ones")
    assert said_when_empty(page) is None
    assert len(numbers(page)) == 10
    assert heard == [None, 6]
    page.show_rows(rows, DAY, fetched=True)
    assert said_when_empty(page) is None
    page.show_rows(rows, day(1), fetched=True)
    assert said_when_empty(page).startswith("No one to contact today")


def test_several_that_open_on_one_day_are_counted(page):
    rows = [row(number, band="later", bill=day(21)) for number in (1, 2, 3)]
    page.show_rows(rows, DAY, fetched=True)
    assert said_when_empty(page).endswith("The next one opens Tue 1 Dec, for 3 accounts.")


def test_an_account_is_gone_to_wherever_it_hides(page):
    page.main.band_clicked.emit("act")
    assert page.select_account(4)
    assert page.current_account() == 4
    assert page.select_account(12)
    assert page.current_account() == 12
    page.set_filter("kestrel")
    assert page.select_account(15)
    assert page.current_account() == 15
    assert field(page).text() == ""
    page.set_filter("kestrel")
    assert not page.select_account(404)
    assert field(page).text() == "kestrel"


def test_an_update_keeps_account_and_place_on_the_screen(page):
    page.show_rows(large_book(400), DAY, fetched=True)
    page.set_sort("renewal")
    page.select_account(numbers(page)[200])
    chosen = page.current_account()
    bar = page.main.verticalScrollBar()
    bar.setValue(bar.value() + 31)
    top = page.main.rowAt(40)
    seen = (page.main.queue().entry(top).account.id, page.main.rowViewportPosition(top))
    without_the_first = [one for one in large_book(400) if one.account.id not in numbers(page)[:9]]
    page.show_rows(without_the_first, DAY, fetched=True)
    assert page.current_account() == chosen
    again = page.main.queue().place_of(seen[0])
    assert page.main.rowViewportPosition(again) == seen[1]


def test_another_density_keeps_the_place_on_the_screen(page):
    page.show_rows(large_book(400), DAY, fetched=True)
    page.set_sort("renewal")
    view = page.main
    view.verticalScrollBar().setValue(4000)
    top = view.rowAt(0)
    page.set_density("compact")
    assert view.rowAt(0) in (top, top + 1)
    page.set_density("comfortable")
    assert view.rowAt(0) in (top - 1, top, top + 1)


def test_when_the_chosen_account_leaves_its_neighbour_is_chosen(page):
    page.select_account(4)
    page.show_rows([one for one in small_book() if one.account.id != 4], DAY, fetched=True)
    assert page.current_account() == 5


def test_an_update_of_cells_does_not_reset(qtbot, page):
    rows = small_book()
    rows[2] = row(3, "Kestrel Paper", state="contacted", bill=day(6))
    with qtbot.assertNotEmitted(page.main.queue().modelReset):
        page.show_rows(rows, DAY, fetched=True)


def test_an_unmapped_fact_says_so(page):
    rows = [row(1, arr_cents=None)]
    page.show_rows(rows, DAY, fetched=True)
    model = page.main.queue()
    assert model.index(1, 4).data() == "none"
    page.show_rows(rows, DAY, fetched=True, mapped={"vitally": {"renewal_date"}})
    assert model.index(1, 4).data() == "not mapped"


def test_optional_columns_come_and_go(page, kept):
    page.set_columns(["users", "nonsense", "contract_end", "users"])
    keys = [column.key for column in page.main.queue().columns]
    assert keys == ["mark", "account", "renewal", "stage", "arr", "users", "contract_end"]
    assert page.current_account() == 1
    menu = ColumnMenu(page.main.queue().columns, page)
    menu.picked.connect(page._pick_columns)
    by_words = {one.text(): one for one in menu.actions()}
    assert list(by_words) == [
        "Contract end",
        "Users count",
        "Next due task",
        "Notes count",
        "Assignee",
    ]
    by_words["Users count"].trigger()
    by_words["Assignee"].trigger()
    assert kept[-1] == ("columns", ["contract_end", "owner"])
    assert page.main.queue().columns[-1].key == "owner"


def test_the_last_columns_edge_leaves_room_for_the_scroll_bar(page):
    def money_ends():
        last = page.main.queue().columnCount() - 1
        edge = page.main.names.sectionViewportPosition(last) + page.main.names.sectionSize(last)
        return edge - page.main.rows.look.trail(page.main.queue().columns[-1], last=True)

    page.show_rows(small_book()[:3], DAY, fetched=True)
    without = money_ends()
    page.show_rows(large_book(300), DAY, fetched=True)
    page.set_sort("renewal")
    assert page.main.verticalScrollBar().isVisible()
    assert money_ends() == without
    room = page.main.viewport().width() - money_ends()
    assert room == page.main.rows.look.inset, "and the inset to the bar"


def test_a_second_currency_far_down_brings_codes(qtbot, page):
    rows = large_book(6000)
    rows.append(row(7001, band="undated", currency="EUR"))
    page.show_rows(rows, DAY, fetched=True)
    assert not page.main.rows.words.codes
    qtbot.waitUntil(lambda: page.main.rows.words.codes, timeout=5000)


def test_colours_follow_the_theme(qapp, page):
    def ground():
        picture = page.main.viewport().grab().toImage()
        return picture.pixelColor(300, picture.height() - 2).name()

    page.show_rows(small_book()[:2], DAY, fetched=True)
    light = theme.current().color("surface").name()
    assert ground() == light
    theme.apply(qapp, "dark")
    assert ground() == theme.current().color("surface").name() != light
    theme.apply(qapp, "light")


def test_controls_have_names(page):
    assert field(page).accessibleName() == "Filter the queue"
    assert page.main.accessibleName() == "Renewal queue"
    assert page.main.names.accessibleName() == "Column names"
    assert page.accessibleName() == "Renewal queue"
