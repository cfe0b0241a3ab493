"""The dialog over a note's versions: a list, what differs from the version before, one way back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from book.note_versions import Version, difference
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel
from ui.versions import words
from ui.versions.difference_text import DifferenceText
from ui.versions.listing import VersionList
from ui.words import say

WIDTH_U: Final = 860
HEIGHT_U: Final = 560
_LIST_U: Final = 280


class VersionsDialog(QDialog):
    """Opened with `open()`; it writes nothing: whoever listens brings a version back."""

    restore_asked = Signal(int)
    """The number of the version that the note is to say again."""

    def __init__(self, parent: QWidget, *, writable: bool) -> None:
        """`writable` is whether the note is one's own to change."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.versions: list[Version] = []
        self._writable = writable
        self.heading = ElidedLabel("", "heading")
        self.list = VersionList()
        self.with_now = QCheckBox(say("Compare with the note as it stands"))
        self.about = ElidedLabel("", "caption", "ink2")
        self.text = DifferenceText()
        self.restore = Button(say("Restore this version"), kind="primary")
        self.away = Button(say("Close"), key="Esc")
        self._arrange()
        self.list.chosen.connect(lambda _: self._tell())
        self.with_now.toggled.connect(lambda _: self._tell())
        self.restore.clicked.connect(self._ask)
        self.away.clicked.connect(self.reject)

    def show_versions(self, subject: str, versions: Sequence[Version], now: datetime) -> None:
        """Show the versions of a note, the newest first, and stand on the newest."""
        title = say("Versions of the note")
        if subject:
            title = say("Versions of “{note}”", note=subject)
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.heading.set_whole(title)
        self.versions = list(versions)
        self.list.show_versions(versions, now)
        self._tell()
        self.list.setFocus()

    def _tell(self) -> None:
        row = self.list.currentIndex().row()
        if not 0 <= row < len(self.versions):
            return
        version, newest = self.versions[row], row == 0
        before = self.versions[row + 1] if row + 1 < len(self.versions) else None
        with_now = self.with_now.isChecked() and not newest
        if with_now:
            pieces = difference(version.body, self.versions[0].body)
            self.about.set_whole(say("What came since then, and what went"))
        else:
            older = before.body if before is not None else ""
            pieces = difference(older, version.body) if before is not None else []
            self.about.set_whole(words.size(version))
        if before is None and not with_now:
            pieces = difference(version.body, version.body)
        self.text.show_pieces(pieces)
        self.with_now.setEnabled(not newest)
        self.restore.setEnabled(self._writable and not newest)
        self.restore.setToolTip(
            "" if self._writable else say("Somebody else wrote this note; change it in its source.")
        )

    def _ask(self) -> None:
        row = self.list.currentIndex().row()
        if 0 < row < len(self.versions):
            self.restore_asked.emit(self.versions[row].number)

    def _arrange(self) -> None:
        look = theme.current()
        edge = look.px(16)
        side = QVBoxLayout()
        side.setSpacing(look.px(6))
        top = QHBoxLayout()
        top.addWidget(self.about, 1)
        top.addWidget(self.with_now)
        side.addLayout(top)
        side.addWidget(_Framed(self.text), 1)
        self.list.setFixedWidth(look.px(_LIST_U))
        middle = QHBoxLayout()
        middle.setSpacing(look.px(12))
        middle.addWidget(_Framed(self.list))
        middle.addLayout(side, 1)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.away)
        row.addWidget(self.restore)
        column = QVBoxLayout(self)
        column.setContentsMargins(edge, edge, edge - RING_ROOM, edge - RING_ROOM)
        column.setSpacing(look.px(12))
        column.addWidget(self.heading)
        column.addLayout(middle, 1)
        column.addLayout(row)
        self.restore.setDefault(False)
        self.resize(look.px(WIDTH_U), look.px(HEIGHT_U))


class _Framed(QWidget):
    """A list or a text with a line around it, as everything in a dialog has that scrolls."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(inside)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The line, of its own colour in each scheme."""
        painter = QPainter(self)
        painter.setPen(theme.current().color("border"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        painter.end()
