"""What a person does with a thread that became a ticket: finds the ticket, and has it watched."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from book import ticketed_threads
from book.escalations import EscalationId, escalation
from book.handover_once import THREAD
from book.records import AccountId, Changed
from book.thread_links import recognise, threads_in
from book.ways_out import taking
from ui.escalation.thread_dialog import ThreadDialog
from ui.escalation.thread_options import ThreadChoice, offer, unrouted
from ui.words import say
from ui.writing.account_pick import ask_account

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs
    from ui.writing.note_acts import NoteActs

Write = Callable[[], tuple[EscalationId, Changed]]


class ThreadActs:
    """Asks for a thread, and watches what it became."""

    def __init__(
        self, desk: Desk, writer: DeskWriter, escalations: EscalationActs, notes: NoteActs
    ) -> None:
        self._desk = desk
        self._writer = writer
        self._escalations = escalations
        self._notes = notes

    def ask(self, text: str = "") -> ThreadDialog:
        """For the form, the note or the account in view; a link that is at hand stands there."""
        tied = self._tied()
        account_id, near = self._in_view()
        return self.ask_for(account_id, text or near or _copied(), tied)

    def ask_for(
        self, account_id: AccountId | None, text: str = "", tied: EscalationId | None = None
    ) -> ThreadDialog:
        """Ask for the thread of an account, or of one that the ticket tells."""
        reading = self._writer.reading
        dialog = ThreadDialog(
            self._desk.area.window(),
            lambda typed: offer(reading, typed, account_id, tied),
            lambda choice: self._take(choice, dialog.field.text(), tied),
        )
        if text:
            dialog.field.setText(text)
            dialog.field.selectAll()
        dialog.open()
        return dialog

    def _take(self, choice: ThreadChoice, text: str, tied: EscalationId | None) -> None:
        store, rules = self._writer.reading.store, self._writer.reading.rules
        found, link, account_id = choice.found, choice.link, choice.account_id
        if choice.act == "open" and choice.escalation_id is not None:
            self._escalations.open(choice.escalation_id)
        elif choice.act == "account":

            def go_on(number: AccountId) -> None:
                self.ask_for(number, text, tied)

            accounts = self._writer.reading.accounts
            ask_account(self._desk.area.window(), say("Whose thread is it"), accounts, go_on)
        elif choice.act == "watch" and found is not None:
            if found.watched_by is not None and found.watched_by != tied:
                self._escalations.open(found.watched_by)
                return
            tied = tied or choice.escalation_id
            if tied is not None and found.account_id != self._account_of(tied):
                tied = None  # of another customer: it has an escalation of its own
            url = link.url if link is not None else ""
            number = found.ticket.number or found.ticket.external_id
            words = say("Ticket {number} is watched.", number=number)
            why = unrouted(found)
            if why:
                words = say("{words} It is {why}.", words=words, why=why)
            self._write(partial(ticketed_threads.watch_found, store, rules, found, thread=url,
                                escalation_id=tied), words)  # fmt: skip
        elif link is not None and account_id is not None:
            desk = taking("ticket", self._writer.reading.sources)
            if choice.act == "number" and desk is not None:
                write = partial(ticketed_threads.watch_number, store, rules, account_id, desk.name,
                                link, escalation_id=tied)  # fmt: skip
            else:
                write = partial(ticketed_threads.keep_thread, store, rules, account_id, link,
                                escalation_id=tied)  # fmt: skip
            self._write(write, say("Kept. The ticket is watched as soon as it is there."))

    def _write(self, write: Write, words: str) -> None:
        made: list[EscalationId] = []

        def act() -> Changed:
            number, changed = write()
            made.append(number)
            return changed

        def then(_: Changed) -> None:
            self._escalations.open(made[-1])

        if self._escalations.saved():
            self._writer.do(act, words, undo=True, then=then)

    def _tied(self) -> EscalationId | None:
        """The escalation whose form is open and that watches no ticket yet."""
        one = self._escalations.current
        if one is None or one.closed_at is not None or not self._escalations.saved():
            return None
        return one.id if self._escalations.standing_of(one).ticket is None else None

    def _account_of(self, number: EscalationId) -> AccountId | None:
        one = escalation(self._writer.reading.store, number)
        return one.account_id if one is not None else None

    def _in_view(self) -> tuple[AccountId | None, str]:
        """The account in view, and the thread's link of the note's line that is written on."""
        if self._escalations.open_here:
            return self._escalations.page.account_id, self._kept_here()
        if not self._notes.open_here:
            return self._desk.account, ""
        page = self._notes.page
        line = threads_in(page.text.textCursor().block().text())
        return page.account_id, line[0][1].url if line else ""

    def _kept_here(self) -> str:
        """The thread whose ticket the open form waits for."""
        one = self._escalations.current
        handed = self._escalations.standing_of(one).handovers if one is not None else ()
        return next((each.url for each in handed if each.via == THREAD and each.url), "")


def _copied() -> str:
    """The link of a thread that is on the clipboard; empty for anything else there."""
    text = QGuiApplication.clipboard().text()[:4_000].strip()
    return text if recognise(text) is not None else ""
