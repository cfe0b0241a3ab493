"""The small dialog into which a thread's link is pasted: what it leads to stands beneath."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from ui.escalation.thread_options import ThreadChoice, ThreadOffer
from ui.look.naming import identify
from ui.words import say
from ui.writing.pick_list import Option, PickDialog

Offer = Callable[[str], ThreadOffer]


class ThreadDialog(PickDialog):
    """A pick list that says how what was pasted stands, also where nothing can be picked."""

    def __init__(
        self, parent: QWidget, offer: Offer, picked: Callable[[ThreadChoice], None]
    ) -> None:
        self._offer = offer
        self._offered = ThreadOffer()
        super().__init__(
            parent,
            say("Watch a ticketed thread"),
            self._options_for,
            picked,
            placeholder=say("Link of the thread or of the ticket"),
        )
        identify(self.field, "thread-link", say("Link of the thread or of the ticket"))
        self.field.textChanged.connect(lambda _: self._tell())
        self._tell()

    def _options_for(self, text: str) -> Sequence[Option]:
        self._offered = self._offer(text)
        return self._offered.options

    def _tell(self) -> None:
        self._explain(self._offered.words, "amber" if self._offered.wants_you else "ink2")
        told = [self.field.accessibleDescription() if self.current else "", self._offered.words]
        self.field.setAccessibleDescription(". ".join(one for one in told if one))
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """As tall as its words are at the width it has."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))
