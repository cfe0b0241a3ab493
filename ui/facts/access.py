"""A painted list for assistive technology: one child per line, though no line is a widget.

Nothing here runs until a screen reader, or a test, asks. Qt takes None for "there is none"
everywhere below, which PySide6's types do not say.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import isValid

from ui.facts.layout import number_at

if TYPE_CHECKING:
    from ui.facts.lines import FactLines

OPEN_TEXT: Final = -2
"""Stands for the open text in the order of the children, where a line has its number."""


class _Factory:
    """Makes the interfaces, and keeps them alive: Qt's own cache holds no Python reference."""

    def __init__(self) -> None:
        self.installed = False
        self.kept: list[_ListInterface] = []

    def make(self, _key: str, made_for: QObject) -> QAccessibleInterface | None:
        """The interface of a painted list; None for every other object."""
        from ui.facts.lines import FactLines  # that module imports this one

        if not isinstance(made_for, FactLines):
            return None
        self.kept = [one for one in self.kept if isValid(one)]
        interface = _ListInterface(made_for)
        self.kept.append(interface)
        return interface


_factory: Final = _Factory()


def enable() -> None:
    """Tells Qt, once, how painted lists are read aloud."""
    if not _factory.installed:
        _factory.installed = True
        QAccessible.installFactory(_factory.make)


def kept() -> list[QAccessibleInterface]:
    """The interfaces of lists that are alive in Python now."""
    return [one for one in _factory.kept if isValid(one)]


def focused(widget: FactLines, number: int) -> None:
    """Tells assistive technology that the keyboard is at that line now."""
    if QAccessible.isActive():
        found = children(widget)
        if number in found:
            event = QAccessibleEvent(widget, QAccessible.Event.Focus)
            event.setChild(found.index(number))
            QAccessible.updateAccessibility(event)


def rebuilt(widget: FactLines) -> None:
    """Tells assistive technology that the lines are other ones now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.ObjectReorder))


class _ListInterface(QAccessibleWidget):
    """The list: its children are the lines that say something, and the text open below one."""

    def __init__(self, widget: FactLines) -> None:
        super().__init__(widget, QAccessible.Role.List, widget.accessibleName())
        self._widget = widget
        self._lines: dict[int, _LineInterface] = {}
        widget.destroyed.connect(partial(_forget, self._lines))

    def childCount(self) -> int:
        """How many lines speak; an open text is one more."""
        return len(children(self._widget))

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """A line's interface, made when first asked for and used again; None past the end."""
        found = children(self._widget)
        return self._interface(found[index]) if 0 <= index < len(found) else None

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """The line under a point of the screen."""
        point = self._widget.mapFromGlobal(QPoint(x, y))
        if not self._widget.rect().contains(point):
            return None
        number = number_at(self._widget.placed(), point.y())
        return self._interface(number) if number in children(self._widget) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        """The place of a line among the children; -1 for a stranger."""
        found = children(self._widget)
        if isinstance(child, _LineInterface):
            return found.index(child.number) if child.number in found else -1
        return found.index(OPEN_TEXT) if OPEN_TEXT in found else -1

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The line the keyboard is at."""
        number = self._widget.current
        if not self._widget.hasFocus() or number not in children(self._widget):
            return None
        return self._interface(number)

    def _interface(self, number: int) -> QAccessibleInterface | None:
        if number == OPEN_TEXT:
            text = self._widget.open_text
            return QAccessible.queryAccessibleInterface(text) if text else None
        made = self._lines.get(number)
        if made is None or not isValid(made):
            made = self._lines[number] = _LineInterface(self._widget, number)
            QAccessible.registerAccessibleInterface(made)
        return made


class _LineInterface(QAccessibleInterface):
    """One line: its words, its place, whether the keyboard is there."""

    def __init__(self, widget: FactLines, number: int) -> None:
        super().__init__()
        self._widget = widget
        self.number = number

    def isValid(self) -> bool:
        """Whether there still is such a line."""
        return isValid(self._widget) and self.number < len(self._widget.lines)

    def object(self) -> QObject | None:  # type: ignore[override]
        """None: a line is no widget."""
        return None

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """The list."""
        return QAccessible.queryAccessibleInterface(self._widget)

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """None: a line has no parts."""
        return None

    def childCount(self) -> int:
        """None, so 0."""
        return 0

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """None: a line has no parts."""
        return None

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        """-1: a line has no parts."""
        return -1

    def text(self, kind: QAccessible.Text) -> str:
        """What the line says, and as its description what its tooltip adds."""
        if not self.isValid():
            return ""
        if kind == QAccessible.Text.Name:
            return self._widget.lines[self.number].spoken
        if kind == QAccessible.Text.Description:
            return self._widget.lines[self.number].tip.replace("\n", " ")
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """Nothing: a line is read only."""

    def rect(self) -> QRect:
        """The line's place on the screen."""
        if not self.isValid():
            return QRect()
        inside = self._widget.line_rect(self.number)
        return QRect(self._widget.mapToGlobal(inside.topLeft()), inside.size())

    def role(self) -> QAccessible.Role:
        """A heading, a link, or an item of the list."""
        if not self.isValid():
            return QAccessible.Role.NoRole
        roles = {"heading": QAccessible.Role.Heading, "link": QAccessible.Role.Link}
        return roles.get(self._widget.lines[self.number].kind, QAccessible.Role.ListItem)

    def state(self) -> QAccessible.State:
        """Focusable where the keyboard stops; focused where it is."""
        state = QAccessible.State()
        if not self.isValid():
            state.invalid = True
            return state
        state.readOnly = True
        state.focusable = self._widget.lines[self.number].walks
        here = self._widget.hasFocus() and self._widget.current == self.number
        state.focused = here
        state.active = here
        state.offscreen = (
            self._widget.visibleRegion().intersected(self._widget.line_rect(self.number)).isEmpty()
        )
        return state


def children(widget: FactLines) -> list[int]:
    """The children in reading order: numbers of lines that speak, OPEN_TEXT where it stands."""
    found: list[int] = []
    for number, line in enumerate(widget.lines):
        if line.spoken:
            found.append(number)
        if widget.open_text is not None and line.key == widget.open_below:
            found.append(OPEN_TEXT)
    return found


def _forget(lines: dict[int, _LineInterface], _gone: QObject | None = None) -> None:
    for line in lines.values():
        if isValid(line):
            QAccessible.deleteAccessibleInterface(QAccessible.uniqueId(line))
    lines.clear()
