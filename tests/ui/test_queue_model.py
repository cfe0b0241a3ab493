"""The queue's model as Qt sees it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from tests.ui.queue_rows import BILL, DAY, row, small_book
from ui.look.tooltip_text import plain_tooltip
from ui.queue.bands import arrange, flat
from ui.queue.columns import ACCOUNT, columns_with
from ui.queue.model import QueueModel
from ui.queue.words import RowWords

ROLE = Qt.ItemDataRole
ACROSS = Qt.Orientation.Horizontal


@pytest.fixture
def model(qapp):
    """The small book in act-by order."""
    made = QueueModel(RowWords(DAY))
    made.show_entries(arrange(small_book(), DAY), RowWords(DAY))
    return made


def test_qt_finds_no_fault(model, qtmodeltester):
    qtmodeltester.check(model)
    model.show_columns(columns_with(["users", "contract_end"]))
    model.show_entries(flat(small_book(), "score"), RowWords(DAY))
    qtmodeltester.check(model)
    model.show_entries([], RowWords(DAY))
    qtmodeltester.check(model)


def test_rows_can_be_selected_and_nothing_else(model):
    selectable = {
        at
        for at in range(model.rowCount())
        if model.flags(model.index(at, ACCOUNT)) & Qt.ItemFlag.ItemIsSelectable
    }
    assert selectable == set(range(model.rowCount())) - set(model.lines)
    assert model.lines == [0, 3, 7, 10, 11]
    assert model.headers == [0, 3, 7, 11]


def test_every_cell_of_every_line_says_something(model):
    model.show_columns(columns_with(["contract_end", "users", "next_task", "notes", "owner"]))
    for at in range(model.rowCount()):
        for section in range(model.columnCount()):
            heard = model.index(at, section).data(ROLE.AccessibleTextRole)
            assert heard, (at, section)


def test_the_name_cell_speaks_for_the_row_and_the_rest_is_at_hand(model):
    cell = model.index(4, ACCOUNT)
    sentence = cell.data(ROLE.AccessibleTextRole)
    assert sentence.startswith("\u2068Kestrel Paper\u2069, act now, bill renews in 6 days")
    more = cell.data(ROLE.AccessibleDescriptionRole)
    assert "Next renewal, Mon 30 Nov, act by 16 Nov" in more
    assert "No touch for 31 days  15" in more


def test_bands_say_name_and_count(model):
    assert model.index(3, 0).data(ROLE.AccessibleTextRole).startswith("Act now, 3 accounts")
    assert model.index(10, 0).data(ROLE.AccessibleTextRole) == "6 more, from Thu 17 Dec on"


def test_columns_have_names_also_where_none_is_shown(model):
    shown = [model.headerData(at, ACROSS) for at in range(5)]
    assert shown == ["", "Account and reasons", "Next renewal", "Onboarding pipeline", "ARR, touch"]
    assert model.headerData(0, ACROSS, ROLE.AccessibleTextRole) == "State"
    assert model.headerData(9, ACROSS) is None


def test_the_same_places_with_another_cell_is_a_change_not_a_reset(model, qtbot):
    rows = small_book()
    rows[3] = row(4, "Grünwald Optik", state="booked", domain="gruenwald.example")
    with qtbot.waitSignal(model.dataChanged) as change, qtbot.assertNotEmitted(model.modelReset):
        assert not model.show_entries(arrange(rows, DAY), RowWords(DAY))
    first, last = change.args[:2]
    assert (first.row(), last.row()) == (5, 5)
    assert (first.column(), last.column()) == (0, model.columnCount() - 1)


def test_nothing_changed_tells_nothing(model, qtbot):
    with qtbot.assertNotEmitted(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.show_entries(arrange(small_book(), DAY), RowWords(DAY))


def test_another_day_changes_every_cell(model, qtbot):
    entries = list(model.entries)
    with qtbot.waitSignal(model.dataChanged) as change:
        model.show_entries(entries, RowWords(DAY.replace(day=25)))
    assert (change.args[0].row(), change.args[1].row()) == (0, model.rowCount() - 1)


def test_another_order_is_a_reset(model, qtbot):
    with qtbot.waitSignal(model.modelReset):
        assert model.show_entries(arrange(small_book()[::-1][2:], DAY), RowWords(DAY))


def test_places(model):
    assert model.place_of(4) == 5
    assert model.place_of(12) is None  # behind the fold line
    assert model.places_of(1, None, 15) == {1: 1, 15: 13}
    assert (model.header_of(5), model.header_after(5)) == (3, 7)
    assert model.header_after(12) is None
    assert model.account_row(0) is None
    assert model.entry(99) is None


def test_a_name_with_markup_stays_a_name(model):
    sly = row(3, "<img src=x> & <b>Bold</b>", reasons=[BILL])
    model.show_entries(arrange([sly], DAY), RowWords(DAY))
    tip = model.index(1, ACCOUNT).data(ROLE.ToolTipRole)
    assert tip.startswith("<qt>&lt;img src=x&gt; &amp; &lt;b&gt;Bold&lt;/b&gt;<br>Bill renews")
    assert plain_tooltip("Fennel & Rye") == "Fennel & Rye"
