"""What a person does with an escalation that left: nudges, tells the customer, sums up, closes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from book import escalation_promise, escalation_writing, tasks
from book.accounts import account
from book.crm_pages import page_of
from book.escalation_follow_up import nudge_words
from book.escalation_nudge import note_nudge
from book.escalations import Escalation, EscalationId, escalation
from book.product_requests import askers
from book.records import Changed, Note, TaskId
from ui import days
from ui.escalation.close_dialog import CloseDialog, Closing, WithIt
from ui.escalation.state_words import ticket_address
from ui.words import say, source_name
from ui.writing.day_picks import day_options, put_off_days
from ui.writing.pick_list import Option, PickDialog

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.escalation_acts import EscalationActs

Summarise = Callable[[Escalation], object]
"""Opens the mail that tells the customer what came of it."""


class FollowUpActs:
    """Each works on the escalation named, by default on the one whose form is open."""

    def __init__(self, acts: EscalationActs, desk: Desk, writer: DeskWriter) -> None:
        self._acts = acts
        self._desk = desk
        self._writer = writer
        self.summarise: Summarise = lambda _: None

    def nudge(self, number: EscalationId | None = None) -> None:
        """Copy what to send to those who did not answer, and note that they were asked."""
        one, reading = self._one(number), self._writer.reading
        if one is None:
            return
        due = self._acts.due_of(one)
        days_quiet = max((need.days for need in due.needs), default=0)
        if due.stands.state != "sent" or not days_quiet:
            self._writer.tell(say("Nobody has to be nudged about it yet."))
            return
        rules = reading.rules
        words = nudge_words(one, rules.escalations, days_quiet, ticket_address(due.stands))
        QGuiApplication.clipboard().setText(f"{words}\n")
        self._writer.do(
            lambda: note_nudge(reading.store, rules, one.id, words),
            say("Copied. Send it where they read it."),
            undo=True,
            then=self._refreshed,
        )

    def told(self, number: EscalationId | None = None) -> PickDialog | None:
        """They have heard of it: ask for the next promised day, then mark the old one kept."""
        one, reading = self._one(number), self._writer.reading
        if one is None or not self._acts.saved():
            return None
        off = reading.rules.tasks.no_work
        asked = PickDialog(
            self._desk.area.window(),
            say("When do they hear of it next"),
            day_options(
                reading.day, near=put_off_days(reading.day, off), none=say("Nothing is promised"),
                holidays=off,
            ),
            lambda day: self._told(one.id, day),
            placeholder=say("A day, such as fri or 4.12."),
        )  # fmt: skip
        asked.open()
        return asked

    def open_crm(self, number: EscalationId | None = None) -> None:
        """Open the account where its mark of risk is set; the next pull tells whether it is."""
        one, reading = self._one(number), self._writer.reading
        found = account(reading.store, one.account_id) if one is not None else None
        if found is None:
            return
        source, mark = source_name(found.source), reading.rules.escalations.risk_mark
        kept = next((one for one in reading.sources if one.name == found.source), None)
        page = page_of(found, kept, reading.rules)
        if page is None:
            self._writer.tell(say("No address of {source} is known. Set “{mark}” there by hand.",
                                  source=source, mark=mark))  # fmt: skip
            return
        self._acts.leaving.open_page(page.address)
        if page.is_the_account:
            told = say("Set “{mark}” there. It is looked for with the next pull.", mark=mark)
        else:
            QGuiApplication.clipboard().setText(found.name)
            told = say("The account's name is copied: search for it there and set “{mark}”. It is "
                       "looked for with the next pull.", mark=mark)  # fmt: skip
        self._writer.tell(told)

    def take_note(self, number: EscalationId | None = None) -> PickDialog | None:
        """Make the summary of a call from its note: the one of its day, or the one chosen."""
        from book.escalation_outcome import notes_of_call

        one, reading = self._one(number), self._writer.reading
        kind = reading.rules.escalations.kinds.get(one.kind) if one is not None else None
        if one is None or kind is None or not kind.afterwards or not self._acts.saved():
            return None
        day = date.fromisoformat(one.form.text(kind.day)) if one.form.text(kind.day) else None
        notes = notes_of_call(reading.store, one, day)
        of_day = [note for note in notes if note.day == day]
        if len(of_day) == 1:
            self._take(one.id, kind.afterwards, of_day[0])
            return None
        if not notes:
            self._writer.tell(say("There is no note of that call yet. Write it, then take it."))
            return None
        asked = PickDialog(
            self._desk.area.window(),
            say("Which note is of that call"),
            lambda text: [
                _note_option(note, reading.day)
                for note in notes
                if text.casefold() in f"{note.subject} {note.body}".casefold()
            ],
            lambda note: self._take(one.id, kind.afterwards, note),
        )
        asked.open()
        return asked

    def close(self, number: EscalationId | None = None) -> CloseDialog | None:
        """Ask in one small form what came of it and what is done with it, then close it."""
        if not self._acts.saved():
            return None
        one = self._one(number)
        if one is None:
            return None
        title = say("Close “{subject}”", subject=one.subject or self._kind_of(one))
        usual = (say("Solved"), say("Answered"), say("It works as it should"), say("Not wanted"))
        asked = CloseDialog(
            self._desk.area.window(),
            title,
            usual,
            self._with_it(one),
            lambda closing: self._close(one.id, closing),
        )
        asked.open()
        return asked

    def reopen(self, number: EscalationId | None = None) -> None:
        """Open a closed one again, with the tasks that were finished by closing it."""
        one, reading = self._one(number), self._writer.reading
        if one is not None:
            self._writer.do(
                lambda: escalation_writing.reopen_escalation(
                    reading.store, reading.rules, one.id, hold_seconds=self._writer.hold_seconds
                ),
                say("Open again."),
                undo=True,
                then=self._refreshed,
            )

    def mail(self, number: EscalationId | None = None) -> None:
        """Open the mail that tells the customer what came of it."""
        one = self._one(number)
        if one is not None:
            self.summarise(one)

    def settle(self, one: Escalation | None, before: str) -> None:
        """After the promised day of a form became another: its task moves there."""
        reading = self._writer.reading
        if one is None or not one.form.text("next_update"):
            return
        self._writer.do(
            lambda: escalation_promise.move_promise(
                reading.store, reading.rules, one, before, hold_seconds=self._writer.hold_seconds
            ),
            lambda changed: say("The task for the promised update moved.") if changed else "",
            undo=True,
        )

    def _one(self, number: EscalationId | None) -> Escalation | None:
        known = number if number is not None else self._acts.page.keeper.number
        return escalation(self._writer.reading.store, known) if known is not None else None

    def _kind_of(self, one: Escalation) -> str:
        kind = self._writer.reading.rules.escalations.kinds.get(one.kind)
        return kind.title if kind is not None else one.kind

    def _with_it(self, one: Escalation) -> list[WithIt]:
        """The open tasks that hang on it; of a product request also those who asked for it."""
        reading = self._writer.reading
        found = [
            WithIt(("task", row.id), row.title, days.away(row.due, reading.day) if row.due else "")
            for row in tasks.tasks_of_escalation(reading.store, one.id)
        ]
        others = askers(reading.store, one)
        return found + [WithIt(("tell", each.id), each.name) for each in others if len(others) > 1]

    def _close(self, number: EscalationId, closing: Closing) -> None:
        reading = self._writer.reading

        def act() -> Changed:
            return escalation_writing.close_escalation(
                reading.store,
                reading.rules,
                number,
                closing.outcome,
                finish=[TaskId(one) for one in closing.tasks],
                tell=closing.tell,
                hold_seconds=self._writer.hold_seconds,
            )

        def done(changed: Changed) -> None:
            self._refreshed(changed)
            if closing.mail:
                self.mail(number)

        self._writer.do(
            act, say("Closed: {outcome}", outcome=closing.outcome), undo=True, then=done
        )

    def _told(self, number: EscalationId, day: date | None) -> None:
        one, reading = self._one(number), self._writer.reading
        if one is None:
            return
        said = say("Kept. Nothing further is promised.")
        if day is not None:
            named = days.day_words(day, reading.day)
            said = say("Kept. They hear of it next {day}; that is a task now.", day=named)
        self._writer.do(
            lambda: escalation_promise.keep_promise(
                reading.store, reading.rules, one, day, hold_seconds=self._writer.hold_seconds
            ),
            said,
            undo=True,
            then=self._refreshed,
        )

    def _take(self, number: EscalationId, field: str, note: Note) -> None:
        from msgspec.structs import replace

        from book.escalation_outcome import call_summary
        from book.summary_mail import template_lines

        one, reading = self._one(number), self._writer.reading
        if one is None:
            return
        text = call_summary(note, reading.day, template_lines(reading.rules))
        if not text:
            self._writer.tell(say("That note holds nothing for others. Write the summary here."))
            return
        form = replace(one.form, answers={**one.form.answers, field: text})

        def act() -> Changed:
            escalation_writing.keep_form(reading.store, one, form)
            return Changed({"escalation": frozenset({one.id})})

        self._writer.do(
            act, say("The summary stands in the form. Read it over before it leaves."),
            then=self._refreshed,
        )  # fmt: skip

    def _refreshed(self, _: Changed) -> None:
        self._acts.refresh()


def _note_option(note: Note, today: date) -> Option:
    line = " ".join(note.body.split())
    return Option(
        value=note,
        words=note.subject or line[:80],
        beside=days.near_day(note.day, today),
        below=line[:120],
    )
