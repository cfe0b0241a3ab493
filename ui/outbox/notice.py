"""A quiet strip above the list for each source to which nothing is written at present."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label
from ui.look.naming import identify
from ui.look.page import rule
from ui.outbox.shown import ShownEntry
from ui.words import plural, source_name


class WritingNotices(QWidget):
    """One strip per source whose entries wait because writing to it is off."""

    asked = Signal(str)
    """The source that is to be written to again."""

    def __init__(self, word: str) -> None:
        super().__init__()
        self._word = word
        self.strips: dict[str, _Strip] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def tell(self, shown: Iterable[ShownEntry], read_only: frozenset[str]) -> None:
        """Show a strip for each of these sources that has something waiting."""
        waiting = Counter(
            one.entry.source for one in shown if one.entry.state in ("queued", "held", "parked")
        )
        wanted = {source: waiting[source] for source in sorted(read_only) if waiting[source]}
        for source in self.strips.keys() - wanted.keys():
            strip = self.strips.pop(source)
            strip.hide()
            strip.deleteLater()
        for source, number in wanted.items():
            if source not in self.strips:
                self.strips[source] = _Strip(source, self._word)
                self.strips[source].button.clicked.connect(
                    lambda _=False, source=source: self.asked.emit(source)
                )
                self._column.addWidget(self.strips[source])
            self.strips[source].tell(number)
        self.setVisible(bool(wanted))


class _Strip(QWidget):
    """A lock, what waits and why, and the way to change it."""

    def __init__(self, source: str, word: str) -> None:
        super().__init__()
        self._source = source
        self.sign = QLabel()
        self.words = Label("", "body", "ink2", wrap=True)
        self.button = Button(word)
        identify(self.button, f"writing-{source}", f"{word}: {source_name(source)}")
        self._row = QHBoxLayout()
        self._row.addWidget(self.sign)
        self._row.addWidget(self.words, 1)
        self._row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._row)
        column.addWidget(rule())
        theme.watch(self._measure)
        self._measure()

    def tell(self, waiting: int) -> None:
        """Say how many wait."""
        self.words.setText(
            plural(
                waiting,
                "Writing to {source} is off. {n} entry waits here until it is on.",
                "Writing to {source} is off. {n} entries wait here until it is on.",
                source=source_name(self._source),
            )
        )

    def _measure(self) -> None:
        look = theme.current()
        self._row.setContentsMargins(look.px(16), look.px(4), look.px(16) - RING_ROOM, look.px(4))
        self._row.setSpacing(look.px(12))
        self.sign.setPixmap(look.pixmap("lock", "ink2", 16, self.devicePixelRatioF()))
