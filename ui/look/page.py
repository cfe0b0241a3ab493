"""What every page has: a bar with its heading and what belongs to it, then a body."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.labels import ElidedLabel, Label
from ui.look.tokens import Density, height


class PageBar(QWidget):
    """The bar on top of a page: heading, a quiet word beside it, controls at the far end."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.density: Density = "comfortable"
        self.heading = Label(heading, "heading")
        self.heading.setAccessibleName(heading)
        self.beside = ElidedLabel("", "body", "ink2")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.heading)
        self._row.addWidget(self.beside, 1)
        theme.watch(self._measure)
        self._measure()

    def set_beside(self, words: str) -> None:
        """The quiet words after the heading, such as the day or a count."""
        self.beside.set_whole(words)

    def add(self, control: QWidget) -> None:
        """Put a control at the far end."""
        self._row.addWidget(control)

    def set_density(self, density: Density) -> None:
        """48 high, or 40 when compact."""
        self.density = density
        self._measure()

    def _measure(self) -> None:
        look = theme.current()
        self.setFixedHeight(look.px(height("page_bar", self.density)))
        self._row.setContentsMargins(look.px(16), 0, look.px(16) - 3, 0)
        self._row.setSpacing(look.px(8))


class Page(QWidget):
    """A page of the work area: bar, a line, body. `main` is what F6 gives the keyboard to."""

    wants_changed = Signal()
    """`wanted_width` is another now."""

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "surface")
        self.setAccessibleName(heading)
        self.bar = PageBar(heading)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addLayout(self.body, 1)
        self.main: QWidget = self

    @property
    def wanted_width(self) -> int:
        """The least width in pixels at which nothing of the page is cut; 0 where any will do."""
        return 0

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.bar.set_density(density)


def rule(kind: str = "line", *, upright: bool = False) -> QFrame:
    """A separating line of one pixel: `line` between panes, `hair` between rows."""
    line = QFrame()
    line.setProperty("rule", kind)
    if upright:
        line.setFixedWidth(1)
    else:
        line.setFixedHeight(1)
    return line
