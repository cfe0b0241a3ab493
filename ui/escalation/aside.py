"""Beside the form: the meter with what is missing, the homework, and what comes after sending."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from book.clock import local_day
from book.escalation_form import EscalationForm, Homework
from book.escalation_meter import Completeness
from book.product_requests import is_wish
from book.rules_escalations import NEXT_UPDATE, SEVERITY
from ui import days
from ui.escalation import meter_words
from ui.escalation.homework import PlaceRow, Sign
from ui.escalation.meter_bar import MeterBar
from ui.escalation.meter_words import MissingLine
from ui.escalation.sheet import Sheet
from ui.escalation.wishes import Wishes
from ui.look import theme
from ui.look.buttons import Button
from ui.look.labels import Label, Paragraph
from ui.look.naming import identify
from ui.words import count, plural, say, source_name

WIDTH_U: Final = 340
_NO_LIMIT: Final = 16_777_215  # Qt's own "as wide as you like"
_NAME_U: Final = 282
"""A longer name of what is missing ends in …"""


class MissingRow(QWidget):
    """One thing that is missing: its name leads there, beneath it why it matters."""

    asked = Signal(str)

    def __init__(self, line: MissingLine) -> None:
        super().__init__()
        look = theme.current()
        self.line = line
        self.name = Button(
            line.title, kind="link", name=say("Go to {field}", field=line.title), most_u=_NAME_U
        )
        self.name.clicked.connect(lambda: self.asked.emit(line.field))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(look.px(6))
        head.addWidget(Sign("circle-alert", "red" if line.blocks else "ink3"))
        head.addWidget(self.name)
        head.addStretch(1)
        why = Paragraph(line.why, "caption", "ink2")
        why.setContentsMargins(look.px(22), 0, 0, look.px(4))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(why)


class Aside(QScrollArea):
    """Lives beside the form; it is told of every change and asks only for places to go."""

    go_asked = Signal(str)
    """The code of a field that is missing."""
    changed = Signal()
    """Something was written into the homework."""
    look_up_asked = Signal(object)
    """A PlaceRow whose question is to be asked in place."""
    search_asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows: dict[str, PlaceRow] = {}
        self.missing: list[MissingRow] = []
        self.head = Label("", "heading")
        self.blocks = Label("", "body", "red")
        self.meter = MeterBar()
        self.complete = Paragraph(say("Nobody has to ask back."), "caption", "ink2")
        self.looked = Label("", "caption", "ink3")
        self.wishes = Wishes()
        self.after = Paragraph("", "body", "ink2")
        self.offline = Paragraph("", "body", "ink2")
        self._lines: tuple[MissingLine, ...] | None = None
        self._sheet: Sheet | None = None
        self._arrange()
        identify(self.meter, "escalation-meter", say("How complete it is"))

    def fill(self, whole: bool) -> None:
        """Take all the room there is, or the width beside a form."""
        wide = theme.current().px(WIDTH_U)
        self.setMinimumWidth(0 if whole else wide)
        self.setMaximumWidth(_NO_LIMIT if whole else wide)
        edge = theme.current().px(24 if whole else 16)  # in line with the form's own
        self._column.setContentsMargins(edge, edge, edge, edge)

    @property
    def main(self) -> QWidget:
        """What F6 gives the keyboard to: what is missing, else the first place."""
        if self.missing:
            return self.missing[0].name
        return next((row.name for row in self.rows.values()), self)

    def show_sheet(self, sheet: Sheet, done: Sequence[Homework]) -> None:
        """Another form: its places, as far as they were looked at."""
        self._sheet = sheet
        for row in self.rows.values():
            self._places.removeWidget(row)
            shiboken6.delete(row)
        self.rows = {}
        places = sheet.rules.escalations.homework if sheet.kind.homework else {}
        found = {one.where: one for one in done}
        for code, place in places.items():
            row = PlaceRow(code, place)
            row.put(found.get(code))
            row.changed.connect(self.changed)
            row.search_asked.connect(self.search_asked)
            row.look_up_asked.connect(self.look_up_asked)
            self._places.addWidget(row)
            self.rows[code] = row
        self._homework.setVisible(bool(places))
        source = sheet.source(sheet.kind.way)
        told = ""
        if sheet.offline and source is not None:
            told = say("{source} does not answer. The form is kept here and sent once, when it "
                       "answers again.", source=source_name(source.name))  # fmt: skip
        elif sheet.kind.way == "ticket" and sheet.choices_at is not None:
            day = days.ago(local_day(sheet.choices_at), sheet.today)
            told = say("Groups and severities as read {day}; they are checked again on sending.",
                       day=day)  # fmt: skip
        self.offline.tell(told)
        self.offline.setVisible(bool(told))

    def homework(self) -> tuple[Homework, ...]:
        """What stands in the log, in the order of the places."""
        return tuple(one for row in self.rows.values() if (one := row.done()) is not None)

    def tell(self, stands: Completeness, form: EscalationForm) -> None:
        """How complete the form is by now."""
        if self._sheet is None:
            return
        rules = self._sheet.rules.escalations
        self.head.setText(meter_words.there_words(stands))
        self.blocks.setText(meter_words.blocks_words(stands))
        blocking = sum(one.blocks for one in stands.missing)
        self.meter.tell(stands.there, stands.wanted, blocking)
        self.meter.setAccessibleDescription(say("{n} percent", n=count(stands.percent)))
        self.looked.setText(meter_words.homework_words(stands, len(self.rows)))
        lines = meter_words.missing_lines(stands, rules)
        if lines != self._lines:
            self._show_missing(lines)
        self.complete.setVisible(stands.is_complete)
        self.after.tell("\n".join(after_words(form, self._sheet)))

    def _show_missing(self, lines: tuple[MissingLine, ...]) -> None:
        self._lines = lines
        kept = {row.line: row for row in self.missing}
        for row in self.missing:
            self._list.removeWidget(row)
            if row.line not in lines:
                shiboken6.delete(row)
        self.missing = []
        for line in lines:
            found = kept.get(line)
            if found is None:
                found = MissingRow(line)
                found.asked.connect(self.go_asked)
            self._list.addWidget(found)
            self.missing.append(found)

    def _arrange(self) -> None:
        look = theme.current()
        inside = QWidget()
        inside.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        inside.setProperty("ground", "window")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "window")
        head = QHBoxLayout()
        head.addWidget(self.head)
        head.addStretch(1)
        head.addWidget(self.blocks)
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._homework = QWidget()
        homework = QVBoxLayout(self._homework)
        homework.setContentsMargins(0, look.px(12), 0, 0)
        homework.setSpacing(look.px(2))
        above = QHBoxLayout()
        above.addWidget(Label(say("Homework"), "caption_strong", "ink2"))
        above.addWidget(self.looked)
        above.addStretch(1)
        homework.addLayout(above)
        self._places = QVBoxLayout()
        self._places.setSpacing(0)
        homework.addLayout(self._places)
        column = self._column = QVBoxLayout(inside)
        column.setSpacing(look.px(6))
        column.addLayout(head)
        column.addWidget(self.meter)
        column.addWidget(self.complete)
        column.addLayout(self._list)
        column.addWidget(self.wishes)
        column.addWidget(self._homework)
        column.addSpacing(look.px(8))
        column.addWidget(Label(say("After sending"), "caption_strong", "ink2"))
        column.addWidget(self.after)
        column.addWidget(self.offline)
        column.addStretch(1)
        self.setWidget(inside)
        self.fill(False)


def after_words(form: EscalationForm, sheet: Sheet) -> list[str]:
    """What happens once it left: the promise, the target of the first answer, the nudge."""
    from datetime import date

    rules = sheet.rules.escalations
    told = []
    day = form.text(NEXT_UPDATE)
    if day:
        named = days.day_words(date.fromisoformat(day), sheet.today)
        told.append(say("Next update to them: {day}, kept as a task", day=named))
    severity = rules.severities.get(form.text(SEVERITY))
    # An answer of another kind stays with the form; only what is asked here is spoken of.
    if severity is not None and severity.answer_hours and SEVERITY in sheet.kind.fields:
        hours = plural(severity.answer_hours, "{n} hour", "{n} hours")
        told.append(say("Target for the first answer: {hours}, on working days", hours=hours))
    waits, kind = rules.waits, sheet.kind
    if kind.risk:
        told.append(
            say(
                "Recovery call within {hours} h, then a check-in every {days} days; after {weeks} "
                "weeks you escalate the loss or accept it",
                hours=waits.recovery_hours,
                days=waits.check_in_days,
                weeks=waits.accept_weeks,
            )
        )
    elif kind.afterwards:
        told.append(say("After the call its summary, made from your note of that day"))
    elif is_wish(sheet.code, rules):
        told.append(say("Everybody who asks hears what came of it, each by a task"))
    elif rules.waits.nudge_days:
        length = plural(waits.nudge_days, "{n} working day", "{n} working days")
        told.append(say("A nudge when nobody answered for {days}", days=length))
    return told
