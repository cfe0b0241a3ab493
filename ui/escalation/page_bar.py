"""Above the form: what it is, whether it is saved, and where the escalation stands by now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.escalation.need_words import Act
from ui.escalation.state_words import StripWords
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Paragraph
from ui.look.naming import identify
from ui.look.tokens import Density, height
from ui.note.state_chip import StateChip
from ui.words import say


class FormBar(QWidget):
    """Title and state, then what went wrong with saving, then when it was saved."""

    def __init__(self) -> None:
        super().__init__()
        self.density: Density = "comfortable"
        self.title = ElidedLabel("", "heading")
        self.chip = StateChip()
        self.trouble = ElidedLabel("", "caption", "red")
        self.mine = Button(say("Keep these words"), kind="link")
        self.theirs = Button(say("Show what stands there"), kind="link")
        self.saved = ElidedLabel("", "caption", "ink3")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(self.chip)
        self._row.addStretch(1)
        for widget in (self.trouble, self.mine, self.theirs, self.saved):
            self._row.addWidget(widget)
        identify(self.trouble, "escalation-trouble")
        self.chip.tell("")
        self.tell_trouble("")
        self.tell_conflict(False)
        theme.watch(self._measure)
        self._measure()

    def tell_saved(self, words: str) -> None:
        """When it was saved."""
        self.saved.set_whole(words)

    def tell_trouble(self, words: str) -> None:
        """Why the words are not on disk."""
        self.trouble.set_whole(words)
        self.trouble.setVisible(bool(words))
        self.saved.setVisible(not words)

    def tell_conflict(self, there: bool) -> None:
        """Whether the person has to choose between two texts."""
        self.mine.setVisible(there)
        self.theirs.setVisible(there)

    def set_density(self, density: Density) -> None:
        """Comfortable or compact."""
        self.density = density
        self._measure()

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self.setFixedHeight(look.px(height("page_bar", self.density)))
        self._row.setContentsMargins(edge, 0, edge, 0)
        self._row.setSpacing(look.px(8))


class StateStrip(QWidget):
    """Says where the escalation stands once it left, and what can be done about it."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = theme.current()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.words = Paragraph("", "body", "ink")
        self.buttons: dict[Act, Button] = {act: Button(_VERBS[act]()) for act in _VERBS}
        row = QHBoxLayout(self)
        row.setContentsMargins(look.px(24), look.px(4), look.px(24) - RING_ROOM, look.px(4))
        row.setSpacing(0)
        row.addWidget(self.words, 1)
        for act, button in self.buttons.items():
            button.clicked.connect(lambda _=False, act=act: self.asked.emit(act))
            row.addWidget(button)
        identify(self.words, "escalation-state")
        self.tell(StripWords())

    def tell(self, strip: StripWords) -> None:
        """Say this; nothing is shown where there is nothing to say."""
        self.setVisible(bool(strip.words))
        self.words.tell(strip.words)
        ground = "amber" if strip.wants_you else "window"
        if self.property("ground") != ground:
            self.setProperty("ground", ground)
            self.style().unpolish(self)
            self.style().polish(self)
        for act, button in self.buttons.items():
            button.setVisible(act in strip.acts)


_VERBS: Final[dict[Act, Callable[[], str]]] = {
    "nudge": lambda: say("Copy a nudge"),
    "told": lambda: say("They have heard…"),
    "crm": lambda: say("Set the mark there"),
    "call": lambda: say("Take the call's note"),
    "mail": lambda: say("Write the summary mail"),
    "outbox": lambda: say("Show in the outbox"),
    "ticket": lambda: say("Open the ticket"),
    "close": lambda: say("Close…"),
    "reopen": lambda: say("Open again"),
}
