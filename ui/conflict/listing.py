"""The conflicts in a list, where there are several: two lines each."""

from __future__ import annotations

from collections.abc import Sequence

from ui.conflict import words
from ui.conflict.shown import ShownConflict
from ui.look.two_line_list import TwoLineList, TwoLines


class ConflictList(TwoLineList):
    """Which conflict is shown beside it. Letters are the page's."""

    def show_conflicts(self, shown: Sequence[ShownConflict], at: int) -> None:
        """Show these, standing on one of them."""
        self.show_lines([TwoLines(one.account, words.listed(one)) for one in shown], at)
