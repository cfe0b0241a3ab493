"""The small panel behind the status bar: every source, how it stands, whether it is written to."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from book.records import Source
from ui.book_reading import BookReading
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph
from ui.look.page import rule
from ui.source_words import last_success, standing
from ui.words import plural, say, source_name

WIDTH_U: Final = 440
HOLDS: Final = (0, 10, 60, 300)
"""The times one can choose between an edit and its sending, in seconds."""


class SourceActs(Struct, frozen=True, kw_only=True):
    """What the panel's switches do; each calls back once it is written."""

    sync: Callable[[], None]
    write: Callable[[str, bool, Callable[[], None]], None]
    """Source, whether writing to it is on."""
    pause: Callable[[str, bool, Callable[[], None]], None]
    hold: Callable[[int], None]
    """How many seconds an edit waits before it leaves."""
    connect: Callable[[], None] | None = None
    """Opens the dialog that connects one more; None where that cannot be done."""


class SourcesPanel(QDialog):
    """Opened with `open()`; it shows the sources as they stand when it is opened or switched."""

    def __init__(
        self, parent: QWidget, reading: BookReading, acts: SourceActs, hold_seconds: int
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(say("Sources"))
        self.setAccessibleName(say("Sources"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._reading = reading
        self._acts = acts
        self._hold = hold_seconds
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge, edge, edge, edge)
        column.setSpacing(look.px(8))
        column.addWidget(Label(say("Sources"), "heading"))
        column.addWidget(Paragraph(say("The book is saved on this laptop at every change.")))
        self._body = QVBoxLayout()
        self._body.setSpacing(look.px(8))
        column.addLayout(self._body)
        column.addSpacing(look.px(8))
        self.close_button = Button(say("Close"))
        column.addLayout(self._buttons(bool(reading.sources)))
        self.setFixedWidth(look.px(WIDTH_U))
        self._fill()

    def _fill(self) -> None:
        while (item := self._body.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self._writing: list[QCheckBox] = []
        for source in self._reading.sources:
            self._body.addWidget(rule())
            self._body.addWidget(self._one(source))
        # One column under the other, however long the name of a source is.
        wide = max((one.sizeHint().width() for one in self._writing), default=0)
        for one in self._writing:
            one.setMinimumWidth(wide)
        if not self._reading.sources:
            words = say("Nothing is connected yet. Your accounts come from the CRM you connect.")
            self._body.addWidget(Paragraph(words))
        else:
            self._body.addWidget(rule())
            self._body.addWidget(self._hold_row())

    def _one(self, source: Source) -> QWidget:
        """Sign, then name, standing, detail, last success and the two switches."""
        look = theme.current()
        stands = standing(source, self._reading.now, self._reading.waits.get(source.name))
        ink = {"plain": "ink2", "amber": "amber", "red": "red"}[stands.tone]
        sign = QLabel()
        sign.setPixmap(look.pixmap(stands.mark, ink, 16, 2.0))
        words = QVBoxLayout()
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(Label(source_name(source.name), "strong"))
        words.addWidget(Paragraph(stands.words, "body", ink))
        if stands.detail and stands.detail not in stands.words and source.state != "rate_limited":
            words.addWidget(Paragraph(stands.detail))
        words.addWidget(Label(last_success(source, self._reading.now), "caption", "ink3"))
        words.addSpacing(look.px(6))
        words.addLayout(self._switches(source))
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(look.px(8))
        row.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return whole

    def _switches(self, source: Source) -> QHBoxLayout:
        name = source_name(source.name)
        writes = source.options.get("read-only") != "true"
        writing = QCheckBox(say("Write to {source}", source=name))
        writing.setChecked(writes)
        writing.setAccessibleName(say("Write to {source}", source=name))
        writing.setToolTip(say("Off: your edits wait here and nothing of {source} is changed.",
                               source=name))  # fmt: skip
        self._writing.append(writing)
        paused = QCheckBox(say("Paused"))
        paused.setChecked(source.state == "paused")
        paused.setAccessibleName(say("Pause {source}", source=name))
        paused.setToolTip(say("Nothing is fetched or sent until it is taken up again."))
        writing.clicked.connect(lambda on: self._acts.write(source.name, on, self._refill))
        paused.clicked.connect(lambda on: self._acts.pause(source.name, on, self._refill))
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(24))
        for switch, key in ((writing, "writing"), (paused, "paused")):
            switch.setObjectName(f"{key}-{source.name}")
            switch.setMinimumHeight(theme.current().px(24))
            row.addWidget(switch)
        row.addStretch(1)
        return row

    def _refill(self) -> None:
        focus = QApplication.focusWidget()
        name = focus.objectName() if focus is not None and self.isAncestorOf(focus) else ""
        self._fill()
        for again in self.findChildren(QCheckBox, name) if name else []:
            again.setFocus()  # the one that was just made comes last
        self.adjustSize()

    def _hold_row(self) -> QWidget:
        self.hold = Button(hold_words(self._hold), trailing="chevron-down")
        self.hold.setAccessibleName(say("Edits leave: {when}", when=hold_words(self._hold)))
        self.hold.clicked.connect(self._ask_hold)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(Label(say("An edit leaves"), "body", "ink2"))
        row.addStretch(1)
        row.addWidget(self.hold)
        return whole

    def _ask_hold(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for seconds in HOLDS:
            action = menu.addAction(hold_words(seconds))
            action.setCheckable(True)
            action.setChecked(seconds == self._hold)
            action.triggered.connect(partial(self._take_hold, seconds))
        under = self.hold.rect().adjusted(RING_ROOM, 0, -RING_ROOM, 0)
        menu.popup(self.hold.mapToGlobal(under.bottomLeft()))

    def _take_hold(self, seconds: int, _checked: bool = True) -> None:
        self._hold = seconds
        self.hold.setText(hold_words(seconds))
        self.hold.setAccessibleName(say("Edits leave: {when}", when=hold_words(seconds)))
        self.hold.updateGeometry()
        self._acts.hold(seconds)

    def _buttons(self, can_fetch: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        if self._acts.connect is not None:
            connect = Button(say("Connect a source…"), kind="default" if can_fetch else "primary")
            connect.clicked.connect(self._connect)
            row.addWidget(connect)
        row.addStretch(1)
        self.close_button.clicked.connect(self.reject)
        row.addWidget(self.close_button)
        if can_fetch:
            fetch = Button(say("Sync now"), kind="primary")
            fetch.setDefault(True)
            fetch.clicked.connect(self._fetch)
            row.addWidget(fetch)
        return row

    def _connect(self) -> None:
        self.accept()
        if self._acts.connect is not None:
            self._acts.connect()

    def _fetch(self) -> None:
        self.accept()
        self._acts.sync()


def hold_words(seconds: int) -> str:
    """How long an edit waits before it leaves: `at once`, `after 60 seconds`, `after 5 minutes`."""
    if not seconds:
        return say("at once")
    if seconds > 60 and not seconds % 60:
        return plural(seconds // 60, "after {n} minute", "after {n} minutes")
    return plural(seconds, "after {n} second", "after {n} seconds")
