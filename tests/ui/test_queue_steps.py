"""Where the keyboard goes: over bands, to the fold line, never outside."""

from __future__ import annotations

import pytest

from tests.ui.queue_rows import row
from ui.queue import steps
from ui.queue.bands import BandHeader, Entry, FoldLine

BAND = BandHeader("act", "Act now", 2, "")
LIST: list[Entry] = [BAND, row(1), row(2), BAND, row(3), FoldLine(4, True, None), BAND, row(4)]


@pytest.mark.parametrize(
    ("at", "by", "goes"),
    [(None, 1, 1), (None, -1, 7), (1, 1, 2), (2, 1, 4), (4, 1, 5), (5, 1, 7), (7, 1, None)],
)
def test_a_step_passes_over_bands(at, by, goes):
    assert steps.step(LIST, at, by) == goes


def test_a_step_may_pass_over_the_fold_line_too():
    assert steps.step(LIST, 4, 1, folds=False) == 7
    assert steps.step(LIST, 7, -1, folds=False) == 4


def test_home_and_end_are_accounts():
    assert (steps.first(LIST), steps.last(LIST)) == (1, 7)
    assert steps.last([BAND, row(1), FoldLine(2, True, None)]) == 1
    assert steps.first([BAND]) is None


def test_a_leap_ends_on_an_account_and_inside():
    assert steps.leap(LIST, 1, 100) == 7
    assert steps.leap(LIST, 7, -100) == 1
    assert steps.leap(LIST, 1, 2) == 4  # would land on a band
    assert steps.leap(LIST, 7, -2) == 4  # would land on the fold line
    assert steps.leap(LIST, None, 5) == 1
    assert steps.leap([], None, 5) is None


def test_the_nearest_account_is_the_next_below_else_the_last_above():
    assert steps.nearest(LIST, 3) == 4
    assert steps.nearest([BAND, row(1), BAND], 2) == 1
    assert steps.nearest(LIST, 99) == 7
    assert steps.nearest([], 0) is None
