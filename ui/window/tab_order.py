"""The way Tab takes through the window: part by part, whatever order the parts were made in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def arrange(window: QWidget, parts: Sequence[QWidget]) -> None:
    """Let Tab go through these parts in this order, inside each as it was laid out."""
    ring = list(_ring(window))
    stops = [widget for part in parts for widget in ring if _stops(widget, part)]
    for first, second in pairwise(stops):
        QWidget.setTabOrder(first, second)


def _ring(window: QWidget) -> Iterator[QWidget]:
    """Every widget of the window, in the order Tab would meet them now."""
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        yield widget
        widget = widget.nextInFocusChain()


def _stops(widget: QWidget, part: QWidget) -> bool:
    tabbed = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabbed and (widget is part or part.isAncestorOf(widget))
