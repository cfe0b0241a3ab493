"""What the palette offers for a text, and what a choice of it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from book.account_links import Link, links_of
from book.drafts import DraftId
from book.escalations import EscalationId
from book.recent_work import recent_accounts
from book.recordings import RecordingId
from book.records import AccountId, NoteId, TaskId
from ui.booking import words as booking
from ui.palette import ways
from ui.palette.dialog import PALETTE, PaletteDialog
from ui.palette.ranking import SURE, Named, rank
from ui.words import say
from ui.writing.pick_list import Hits, Option

if TYPE_CHECKING:
    from ui.window.main_window import MainWindow

MOST: Final = 12
RECENT: Final = 20
_SURE_SHOWN: Final = 3
_WORKED_ON: Final = 4
_FIRST_MENUS: Final = ("account", "note", "go", "edit")
_UNSAID: Final = frozenset({PALETTE})
"""Commands that make no sense from within the palette."""


class Found(Struct, frozen=True, kw_only=True):
    """A record that a search found; `kind` and `id` say what it is, `title` and `below` how it
    reads, `hits` and `below_hits` from where to where they hold what was looked for."""

    kind: str
    id: int
    account_id: int | None
    title: str
    hits: Hits = ()
    below: str = ""
    below_hits: Hits = ()


Find = Callable[[str, int], Sequence[Found]]
"""Looks a text up in the book: at most so many records, best first."""


class Palette:
    """The palette of one window."""

    def __init__(self, window: MainWindow, find: Find) -> None:
        self._window = window
        self._find = find
        self._words: dict[str, str] = {}
        self._marks: dict[str, str] = {}

    def open(self) -> PaletteDialog:
        """Open it with what was used last."""
        dialog = PaletteDialog(
            self._window, self._window.commands, self.options, self._take, self._unread
        )
        dialog.open()
        return dialog

    def options(self, text: str) -> list[Option]:
        """Commands that are surely meant, then records, then other commands; 12 at most."""
        commands = self._commands()
        if not text:
            return self._recent(commands)
        if _is_of_thread(text):
            words = say("Watch the ticket of this thread, or this ticket")
            return [Option(value=f"thread {text}", words=words)]
        ranked = rank(text, [*commands.values()], self._window.settings.choices.recent)
        sure = [one.key for one in ranked if one.score >= SURE][:_SURE_SHOWN]
        records = [_record_option(one) for one in self._find(text, MOST)]
        rest = [one.key for one in ranked if one.key not in sure]
        offered = [
            *(self._command_option(key) for key in sure),
            *records[: MOST - len(sure)],
            *(self._command_option(key) for key in rest),
        ][:MOST]
        return offered or [
            Option(value=f"write {text}", words=say("Nothing for “{text}”. Begin a note with it",
                                                    text=text))
        ]  # fmt: skip

    def _unread(self, text: str) -> str:
        from book.search_operators import unread_words  # with the first letter typed

        return unread_words(text, self._window.reading.day)

    def _commands(self) -> dict[str, Named]:
        """What can be done now, by key, with the house rules' links of the account in view."""
        window, found = self._window, {}
        for command in window.commands:
            if command.id not in _UNSAID and command.enabled():
                found[f"do {command.id}"] = Named(f"do {command.id}", command.words, command.menu)
        for link in self._links():
            words = say("Open {page}", page=link.name)
            found[f"link {link.address}"] = Named(f"link {link.address}", words)
        offered = window.acts.booking.offered() if window.awake else ()
        self._marks = {f"booking {kind.id}": booking.marks(kind) for kind in offered}
        for kind in offered:
            key = f"booking {kind.id}"
            found[key] = Named(key, booking.palette_words(kind), self._marks[key])
        self._words = {key: one.words for key, one in found.items()}
        return found

    def _links(self) -> tuple[Link, ...]:
        reading, account_id = self._window.reading, self._window.desk.account
        account = next((one for one in reading.accounts if one.id == account_id), None)
        return links_of(account, reading.rules) if account is not None else ()

    def _recent(self, commands: dict[str, Named]) -> list[Option]:
        offered = []
        for key in self._window.settings.choices.recent:
            if key in commands:
                offered.append(self._command_option(key))
            elif key.startswith("account "):
                number = int(key.removeprefix("account "))
                one = next((a for a in self._window.reading.accounts if a.id == number), None)
                if one is not None:
                    offered.append(Option(value=key, words=one.name, beside=say("account")))
        worked_on = recent_accounts(self._window.reading.store, _WORKED_ON)
        names = {one.id: one.name for one in self._window.reading.accounts}
        offered += [
            Option(value=f"account {number}", words=names[number], beside=say("account"))
            for number in worked_on
            if number in names
        ]
        offered += [self._command_option(key) for key in _fitting(commands)]
        once: dict[str, Option] = {}
        for option in offered:
            once.setdefault(option.value, option)
        return list(once.values())[:MOST]

    def _command_option(self, key: str) -> Option:
        what, _, which = key.partition(" ")
        beside = self._window.commands.key_words(which) if what == "do" else say("link")
        beside = self._marks.get(key, beside)
        return Option(value=key, words=self._words[key], beside=beside)

    def _take(self, key: str) -> None:
        what, _, which = key.partition(" ")
        self._keep(key, what)
        window = self._window
        acts: dict[str, Callable[[], object]] = {
            "do": partial(window.commands.run, which),
            "link": lambda: QDesktopServices.openUrl(QUrl(which)),
            "booking": lambda: window.acts.booking.copy(int(which)),
            "write": lambda: _begin_note(window, which),
            "account": lambda: ways.show_account(window, AccountId(int(which))),
            "note": lambda: window.acts.notes.edit(NoteId(int(which))),
            "draft": lambda: window.acts.notes.open_draft(DraftId(int(which))),
            "task": lambda: ways.show_task(window, TaskId(int(which))),
            "recording": lambda: ways.show_recording(window, RecordingId(int(which))),
            "escalation": lambda: window.acts.escalations.open(EscalationId(int(which))),
            "go": partial(window.go, which),
            "thread": lambda: window.acts.threads.ask(which),
        }
        acts[what]()

    def _keep(self, key: str, what: str) -> None:
        # Not links: they hold a customer's domain, and this file is not encrypted.
        if what in ("do", "account", "booking"):
            choices = self._window.settings.choices
            kept = (key, *(one for one in choices.recent if one != key))
            self._window.settings.change(recent=kept[:RECENT])


