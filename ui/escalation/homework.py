"""The homework log: place by place what was looked for and found, and a way to its search."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from book.escalation_form import LONGEST_LINE, Homework
from book.rules_escalations import HomeworkPlace
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import LineField
from ui.look.labels import Paragraph
from ui.words import say

_SIGN_U: Final = 13
_FIELD_U: Final = 240
_GITHUB: Final = "https://github.com/"


def search_address(search: str, query: str) -> str:
    """The address of a place's search for these words; they are nothing but a value in it."""
    return search.replace("{query}", quote(query, safe=""))


def summary(done: Homework) -> str:
    """What came of it, in a line: `“funnel timeout”, nothing on cardinality`."""
    parts = [f"“{done.query}”" if done.query else "", " ".join(done.result.split())]
    if not done.result and done.link:
        parts.append(done.link)
    return ", ".join(part for part in parts if part) or say("not looked at yet")


class Sign(QWidget):
    """A small sign before a line."""

    def __init__(self, name: str, ink: str) -> None:
        super().__init__()
        self._name, self._ink = name, ink
        theme.watch(self.update)
        side = theme.current().px(_SIGN_U)
        self.setFixedSize(QSize(side, side))

    def tell(self, name: str, ink: str) -> None:
        """Another sign."""
        self._name, self._ink = name, ink
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The sign in its ink."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, theme.current().pixmap(self._name, self._ink, _SIGN_U, ratio))
        painter.end()


class PlaceRow(QWidget):
    """One place. Its name unfolds the three fields; `open` leads to its search."""

    changed = Signal()
    search_asked = Signal(str)
    """The address of the search."""
    look_up_asked = Signal(object)
    """This row: its question is to be asked in place."""

    def __init__(self, code: str, place: HomeworkPlace) -> None:
        super().__init__()
        self.code = code
        self.place = place
        title = place.title or code
        self.sign = Sign("circle", "ink3")
        self.name = Button(title, kind="link", name=say("{place}, write down", place=title))
        self.search = Button(say("open"), kind="link", name=say("Search in {place}", place=title))
        self.search.setVisible(bool(place.search))
        self.words = Paragraph(summary(Homework(where=code)), "body", "ink3")
        self.looks_up = place.search.startswith(_GITHUB)
        """Whether its search can be asked in place."""
        asked = say("What was looked for; Enter asks GitHub") if self.looks_up else ""
        self.query = _field(asked or say("What was looked for"), title)
        self.result = _field(say("What was found"), title)
        self.link = _field(say("Link"), title)
        self._fields = QWidget()
        self._arrange()
        self._fields.hide()
        self.name.clicked.connect(self.unfold)
        self.search.clicked.connect(self._search)
        for field in (self.query, self.result, self.link):
            field.textChanged.connect(self._typed)
            ends = field is not self.query or not self.looks_up
            field.returnPressed.connect(self.fold if ends else self._look_up)

    def done(self) -> Homework | None:
        """What stands here; None where nothing does."""
        said = Homework(
            where=self.code,
            query=" ".join(self.query.text().split()),
            result=self.result.text().strip(),
            link=self.link.text().strip(),
        )
        return said if said.query or said.result or said.link else None

    def put(self, done: Homework | None) -> None:
        """Show what was kept; nobody is told."""
        said = done or Homework(where=self.code)
        for field, text in (
            (self.query, said.query),
            (self.result, said.result),
            (self.link, said.link),
        ):
            field.blockSignals(True)
            field.setText(text)
            field.blockSignals(False)
        self._tell()

    def unfold(self) -> None:
        """Show the three fields and give the first empty one the keyboard; folds if they show."""
        if self._fields.isVisibleTo(self):
            self.fold()
            return
        self._fields.show()
        self.words.hide()
        fields = (self.query, self.result, self.link)
        first = next((one for one in fields if not one.text()), self.query)
        first.setFocus(Qt.FocusReason.TabFocusReason)

    def fold(self) -> None:
        """Show what was found in words again."""
        inside = any(one.hasFocus() for one in (self.query, self.result, self.link))
        self._fields.hide()
        self.words.show()
        self._tell()
        if inside:
            self.name.setFocus(Qt.FocusReason.TabFocusReason)

    def take(self, result: str, link: str) -> None:
        """What was found, chosen from what the service answered."""
        self.result.setText(result)
        self.link.setText(link)
        self.fold()

    def tell_looking(self, words: str) -> None:
        """What is going on with its question, below its fields; nothing for nothing."""
        self.looking.tell(words)
        self.looking.setVisible(bool(words))

    def _look_up(self) -> None:
        if self.query.text().strip():
            self.look_up_asked.emit(self)
        else:
            self.fold()

    def _search(self) -> None:
        self.search_asked.emit(search_address(self.place.search, self.query.text().strip()))
        if not self._fields.isVisibleTo(self):
            self.unfold()

    def _typed(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        said = self.done() or Homework(where=self.code)
        self.words.tell(summary(said))
        self.sign.tell("check" if said.is_done else "circle", "ink2" if said.is_done else "ink3")

    def _arrange(self) -> None:
        look = theme.current()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(look.px(6))
        head.addWidget(self.sign)
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.search)
        below = QVBoxLayout(self._fields)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        for field in (self.query, self.result, self.link):
            below.addWidget(field)
        self.looking = Paragraph("", "caption", "ink2")
        self.looking.hide()
        below.addWidget(self.looking)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(2))
        column.setSpacing(0)
        column.addLayout(head)
        beneath = QVBoxLayout()
        beneath.setContentsMargins(look.px(_SIGN_U) + look.px(6) + RING_ROOM, 0, 0, 0)
        beneath.addWidget(self.words)
        column.addLayout(beneath)
        column.addWidget(self._fields)


def _field(words: str, place: str) -> LineField:
    field = LineField(words, width_u=_FIELD_U)
    field.setMaxLength(LONGEST_LINE)
    field.setAccessibleName(say("{place}: {what}", place=place, what=words))
    return field
