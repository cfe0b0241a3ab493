"""The preview: the very text that would leave, to whom it goes, and the buttons that let it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from book.escalation_meter import Completeness
from ui.escalation.meter_words import missing_words
from ui.escalation.ways import Key, Leaf
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph, restyle
from ui.look.naming import identify
from ui.words import say

WIDTH_U: Final = 760
_TEXT_U: Final = 320

LeavesOf = Callable[[bool], tuple[Leaf, ...]]
"""The ways out; told whether a ticket is a public comment."""
StandsOf = Callable[[Leaf], Completeness]


class PreviewDialog(QDialog):
    """Opened with `open()`; what its buttons ask for is done by who listens."""

    send_asked = Signal(object)
    """The way out that is to be sent; what left is shown as it was."""
    copy_asked = Signal(object)
    mail_asked = Signal(object)
    page_asked = Signal(object)

    def __init__(self, parent: QWidget, title: str, leaves_of: LeavesOf, stands: StandsOf) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._leaves_of = leaves_of
        self._stands = stands
        self._at = 0
        self.leaves = leaves_of(False)
        self.tabs: dict[Key, Button] = {}
        self.internal = Button(say("Internal note"))
        self.public = Button(say("Public comment, the customer reads it"))
        self.facts = Paragraph("", "body", "ink")
        self.text = QPlainTextEdit()
        self.lacks = Paragraph("", "body", "red")
        self.send = Button("", key="Ctrl+Enter")
        self.mail = Button(say("Open in the mail program"))
        self.opens = Button("")
        self.copy = Button("")
        self.away = Button(say("Back to the form"), key="Esc")
        self._arrange(title)
        self._wire()
        self.show_way(self.leaves[0].key)
        self.text.setFocus()  # to be read; no key that is pressed by mistake sends anything

    @property
    def leaf(self) -> Leaf:
        """The way out that is shown."""
        return self.leaves[self._at]

    @property
    def is_public(self) -> bool:
        """Whether a ticket's text is to be read by the customer; chosen on purpose."""
        return self.public.isChecked()

    def show_way(self, key: Key) -> None:
        """Show another way out."""
        self._at = next(at for at, one in enumerate(self.leaves) if one.key == key)
        self.tabs[key].setChecked(True)
        self._tell()

    def complain(self, words: str) -> None:
        """Say why it did not leave."""
        self.send.setEnabled(True)
        self.lacks.tell(words)
        self.lacks.setVisible(bool(words))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter does what the primary button says."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go()
            return
        super().keyPressEvent(event)

    def _go(self) -> None:
        if self.send.isVisible():
            self.send.click()
        else:
            self.copy.click()

    def _tell(self) -> None:
        leaf, stands = self.leaf, self._stands(self.leaf)
        ticket = leaf.key == "ticket"
        self._purpose.setVisible(ticket)
        self.facts.tell("\n".join(f"{name}: {value}" for name, value in leaf.facts))
        self.facts.setVisible(bool(leaf.facts))
        self.text.setPlainText(leaf.words.text)
        lacks = missing_words(stands) if leaf.via and not stands.may_leave else ""
        self.lacks.tell(f"{lacks}." if lacks else leaf.not_connected)
        self.lacks.setVisible(bool(self.lacks.words))
        self.lacks.setProperty("ink", "red" if lacks else "ink2")
        restyle(self.lacks)
        self._name(self.send, leaf.send)
        self.send.setEnabled(stands.may_leave)
        self._name(self.opens, leaf.opens)
        self._name(self.copy, leaf.copy)
        self.mail.setVisible(leaf.key == "mail")
        primary = self.send if leaf.send else self.mail if leaf.key == "mail" else self.copy
        for button in (self.send, self.mail, self.opens, self.copy):
            kind = "primary" if button is primary else "default"
            button.kind = "primary" if button is primary else "default"
            button.setProperty("kind", kind)
            restyle(button)
        self.copy.key = "" if leaf.send else self.send.key
        self.copy.updateGeometry()

    def _name(self, button: Button, words: str) -> None:
        button.setText(words)
        button.setAccessibleName(words)
        button.setVisible(bool(words))
        button.updateGeometry()

    def _purpose_changed(self) -> None:
        self.leaves = self._leaves_of(self.is_public)
        self._tell()

    def _wire(self) -> None:
        for key, tab in self.tabs.items():
            tab.clicked.connect(lambda _=False, key=key: self.show_way(key))
        self.public.toggled.connect(lambda _: self._purpose_changed())
        self.send.clicked.connect(self._send)
        self.copy.clicked.connect(lambda: self.copy_asked.emit(self.leaf))
        self.mail.clicked.connect(lambda: self.mail_asked.emit(self.leaf))
        self.opens.clicked.connect(lambda: self.page_asked.emit(self.leaf))
        self.away.clicked.connect(self.reject)

    def _send(self) -> None:
        self.send.setEnabled(False)  # once
        self.send_asked.emit(self.leaf)

    def _arrange(self, title: str) -> None:
        look = theme.current()
        edge = look.px(16)
        tabs = QHBoxLayout()
        tabs.setSpacing(0)
        for leaf in self.leaves:
            tab = Button(leaf.title, name=say("As {way}", way=leaf.title))
            tab.setCheckable(True)
            tab.setAutoExclusive(True)
            identify(tab, f"way-{leaf.key}")
            self.tabs[leaf.key] = tab
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self._purpose = QWidget()
        purpose = QHBoxLayout(self._purpose)
        purpose.setContentsMargins(0, 0, 0, 0)
        purpose.setSpacing(0)
        for choice in (self.internal, self.public):
            choice.setCheckable(True)
            choice.setAutoExclusive(True)
            purpose.addWidget(choice)
        purpose.addStretch(1)
        self.internal.setChecked(True)
        self._dress_text()
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.away)
        buttons.addStretch(1)
        for button in (self.opens, self.copy, self.mail, self.send):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge - RING_ROOM, edge, edge - RING_ROOM, edge - RING_ROOM)
        column.setSpacing(look.px(8))
        heading = Label(title, "heading", wrap=True)
        for label in (heading, self.facts, self.lacks):
            label.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        column.addWidget(heading)
        column.addLayout(tabs)
        column.addWidget(self._purpose)
        column.addWidget(self.facts)
        column.addWidget(self.text)
        column.addWidget(self.lacks)
        column.addLayout(buttons)
        identify(self.send, "preview-send")
        identify(self.copy, "preview-copy")
        self.setFixedWidth(look.px(WIDTH_U))

    def _dress_text(self) -> None:
        look = theme.current()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setAccessibleName(say("What leaves, word for word"))
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPixelSize(look.text_px("body"))
        self.text.setFont(font)
        self.text.setFixedHeight(look.px(_TEXT_U))
        self.text.setStyleSheet(
            f"QPlainTextEdit {{ background: {look.color('raised').name()};"
            f" color: {look.color('ink').name()}; border: 1px solid {look.color('border').name()};"
            f" border-radius: {look.px(6)}px; margin: {RING_ROOM}px; padding: {look.px(8)}px; }}"
        )
