"""The form of what every mail says of me: where a call is booked, and what stands under it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from book.errors import SatchelError
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import Field, LineField
from ui.look.labels import Label, Paragraph
from ui.words import say

WIDTH_U: Final = 440
_BOX_LINES: Final = 4

Kept = Callable[[str, str], None]
"""Told the link and the signature; raises SatchelError where they cannot be kept."""


class MineDialog(QDialog):
    """Opened with `open()`; it stays until both are on disk, and keeps what was typed."""

    def __init__(
        self,
        parent: QWidget,
        link: str,
        signature: str,
        kept: Kept,
        *,
        offered: Sequence[tuple[str, str]] = (),
    ) -> None:
        """`offered` are booking links that are known, each with what it is called."""
        super().__init__(parent)
        self._kept = kept
        heading = say("What your mails say of you")
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.link = LineField(say("https://…, where a call with you is booked"), width_u=400)
        self.link.setAccessibleName(say("Booking link"))
        self.link.setText(link)
        self.link.setCursorPosition(0)
        self.offers = [self._offer(title, url) for title, url in offered]
        self.signature = SignatureBox()
        self.signature.setPlainText(signature)
        self.trouble = Paragraph("", "caption", "red")
        self.trouble.hide()
        self.verb = Button(say("Keep"), kind="primary", key="Ctrl+Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.keep)
        self.away = Button(say("Cancel"), key="Esc")
        self.away.clicked.connect(self.reject)
        QShortcut(QKeySequence("Ctrl+Return"), self, self.keep)
        self._arrange(heading)
        (self.signature if link else self.link).setFocus()

    def keep(self) -> None:
        """Put both on disk, or say why not."""
        try:
            self._kept(self.link.text().strip(), self.signature.toPlainText().strip())
        except SatchelError as error:
            self.trouble.tell(str(error))
            self.trouble.show()
            self.adjustSize()
            return
        self.accept()

    def _offer(self, title: str, url: str) -> Button:
        button = Button(say("Use {title}", title=title), kind="link", most_u=390)
        button.clicked.connect(lambda: self.link.setText(url))
        return button

    def _arrange(self, heading: str) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        side = edge - RING_ROOM
        column.setContentsMargins(side, edge, side, side)
        column.setSpacing(look.px(2))
        where = say("Kept in your own house rules, for your mails alone.")
        parts: list[tuple[QWidget, int]] = [
            (Paragraph(heading, "heading", "ink"), 4),
            (Paragraph(where), 12),
            (Label(say("Booking link"), "caption_strong", "ink2"), 0),
            (self.link, 0),
            *((offer, 0) for offer in self.offers),
            (Label(say("Signature"), "caption_strong", "ink2"), 0),
            (self.signature, 0),
            (self.trouble, 0),
        ]
        for widget, below in parts:
            if not isinstance(widget, Field | Button | SignatureBox):
                above = look.px(8) if isinstance(widget, Label) else 0
                widget.setContentsMargins(RING_ROOM, above, RING_ROOM, 0)
            column.addWidget(widget)
            column.addSpacing(look.px(below))
        row = QHBoxLayout()
        row.setContentsMargins(0, look.px(12), 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.away)
        row.addWidget(self.verb)
        column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))


class SignatureBox(QPlainTextEdit):
    """A few lines in a box; Tab leads on."""

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setAccessibleName(say("Signature"))
        self.setPlaceholderText(say("Your name, and what else stands under a mail"))
        theme.watch(self._dress)
        self._dress()

    def _dress(self) -> None:
        look = theme.current()
        ink = {name: look.color(name).name() for name in ("raised", "ink", "edge", "accent")}
        self.setFont(look.font("body"))
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {ink['raised']}; color: {ink['ink']};"
            f" border: 1px solid {ink['edge']}; border-radius: {look.px(6)}px;"
            f" margin: {RING_ROOM}px; padding: {look.px(2)}px {look.px(4)}px; }}"
            f"QPlainTextEdit:focus {{ border-color: {ink['accent']}; }}"
        )
        self.setFixedHeight(_BOX_LINES * look.line_height("body") + look.px(20))
