"""The list of the outbox as Qt asks for it; what a row says is found when it is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from book.clock import local_day
from ui.look.tooltip_text import plain_tooltip
from ui.outbox.bands import AccountLine, Item, arrange
from ui.outbox.shown import ShownEntry, Standing
from ui.outbox.words import RowText, item_heard, row_text
from ui.queue.bands import BandHeader

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class OutboxModel(QAbstractListModel):
    """Bands and entries in one flat list, in order."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.items: list[Item] = []
        self.standing = Standing(now=_BEGINNING)
        self._texts: dict[int, RowText] = {}
        self._places: dict[int, int] = {}

    def show(self, shown: Sequence[ShownEntry], standing: Standing) -> bool:
        """Show these; True where the lines are other ones now, False where only their words are."""
        items = arrange(shown, local_day(standing.now))
        moved = [_key(item) for item in items] != [_key(item) for item in self.items]
        if moved:
            self.beginResetModel()
        self.items = items
        self.standing = standing
        self._texts.clear()
        self._places = {
            item.id: at for at, item in enumerate(items) if isinstance(item, ShownEntry)
        }
        if moved:
            self.endResetModel()
        elif items:
            self.dataChanged.emit(self.index(0), self.index(len(items) - 1))
        return moved

    def pass_time(self, standing: Standing) -> None:
        """Another moment: what counts down says how much is left."""
        self.standing = standing
        for at, item in enumerate(self.items):
            if isinstance(item, ShownEntry) and item.entry.state == "queued":
                old = self._texts.pop(item.id, None)
                if old is not None and old != self.text(at):
                    self.dataChanged.emit(self.index(at), self.index(at))

    def entry(self, at: int) -> ShownEntry | None:
        """The entry at a place; None for a band and outside the list."""
        item = self.items[at] if 0 <= at < len(self.items) else None
        return item if isinstance(item, ShownEntry) else None

    def place(self, entry_id: int) -> int | None:
        """Where an entry stands."""
        return self._places.get(entry_id)

    def text(self, at: int) -> RowText | None:
        """What the entry at a place says; None for a band."""
        one = self.entry(at)
        if one is None:
            return None
        known = self._texts.get(one.id)
        if known is None:
            known = self._texts[one.id] = row_text(one, self.standing)
        return known

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many lines there are, bands included."""
        return 0 if parent.isValid() else len(self.items)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A band is there, but nobody stands on it."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.items[index.row()], ShownEntry):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return Qt.ItemFlag.ItemIsEnabled

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words for eyes, ears and tooltips."""
        if not index.isValid():
            return None
        at = index.row()
        item, text = self.items[at], self.text(at)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return item_heard(item, text)
        if role == Qt.ItemDataRole.DisplayRole:
            return text.sentence if text else _name(item)
        if role == Qt.ItemDataRole.ToolTipRole and text is not None:
            return plain_tooltip(text.tip)
        return None


def _key(item: Item) -> object:
    if isinstance(item, BandHeader):
        return item.key
    if isinstance(item, AccountLine):
        return ("account", item.account_id)
    return item.id


def _name(item: Item) -> str:
    if isinstance(item, BandHeader):
        return item.name
    return item.account if isinstance(item, AccountLine) else ""
