"""The second page: what the service answered, what only the person can tell, what goes each way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.connect.asked import NOT_KEPT, AskedFact, Choice, Found, Question, Service
from ui.connect.form import in_line
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph
from ui.look.page import rule
from ui.words import plural, say
from ui.writing.pick_list import Option, PickDialog, narrowed

_NOTHING: Final[Mapping[str, str]] = {}
_MOST_U: Final = 280
"""How wide the words of an answer may get beside their question."""


class ConnectAnswer(QWidget):
    """Shows what was found and asks the rest; `options` are the answers.

    `chosen` are answers that were given when the service was asked the time before.
    """

    again = Signal(str)
    """An answer was given that may change what was found: the option's name."""

    def __init__(
        self, service: Service, found: Found, chosen: Mapping[str, str] = _NOTHING
    ) -> None:
        super().__init__()
        self._chosen = dict(chosen)
        self._buttons: dict[str, Button] = {}
        self._questions: dict[str, Question] = {}
        facts = [
            as_question(fact, found)
            for fact in service.facts
            if in_doubt(fact, found) or fact.key in chosen
        ]
        self._own = frozenset(question.key for question in found.questions)
        more = [question for question in found.questions if question.choices]
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(in_line(Label(book_words(found), "strong", wrap=True)))
        for warning in found.warnings:
            column.addWidget(in_line(Paragraph(warning, "body", "amber_ink")))
        for heading, asked in (
            (say("Where does {service} keep these?", service=service.title), facts),
            (say("How is {service} used in your company?", service=service.title), more),
        ):
            if asked:
                column.addLayout(_ruled())
                column.addWidget(in_line(Label(heading, "strong", "ink2")))
                for question in asked:
                    column.addLayout(self._row(question))
        column.addLayout(_ruled())
        for heading, lines in (
            (say("Fetched"), service.reads),
            (say("Sent, once you turn writing on"), service.writes),
        ):
            if lines:
                column.addLayout(_told(heading, lines))

    @property
    def options(self) -> Mapping[str, str]:
        """The options that were answered here."""
        return dict(self._chosen)

    def focus_on(self, key: str) -> None:
        """Put the keyboard on the answer to a question, where it is asked."""
        if key in self._buttons:
            self._buttons[key].setFocus()

    def _row(self, question: Question) -> QHBoxLayout:
        self._questions[question.key] = question
        button = Button("", trailing="chevron-down", most_u=_MOST_U)
        button.setObjectName(f"asked-{question.key}")
        button.clicked.connect(lambda: self._ask(question))
        self._buttons[question.key] = button
        self._name(question)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        row.setContentsMargins(RING_ROOM, 0, 0, 0)
        row.addWidget(Label(question.label, "body", "ink2"))
        row.addStretch(1)
        row.addWidget(button)
        return row

    def _answer(self, question: Question) -> str:
        """The value that holds; empty for none of the choices."""
        chosen = self._chosen.get(question.key)
        if chosen is not None:
            return "" if chosen == NOT_KEPT else chosen
        return question.answer

    def _shown(self, question: Question) -> str:
        value = self._answer(question)
        if not value:
            return say("Not kept there") if question.key not in self._own else say("Not told")
        label = next((one.label for one in question.choices if one.value == value), value)
        guessed = question.guessed and question.key not in self._chosen
        return say("{field} (a guess)", field=label) if guessed else label

    def _name(self, question: Question) -> None:
        shown = self._shown(question)
        button = self._buttons[question.key]
        button.setText(shown)
        button.setAccessibleName(say("{fact}: {field}", fact=question.label, field=shown))
        button.setAccessibleDescription(question.why)
        if not button.toolTip():
            button.setToolTip(question.why)
        button.updateGeometry()

    def _ask(self, question: Question) -> None:
        now, own = self._answer(question), question.key in self._own
        choices = [
            Option(value=one.value, words=one.label, beside=one.detail, now=one.value == now)
            for one in question.choices
        ]
        nothing = say("None of these") if own else say("Not kept there")
        nowhere = Option(value=NOT_KEPT, words=nothing, below=question.why, now=not now)
        title = question.label if own else say("Where is “{fact}” kept?", fact=question.label)
        dialog = PickDialog(
            self, title, narrowed([*choices, nowhere]), lambda value: self._take(question, value)
        )
        dialog.open()

    def _take(self, question: Question, value: Any) -> None:
        self._chosen[question.key] = str(value)
        self._name(question)
        replaced = self._replaced_by(question) if value != NOT_KEPT else []
        for key in replaced:
            self._chosen.pop(key, None)
            if key in self._questions:
                self._name(self._questions[key])
        if question.key in self._own or replaced:
            self.again.emit(question.key)

    def _replaced_by(self, question: Question) -> list[str]:
        """The other options answered here that say the same another way."""
        others = [one.key for one in self._questions.values() if one.instead_of == question.key]
        return [key for key in (question.instead_of, *others) if key in self._chosen]


def _ruled() -> QHBoxLayout:
    """A separating line as wide as the text and the buttons, which keep room for their ring."""
    row = QHBoxLayout()
    row.setContentsMargins(RING_ROOM, 0, RING_ROOM, 0)
    row.addWidget(rule())
    return row


def _told(heading: str, lines: Sequence[str]) -> QVBoxLayout:
    """A heading close to what it is about."""
    part = QVBoxLayout()
    part.setSpacing(0)
    part.addWidget(in_line(Label(heading, "strong", "ink2")))
    part.addWidget(in_line(Paragraph("\n".join(lines))))
    return part


def in_doubt(fact: AskedFact, found: Found) -> bool:
    """Whether where a fact is kept has to be asked: it was guessed, or nothing is known."""
    return fact.fact in found.guessed or (fact.fact not in found.mapping and bool(found.fields))


def as_question(fact: AskedFact, found: Found) -> Question:
    """Where a fact is kept, with the fields of the service's accounts to choose from."""
    return Question(
        key=fact.key,
        label=fact.label,
        why=fact.why,
        choices=tuple(
            Choice(value=one.path, label=one.label, detail=one.type) for one in found.fields
        ),
        answer=found.mapping.get(fact.fact, ""),
        guessed=fact.fact in found.guessed,
    )


def book_words(found: Found) -> str:
    """Who I am there, and how many accounts that makes; or what the source says instead."""
    if found.told:
        return say(found.told)
    count = plural(found.in_book, "{n} account", "{n} accounts")
    if not found.counted_all:
        count = say(
            "{count} of the first {looked} looked at", count=count, looked=f"{found.looked_at:,}"
        )
    if not found.me_name:
        return say("{count} in your book there.", count=count)
    return say("You are {name} there. {count} in your book.", name=found.me_name, count=count)