def _fitting(commands: dict[str, Named]) -> list[str]:
    """What to offer before anything was typed: what acts on an account first, then the places.

    Not what ends the window, and not what only Enter pressed by mistake would start.
    """
    return [key for menu in _FIRST_MENUS for key, one in commands.items() if one.more == menu]


def _record_option(one: Found) -> Option:
    kinds = {
        "account": say("account"),
        "contact": say("person"),
        "note": say("note"),
        "draft": say("draft"),
        "task": say("task"),
        "ticket": say("ticket"),
        "deal": say("deal"),
        "recording": say("recording"),
        "point": say("promise"),
        "escalation": say("escalation"),
    }
    return Option(
        value=_way_to(one),
        words=one.title,
        hits=one.hits,
        beside=kinds.get(one.kind, one.kind),
        below=one.below,
        below_hits=one.below_hits,
    )


def _is_of_thread(text: str) -> bool:
    if "://" not in text:
        return False
    from book.thread_links import recognise  # with the first link, not with the palette

    return recognise(text) is not None


def _way_to(one: Found) -> str:
    if one.kind in ("note", "draft", "account", "task", "recording", "escalation"):
        return f"{one.kind} {one.id}"
    return f"account {one.account_id}" if one.account_id is not None else "go today"


def _begin_note(window: MainWindow, text: str) -> None:
    window.acts.notes.new()
    window.acts.notes.page.subject.setText(text)
