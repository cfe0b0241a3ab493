"""Vitally's web page and the line to it: what a person does there, what requests look like."""

from __future__ import annotations

import html
from typing import Any, Final

from book.html_text import markdown
from sync.markdown_html import html as as_html
from sync.simulator.seed import Record
from sync.simulator.state import State
from tests.laptops.service import Asked, Kind, Line, Page
from tests.laptops.texts import edited
from tests.sync.books import COLLEAGUE, ME

RESOURCES: Final = {"note": "notes", "task": "tasks", "account": "accounts"}
TRAITS: Final = {
    "stage": "vitally.custom.pipeline",
    "plan": "vitally.custom.plan",
    "slack_channel": "vitally.custom.slack",
}
"""Field of an account → the trait it is kept under."""
TEXT: Final = {"note": "note", "task": "description"}
"""Kind of record → where its text is."""
AT: Final = {
    "subject": "subject",
    "title": "name",
    "day": "noteDate",
    "due": "dueDate",
    "tags": "tags",
}
"""Field of the book → where the service keeps it."""


class VitallyPage(Page):
    """A person on the service's own web page."""

    def __init__(self, state: State) -> None:
        self._state = state

    def add(self, kind: Kind, account: str, title: str, line: str, day: str) -> None:
        """Makes a note without a subject, or a task."""
        usual: dict[str, Any] = {"accountId": account, TEXT[kind]: f"<p>{html.escape(line)}</p>"}
        if kind == "note":
            usual |= {"noteDate": f"{day}T00:00:00.000Z", "authorId": COLLEAGUE}
        else:
            usual |= {"name": title}
        self._state.insert(RESOURCES[kind], usual)

    def rewrite(self, kind: Kind, number: str, line: str, at: int, how: str) -> None:
        """The page writes the whole text anew."""
        text = edited(markdown(self._text(kind, number)), line, at, how)
        self._change(kind, number, {TEXT[kind]: as_html(text)})

    def paste(self, kind: Kind, number: str, line: str) -> None:
        """What is pasted comes in a form of its own; the rest stays as it is."""
        pasted = f"<div>{html.escape(line)}</div>{self._text(kind, number)}"
        self._change(kind, number, {TEXT[kind]: pasted})

    def put(self, kind: Kind, number: str, field: str, value: Any) -> None:
        """Gives a field a value."""
        if field == "completed_at":
            self._change(kind, number, {"completedAt": self._state.now() if value else None})
            return
        given = f"{value}T00:00:00.000Z" if field == "day" else value
        self._change(kind, number, {AT[field]: given})

    def move(self, kind: Kind, number: str, account: str) -> None:
        """Moves a record to another account."""
        self._change(kind, number, {"accountId": account})

    def delete(self, kind: Kind, number: str) -> None:
        """Archives a record."""
        self._state.archive(RESOURCES[kind], number)

    def label(self, account: str, field: str, value: str | None) -> None:
        """Gives a trait of an account a value."""
        self._state.change("accounts", account, {"traits": {TRAITS[field]: value}})

    def hand(self, account: str, *, to_me: bool) -> None:
        """Makes somebody the one who looks after an account."""
        self._state.change("accounts", account, {"csmId": ME if to_me else COLLEAGUE})

    def reimport(self, account: str) -> None:
        """As an import from another system does it."""
        self._state.reimport(account)

    def _change(self, kind: Kind, number: str, patch: Record) -> None:
        self._state.change(RESOURCES[kind], number, patch)

    def _text(self, kind: Kind, number: str) -> str:
        row = self._state.collections[RESOURCES[kind]].rows[number]
        return str(row.facts()[TEXT[kind]] or "")


class VitallyLine(Line):
    """Vitally's requests: one path a record, and the method tells."""

    def is_write(self, asked: Asked) -> bool:
        """All but reading."""
        return asked.method != "GET"

    def is_deletion(self, asked: Asked) -> bool:
        """By its method."""
        return asked.method == "DELETE"

    def about(self, asked: Asked) -> tuple[Kind, str] | None:
        """By its path."""
        *_, resource, number = asked.path.partition("?")[0].split("/")
        kind: Kind = "task" if resource == "tasks" else "note"
        return (kind, number) if resource in ("notes", "tasks") else None

    def instead(self, fault: str) -> tuple[int, dict[str, str], bytes]:
        """A sentence in an object, as the service says it."""
        return int(fault), {}, b'{"error":"Something went wrong."}'
