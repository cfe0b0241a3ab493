"""A table model over a plain list of records, sorted and filtered as a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.look.tokens import Role
from ui.tables.row_table import INK_ROLE, TYPE_ROLE

Record = TypeVar("Record")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class Column(Struct, Generic[Record], frozen=True):
    """How one column reads a record: its words, what it sorts by, how it stands.

    `order` returning None puts a record last whichever way the column is sorted.
    """

    id: str
    heading: str
    width_u: int
    words: Callable[[Record], str]
    order: Callable[[Record], Any]
    ink: Callable[[Record], str] | None = None
    tooltip: Callable[[Record], str | None] | None = None
    role: Role = "body"
    sample: str = ""
    """The widest words to expect: the column is never too narrow for them."""
    right: bool = False
    grows: bool = False
    """Whether it takes the room that is left, before the first column does, for a long text."""


class RecordModel(QAbstractTableModel, Generic[Record]):
    """Records in rows. `show` replaces them, `sort` and `filter` work on the list itself."""

    def __init__(
        self,
        columns: Sequence[Column[Record]],
        haystack: Callable[[Record], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._haystack = haystack
        self._all: list[Record] = []
        self._hay: list[str] = []
        self._shown: list[Record] = []
        self._needle = ""
        self._looked: tuple[str, list[int]] | None = None
        """What was filtered by last, and the places that were found."""
        self._sorted_by: int | None = None
        self._descending = False

    def show(
        self, records: Sequence[Record], columns: Sequence[Column[Record]] | None = None
    ) -> None:
        """Take these records, under these columns; filter and order stay as they are.

        The order goes with the column it was by, wherever that stands now, or is gone with it.
        """
        self.beginResetModel()
        if columns is not None:
            by = None if self._sorted_by is None else self.columns[self._sorted_by].id
            self.columns = tuple(columns)
            ids = [column.id for column in self.columns]
            self._sorted_by = ids.index(by) if by in ids else None
        self._looked = None
        self._all = list(records)
        self._hay = [self._haystack(record).casefold() for record in self._all]
        self._arrange()
        self.endResetModel()

    def filter(self, text: str) -> None:
        """Keep only records in which every word of the text occurs."""
        needle = text.casefold().strip()
        if needle == self._needle:
            return
        self.beginResetModel()
        self._needle = needle
        self._arrange()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; column -1 goes back to the order the records came in."""
        self.beginResetModel()
        self._sorted_by = column if 0 <= column < len(self.columns) else None
        self._descending = order == Qt.SortOrder.DescendingOrder
        self._arrange()
        self.endResetModel()

    def turn(self, column: int) -> None:
        """Order by a column, the other way round where it is the one in use."""
        again = column == self._sorted_by and not self._descending
        order = Qt.SortOrder.DescendingOrder if again else Qt.SortOrder.AscendingOrder
        self.sort(column, order)

    def record(self, row: int) -> Record:
        """The record in a row."""
        return self._shown[row]

    @property
    def shown(self) -> Sequence[Record]:
        """The records in rows, in order."""
        return self._shown

    @property
    def total(self) -> int:
        """How many there are before the filter."""
        return len(self._all)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question for the number of rows."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Qt's question for the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt's question for one cell."""
        if not index.isValid() or not 0 <= index.row() < len(self._shown):
            return None
        column, record = self.columns[index.column()], self._shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.words(record)
        if role == INK_ROLE:
            return column.ink(record) if column.ink else None
        if role == TYPE_ROLE:
            return column.role
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column.right)
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.tooltip(record) if column.tooltip else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index.column(), record)
        return None

    def _spoken(self, column: int, record: Record) -> str:
        """The first cell speaks the whole row as one sentence, the others themselves."""
        if column:
            return f"{self.columns[column].heading}: {self.columns[column].words(record)}"
        first, *others = self.columns
        told = [f"{one.heading} {one.words(record)}" for one in others if one.words(record)]
        return ", ".join([first.words(record), *told])

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Qt's question for a heading."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._heading(section)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(self.columns[section].right)
        return None

    def _heading(self, section: int) -> str:
        """The heading; that of the column sorted by points the way it runs."""
        heading = self.columns[section].heading
        if section != self._sorted_by:
            return heading
        return f"{heading} ↓" if self._descending else f"{heading} ↑"

    def _arrange(self) -> None:
        self._shown = [self._all[at] for at in self._found()]
        if self._sorted_by is None:
            return
        order = self.columns[self._sorted_by].order
        keyed = [(order(record), record) for record in self._shown]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=self._descending)
        unknown = [record for key, record in keyed if key is None]
        self._shown = [record for _, record in known] + unknown

    def _found(self) -> Sequence[int]:
        """The places of what fits the filter; what is typed on is looked for where it was."""
        words, hay = self._needle.split(), self._hay
        if not words:
            self._looked = None
            return range(len(self._all))
        among: Sequence[int] = range(len(hay))
        if self._looked is not None and self._needle.startswith(self._looked[0]):
            among = self._looked[1]
        found = [at for at in among if all(word in hay[at] for word in words)]
        self._looked = (self._needle, found)
        return found


def _alignment(right: bool) -> int:
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    return int((side | Qt.AlignmentFlag.AlignVCenter).value)
