"""The quiet row above a note: what became of it, or of its account, elsewhere, and the way on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel
from ui.words import say


class NoticeRow(QWidget):
    """One sentence and at most one button; not there while nothing is to be said."""

    asked = Signal(str)
    """Its button was pressed: the way that was told with the sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ElidedLabel("", "body", "ink2")
        self.button = Button(say("See the versions"))
        self._way = ""
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words)
        self._row.addWidget(self.button)
        self._row.addStretch(1)
        self.button.clicked.connect(lambda: self.asked.emit(self._way))
        theme.watch(self._measure)
        self._measure()
        self.tell("")

    def tell(self, words: str, button: str = "", way: str = "") -> None:
        """Say something else; `way` is what the button asks for. Nothing hides the row."""
        self._way = way
        self.words.set_whole(words)
        self.button.setText(button or self.button.text())
        self.button.setVisible(bool(button))
        self.button.updateGeometry()
        self.setVisible(bool(words))

    def tell_changed(self) -> None:
        """The note says something else by now; nothing of either is lost."""
        self.tell(
            say("This note was changed elsewhere meanwhile. Ending the edit keeps both."),
            say("See the versions"),
            "versions",
        )

    def tell_deleted(self) -> None:
        """There is no such note any more."""
        self.tell(
            say("This note was deleted elsewhere. Ended, your words become a note of their own.")
        )

    def tell_account_gone(self, name: str, *, editing: bool) -> None:
        """The account was deleted in its source: nothing can be sent there."""
        if editing:
            self.tell(
                say(
                    "{name} is gone from its source. What you write is kept here and not sent.",
                    name=name,
                )
            )
            return
        words = say(
            "{name} is gone from its source. The note stays here until it has another account.",
            name=name,
        )
        self.tell(words, say("Choose an account"), "account")

    def tell_account_left(self, name: str) -> None:
        """The account is another's by now; its source has it still."""
        words = say(
            "{name} left your book. The note still goes to it; choose another if it should not.",
            name=name,
        )
        self.tell(words, say("Choose an account"), "account")

    def _measure(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self._row.setContentsMargins(edge, look.px(8), edge - RING_ROOM, 0)
        self._row.setSpacing(look.px(8))
