"""One field of a form, made from what the house rules say of it: title, editor, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from book.escalation_form import LONGEST_LINE, Answer
from book.rules_escalations import EscalationField
from ui import days
from ui.escalation.answers import answer_of, text_of_answer, trouble_with
from ui.escalation.inputs import ChoiceButton, TextBox
from ui.escalation.sheet import Sheet
from ui.look import theme
from ui.look.buttons import RING_ROOM
from ui.look.fields import LineField
from ui.look.labels import Label, Paragraph
from ui.words import say
from ui.writing.pick_list import Option, Options, narrowed

_LINE_U: Final = 240


class FieldBox(QWidget):
    """Title, editor, message. It is only called wrong after it was left or a send was tried."""

    changed = Signal()

    def __init__(self, code: str, field: EscalationField, *, needed: bool) -> None:
        super().__init__()
        self.code = code
        self.field = field
        self._was_left = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.current().px(1))
        self.message = Paragraph("", "caption", "red")
        self.message.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        self.message.hide()
        if field.type != "yes":
            self._column.addLayout(self._heading(needed))

    @property
    def editor(self) -> QWidget:
        """What takes the keyboard."""
        raise NotImplementedError

    def answer(self) -> Answer | None:
        """What the form keeps of it; None where it says nothing."""
        raise NotImplementedError

    def put(self, answer: Answer | None) -> None:
        """Show an answer that was kept; nobody is told."""
        raise NotImplementedError

    def trouble(self) -> str:
        """Why what stands here cannot be kept as it is; empty where it can."""
        return ""

    def tell_missing(self, why: str, *, tried: bool = False) -> None:
        """What is missing here, in red once it was left or a send was tried."""
        words = self.trouble() or why
        shown = bool(words) and (tried or self._was_left)
        self._was_left = self._was_left or tried
        self.message.tell(words if shown else "")
        self.message.setVisible(shown)
        self.editor.setAccessibleDescription(words or self.field.why)

    def leave(self) -> None:
        """The person was here and went on."""
        if not self._was_left:
            self._was_left = True
            self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The editor was left."""
        if watched is self.editor and event.type() == QEvent.Type.FocusOut:
            self.leave()
        return False

    def _seat(self, editor: QWidget) -> None:
        self._column.addWidget(editor)
        self._column.addWidget(self.message)
        self._column.addStretch(1)
        editor.installEventFilter(self)

    def _heading(self, needed: bool) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        row.setSpacing(theme.current().px(4))
        row.addWidget(Label(self.field.title or self.code, "caption_strong", "ink2"))
        if needed:
            row.addWidget(Label(say("required"), "caption", "ink3"))
        row.addStretch(1)
        return row


class LineBox(FieldBox):
    """One line: a text, a day as one says it, or a number."""

    def __init__(self, code: str, field: EscalationField, sheet: Sheet, *, needed: bool) -> None:
        super().__init__(code, field, needed=needed)
        self._today = sheet.today
        self._holidays = sheet.rules.tasks.no_work
        hints = {"day": say("fri, tomorrow, +3d, 2026-12-01"), "number": say("A number")}
        self.line = LineField(hints.get(field.type, ""), width_u=_LINE_U)
        self.line.setAccessibleName(field.title or code)
        self.line.setMaxLength(LONGEST_LINE)
        self.line.setAcceptDrops(False)  # a file that is dropped here is attached by the page
        self.told = Label("", "caption", "accent")
        self.told.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        self.told.hide()
        self._seat(self.line)
        self._column.insertWidget(2, self.told)
        self.line.textChanged.connect(self._typed)

    @property
    def editor(self) -> QWidget:
        """The line."""
        return self.line

    def answer(self) -> Answer | None:
        """The text, the day as it is written in the book, or the number."""
        return answer_of(self.field.type, self.line.text(), self._today, self._holidays)

    def put(self, answer: Answer | None) -> None:
        """Show an answer that was kept."""
        self.line.blockSignals(True)
        self.line.setText(text_of_answer(answer))
        self.line.blockSignals(False)
        self._tell_day()

    def trouble(self) -> str:
        """A day or a number that is none."""
        return trouble_with(self.field.type, self.line.text(), self._today)

    def _typed(self) -> None:
        self._tell_day()
        self.changed.emit()

    def _tell_day(self) -> None:
        answer = self.answer() if self.field.type == "day" else None
        self.told.setVisible(answer is not None)
        if isinstance(answer, str):
            day = date.fromisoformat(answer)
            self.told.setText(
                say("{day}, {away}", day=days.day_words(day, self._today),
                    away=days.away(day, self._today))
            )  # fmt: skip


class LinesBox(FieldBox):
    """Several lines; each is a step where the field asks for steps."""

    def __init__(self, code: str, field: EscalationField, sheet: Sheet, *, needed: bool) -> None:
        super().__init__(code, field, needed=needed)
        self._today = sheet.today
        self.text = TextBox(field.title or code, 2 if field.type == "steps" else 1)
        if field.type == "steps":
            self.text.setPlaceholderText(say("One step a line"))
        self._seat(self.text)
        self.text.textChanged.connect(self.changed)

    @property
    def editor(self) -> QWidget:
        """The text."""
        return self.text

    def answer(self) -> Answer | None:
        """The text, or its lines as steps."""
        return answer_of(self.field.type, self.text.toPlainText(), self._today)

    def put(self, answer: Answer | None) -> None:
        """Show an answer that was kept."""
        self.text.blockSignals(True)
        self.text.setPlainText(text_of_answer(answer))
        self.text.blockSignals(False)
        self.text.grow()

    def trouble(self) -> str:
        """A text that is longer than a form is for."""
        return trouble_with(self.field.type, self.text.toPlainText(), self._today)


