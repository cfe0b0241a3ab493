"""The ways an escalation can leave, and what the preview says of each. No widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from msgspec import Struct

from book.escalation_form import EscalationForm
from book.escalation_issue import new_issue
from book.escalations import EscalationFile
from book.handing_over import Words
from book.rules_escalations import GROUP, REQUESTER, SEVERITY, Way
from book.ways_out import words_of
from ui.escalation.homework import search_address
from ui.escalation.listed import size_words
from ui.escalation.sheet import Sheet
from ui.words import list_words, say, source_name

Key = Literal["ticket", "message", "mail", "note", "issue"]
_WAYS: Final[dict[Key, Way]] = {
    "ticket": "ticket",
    "message": "message",
    "mail": "mail",
    "note": "note",
    "issue": "note",
}
_SLACK: Final = "slack"
_GITHUB: Final = "github"


class Leaf(Struct, frozen=True, kw_only=True):
    """One way out: what it is called, what leaves, and what can be done."""

    key: Key
    title: str
    words: Words
    facts: tuple[tuple[str, str], ...] = ()
    """What stands above the text: a name and its value."""
    via: str = ""
    """The connected source that takes it; empty where none does."""
    copy: str
    """The words of the button that copies it."""
    opens: str = ""
    """The words of the button that copies it and opens a page; empty for none."""
    address: str = ""
    """That page."""

    @property
    def way(self) -> Way:
        """The way as the book knows it."""
        return _WAYS[self.key]

    @property
    def send(self) -> str:
        """The words of the button that sends it; empty where nothing takes it."""
        return say("Send to {source}", source=source_name(self.via)) if self.via else ""

    @property
    def not_connected(self) -> str:
        """What to say where nothing takes it, and one would expect it."""
        if self.via:
            return ""
        return {
            "ticket": say("No ticket system is connected. Copy the text, and it is the same one."),
            "message": say("No Slack is connected. Copy the text and paste it into the channel."),
        }.get(self.key, "")


def leaves(
    sheet: Sheet,
    form: EscalationForm,
    files: Sequence[EscalationFile] = (),
    *,
    is_public: bool = False,
) -> tuple[Leaf, ...]:
    """Every way out of a form, the one of its kind first."""
    keys: list[Key] = ["message", "mail", "note", "issue"]
    if sheet.kind.way == "ticket":
        keys = ["ticket", "message", "mail", "issue"]
    first: Key = sheet.kind.way
    ordered = [first, *(key for key in keys if key != first)]
    return tuple(_leaf(key, sheet, form, files, is_public=is_public) for key in ordered)


def mail_body(text: str) -> str:
    """The text of a mail without the head that names its subject."""
    head, _, body = text.partition("\n")
    return body.lstrip("\n") if head.startswith("Subject: ") else text


def _leaf(
    key: Key,
    sheet: Sheet,
    form: EscalationForm,
    files: Sequence[EscalationFile],
    *,
    is_public: bool,
) -> Leaf:
    rules, way = sheet.rules.escalations, _WAYS[key]
    words = words_of(
        form,
        rules,
        sheet.customer_for(form),
        way,
        sheet.today,
        requester_name=sheet.name_of(form.text(REQUESTER)),
        is_public=is_public and key == "ticket",
    )
    source = sheet.source(way) if key != "issue" else None
    opens, address = _page(key, sheet, form, words)
    return Leaf(
        key=key,
        title=_titles()[key],
        words=words,
        facts=tuple(_facts(key, sheet, form, files, words)),
        via=source.name if source is not None else "",
        copy=_copies()[key],
        opens=opens,
        address=address,
    )


def _titles() -> dict[Key, str]:
    return {
        "ticket": say("Ticket"),
        "message": say("Slack"),
        "mail": say("Mail"),
        "note": say("Markdown"),
        "issue": say("GitHub"),
    }


def _copies() -> dict[Key, str]:
    return {
        "ticket": say("Copy Markdown"),
        "message": say("Copy for Slack"),
        "mail": say("Copy the mail"),
        "note": say("Copy Markdown"),
        "issue": say("Copy for GitHub"),
    }


def _page(key: Key, sheet: Sheet, form: EscalationForm, words: Words) -> tuple[str, str]:
    """The page that is opened beside the copied text, and the words for it."""
    places = sheet.rules.escalations.homework
    if key == "issue":
        address = new_issue(sheet.rules, words.title, words.text)
        if address:
            return say("Open a new issue"), address
        if _GITHUB in places and places[_GITHUB].search:
            found = search_address(places[_GITHUB].search, form.text("subject"))
            return say("Copy, and search the issues"), found
    if key == "message" and _SLACK in places and places[_SLACK].search:
        return say("Copy, and open Slack"), search_address(places[_SLACK].search, "")
    return "", ""


def _facts(
    key: Key,
    sheet: Sheet,
    form: EscalationForm,
    files: Sequence[EscalationFile],
    words: Words,
) -> list[tuple[str, str]]:
    rules = sheet.rules.escalations
    missing = say("missing")
    found: list[tuple[str, str]] = []
    if key == "ticket":
        severity = form.text(SEVERITY)
        title = rules.severities[severity].title if severity in rules.severities else severity
        person = sheet.customer_for(form).person
        found = [
            (say("Requester"), person or missing),
            (say("Group"), form.text(GROUP) or missing),
            (say("Severity"), title or missing),
        ]
    elif key == "message":
        where = words.place or say("the channel you choose")
        found = [(say("Channel"), where)]
    elif key == "mail":
        found = [(say("To"), mail_to(sheet) or say("chosen in the mail program"))]
    if key in ("ticket", "mail", "issue"):
        found.append((say("Subject"), words.title))
    if files:
        named = list_words([f"{one.name} ({size_words(one.size)})" for one in files])
        found.append((say("Files"), named))
    return found


def mail_to(sheet: Sheet) -> str:
    """Whom a mail of that kind goes to: where a team has mails forwarded to, for a ticket."""
    return sheet.rules.escalations.forward_to if sheet.kind.way == "ticket" else ""
