"""How the window is divided: sidebar, work area, status bar, and what folds when it is narrow."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.tokens import Density
from ui.window.sidebar import FOLDED_WIDTH_U, LEAST_WIDTH_U, MOST_WIDTH_U, Sidebar
from ui.window.status_bar import StatusBar
from ui.window.work_area import Room

NARROW_U: Final = 1000
"""Under this width the sidebar folds and the pane opens as a page."""
MIDDLING_U: Final = 1280
"""Under this width the open pane takes the Today column's place."""


class Shell(QWidget):
    """The window's contents below the menu bar."""

    def __init__(self, sidebar: Sidebar, area: QWidget, status: StatusBar, sidebar_u: int) -> None:
        super().__init__()
        self.sidebar = sidebar
        self.status = status
        self._sidebar_u = sidebar_u
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(sidebar)
        self._splitter.addWidget(area)
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._splitter, 1)
        column.addWidget(status)
        self._share()

    def fit(self, width: int) -> Room:
        """Fold or unfold for a width in pixels; says how much room it leaves."""
        look = theme.current()
        narrow = width < look.px(NARROW_U)
        if narrow != self.sidebar.folded:
            self._sidebar_u = self.sidebar_u
            self.sidebar.fold(narrow)
            self._share()
        if narrow:
            return "narrow"
        return "middling" if width < look.px(MIDDLING_U) else "wide"

    @property
    def sidebar_u(self) -> int:
        """How wide the person made the sidebar, in u; folding it is not counted."""
        if self.sidebar.folded or not self.isVisible():
            return self._sidebar_u
        wide = round(self.sidebar.width() / theme.current().unit)
        return min(max(wide, LEAST_WIDTH_U), MOST_WIDTH_U)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.sidebar.set_density(density)
        self.status.set_density(density)

    def _share(self) -> None:
        folded = self.sidebar.folded
        wide = theme.current().px(FOLDED_WIDTH_U if folded else self._sidebar_u)
        self._splitter.setSizes([wide, max(1, theme.current().px(1440) - wide)])
