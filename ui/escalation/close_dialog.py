"""The small form that closes an escalation: what came of it, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from book.escalation_writing import LONGEST_OUTCOME
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import LineField
from ui.look.labels import Label, Paragraph
from ui.look.naming import identify
from ui.words import say

WIDTH_U: Final = 480
MOST_TASKS: Final = 8


class WithIt(Struct, frozen=True):
    """Something that may be done together with the closing: a key, its words, where it is."""

    key: tuple[str, int]
    """`task` and its number, or `tell` and an account's: a task to tell them becomes theirs."""
    words: str
    beside: str = ""


class Closing(Struct, frozen=True):
    """What was chosen."""

    outcome: str
    tasks: tuple[int, ...] = ()
    tell: tuple[int, ...] = ()
    mail: bool = False


class CloseDialog(QDialog):
    """Opened with `open()`; Enter closes the escalation, Esc leaves it open."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        usual: Sequence[str],
        with_it: Sequence[WithIt],
        act: Callable[[Closing], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._act = act
        self.outcome = LineField(say("In a line"), width_u=440)
        self.outcome.setAccessibleName(say("What came of it"))
        self.outcome.setMaxLength(LONGEST_OUTCOME)
        self.outcome.setText(usual[0])
        self.outcome.selectAll()
        self.usual = [self._word(one) for one in usual]
        self.ticks: dict[tuple[str, int], QCheckBox] = {}
        for one in with_it[:MOST_TASKS]:
            tick = QCheckBox(f"{one.words} · {one.beside}" if one.beside else one.words)
            tick.setChecked(True)
            self.ticks[one.key] = tick
        self.away = Button(say("Cancel"), key="Esc")
        self.mail = Button(say("Close, and write the mail"), key="Ctrl+Enter")
        self.verb = Button(say("Close it"), kind="primary", key="Enter")
        self.verb.setDefault(True)
        self.away.clicked.connect(self.reject)
        self.verb.clicked.connect(lambda: self._go(mail=False))
        self.mail.clicked.connect(lambda: self._go(mail=True))
        self.outcome.textChanged.connect(lambda _: self._may())
        self._arrange(title)
        self.outcome.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter closes it and goes on to the mail."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._go(mail=True)
            return
        super().keyPressEvent(event)

    def _word(self, words: str) -> Button:
        button = Button(words, kind="link", name=say("Outcome: {words}", words=words))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.outcome.setText(words))
        return button

    def _may(self) -> None:
        said = bool(self.outcome.text().strip())
        self.verb.setEnabled(said)
        self.mail.setEnabled(said)

    def _go(self, *, mail: bool) -> None:
        outcome = " ".join(self.outcome.text().split())
        if not outcome:
            return
        ticked = [key for key, tick in self.ticks.items() if tick.isChecked()]
        self.accept()
        self._act(
            Closing(
                outcome=outcome,
                tasks=tuple(number for kind, number in ticked if kind == "task"),
                tell=tuple(number for kind, number in ticked if kind == "tell"),
                mail=mail,
            )
        )

    def _arrange(self, title: str) -> None:
        look = theme.current()
        edge = look.px(16)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge - RING_ROOM, edge, edge - RING_ROOM, edge - RING_ROOM)
        column.setSpacing(look.px(4))
        words = QHBoxLayout()
        words.setSpacing(look.px(4))
        for button in self.usual:
            words.addWidget(button)
        words.addStretch(1)
        column.addWidget(self._inset(Paragraph(title, "heading", "ink")))
        column.addSpacing(look.px(8))
        column.addWidget(self._inset(Label(say("What came of it"), "caption_strong", "ink2")))
        column.addWidget(self.outcome)
        column.addLayout(words)
        for kind, head in (("task", say("Done with it")), ("tell", say("A task to tell them"))):
            ticks = [tick for key, tick in self.ticks.items() if key[0] == kind]
            if ticks:
                column.addSpacing(look.px(8))
                column.addWidget(self._inset(Label(head, "caption_strong", "ink2")))
            for tick in ticks:
                row = QHBoxLayout()
                row.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
                row.addWidget(tick, 1)
                column.addLayout(row)
        column.addSpacing(look.px(12))
        foot = QHBoxLayout()
        foot.setSpacing(0)
        foot.addWidget(self.away)
        foot.addStretch(1)
        foot.addWidget(self.mail)
        foot.addWidget(self.verb)
        column.addLayout(foot)
        identify(self.outcome, "close-outcome")
        identify(self.verb, "close-escalation")
        identify(self.mail, "close-and-mail")
        self.setFixedWidth(look.px(WIDTH_U))

    @staticmethod
    def _inset(label: Paragraph | Label) -> Paragraph | Label:
        label.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        return label
