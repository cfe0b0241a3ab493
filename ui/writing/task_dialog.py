"""The form of a task: what is to be done, by when, on which day, how often, in which steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from book import checklists, repeats
from book.day_times import parted
from book.errors import SatchelError, Usage
from book.working_days import NO_HOLIDAYS, Holidays
from ui import days
from ui.look import theme
from ui.look.buttons import Button
from ui.look.fields import Field, LineField
from ui.look.labels import Label, Paragraph
from ui.words import say
from ui.writing.checklist_edit import ChecklistEdit
from ui.writing.day_picks import understood

WIDTH_U: Final = 440
_RING: Final = 3


class TaskWords(Struct, frozen=True, kw_only=True):
    """What a form of a task says."""

    title: str = ""
    due: date | None = None
    at_time: time | None = None
    """The time of its day, at which it rings."""
    do_on: date | None = None
    repeat: str = ""
    """In words, empty for a task that comes once."""
    body: str = ""
    """The description, its checklist in it."""


Kept = Callable[[TaskWords], None]
"""Told what the form says when the person is done."""


class TaskDialog(QDialog):
    """Opened with `open()`; it stays until the task is on disk, and keeps what was typed."""

    def __init__(
        self,
        parent: QWidget,
        heading: str,
        today: date,
        kept: Kept,
        *,
        verb: str,
        words: TaskWords | None = None,
        belongs_to: str = "",
        holidays: Holidays = NO_HOLIDAYS,
    ) -> None:
        super().__init__(parent)
        self._today = today
        self._kept = kept
        self._holidays = holidays
        self._began = words or TaskWords()
        self.setWindowTitle(heading)
        self.setAccessibleName(heading)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = LineField(say("What is to be done"), width_u=400)
        self.title.setText(self._began.title)
        self.due = self._field(say("Due"), say("fri, fri 15:00, tomorrow, +3d, 2026-12-01"),
                               _due_text(self._began))  # fmt: skip
        self.day = Label("", "caption", "ink3")
        self.do_on = self._field(say("To do on"), say("when you mean to do it; stays here"),
                                 _day_text(self._began.do_on))  # fmt: skip
        self.do_on_day = Label("", "caption", "ink3")
        self.repeat = self._field(say("Comes again"), say("every 2 weeks, every month on the 31st"),
                                  self._began.repeat)  # fmt: skip
        self.repeat_told = Label("", "caption", "ink3")
        self.checklist = ChecklistEdit(
            [(one.text, one.done) for one in checklists.items(self._began.body)]
        )
        self.belongs_to = belongs_to
        self.trouble = Paragraph("", "caption", "red")
        self.trouble.hide()
        self.verb = Button(verb, kind="primary", key="Enter")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.keep)
        self.away = Button(say("Cancel"), key="Esc")
        self.away.clicked.connect(self.reject)
        for field in (self.due, self.do_on, self.repeat):
            field.textChanged.connect(lambda _: self._tell_days())
        self._arrange(heading)
        self._tell_days()
        self.title.setFocus()
        self.title.selectAll()

    @property
    def due_day(self) -> date | None:
        """The day that stands in the field, None for none and for one not understood."""
        return understood(parted(self.due.text())[0], self._today, self._holidays)

    @property
    def words(self) -> TaskWords:
        """What the form says now."""
        return TaskWords(
            title=self.title.text(),
            due=self.due_day,
            at_time=parted(self.due.text())[1],
            do_on=understood(self.do_on.text(), self._today, self._holidays),
            repeat=self.repeat.text().strip(),
            body=checklists.written(self._began.body, self.checklist.items),
        )

    def keep(self) -> None:
        """Hand over what was typed, or say what is missing."""
        wrong = self._wrong()
        if not self.title.text().strip():
            self.complain(say("The task has no title. Say in a few words what is to be done."))
            self.title.setFocus()
        elif wrong is not None:
            self.trouble.hide()
            self._tell_days(tried=True)
            wrong.setFocus()
        else:
            self.trouble.hide()
            self.verb.setEnabled(False)
            self._kept(self.words)

    def complain(self, words: str) -> None:
        """Say what is wrong; everything typed stays."""
        self.verb.setEnabled(True)
        self.trouble.tell(words)
        self.trouble.show()
        self.adjustSize()

    def refuse(self, error: SatchelError) -> None:
        """The book did not take it."""
        self.complain(str(error))

    def _wrong(self) -> LineField | None:
        """The first field that says something which is not understood."""
        words = self.words
        for field, meant in ((self.due, words.due), (self.do_on, words.do_on)):
            if field.text().strip() and meant is None:
                return field
        return self.repeat if words.repeat and self._next(words.repeat) is None else None

    def _tell_days(self, *, tried: bool = False) -> None:
        """The days as they are understood; what is not is only called wrong once it was tried."""
        self._tell_day(self.due, self.day, say("No due day"), tried=tried)
        self._tell_day(self.do_on, self.do_on_day, say("Stands in Today when it is due"),
                       tried=tried)  # fmt: skip
        text, again = self.repeat.text().strip(), self._next(self.repeat.text())
        told, ink = say("Once"), "ink3"
        if text and again is None:
            told = say("Not understood yet: every day, every 2 weeks, every mon and thu")
            ink = "red" if tried else "ink3"
        elif again is not None:
            day = days.day_words(again[1], self._today)
            told, ink = say("{rule}, next on {day}", rule=again[0], day=day), "accent"
        self._say_below(self.repeat, self.repeat_told, told, ink)

    def _tell_day(self, field: LineField, below: Label, empty: str, *, tried: bool) -> None:
        text, at = field.text().strip(), None
        day = understood(text, self._today, self._holidays)
        if field is self.due:
            day, at = self.due_day, parted(text)[1]
        words, ink = empty, "ink3"
        if text and day is None:
            words, ink = say("No day yet: fri, tomorrow, +3d, 2026-12-01"), "ink3"
            if tried:
                words, ink = _unknown_day(text), "red"
        elif day is not None:
            named = days.day_words(day, self._today)
            words = say("{day}, {away}", day=named, away=days.away(day, self._today))
            if at is not None:
                words = say("{words}; rings at {time}", words=words, time=f"{at:%H:%M}")
            ink = "accent"
        self._say_below(field, below, words, ink)

    def _say_below(self, field: LineField, below: Label, words: str, ink: str) -> None:
        below.setText(words)
        below.set_ink(ink)
        field.setAccessibleDescription(words)

    def _next(self, text: str) -> tuple[str, date] | None:
        """The repeat in its own words, and the day after this one's; None where it is none."""
        start = self.due_day or understood(self.do_on.text(), self._today) or self._today
        try:
            rule = repeats.parse_repeat(text, start)
        except Usage:
            return None
        day = repeats.next_after_done(rule, start, self._today, self._holidays)
        return (repeats.spelled(rule), day) if day is not None else None

    def _field(self, name: str, placeholder: str, text: str) -> LineField:
        field = LineField(placeholder, width_u=400)
        field.setAccessibleName(name)
        field.setText(text)
        return field

    def _arrange(self, heading: str) -> None:
        look = theme.current()
        column = QVBoxLayout(self)
        edge = look.px(16)
        column.setContentsMargins(edge - _RING, edge, edge - _RING, edge - _RING)
        column.setSpacing(look.px(2))
        parts: list[tuple[QWidget, int]] = [
            (Paragraph(heading, "heading", "ink"), 12),
            (Label(say("Task"), "caption_strong", "ink2"), 0),
            (self.title, 8),
            (Label(say("Due"), "caption_strong", "ink2"), 0),
            (self.due, 0),
            (self.day, 8),
            (Label(say("To do on"), "caption_strong", "ink2"), 0),
            (self.do_on, 0),
            (self.do_on_day, 8),
            (Label(say("Comes again"), "caption_strong", "ink2"), 0),
            (self.repeat, 0),
            (self.repeat_told, 8),
            (Label(say("Checklist"), "caption_strong", "ink2"), 0),
            (self.checklist, 0),
            (self.trouble, 0),
        ]
        if self.belongs_to:
            parts.insert(-1, (Paragraph(self.belongs_to, "caption", "ink2"), 0))
        for widget, below in parts:
            if not isinstance(widget, Field | ChecklistEdit):
                widget.setContentsMargins(_RING, 0, _RING, 0)
            column.addWidget(widget)
            column.addSpacing(look.px(below))
        row = QHBoxLayout()
        row.setContentsMargins(0, look.px(12), 0, 0)
        row.setSpacing(0)
        row.addStretch(1)
        row.addWidget(self.away)
        row.addWidget(self.verb)
        column.addLayout(row)
        self.setFixedWidth(look.px(WIDTH_U))


def _due_text(words: TaskWords) -> str:
    at = f" {words.at_time:%H:%M}" if words.at_time is not None and words.due else ""
    return _day_text(words.due) + at


def _day_text(day: date | None) -> str:
    return day.isoformat() if day else ""


def _unknown_day(text: str) -> str:
    return say("“{text}” is no day. Write fri, tomorrow, +3d or 2026-12-01.", text=text)
