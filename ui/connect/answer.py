"""The second page: what the service answered, where it keeps each fact, what goes each way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.connect.asked import NOT_KEPT, AskedFact, Found, Service
from ui.connect.form import in_line
from ui.look import theme
from ui.look.buttons import RING_ROOM, Button
from ui.look.labels import Label, Paragraph
from ui.look.page import rule
from ui.words import plural, say
from ui.writing.pick_list import Option, PickDialog, narrowed


class ConnectAnswer(QWidget):
    """Shows what was found and asks where the facts are kept; `options` are the answers."""

    def __init__(self, service: Service, found: Found) -> None:
        super().__init__()
        self._service = service
        self._found = found
        self._chosen: dict[str, str] = {}
        self._buttons: dict[str, Button] = {}
        look = theme.current()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(look.px(8))
        column.addWidget(in_line(Label(book_words(found), "strong", wrap=True)))
        for warning in found.warnings:
            column.addWidget(in_line(Paragraph(warning, "body", "amber_ink")))
        asked = [fact for fact in service.facts if in_doubt(fact, found)]
        if asked:
            column.addLayout(_ruled())
            words = say("Where does {service} keep these?", service=service.title)
            column.addWidget(in_line(Label(words, "strong", "ink2")))
            for fact in asked:
                column.addLayout(self._row(fact))
        column.addLayout(_ruled())
        for heading, lines in (
            (say("Fetched"), service.reads),
            (say("Sent, once you turn writing on"), service.writes),
        ):
            if lines:
                column.addLayout(_told(heading, lines))

    @property
    def options(self) -> Mapping[str, str]:
        """The options that say where facts are kept, for those that were changed here."""
        return dict(self._chosen)

    def _row(self, fact: AskedFact) -> QHBoxLayout:
        button = Button(self._shown(fact), trailing="chevron-down")
        button.setObjectName(f"fact-{fact.fact}")
        button.setToolTip(fact.why)
        button.clicked.connect(lambda: self._ask(fact))
        self._buttons[fact.key] = button
        self._name(fact)
        row = QHBoxLayout()
        row.setSpacing(theme.current().px(8))
        row.setContentsMargins(RING_ROOM, 0, 0, 0)
        row.addWidget(Label(fact.label, "body", "ink2"))
        row.addStretch(1)
        row.addWidget(button)
        return row

    def _path(self, fact: AskedFact) -> str:
        chosen = self._chosen.get(fact.key)
        if chosen is not None:
            return "" if chosen == NOT_KEPT else chosen
        return self._found.mapping.get(fact.fact, "")

    def _shown(self, fact: AskedFact) -> str:
        path = self._path(fact)
        if not path:
            return say("Not kept there")
        label = next((one.label for one in self._found.fields if one.path == path), path)
        guessed = fact.fact in self._found.guessed and fact.key not in self._chosen
        return say("{field} (a guess)", field=label) if guessed else label

    def _name(self, fact: AskedFact) -> None:
        shown = self._shown(fact)
        button = self._buttons[fact.key]
        button.setText(shown)
        button.setAccessibleName(say("{fact}: {field}", fact=fact.label, field=shown))
        button.updateGeometry()

    def _ask(self, fact: AskedFact) -> None:
        path = self._path(fact)
        fields = [
            Option(value=one.path, words=one.label, beside=one.type, now=one.path == path)
            for one in self._found.fields
        ]
        nowhere = Option(value=NOT_KEPT, words=say("Not kept there"), below=fact.why, now=not path)
        everything = [*fields, nowhere]
        dialog = PickDialog(
            self,
            say("Where is “{fact}” kept?", fact=fact.label),
            narrowed(everything),
            lambda value: self._take(fact, value),
        )
        dialog.open()

    def _take(self, fact: AskedFact, value: Any) -> None:
        self._chosen[fact.key] = str(value)
        self._name(fact)


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


def book_words(found: Found) -> str:
    """Who I am there, and how many accounts that makes."""
    count = plural(found.in_book, "{n} account", "{n} accounts")
    if not found.counted_all:
        count = say(
            "{count} of the first {looked} looked at", count=count, looked=f"{found.looked_at:,}"
        )
    if not found.me_name:
        return say("{count} in your book there.", count=count)
    return say("You are {name} there. {count} in your book.", name=found.me_name, count=count)
