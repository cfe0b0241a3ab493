"""The sync log as Qt asks for it: day headings and lines in one flat list, in portions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from book.clock import local_day
from book.records import LogLine
from ui.look.tooltip_text import plain_tooltip
from ui.queue.bands import BandHeader
from ui.sync_log import words
from ui.sync_log.words import Item

Index = QModelIndex | QPersistentModelIndex
PORTION: Final = 1_000
"""So many rows more are laid out each time the end of the list comes into sight."""
_NOWHERE = QModelIndex()
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class LogModel(QAbstractListModel):
    """What is shown, as of a moment; `items` grows as the list is scrolled down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.whole: list[Item] = []
        """All there is, laid out already or not."""
        self.now = _BEGINNING
        self._growing = False
        """Whoever hears that rows come may ask for more, which must not be heard meanwhile."""

    def show(self, lines: Sequence[LogLine], now: datetime) -> bool:
        """Show these lines, newest first; False where nothing is another than it was."""
        items = words.arrange(lines, local_day(now))
        self.now = now
        if items == self.whole:
            return False
        self.beginResetModel()
        self.whole = items
        self.items = items[: max(PORTION, len(self.items))]
        self.endResetModel()
        return True

    def canFetchMore(self, parent: Index) -> bool:
        """Whether some were not laid out yet."""
        return not parent.isValid() and not self._growing and len(self.items) < len(self.whole)

    def fetchMore(self, parent: Index) -> None:
        """Lay out the next portion."""
        if self.canFetchMore(parent):
            self._grow(PORTION)

    def line(self, at: int) -> LogLine | None:
        """The line at a place; None for a heading and outside the list."""
        item = self.items[at] if 0 <= at < len(self.items) else None
        return item if isinstance(item, LogLine) else None

    def place(self, line: LogLine | None) -> int | None:
        """Where a line stands, of equal ones the newest; it is laid out if it was not yet."""
        if line is None or line not in self.whole:
            return None
        at = self.whole.index(line)
        if at >= len(self.items):
            self._grow(at - len(self.items) + PORTION)
        return at

    def next_line(self, at: int, by: int) -> int | None:
        """The next place of a line from there on, in steps of 1 or -1."""
        at += by
        if at >= len(self.items) - 1:  # behind a day at the end its first line may come
            self.fetchMore(_NOWHERE)
        while 0 <= at < len(self.items):
            if self.line(at) is not None:
                return at
            at += by
        return None

    def last_line(self) -> int | None:
        """The place of the oldest line; everything is laid out for who goes there."""
        self._grow(len(self.whole))
        return self.next_line(len(self.items), -1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are, headings included."""
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is there, but nobody stands on it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.line(index.row()) is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for eyes, ears and tooltips."""
        if not index.isValid():
            return None
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return words.heard(item, local_day(self.now))
        if role == Qt.ItemDataRole.DisplayRole:
            return item.name if isinstance(item, BandHeader) else item.text
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(item, LogLine):
            return plain_tooltip(words.tip(item, self.now))
        return None

    def _grow(self, by: int) -> None:
        first = len(self.items)
        more = self.whole[first : first + by]
        if more:
            self._growing = True
            self.beginInsertRows(_NOWHERE, first, first + len(more) - 1)
            self.items.extend(more)
            self.endInsertRows()
            self._growing = False
