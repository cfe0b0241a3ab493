"""The small panel behind the status bar: every source, how it stands, when it last answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from book.records import Source
from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Label, Paragraph
from ui.look.page import rule
from ui.source_words import last_success, standing
from ui.words import say, source_name

WIDTH_U = 440


class SourcesPanel(QDialog):
    """Opened with `open()`; it shows the sources as they stood when it was opened."""

    def __init__(
        self,
        parent: QWidget,
        sources: Sequence[Source],
        now: datetime,
        *,
        on_sync: Callable[[], None],
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Sources"))
        self.setAccessibleName(say("Sources"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._on_sync = on_sync
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(8))
        column.addWidget(Label(say("Sources"), "heading"))
        column.addWidget(Paragraph(say("The book is saved on this laptop at every change.")))
        for source in sources:
            column.addWidget(rule())
            column.addLayout(_lines(source, now))
        if not sources:
            column.addWidget(
                Paragraph(
                    say("Nothing is connected. “satchel connect” in a terminal connects a source.")
                )
            )
        column.addSpacing(look.px(8))
        column.addLayout(self._buttons(bool(sources)))
        self.setFixedWidth(look.px(WIDTH_U))

    def _buttons(self, can_fetch: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        close = Button(say("Close"), kind="default" if can_fetch else "primary")
        close.clicked.connect(self.reject)
        if can_fetch:
            fetch = Button(say("Sync now"), kind="primary")
            fetch.setDefault(True)
            fetch.clicked.connect(self._fetch)
            row.addWidget(fetch)
        row.addWidget(close)
        return row

    def _fetch(self) -> None:
        self.accept()
        self._on_sync()


def _lines(source: Source, now: datetime) -> QHBoxLayout:
    """Sign, then name, standing, detail and last success."""
    look = theme.current()
    stands = standing(source, now)
    ink = {"plain": "ink2", "amber": "amber", "red": "red"}[stands.tone]
    sign = QLabel()
    sign.setPixmap(look.pixmap(stands.mark, ink, 16, 2.0))
    words = QVBoxLayout()
    words.setSpacing(0)
    words.addWidget(Label(source_name(source.name), "strong"))
    words.addWidget(Paragraph(stands.words, "body", ink))
    if stands.detail and stands.detail not in stands.words and source.state != "rate_limited":
        words.addWidget(Paragraph(stands.detail))
    words.addWidget(Label(last_success(source, now), "caption", "ink3"))
    row = QHBoxLayout()
    row.setSpacing(look.px(8))
    row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return row
