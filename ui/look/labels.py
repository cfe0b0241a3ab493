"""Plain text on a page: a label that takes its type and its ink from the sheet."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from ui.look import theme
from ui.look.tokens import Role


class Label(QLabel):
    """Text of one role and one ink; both follow the theme by themselves."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        ink: str = "ink",
        parent: QWidget | None = None,
        *,
        wrap: bool = False,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", role)
        self.setProperty("ink", ink)
        self.setWordWrap(wrap)

    def set_ink(self, ink: str) -> None:
        """Change the ink; the sheet is asked again only when it differs."""
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            restyle(self)


class Paragraph(QLabel):
    """Plain text over several lines, at the line height of its role."""

    def __init__(
        self, text: str = "", role: Role = "body", ink: str = "ink2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._role: Role = role
        self._text = ""
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setProperty("type", role)
        self.setProperty("ink", ink)
        self.setWordWrap(True)
        theme.watch(self._lay)
        self.tell(text)

    @property
    def words(self) -> str:
        """The text as it was given."""
        return self._text

    def tell(self, text: str) -> None:
        """Show this text; nothing in it is taken for markup."""
        self._text = text
        self.setAccessibleName(text)
        self._lay()

    def _lay(self) -> None:
        # A label has no other way to a line height than a document.
        line = theme.current().line_height(self._role)
        text = escape(self._text).replace("\n", "<br>")
        self.setText(f'<p style="margin: 0; line-height: {line}px">{text}</p>' if text else "")


class ElidedLabel(Label):
    """One line that ends in … where it does not fit and then shows whole in its tooltip."""

    def __init__(self, text: str = "", role: Role = "body", ink: str = "ink") -> None:
        super().__init__("", role, ink)
        self._whole = ""
        self.set_whole(text)

    @property
    def whole(self) -> str:
        """The text as it was given."""
        return self._whole

    def set_whole(self, text: str) -> None:
        """Show this text, as much of it as fits."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        """May shrink to almost nothing."""
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        """As wide as the whole text."""
        return QSize(self._needed(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text anew."""
        super().resizeEvent(event)
        self._fit()

    def _needed(self) -> int:
        return self.fontMetrics().horizontalAdvance(self._whole) + 1

    def _fit(self) -> None:
        fits = self._needed() <= self.width()
        shown = (
            self._whole
            if fits
            else self.fontMetrics().elidedText(
                self._whole, Qt.TextElideMode.ElideRight, self.width()
            )
        )
        if shown != self.text():
            self.setText(shown)
        self.setToolTip("" if fits else self._whole)


def restyle(widget: QWidget) -> None:
    """Have the sheet looked up again after a property of the widget changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
