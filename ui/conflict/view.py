"""One conflict in view: what it is about, its fields, its text, and what can be done."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QSizePolicy, QVBoxLayout, QWidget

from book.merge_text import merge
from ui.conflict import words
from ui.conflict.alignment import Keep
from ui.conflict.choice import Choice, ResultField
from ui.conflict.difference import Difference
from ui.conflict.field_table import FieldTable
from ui.conflict.footer import Footer
from ui.conflict.head import Head
from ui.conflict.shown import ShownConflict
from ui.look import theme
from ui.look.page import rule
from ui.words import say

Answer = tuple[Keep, str | None]
"""What is kept, and the text made of both where one was made."""
_BREAKS: Final = str.maketrans(dict.fromkeys("\r\u2028\u2029\ufdd0\ufdd1", "\n"))


class Work(Struct):
    """What a person made of a conflict so far, not handed in."""

    sides: tuple[str | None, str | None, str | None] | None = None
    """Base, mine and theirs as they were then."""
    start: str = ""
    """The result as the merge left it."""
    result: str | None = None
    kept: dict[int, Keep] = {}
    keep: Keep | None = None
    typed: str | None = None


class ConflictView(QWidget):
    """Everything about one conflict. It decides nothing by itself."""

    changed = Signal()
    """The answer, or how much of it is settled, is another."""

    def __init__(self) -> None:
        super().__init__()
        self.choice: Choice | None = None
        """The row to decide in, for a field that is no long text."""
        self._one: ShownConflict | None = None
        self._letters = True
        self._handed_in = False
        self.head = Head()
        self.table = FieldTable()
        self.difference = Difference()
        self.footer = Footer()
        across = QSizePolicy.Policy.Expanding
        for part in (self.table, self.difference):
            part.setSizePolicy(across, QSizePolicy.Policy.Maximum)
        self._inset = QVBoxLayout()
        self._inset.setSpacing(0)
        self._inset.addWidget(self.head)
        self._inset.addWidget(self.table)
        self._gap = QWidget()
        self._inset.addWidget(self._gap)
        self._inset.addWidget(self.difference)
        self._inset.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._inset, 1)
        column.addWidget(rule())
        column.addWidget(self.footer)
        self.difference.changed.connect(self._tell)
        theme.watch(self._measure)
        self._measure()

    @property
    def start(self) -> QWidget:
        """What the keyboard begins at."""
        if self.choice is not None:
            return self.choice.take_mine
        return self.difference.columns["mine"]

    def show_conflict(self, one: ShownConflict, work: Work) -> None:
        """Show a conflict and what was made of it. Shown anew, it keeps caret and keyboard."""
        again = self._one is not None and self._one.id == one.id
        focus = QApplication.focusWidget()
        inside = focus is not None and self.isAncestorOf(focus)
        caret = self.difference.columns["result"].textCursor().position()
        self._one = None
        self.choice = None
        sides = (one.base, one.mine, one.theirs)
        if one.way == "text":
            self._show_text(work, sides)
        else:
            if work.sides not in {None, sides}:
                work.keep = None  # what was chosen is another value now; what was typed is not
            self.choice = Choice(one, work.keep, work.typed)
            self.choice.changed.connect(self._tell)
        work.sides = sides
        self.difference.setVisible(self.choice is None)
        self.difference.heads["mine"].tell(one.mine_at or say("this laptop"))
        self.difference.heads["theirs"].tell(one.theirs_at or one.source)
        self.table.show_fields(one, self.choice)
        self._order_stops()
        self._one = one
        self._tell()
        if again:
            self.difference.columns["result"].put_caret(caret)
        field = None if self.choice is None else self.choice.field
        if again and field is not None and isinstance(focus, ResultField):
            field.setFocus(Qt.FocusReason.OtherFocusReason)
            field.end(False)
        elif inside and not (again and focus is not None and focus.isVisible()):
            self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_work(self, work: Work) -> None:
        """Put down what was made so far."""
        if self.choice is not None:
            work.keep, work.typed = self.choice.keep, self.choice.typed
        else:
            work.kept, work.result = dict(self.difference.kept), self.difference.result

    def answer(self) -> Answer | None:
        """What would be handed in now; None before anything was chosen."""
        if self._one is None:
            return None
        if self.choice is not None:
            return self.choice.answer()
        result = self.difference.result
        if result.rstrip() == _clean(self._one.mine).rstrip():
            return "mine", None
        if result.rstrip() == _clean(self._one.theirs).rstrip():
            return "theirs", None
        return "both", result

    def take(self, keep: Keep) -> None:
        """Take mine, theirs or both, for the line or the value in hand."""
        if self.choice is not None:
            self.choice.take(keep)
        else:
            self.difference.take(keep)

    def step(self, by: int) -> bool:
        """Go to the next or previous place to decide; False where there is none further."""
        return self.choice is None and self.difference.step(by)

    def go_to_end(self, by: int) -> None:
        """Go to the first place to decide, or with -1 to the last one."""
        if self.choice is None:
            self.difference.go_to_end(by)

    def hand_in(self, done: bool) -> None:
        """Whether the answer was handed in already."""
        self._handed_in = done
        self._tell()

    def use_letters(self, on: bool) -> None:
        """Whether the digits in the buttons act."""
        self._letters = on
        self._tell()

    def _show_text(self, work: Work, sides: tuple[str | None, str | None, str | None]) -> None:
        base, mine, theirs = (_clean(text) for text in sides)
        self.difference.show_texts(base, mine, theirs, None, {})
        start = self.difference.result
        if work.result is not None and work.sides != sides:
            # A side changed meanwhile: what the person made so far meets what is new.
            work.result = merge(work.start, work.result, start).text
            work.kept = {}
        work.start = start
        if work.kept or work.result not in {None, start}:
            self.difference.show_texts(base, mine, theirs, work.result, work.kept)

    def _order_stops(self) -> None:
        """Let Tab go to the cells that were just made before what stands below them."""
        before: QWidget = self.head.next
        for stop in () if self.choice is None else self.choice.stops():
            QWidget.setTabOrder(before, stop)
            before = stop

    def _tell(self) -> None:
        """Say how far it is: in the table, above the result, below, and on the buttons."""
        if self._one is None:
            return
        if self.choice is None:
            left = self.difference.lines_open()
            changed = self.difference.lines_changed
            self.table.count_lines(changed("mine"), changed("theirs"), left)
            told = words.lines_to_settle(left)
            self.difference.heads["result"].tell(told, "amber" if left else "ink3")
            self.footer.tell(words.kept_twice(left), legend=True)
            self.footer.offer_both(say("Keep both lines"))
        else:
            self.footer.tell("", legend=False)
            self.footer.offer_both(say("Keep both") if self.choice.can_keep_both else "")
        self.footer.use.setEnabled(self.answer() is not None and not self._handed_in)
        taken = self.difference if self.choice is None else self.choice
        keys = {taken.take_mine: "1", taken.take_theirs: "2", self.footer.both: "3"}
        for button, key in keys.items():
            button.key = key if self._letters else ""
            button.updateGeometry()
        self.changed.emit()

    def _measure(self) -> None:
        look = theme.current()
        self._inset.setContentsMargins(look.px(24), 0, look.px(24), look.px(16))
        self._gap.setFixedHeight(look.px(16))


def _clean(text: str | None) -> str:
    """A text as the columns hold it: whatever ends a line ends it in one way."""
    return (text or "").replace("\r\n", "\n").translate(_BREAKS)
