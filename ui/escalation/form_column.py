"""The form itself: the choice who opens the ticket, the facts, the fields, what goes along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from book.escalation_form import EscalationForm
from book.escalation_meter import Completeness
from book.escalation_text import Customer
from book.rules_escalations import ROUTED_BY, TOLD
from ui.escalation.answers import rows_of
from ui.escalation.fields import FieldBox, field_box
from ui.escalation.listed import ItemList
from ui.escalation.sheet import Sheet, facts_words
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import ElidedLabel, Paragraph
from ui.look.naming import identify
from ui.words import say

_MOST_U: Final = 820


class FormColumn(QScrollArea):
    """Made anew for every form; what its buttons ask for is done by who listens."""

    changed = Signal()
    told_asked = Signal()
    """The message for the customer is to be copied."""
    panel_copy_asked = Signal()
    panel_open_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.boxes: dict[str, FieldBox] = {}
        self._refused: Mapping[str, tuple[str, str]] = {}
        self.by_customer = Button(say("The customer opens it in the app"))
        self.by_me = Button(say("I open it for them"))
        for choice in (self.by_customer, self.by_me):
            choice.setCheckable(True)
            choice.setAutoExclusive(True)
        self.panel_words = Paragraph()
        self.panel_copy = Button(say("Copy a message to send"), kind="primary")
        self.panel_open = Button(say("Open the form in the app"))
        self.facts = ElidedLabel("", "caption", "ink3")
        self.moments = ItemList(say("Recording"), "circle-play", say("Pick a moment…"))
        self.files = ItemList(say("Attached"), "pin", say("Add a file…"))
        self.told = Button(say("Copy a message to send"), kind="link")
        self._ground = QWidget()
        self._fields = QVBoxLayout(self._ground)
        self._fields_part = QWidget()
        self._whole = QVBoxLayout(self._fields_part)
        self._arrange()
        self.by_customer.toggled.connect(self._choose)
        self.panel_copy.clicked.connect(self.panel_copy_asked)
        self.panel_open.clicked.connect(self.panel_open_asked)

    def tell_facts(self, customer: Customer) -> None:
        """What goes along of the account, and of the others that ask too."""
        self.facts.set_whole(facts_words(customer))

    def show_sheet(self, sheet: Sheet, form: EscalationForm) -> None:
        """Another form, as far as it is filled in."""
        self._renew()
        rules, kind = sheet.rules.escalations, sheet.kind
        always = ROUTED_BY if kind.way == "ticket" else ()
        codes = [*kind.fields, *(one for one in always if one not in kind.fields)]
        known = [(code, rules.fields[code]) for code in codes if code in rules.fields]
        for code, field in known:
            needed = code in kind.needs or code in always
            box = field_box(code, field, sheet, needed=needed)
            box.put(form.answers.get(code))
            identify(box.editor, f"field-{code}")
            box.changed.connect(self.changed)
            self.boxes[code] = box
        for row in rows_of([(code, field.type) for code, field in known]):
            self._seat(row)
        if TOLD in self.boxes:
            self._fields.addLayout(self._told_row())
        self.facts.setVisible(kind.account)
        self._show_panel(sheet, empty=not form.answers)
        self.verticalScrollBar().setValue(0)

    def answers_into(self, form: EscalationForm) -> EscalationForm:
        """The form with what stands in the fields; those of another kind stay as they were."""
        answers = {code: one for code, one in form.answers.items() if code not in self.boxes}
        for code, box in self.boxes.items():
            said = box.answer()
            if said is not None:
                answers[code] = said
        return EscalationForm(
            kind=form.kind,
            answers=answers,
            homework=form.homework,
            moments=form.moments,
            attachments=form.attachments,
        )

    def tell(self, stands: Completeness, *, tried: bool = False) -> None:
        """What is missing, at the fields that were left, or at all of them."""
        why = {one.field: one.why for one in stands.missing}
        for code, box in self.boxes.items():
            then, refusal = self._refused.get(code, ("", ""))
            refused = bool(refusal) and box.answer() == then  # another answer was not refused
            reason = why.get(code, refusal if refused else "")
            words = f"{reason[:1].upper()}{reason[1:]}." if reason else ""
            box.tell_missing(words, tried=tried or refused)

    def tell_refused(self, refused: Mapping[str, tuple[str, str]]) -> None:
        """For which answers the service refused it: field → the answer then, and what to do."""
        self._refused = refused

    def go_to(self, code: str) -> bool:
        """Give a field the keyboard; False where the form does not have it."""
        box = self.boxes.get(code)
        if box is None:
            return False
        if self._fields_part.isHidden():
            self.by_me.setChecked(True)
        self.ensureWidgetVisible(box)
        box.editor.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    @property
    def main(self) -> QWidget:
        """What the keyboard begins in."""
        if not self._choice.isHidden() and self.by_customer.isChecked():
            return self.panel_copy
        return next((box.editor for box in self.boxes.values()), self)

    def chain(self) -> list[QWidget]:
        """Everything here that takes the keyboard, in reading order."""
        fields: list[QWidget] = []
        for code, box in self.boxes.items():
            fields.append(box.editor)
            if code == TOLD:
                fields.append(self.told)
        return [
            self.by_customer, self.by_me, self.panel_copy, self.panel_open,
            *fields,
            self.moments.add, *self.moments.removals,
            self.files.add, *self.files.removals,
        ]  # fmt: skip

    def _show_panel(self, sheet: Sheet, *, empty: bool) -> None:
        rules = sheet.rules.escalations
        offered = bool(rules.panel) and sheet.kind.way == "ticket"
        self._choice.setVisible(offered)
        self.panel_words.tell(
            say("The quickest way to the engineers who know this best is the form in the app: it "
                "brings along where the customer is and what they see.")
        )  # fmt: skip
        # The first choice offered, until something is typed for a ticket of one's own.
        first = offered and empty
        self.by_customer.setChecked(first)
        self.by_me.setChecked(not first)
        self._choose()

    def _choose(self) -> None:
        theirs = not self._choice.isHidden() and self.by_customer.isChecked()
        self._panel.setVisible(theirs)
        self._fields_part.setVisible(not theirs)

    def _seat(self, codes: tuple[str, ...]) -> None:
        if len(codes) == 1:
            self._fields.addWidget(self.boxes[codes[0]])
            return
        across = QHBoxLayout()
        across.setSpacing(theme.current().px(8))
        for code in codes:
            across.addWidget(self.boxes[code], 1)
        self._fields.addLayout(across)

    def _told_row(self) -> QHBoxLayout:
        look = theme.current()
        row = QHBoxLayout()
        row.setContentsMargins(look.px(24) + RING_ROOM, 0, 0, 0)
        row.setSpacing(look.px(8))
        words = say("They will see it in the app. Tell them first, so it is no surprise.")
        row.addWidget(ElidedLabel(words, "caption", "ink2"))
        row.addWidget(self.told)
        row.addStretch(1)
        return row

    def _renew(self) -> None:
        """A fresh ground for the fields of another form."""
        old, self._ground = self._ground, QWidget()
        self._fields = QVBoxLayout(self._ground)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(theme.current().px(8))
        self._whole.replaceWidget(old, self._ground)
        shiboken6.delete(old)
        self.boxes, self._refused = {}, {}
        self.told = Button(say("Copy a message to send"), kind="link")
        self.told.clicked.connect(self.told_asked)

    def _arrange(self) -> None:
        look = theme.current()
        edge = look.px(24)
        self._choice = QWidget()
        choice = QHBoxLayout(self._choice)
        choice.setContentsMargins(0, 0, 0, 0)
        choice.setSpacing(0)
        choice.addWidget(self.by_customer)
        choice.addWidget(self.by_me)
        choice.addStretch(1)
        self._panel = QWidget()
        panel = QVBoxLayout(self._panel)
        panel.setContentsMargins(RING_ROOM, look.px(8), 0, 0)
        panel.addWidget(self.panel_words)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self.panel_copy)
        buttons.addWidget(self.panel_open)
        buttons.addStretch(1)
        panel.addLayout(buttons)
        whole = self._whole
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(look.px(10))
        whole.addWidget(self.facts)
        whole.addWidget(self._ground)
        whole.addWidget(self.moments)
        whole.addWidget(self.files)
        self.facts.setContentsMargins(RING_ROOM, 0, 0, 0)
        inside = QWidget()
        inside.setMaximumWidth(look.px(_MOST_U))
        column = QVBoxLayout(inside)
        column.setContentsMargins(edge - RING_ROOM, look.px(8), edge - RING_ROOM, edge)
        column.setSpacing(look.px(8))
        column.addWidget(self._choice)
        column.addWidget(self._panel)
        column.addWidget(self._fields_part)
        column.addStretch(1)
        self.setWidget(inside)