class TickBox(FieldBox):
    """Yes, or not yet; beneath it why it matters, and what `beside` adds."""

    def __init__(self, code: str, field: EscalationField, *, needed: bool) -> None:
        super().__init__(code, field, needed=needed)
        self.tick = QCheckBox(field.title or code)
        self.tick.setAccessibleName(field.title or code)
        self._said_before = False
        row = QHBoxLayout()
        row.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
        row.setSpacing(theme.current().px(4))
        row.addWidget(self.tick)
        if needed:
            row.addWidget(Label(say("required"), "caption", "ink3"))
        self.beside = row
        row.addStretch(1)
        self._column.addLayout(row)
        self._column.addWidget(self.message)
        self.tick.installEventFilter(self)
        self.tick.toggled.connect(self.changed)

    @property
    def editor(self) -> QWidget:
        """The box."""
        return self.tick

    def answer(self) -> Answer | None:
        """True; False only where it was said before and taken back."""
        return True if self.tick.isChecked() else (False if self._said_before else None)

    def put(self, answer: Answer | None) -> None:
        """Show an answer that was kept."""
        self._said_before = answer is not None
        self.tick.blockSignals(True)
        self.tick.setChecked(bool(answer))
        self.tick.blockSignals(False)


class PickBox(FieldBox):
    """One of a few: a choice of its own, a group, a severity, a person of the account."""

    def __init__(self, code: str, field: EscalationField, sheet: Sheet, *, needed: bool) -> None:
        super().__init__(code, field, needed=needed)
        self._sheet = sheet
        self.button = ChoiceButton(field.title or code, self._options, say("Choose"))
        self._seat(self.button)
        self.button.picked.connect(self._picked)

    @property
    def editor(self) -> QWidget:
        """The button that opens the list."""
        return self.button

    def answer(self) -> Answer | None:
        """What was chosen: a code, a name or an address."""
        return self.button.value or None

    def put(self, answer: Answer | None) -> None:
        """Show an answer that was kept, also one that is not offered any more."""
        value = text_of_answer(answer)
        self.button.put(value, chosen_words(self.field, value, self._sheet))

    def _picked(self, value: str) -> None:
        self.put(value)
        self.changed.emit()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _options(self) -> Options:
        return options_of(self.field, self.button.value, self._sheet)


def options_of(field: EscalationField, now: str, sheet: Sheet) -> Options:
    """What can be chosen; for a person also an address that is typed."""
    listed = _listed(field, now, sheet)
    if now:
        listed = [*listed, Option(value="", words=say("Leave it empty"))]
    fitting = narrowed(listed)
    if field.type != "person":
        return fitting

    def with_address(text: str) -> Sequence[Option]:
        found = list(fitting(text))
        address = text.strip()
        if "@" in address and all(one.value != address for one in found):
            found.append(Option(value=address, words=address, beside=say("not in the book")))
        return found

    return with_address


def chosen_words(field: EscalationField, value: str, sheet: Sheet) -> str:
    """What was chosen, as people say it."""
    rules = sheet.rules.escalations
    if field.type == "severity" and value in rules.severities:
        return rules.severities[value].title or value
    if field.type == "person" and value:
        return sheet.name_of(value) or value
    return value


def _listed(field: EscalationField, now: str, sheet: Sheet) -> list[Option]:
    rules = sheet.rules.escalations
    if field.type == "severity":
        told = sheet.offered("ticket")
        known = told.severities if told is not None else None
        return [
            Option(value=code, words=one.title or code, below=one.meaning, now=code == now)
            for code, one in rules.severities.items()
            if known is None or code in known
        ]
    if field.type == "person" and not sheet.people:
        none = say("Nobody of this account is known with an address. Type it here.")
        return [Option(value="", words=say("No person to choose"), below=none, refused=True)]
    if field.type == "person":
        return [
            Option(
                value=one.email,
                words=one.name,
                beside=one.role or "",
                below=_reach(one.email or "", sheet),
                now=one.email == now,
                refused=_is_me(one.email or "", sheet),
            )
            for one in sheet.people
        ]
    names = sheet.groups if field.type == "group" else field.choices
    return [Option(value=name, words=name, now=name == now) for name in names]


def _is_me(address: str, sheet: Sheet) -> bool:
    return address.casefold() in {one.casefold() for one in sheet.me}


def _reach(address: str, sheet: Sheet) -> str:
    if _is_me(address, sheet):
        return say("That is you; the answer must go to a person of the customer.")
    return address


_BOXES: Final[dict[str, Callable[..., FieldBox]]] = {
    "line": LineBox,
    "day": LineBox,
    "number": LineBox,
    "text": LinesBox,
    "steps": LinesBox,
}


def field_box(code: str, field: EscalationField, sheet: Sheet, *, needed: bool) -> FieldBox:
    """The box that asks for a field, by its type."""
    if field.type == "yes":
        return TickBox(code, field, needed=needed)
    return _BOXES.get(field.type, PickBox)(code, field, sheet, needed=needed)
