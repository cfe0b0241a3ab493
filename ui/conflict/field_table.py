"""The fields of a record in conflict: mine, theirs and what becomes of each."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from ui.conflict import words
from ui.conflict.choice import Choice, ValueCell
from ui.conflict.runs import Run, Runs
from ui.conflict.shown import ShownConflict, ShownField
from ui.look import theme
from ui.look.buttons import RING_ROOM
from ui.look.page import rule
from ui.look.tokens import Density, height
from ui.words import list_words, say

_NAME_U = 150
_NARROW_NAME_U = 90
_NARROW_U = 700
_ROWS_WHOLE = 4
"""With more fields than this, those that are the same share one row."""


class FieldTable(QWidget):
    """One row a field, the one that needs a person last."""

    def __init__(self) -> None:
        super().__init__()
        self.density: Density = "comfortable"
        self._grid = QGridLayout()
        self._body = QWidget()
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.addWidget(self._body)
        self._lines: list[int] = []
        self._line_counts: tuple[Runs, Runs, Runs] | None = None
        theme.watch(self._measure)

    def show_fields(self, one: ShownConflict, choice: Choice | None) -> None:
        """Show the fields of a conflict; `choice` has the cells of the row to decide in."""
        self._begin(one)
        for cells in _rows(one):
            self._add(*cells)
        name = Runs([Run(words.field_name(one), ink="ink2")])
        if choice is None:
            self._line_counts = (Runs(), Runs(), Runs())
            self._add(name, *self._line_counts)
        else:
            self._line_counts = None
            self._add(ValueCell(name, flush=True), *choice.cells, high=True)
        self._measure()

    def count_lines(self, mine: int, theirs: int, left: int) -> None:
        """Say of a text how many lines each side changed, and how many nobody settled."""
        if self._line_counts is None:
            return
        ours, others, result = self._line_counts
        ours.tell(Run(words.lines_changed(mine)))
        others.tell(Run(words.lines_changed(theirs)))
        told = words.lines_overlap(left)
        result.tell(Run(told, "button", "amber") if left else Run(told, ink="ink2"))

    def set_density(self, density: Density) -> None:
        """Rows 32 high, or 26."""
        self.density = density
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With little room the names get less of it."""
        super().resizeEvent(event)
        self._share()

    def _begin(self, one: ShownConflict) -> None:
        body = QWidget()
        self._grid = QGridLayout(body)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(0)
        for column in (1, 2, 3):
            self._grid.setColumnStretch(column, 1)
        self._outer.replaceWidget(self._body, body)
        self._body.hide()
        self._body.deleteLater()
        self._body = body
        self._lines = []
        self._grid.addWidget(rule(), 0, 0, 1, 4)
        heads = (
            say("Field"),
            say("Mine, this laptop"),
            say("Theirs, {source}", source=one.source),
            say("Result"),
        )
        self._add(*(Runs([Run(head, "caption", "ink3")]) for head in heads))

    def _add(self, *cells: QWidget, high: bool = False) -> None:
        row = self._grid.rowCount()
        for column, cell in enumerate(cells):
            if column and isinstance(cell, Runs):
                # In one line with the box of a button, which keeps room for its ring.
                cell.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
            self._grid.addWidget(cell, row, column)
        if not high:
            self._lines.append(row)
        self._grid.addWidget(rule("hair"), row + 1, 0, 1, 4)

    def _measure(self) -> None:
        look = theme.current()
        self._grid.setHorizontalSpacing(max(0, look.px(12) - RING_ROOM))
        for row in self._lines:
            self._grid.setRowMinimumHeight(row, look.px(height("table_row", self.density)) - 1)
        self._share()

    def _share(self) -> None:
        look = theme.current()
        narrow = self.width() < look.px(_NARROW_U)
        self._grid.setColumnMinimumWidth(0, look.px(_NARROW_NAME_U if narrow else _NAME_U))


def _rows(one: ShownConflict) -> list[tuple[QWidget, ...]]:
    fields = list(one.fields)
    named = {field.name for field in fields}
    if one.title and say("Title") not in {*named, words.field_name(one)}:
        fields.insert(
            0, ShownField(name=say("Title"), mine=one.title, theirs=one.title, result=one.title)
        )
    alike = [field for field in fields if field.mine == field.theirs]
    if len(fields) <= _ROWS_WHOLE or len(alike) < 2:
        return [_row(field) for field in fields]
    names = list_words([field.name for field in alike])
    same = Runs([Run(say("the same"), ink="ink2")])
    rows: list[tuple[QWidget, ...]] = [(Runs([Run(names, ink="ink2")]), Runs(), Runs(), same)]
    return rows + [_row(field) for field in fields if field.mine != field.theirs]


def _row(field: ShownField) -> tuple[QWidget, ...]:
    name = Runs([Run(field.name, ink="ink2")])
    if field.mine == field.theirs:
        both = words.nothing(field.mine)
        same = Runs([Run(say("the same"), ink="ink2")])
        return name, Runs([Run(both)]), Runs([Run(both)]), same
    mine, theirs = _value(field.mine, field.theirs, field), _value(field.theirs, field.mine, field)
    aside = Run(words.result_aside(field), ink="ink3")
    return name, mine, theirs, Runs([Run(words.nothing(field.result)), Run(" "), aside])


def _value(value: str, other: str, field: ShownField) -> Runs:
    """A value; of a list, what only this side has is set apart."""
    if not field.several or not value:
        return Runs([Run(words.nothing(value))])
    there = set(other.split(", "))
    runs: list[Run] = []
    for part in value.split(", "):
        if runs:
            runs.append(Run(", "))
        runs.append(Run(part) if part in there else Run(part, "strong"))
    return Runs(runs)
