"""The versions of a note in a list, two lines each: when and by whom, and what is different."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from book.note_versions import Version
from ui.look.two_line_list import TwoLineList, TwoLines
from ui.versions import words
from ui.words import say


class VersionList(TwoLineList):
    """Which version is shown beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("Versions, newest first"))

    def show_versions(self, versions: Sequence[Version], now: datetime) -> None:
        """Show these, standing on the newest."""
        self.show_lines([lines_of(one, now) for one in versions], 0)


def lines_of(version: Version, now: datetime) -> TwoLines:
    """When and by whom; beneath, how much is different."""
    return TwoLines(words.when(version, now), words.size(version), words.who(version))
