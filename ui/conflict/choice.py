"""A field that holds one value: take mine, take theirs, or type another where one can."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from book.editable import tags_of
from ui.conflict import words
from ui.conflict.alignment import Keep
from ui.conflict.runs import Run, Runs
from ui.conflict.shown import ShownConflict
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.fields import Field
from ui.look.labels import Paragraph
from ui.look.naming import identify
from ui.words import list_words, say


class Choice(QObject):
    """The three cells of a row in which somebody decides, and what was decided."""

    changed = Signal()

    def __init__(self, one: ShownConflict, keep: Keep | None, typed: str | None) -> None:
        """`keep` and `typed` are what was chosen or typed before."""
        super().__init__()
        self._one = one
        self.keep: Keep | None = keep
        self.typed = typed
        """What the person typed, as a reader reads it; None when nothing was."""
        self.take_mine = Button(say("Take mine"), key="1")
        self.take_theirs = Button(say("Take theirs"), key="2")
        identify(self.take_mine, "take-mine")
        identify(self.take_theirs, "take-theirs")
        self.take_mine.clicked.connect(lambda: self.take("mine"))
        self.take_theirs.clicked.connect(lambda: self.take("theirs"))
        self.field = ResultField() if one.way in {"words", "tags"} else None
        self._told = Runs()
        self.cells: tuple[QWidget, ...] = (
            ValueCell(Paragraph(words.nothing(one.read("mine")), ink="ink"), self.take_mine),
            ValueCell(Paragraph(words.nothing(one.read("theirs")), ink="ink"), self.take_theirs),
            ValueCell(self._told, self.field),
        )
        if self.field is not None:
            self._fill()
            self.field.textEdited.connect(self._type)
        self._tell()

    @property
    def can_keep_both(self) -> bool:
        """Whether the field can hold both at once."""
        return self._one.way == "tags" or self._one.field in {"subject", "title"}

    def stops(self) -> list[QWidget]:
        """Where Tab stops, in order."""
        field = [] if self.field is None else [self.field]
        return [self.take_mine, self.take_theirs, *field]

    def take(self, keep: Keep) -> None:
        """Decide: mine, theirs or, where the field can hold it, both."""
        if keep == "both" and not self.can_keep_both:
            return
        self.keep, self.typed = keep, None
        self._fill()
        self._tell()
        self.changed.emit()

    def answer(self) -> tuple[Keep, str | None] | None:
        """What was decided and, where a text was typed, that text as stored; None before."""
        if self.typed is not None:
            return "both", self._one.stored(self.typed.strip())
        return None if self.keep is None else (self.keep, None)

    def _text(self) -> str:
        """What stands in the field."""
        if self.typed is not None:
            return self.typed
        one = self._one
        if self.keep == "both":
            if one.way == "tags":
                both = [*tags_of(one.mine), *tags_of(one.theirs)]
                return list_words(list(dict.fromkeys(both)))
            return f"{one.mine or ''} / {one.theirs or ''}"
        return one.read("theirs" if self.keep == "theirs" else "mine")

    def _fill(self) -> None:
        if self.field is not None:
            self.field.setText(self._text())
            self.field.setCursorPosition(0)  # a long text shows how it begins

    def _type(self, text: str) -> None:
        self.keep, self.typed = None, text
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        if self.typed is not None:
            self._told.tell(Run(say("as typed here"), ink="ink2"))
        elif self.keep is None:
            told = say("choose one") if self.field is None else say("choose one, or type")
            self._told.tell(Run(told, "button", "amber"))
        elif self.field is None:
            self._told.tell(Run(words.nothing(self._text())))
        else:
            named = {"mine": say("mine"), "theirs": say("theirs"), "both": say("both")}
            self._told.tell(Run(named[self.keep], ink="ink2"))


class ResultField(Field):
    """The field of the result: Esc does not empty it, what was typed stays."""

    def __init__(self) -> None:
        super().__init__("", width_u=80)
        identify(self, "result", say("Result"))

    def minimumSizeHint(self) -> QSize:
        """May grow narrow with its column."""
        return QSize(theme.current().px(60), super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Leave Esc to the page."""
        if isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.ignore()
            return False
        return super().event(event)


class ValueCell(QWidget):
    """A value with what can be done about it below."""

    def __init__(self, value: QWidget, act: QWidget | None = None, *, flush: bool = False) -> None:
        """`flush` starts at the very edge, as a name does that no button stands under."""
        super().__init__()
        self._flush = flush
        self._column = QVBoxLayout(self)
        self._value = value
        self._column.addWidget(value)
        if isinstance(act, QLineEdit):
            self._column.addWidget(act)
        elif act is not None:
            self._column.addWidget(act, 0, Qt.AlignmentFlag.AlignLeading)
        self._column.addStretch(1)
        theme.watch(self._measure)
        self._measure()

    def _measure(self) -> None:
        look = theme.current()
        # Button and field keep room for their ring: their boxes stand in line with the value.
        self._column.setContentsMargins(0, look.px(7), 0, look.px(7))
        room = 0 if self._flush else RING_ROOM
        # One line of words stands a little higher than the first of a paragraph.
        above = look.px(2) if isinstance(self._value, Runs) else 0
        self._value.setContentsMargins(room, above, room, 0)
        self._column.setSpacing(look.px(4))
