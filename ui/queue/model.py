"""The queue as a table for Qt: one flat, already ordered list of bands, rows and fold line."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from book.queue import QueueRow
from book.records import AccountId
from ui.look.tooltip_text import plain_tooltip
from ui.queue.bands import BandHeader, Entry, FoldLine
from ui.queue.columns import FIXED, Column, header_words
from ui.queue.speech import details, entry_heard, mark_heading
from ui.queue.words import RowWords

AnyIndex = QModelIndex | QPersistentModelIndex
_NOWHERE: Final = QModelIndex()
_ROLE: Final = Qt.ItemDataRole


class QueueModel(QAbstractTableModel):
    """Holds the entries shown. Ordering and filtering happen before, on plain lists."""

    def __init__(self, words: RowWords, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.words = words
        self.columns: tuple[Column, ...] = FIXED
        self.entries: list[Entry] = []
        self.headers: list[int] = []
        """Where the band headers stand, in order."""
        self.lines: list[int] = []
        """Where whatever is no account stands: band headers and the fold line."""

    def show_entries(self, entries: list[Entry], words: RowWords) -> bool:
        """Take a new list in. True when everything was reset; False when the list has the
        same bands and accounts in the same places and only their cells changed."""
        before = self.entries
        fresh_words = (words.day, words.codes, words.mapped) != (
            self.words.day,
            self.words.codes,
            self.words.mapped,
        )
        self.words = words
        if len(before) == len(entries) and all(map(_same_place, before, entries)):
            self.entries = entries
            self._tell_changed(before, everything=fresh_words)
            return False
        self.beginResetModel()
        self.entries = entries
        self.lines = [at for at, entry in enumerate(entries) if type(entry) is not QueueRow]
        self.headers = [at for at in self.lines if type(entries[at]) is BandHeader]
        self.endResetModel()
        return True

    def _tell_changed(self, before: Sequence[Entry], *, everything: bool) -> None:
        last = self.columnCount() - 1
        start = None
        for at, (old, new) in enumerate(zip(before, self.entries, strict=True)):
            differs = everything or (old is not new and old != new)
            if differs and start is None:
                start = at
            elif not differs and start is not None:
                self.dataChanged.emit(self.index(start, 0), self.index(at - 1, last))
                start = None
        if start is not None:
            self.dataChanged.emit(self.index(start, 0), self.index(len(before) - 1, last))

    def show_columns(self, columns: tuple[Column, ...]) -> None:
        """Show these columns from now on."""
        self.beginResetModel()
        self.columns = columns
        self.endResetModel()

    def entry(self, at: int) -> Entry | None:
        """What stands in a place of the list."""
        return self.entries[at] if 0 <= at < len(self.entries) else None

    def account_row(self, at: int) -> QueueRow | None:
        """The account in a place of the list, None for bands and outside."""
        entry = self.entry(at)
        return entry if isinstance(entry, QueueRow) else None

    def places_of(self, *wanted: AccountId | None) -> dict[AccountId, int]:
        """Where accounts stand, as far as they are shown. Looks no further than it must."""
        missing = {account_id for account_id in wanted if account_id is not None}
        places: dict[AccountId, int] = {}
        if not missing:
            return places
        for at, entry in enumerate(self.entries):
            if type(entry) is QueueRow and entry.account.id in missing:
                places[entry.account.id] = at
                missing.discard(entry.account.id)
                if not missing:
                    break
        return places

    def place_of(self, account_id: AccountId | None) -> int | None:
        """Where an account stands, None when it is not shown."""
        return next(iter(self.places_of(account_id).values()), None)

    def header_of(self, at: int) -> int | None:
        """Where the band header of a place stands."""
        found = bisect_right(self.headers, at)
        return self.headers[found - 1] if found else None

    def header_after(self, at: int) -> int | None:
        """Where the next band header below a place stands."""
        found = bisect_right(self.headers, at)
        return self.headers[found] if found < len(self.headers) else None

    def rowCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """How many entries there are, bands included."""
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: AnyIndex = _NOWHERE) -> int:
        """How many columns are shown."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        """Rows can be selected; bands and the fold line cannot."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if isinstance(self.entries[index.row()], QueueRow):
            flags |= Qt.ItemFlag.ItemIsSelectable
        return flags

    def data(self, index: AnyIndex, role: int = _ROLE.DisplayRole) -> Any:
        """The texts of a cell; the painting takes the entries themselves."""
        if not index.isValid():
            return None
        entry = self.entries[index.row()]
        key = self.columns[index.column()].key
        if role == _ROLE.AccessibleTextRole:
            return entry_heard(entry, self.words, key)
        if role == _ROLE.UserRole:
            return entry
        if not isinstance(entry, QueueRow):
            return entry_heard(entry, self.words, key) if role == _ROLE.DisplayRole else None
        if role == _ROLE.DisplayRole:
            return self.words.cell(entry, key).first
        if role == _ROLE.ToolTipRole:
            return plain_tooltip(self.words.tooltip(entry, key))
        if role == _ROLE.AccessibleDescriptionRole and key == "account":
            return details(entry, self.words)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """What stands above a column; beside a row, its account's name for who listens."""
        if orientation == Qt.Orientation.Horizontal:
            if not 0 <= section < len(self.columns):
                return None
            key = self.columns[section].key
            if role == _ROLE.DisplayRole:
                return header_words(key)
            if role == _ROLE.AccessibleTextRole:
                return header_words(key) or mark_heading()
            return None
        if role != _ROLE.AccessibleTextRole:
            return None
        entry = self.entry(section)
        if isinstance(entry, QueueRow):
            return entry.account.name
        return None if entry is None else entry_heard(entry, self.words, "account")


def _same_place(old: Entry, new: Entry) -> bool:
    if old is new:
        return True
    if type(old) is not type(new):
        return False
    if isinstance(old, QueueRow) and isinstance(new, QueueRow):
        return old.account.id == new.account.id
    if isinstance(old, BandHeader) and isinstance(new, BandHeader):
        return old.key == new.key
    return isinstance(old, FoldLine)
