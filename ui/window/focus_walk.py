"""F6: the keyboard walks from part to part of the window, in reading order."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


class FocusWalk:
    """`parts` names, at every step anew, each part and the widget in it to start on."""

    def __init__(self, parts: Callable[[], Sequence[tuple[QWidget, QWidget]]]) -> None:
        self._parts = parts

    def step(self, by: int) -> None:
        """Give the keyboard to the next part, or the one before; the ends meet."""
        parts = [pair for pair in self._parts() if pair[0].isVisible()]
        if not parts:
            return
        here = self._here(parts)
        there = parts[(here + by) % len(parts)] if here >= 0 else parts[0]
        target = there[1] if there[1].isVisible() else there[0]
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _here(self, parts: Sequence[tuple[QWidget, QWidget]]) -> int:
        focus = QApplication.focusWidget()
        if focus is None:
            return -1
        for number, (part, _) in enumerate(parts):
            if part is focus or part.isAncestorOf(focus):
                return number
        return -1
