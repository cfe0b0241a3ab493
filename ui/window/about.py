"""What the program is, which version, and whose drawings it uses."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import icons, theme
from ui.look.buttons import Button
from ui.look.labels import Label, Paragraph
from ui.words import say

WIDTH_U = 440


class About(QDialog):
    """Opened with `open()`."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("About Satchel"))
        self.setAccessibleName(say("About Satchel"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = theme.current()
        mark = QLabel()
        mark.setPixmap(icons.mark(look.px(42), self.devicePixelRatioF()))
        close = Button(say("Close"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.reject)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(8))
        column.addWidget(mark)
        column.addWidget(Label(say("Satchel {version}", version=_version()), "heading"))
        column.addWidget(
            Paragraph(say("Your book of business, on this laptop. Nothing is sent to us."))
        )
        column.addWidget(
            Paragraph(
                say("Icons: Lucide (ISC), partly from Feather (MIT). Qt is used under the LGPL."),
                "caption",
                "ink3",
            )
        )
        column.addStretch(1)  # what room is left stands above the button, not between the lines
        column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))


def _version() -> str:
    try:
        return version("satchel")
    except PackageNotFoundError:
        return ""
