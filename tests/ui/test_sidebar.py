"""The rail: keys, counts, folding, and what a screen reader hears."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.shell_book import application
from ui.look import theme
from ui.window.desk import sidebar_places
from ui.window.pages import KEYS
from ui.window.sidebar import COUNT_ROLE, KEY_ROLE, Place, PlacesModel, Sidebar

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def rail(qtbot: QtBot) -> Sidebar:
    theme.apply(application(), "light")
    made = Sidebar("Wren's book", sidebar_places())
    qtbot.addWidget(made)
    made.resize(188, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.go("today")
    return made


def test_every_line_leads_to_a_page_and_every_page_has_a_line() -> None:
    assert tuple(place.key for place in sidebar_places()) == KEYS


def test_the_model_keeps_its_contract(qtmodeltester: object) -> None:
    model = PlacesModel(sidebar_places())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    model.set_counts({"today": 3, "nowhere": 9})
    assert tester.model() is model


def test_arrows_walk_and_the_window_follows(qtbot: QtBot, rail: Sidebar) -> None:
    went: list[str] = []
    rail.went.connect(went.append)
    rail.view.setFocus(Qt.FocusReason.TabFocusReason)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(rail.view, key)
    assert went == ["accounts", "tasks", "accounts", "conflicts", "today"]


def test_a_letter_does_not_search_the_lines(qtbot: QtBot, rail: Sidebar) -> None:
    rail.view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(rail.view, Qt.Key.Key_W)
    assert rail.view.currentIndex().row() == 0


def test_a_click_goes_there(qtbot: QtBot, rail: Sidebar) -> None:
    went: list[str] = []
    rail.went.connect(went.append)
    place = rail.view.visualRect(rail.view.places.index(4)).center()
    qtbot.mouseClick(rail.view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(place))
    assert went == ["recordings"]


def test_only_the_keyboard_brings_the_ring(qtbot: QtBot, rail: Sidebar) -> None:
    first = rail.view.places.index(0)
    rail.view.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not rail.view.shows_ring(first)
    rail.view.clearFocus()
    rail.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert rail.view.shows_ring(first)
    assert not rail.view.shows_ring(rail.view.places.index(1))
    place = rail.view.visualRect(first).center()
    qtbot.mouseClick(rail.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not rail.view.shows_ring(first)


def test_counts_are_shown_and_spoken(rail: Sidebar) -> None:
    rail.set_counts({"today": 8, "accounts": 1204, "tasks": 0})
    model = rail.view.places
    assert model.index(0).data(COUNT_ROLE) == "8"
    assert model.index(1).data(COUNT_ROLE) == "1,204"
    assert model.index(2).data(COUNT_ROLE) == "0"
    assert model.index(3).data(COUNT_ROLE) == ""
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(0).data(spoken) == "Today, 8"
    assert model.index(3).data(spoken) == "Escalations"


def test_an_unchanged_count_repaints_nothing(rail: Sidebar) -> None:
    rail.set_counts({"today": 8})
    told: list[int] = []
    rail.view.places.dataChanged.connect(lambda first, _last: told.append(first.row()))
    rail.set_counts({"today": 8, "tasks": 2})
    assert told == [2]


def test_folded_it_is_a_strip_whose_signs_name_themselves(rail: Sidebar) -> None:
    rail.fold(True)
    assert rail.width() == theme.current().px(44) or rail.maximumWidth() == theme.current().px(44)
    tip = rail.view.places.index(3).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == "Escalations"
    rail.fold(False)
    assert rail.minimumWidth() == theme.current().px(160)
    assert rail.maximumWidth() == theme.current().px(260)


def test_density_changes_the_height_of_a_line(rail: Sidebar) -> None:
    def pitch() -> int:
        first, second = (rail.view.visualRect(rail.view.places.index(row)) for row in (0, 1))
        return second.y() - first.y()

    assert pitch() == theme.current().px(28) + 1
    rail.set_density("compact")
    rail.view.doItemsLayout()
    assert pitch() == theme.current().px(26) + 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chosen_line_is_tinted_and_its_sign_takes_the_accent(
    rail: Sidebar, scheme: str
) -> None:
    theme.apply(application(), "dark" if scheme == "dark" else "light")
    image = rail.view.viewport().grab().toImage()
    look = theme.current()
    chosen = rail.view.visualRect(rail.view.places.index(0))
    other = rail.view.visualRect(rail.view.places.index(1))
    tint = image.pixelColor(chosen.right() - 2, chosen.center().y())
    assert tint.name() == look.color("accent_tint").name()
    plain = image.pixelColor(other.right() - 2, other.center().y())
    assert plain.name() == look.color("window").name()
    theme.apply(application(), "light")


def test_a_screen_reader_finds_a_named_list(rail: Sidebar) -> None:
    seen = QAccessible.queryAccessibleInterface(rail.view)
    assert seen.text(QAccessible.Text.Name) == "Pages"
    assert seen.child(0).text(QAccessible.Text.Name).startswith("Today")


# --- the lines at the bottom ---------------------------------------------------------------


def some_places() -> list[Place]:
    return [
        Place("outbox", "Outbox", "send", bottom=True),
        Place("today", "Today", "sun"),
        Place("tasks", "Tasks", "circle-check"),
        Place("conflicts", "Conflicts", "git-merge", bottom=True),
    ]


@pytest.fixture
def parted(qtbot: QtBot) -> Sidebar:
    theme.apply(application(), "light")
    made = Sidebar("Wren's book", some_places())
    qtbot.addWidget(made)
    made.resize(188, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.go("today")
    return made


def place_of(rail: Sidebar, key: str) -> QRect:
    row = rail.view.places.row_of(key)
    assert row is not None
    return rail.view.visualRect(rail.view.places.index(row))


def test_a_model_with_a_gap_keeps_its_contract(qtmodeltester: object) -> None:
    model = PlacesModel(some_places())
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    qtmodeltester.check(model)  # type: ignore[attr-defined]
    assert tester.model() is model
    keys = [model.index(row).data(KEY_ROLE) for row in range(model.rowCount())]
    assert keys == ["today", "tasks", None, "outbox", "conflicts"]


@pytest.mark.parametrize("height", [600, 900, 300])
def test_some_lines_stand_at_the_bottom_whatever_the_height(
    qtbot: QtBot, parted: Sidebar, height: int
) -> None:
    parted.resize(188, height)
    qtbot.waitUntil(lambda: parted.height() == height, timeout=1_000)
    bottom = parted.view.viewport().rect().bottom()
    assert place_of(parted, "conflicts").bottom() == bottom
    assert place_of(parted, "outbox").bottom() + 1 == place_of(parted, "conflicts").top()
    assert place_of(parted, "today").top() == 0
    assert place_of(parted, "tasks").top() == place_of(parted, "today").bottom() + 1


def test_where_there_is_no_room_all_lines_can_be_scrolled_to(qtbot: QtBot, parted: Sidebar) -> None:
    parted.resize(188, 130)
    parted.view.setFocus(Qt.FocusReason.TabFocusReason)
    assert place_of(parted, "tasks").bottom() < place_of(parted, "outbox").top()
    qtbot.keyClick(parted.view, Qt.Key.Key_End)
    assert parted.view.viewport().rect().contains(place_of(parted, "conflicts"))


def test_arrows_go_over_the_gap(qtbot: QtBot, parted: Sidebar) -> None:
    went: list[str] = []
    parted.went.connect(went.append)
    parted.view.setFocus(Qt.FocusReason.TabFocusReason)
    keys = Qt.Key
    for key in (keys.Key_Down, keys.Key_Down, keys.Key_Down, keys.Key_Up, keys.Key_Up):
        qtbot.keyClick(parted.view, key)
    assert went == ["tasks", "outbox", "conflicts", "outbox", "tasks"]


def test_a_click_into_the_gap_goes_nowhere(qtbot: QtBot, parted: Sidebar) -> None:
    went: list[str] = []
    parted.went.connect(went.append)
    between = QPoint(
        40, (place_of(parted, "tasks").bottom() + place_of(parted, "outbox").top()) // 2
    )
    qtbot.mouseClick(parted.view.viewport(), Qt.MouseButton.LeftButton, pos=between)
    assert went == []
    assert parted.view.currentIndex().data(KEY_ROLE) == "today"
    below = place_of(parted, "outbox").center()
    qtbot.mouseClick(parted.view.viewport(), Qt.MouseButton.LeftButton, pos=below)
    assert went == ["outbox"]


def test_a_count_that_wants_a_person_is_amber_and_says_so(parted: Sidebar) -> None:
    model = parted.view.places
    spoken = Qt.ItemDataRole.AccessibleTextRole
    parted.set_counts({"outbox": 3, "conflicts": 1}, wanting=["conflicts"])
    outbox, conflicts = (model.index(model.row_of(key) or 0) for key in ("outbox", "conflicts"))
    assert outbox.data(spoken) == "Outbox, 3"
    assert conflicts.data(spoken) == "Conflicts, 1 needs you"
    amber = theme.current().color("amber")

    def holds_amber(key: str) -> bool:
        image = parted.view.viewport().grab(place_of(parted, key)).toImage()
        return any(
            abs(image.pixelColor(x, y).hue() - amber.hue()) < 6
            and image.pixelColor(x, y).saturation() > 200
            for x in range(image.width())
            for y in range(image.height())
        )

    assert not holds_amber("outbox")
    assert holds_amber("conflicts")
    parted.fold(True)
    assert holds_amber("conflicts")
    assert conflicts.data(Qt.ItemDataRole.ToolTipRole) == "Conflicts, 1 needs you"
    parted.set_counts({"conflicts": None})
    assert not holds_amber("conflicts")
    assert conflicts.data(spoken) == "Conflicts"
