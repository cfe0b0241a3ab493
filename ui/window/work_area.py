"""The pages, the account pane and the Today column, and how they share the width.

Wide: all stand side by side. Middling: the open pane takes the column's place. Narrow: the
opened pane takes the page's place too, and Esc leads back. Whatever the window's width, a page
that would be cut has precedence: first the column leaves, then the pane grows narrower.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from ui.account.pane_seat import LEAST_WIDTH_U, MOST_WIDTH_U
from ui.look import theme
from ui.look.page import Page

if TYPE_CHECKING:
    from ui.window.notice_strip import NoticeStrip

Room = Literal["narrow", "middling", "wide"]
TODAY_PAGE: Final = "today"


class _PageStack(QStackedWidget):
    """Asks for no more room than the page in view: one that was left squeezes nobody."""

    def minimumSizeHint(self) -> QSize:
        """That of the page in view."""
        shown = self.currentWidget()
        if shown is None:
            return super().minimumSizeHint()
        return shown.minimumSizeHint().expandedTo(shown.minimumSize())


class WorkArea(QWidget):
    """Strip, pages, pane, column. Which pages have a pane is said when they are added."""

    rearranged = Signal()
    """The column came or left because of the room there is."""

    def __init__(self, pane: QWidget, today: QWidget, pane_width_u: int) -> None:
        super().__init__()
        self.pane = pane
        self.today = today
        self.room: Room = "wide"
        self._strip: NoticeStrip | None = None
        self.pages = _PageStack()
        self._pane_width_u = pane_width_u
        self._keys: dict[str, QWidget] = {}
        self._with_pane: dict[str, bool] = {}
        """Page with a pane → whether it stands open there when there is room."""
        self._pane_as_page = False
        self._column_stands = False
        left = QWidget()
        self._column = QVBoxLayout(left)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.pages, 1)
        self.left = left
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(pane)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        self.splitter.splitterMoved.connect(self._dragged)
        self._across = outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.splitter, 1)
        outer.addWidget(today)
        today.hide()
        theme.watch(self._arrange)
        self._arrange()

    def add(self, key: str, page: QWidget, *, pane: bool | None = None) -> None:
        """Add a page; `pane` says whether the pane stands open there, None that it has none."""
        self._keys[key] = page
        self.pages.addWidget(page)
        if isinstance(page, Page):
            page.wants_changed.connect(self._arrange)
        if pane is not None:
            self._with_pane[key] = pane

    @property
    def strip(self) -> NoticeStrip:
        """The strip above the page, made when it is first asked for."""
        if self._strip is None:
            from ui.window.notice_strip import NoticeStrip

            self._strip = NoticeStrip()
            self._column.insertWidget(0, self._strip)
        return self._strip

    def __contains__(self, key: object) -> bool:
        return key in self._keys

    def go(self, key: str) -> None:
        """Show a page."""
        self._pane_as_page = False
        self.pages.setCurrentWidget(self._keys[key])
        self.pages.updateGeometry()
        self._arrange()

    @property
    def key(self) -> str:
        """The page in view."""
        shown = self.pages.currentWidget()
        return next((key for key, page in self._keys.items() if page is shown), "")

    @property
    def has_pane(self) -> bool:
        """Whether this page can show the pane."""
        return self.key in self._with_pane

    @property
    def pane_open(self) -> bool:
        """Whether the pane is in view."""
        if self.narrow:
            return self._pane_as_page
        return self._with_pane.get(self.key, False)

    def stands_open(self, key: str) -> bool:
        """Whether the pane stands open on that page when there is room."""
        return self._with_pane.get(key, True)

    def open_pane(self, wanted: bool = True) -> None:
        """Bring the pane into view, or take it away."""
        if not self.has_pane:
            return
        if self.narrow:
            self._pane_as_page = wanted
        else:
            self._with_pane[self.key] = wanted
        self._arrange()

    @property
    def narrow(self) -> bool:
        """Whether there is room for one thing only."""
        return self.room == "narrow"

    def set_room(self, room: Room) -> None:
        """How much room there is."""
        if room != self.room:
            self.room = room
            self._pane_as_page = False
            self._arrange()

    @property
    def pane_width_u(self) -> int:
        """How wide the person made the pane, in u."""
        return self._pane_width_u

    def minimumSizeHint(self) -> QSize:
        """That of the page: pane and column leave before the sidebar is squeezed for them."""
        return QSize(self.left.minimumSizeHint().width(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits beside the page is another question at every width."""
        super().resizeEvent(event)
        self._arrange()

    def _dragged(self) -> None:
        """Only the person's own hand changes the width that is kept."""
        wide = round(self.pane.width() / theme.current().unit)
        self._pane_width_u = min(max(wide, LEAST_WIDTH_U), MOST_WIDTH_U)
        self._arrange_column()

    def _arrange(self) -> None:
        shown = self.pane_open
        self.left.setVisible(not (self.narrow and shown))
        self.pane.setVisible(shown)
        self._arrange_column()
        if shown and not self.narrow:
            across = self.width()
            if self._column_stands:
                across -= self.today.width()
            wide = self._pane_width(across)
            self.splitter.setSizes([max(1, across - wide - 1), wide])

    def _arrange_column(self) -> None:
        """The column stands where the look has room for it and the page is not cut for it."""
        shown = self.pane_open
        fits = self.room == "wide" or (self.room == "middling" and not shown)
        stands = fits and self.key == TODAY_PAGE
        wanted = _wanted(self.pages.currentWidget())
        if stands and wanted:
            pane = theme.current().px(self._pane_width_u) + 1 if shown else 0
            stands = self.width() - self.today.width() - pane >= wanted
        if stands != self._column_stands:
            self._column_stands = stands
            self.today.setVisible(stands)
            if self.isVisible():
                self._across.activate()  # now, so that nothing is painted at its former place
            self.rearranged.emit()

    def _pane_width(self, across: int) -> int:
        """As wide as the person made it, or less, so that the page beside it is whole."""
        look = theme.current()
        chosen, least = look.px(self._pane_width_u), look.px(LEAST_WIDTH_U)
        wanted = _wanted(self.pages.currentWidget())
        return max(least, min(chosen, across - 1 - wanted)) if wanted else chosen


def _wanted(page: QWidget | None) -> int:
    return page.wanted_width if isinstance(page, Page) else 0
