"""The sync log in portions: quick with the longest log there can be, and nothing left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from book.records import LogLine
from book.sync_log import KEPT_LINES
from tests.ui.log_lines import LINES, SENT, line, many
from tests.ui.shell_book import NOON
from ui.queue.bands import BandHeader
from ui.sync_log.model import PORTION, LogModel

pytestmark = pytest.mark.usefixtures("qapp")


def shown(model: LogModel) -> list[LogLine]:
    return [item for item in model.items if isinstance(item, LogLine)]


@pytest.mark.parametrize("lines", [LINES, many(3 * PORTION)], ids=["short", "long"])
def test_the_model_keeps_its_contract(lines: list[LogLine]) -> None:
    """The tester fetches by itself, and cannot bear that in the middle of a reset."""
    model = LogModel()
    model.show(lines, NOON)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert shown(model) == lines
    model.show([SENT, *LINES], NOON)
    assert tester.model() is model


def test_a_long_log_comes_in_portions_and_whole_in_the_end() -> None:
    model, lines = LogModel(), many(KEPT_LINES)
    model.show(lines, NOON)
    assert model.rowCount() == PORTION
    model.fetchMore(QModelIndex())
    assert model.rowCount() == 2 * PORTION
    assert shown(model) == lines[: len(shown(model))]
    assert model.line(model.last_line() or 0) == lines[-1]
    assert shown(model) == lines
    assert not model.canFetchMore(QModelIndex())


def test_what_was_laid_out_already_stays_so() -> None:
    """Else the list would jump up under a person who reads far below."""
    model, lines = LogModel(), many(3 * PORTION)
    model.show(lines, NOON)
    model.fetchMore(QModelIndex())
    model.show([line(-1, "sent 1; nothing new"), *lines], NOON)
    assert model.rowCount() == 2 * PORTION


def test_the_same_lines_on_the_same_day_reset_nothing() -> None:
    model = LogModel()
    assert model.show(LINES, NOON)
    assert not model.show(list(LINES), NOON + timedelta(minutes=5))
    assert model.show(LINES, NOON + timedelta(days=1))  # what was today is yesterday


def test_stepping_goes_over_days_and_past_the_end_of_a_portion() -> None:
    model = LogModel()
    model.show(many(2 * PORTION), NOON)
    at: int | None = -1
    seen = 0
    while at is not None:
        at = model.next_line(at, 1)
        if at is not None:
            assert model.line(at) is not None
            seen += 1
    assert seen == 2 * PORTION


def test_nobody_stands_on_a_day() -> None:
    model = LogModel()
    model.show(LINES, NOON)
    first, second = model.index(0), model.index(1)
    assert isinstance(model.items[0], BandHeader)
    assert not model.flags(first) & Qt.ItemFlag.ItemIsSelectable
    assert model.flags(second) & Qt.ItemFlag.ItemIsSelectable
    assert model.place(SENT) == 1


def test_markup_in_a_text_is_shown_as_it_is() -> None:
    model = LogModel()
    model.show([line(1, "The answer was <b>HTML</b>", "error")], NOON)
    assert "&lt;b&gt;" in model.index(1).data(Qt.ItemDataRole.ToolTipRole)
