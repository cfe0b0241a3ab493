"""What a person does with escalations: begins, fills in, attaches, closes, opens again, deletes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from book.escalation_form import LONGEST_LINE, EscalationForm
from book.escalation_standing import Standing, standing
from book.escalations import Escalation, EscalationId, escalation, files_of
from book.escalations_due import DueEscalation, due_of
from book.records import AccountId, Changed, PointId
from book.rules_escalations import NEXT_UPDATE, SUBJECT
from ui.escalation.follow_up_acts import FollowUpActs
from ui.escalation.issue_look_up import AskIssues, IssueLookUp
from ui.escalation.need_words import target_words
from ui.escalation.page import EscalationPage
from ui.escalation.rows import hours_of
from ui.escalation.sheet import read_sheet
from ui.escalation.state_words import StripWords, refused_answers, strip_words
from ui.escalation.wish_acts import WishActs
from ui.window.pages import ESCALATION_PAGE
from ui.words import say
from ui.writing.escalation_beginnings import EscalationBeginnings
from ui.writing.escalation_changes import EscalationChanges
from ui.writing.escalation_leaving import EscalationLeaving

if TYPE_CHECKING:
    from ui.settings import Settings
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter
    from ui.writing.note_acts import NoteActs


class EscalationActs:
    """Drives the one form page of the window; its parts begin, change and let escalations out."""

    def __init__(
        self,
        desk: Desk,
        writer: DeskWriter,
        notes: NoteActs,
        settings: Settings,
        run: Callable[[str], object],
        ask_issues: Callable[[], AskIssues | None] = lambda: None,
    ) -> None:
        """`run` gives a command of the window by its id, `ask_issues` what asks GitHub."""
        self._desk = desk
        self._writer = writer
        self.beginnings = EscalationBeginnings(self, desk, writer, notes)
        self.changes = EscalationChanges(self, desk, writer)
        self.leaving = EscalationLeaving(self, writer, settings, run)
        self.follow_up = FollowUpActs(self, desk, writer)
        self.wishes = WishActs(self, writer)
        self.look_up = IssueLookUp(writer, ask_issues)
        self._promised = ""
        """The day the form on the page promised when it was opened."""
        self.troubled: Callable[[str], None] = lambda _: None
        """Told why words are not on disk, and nothing once they are."""

    @cached_property
    def page(self) -> EscalationPage:
        """The page, made when the first form is opened."""
        page = self._desk.pages.of(ESCALATION_PAGE).page
        assert isinstance(page, EscalationPage)
        page.attach_asked.connect(self.changes.attach)
        page.remove_asked.connect(self.changes.remove)
        self.leaving.wire(page)
        self.wishes.wire(page)
        self.look_up.wire(page)
        page.reload_asked.connect(self._reload)
        page.keeper.made.connect(self._begun)
        page.keeper.troubled.connect(self.troubled)
        page.keeper.waits.connect(lambda waits: self._writer.mark_busy("escalation", waits))
        page.spoiled.connect(self.refresh)
        self._desk.leaving.connect(self._left)
        return page

    @property
    def open_here(self) -> bool:
        """Whether a form is on the page in view."""
        return self._desk.area.key == ESCALATION_PAGE

    @property
    def current(self) -> Escalation | None:
        """The escalation whose form is open, once there is one."""
        return self.page.keeper.one if self.open_here else None

    def asked(self) -> dict[str, Callable[[int], object]]:
        """What the list, the pane and the palette may ask for, by name, of which number."""
        return {
            "escalation": lambda number: self.open(EscalationId(number)),
            "escalate": lambda number: self.beginnings.from_point(PointId(number)),
            "close_escalation": lambda number: self.follow_up.close(EscalationId(number)),
            "reopen_escalation": lambda number: self.follow_up.reopen(EscalationId(number)),
            "nudge_escalation": lambda number: self.follow_up.nudge(EscalationId(number)),
            "delete_escalation": lambda number: self.changes.delete(EscalationId(number)),
        }

    def begin(
        self, account_id: AccountId, code: str, subject: str = "", point_id: PointId | None = None
    ) -> None:
        """Open an empty form of that kind; nothing is in the book until a word is typed.

        What comes of a line of a note is kept at once, with the line's words as its subject.
        """
        words = " ".join(subject.split())[:LONGEST_LINE]
        form = EscalationForm(kind=code, answers={SUBJECT: words} if words else {})
        if self._show(account_id, form, point_id=point_id) and words:
            self.page.keeper.hold()

    def open(self, escalation_id: EscalationId) -> None:
        """Go on with a form."""
        one = escalation(self._writer.reading.store, escalation_id)
        if one is None:
            self._writer.tell(say("That escalation is deleted."))
            return
        self._show(one.account_id, one.form, one)

    def leave(self) -> bool:
        """Put the page down. False while words are on it only."""
        if "page" not in self.__dict__:
            return True
        if self.page.keeper.save():
            self._settle()
            return True
        return not self.page.keeper.unsaved

    def refresh(self) -> None:
        """Something was written: where it stands, what is attached, and words from elsewhere."""
        if not self.open_here:
            return
        page, store = self.page, self._writer.reading.store
        number = page.keeper.number
        if page.sheet is None:
            return
        one = escalation(store, number) if number is not None else None
        if one is None:
            page.strip.tell(StripWords())
            page.bar.chip.tell(say("New") if number is None else say("Deleted"))
            page.tell_files(())
            return
        read = page.keeper.one
        if read is not None and one.form != read.form and not page.keeper.unsaved:
            self._reload()
            return
        if read is not None and one.saved_at == read.saved_at:
            page.keeper.one = one  # closed or opened again, say; its words are the same
        self._tell_standing(one)

    def standing_of(self, one: Escalation) -> Standing:
        """Where it stands by now."""
        return standing(self._writer.reading.store, one)

    def due_of(self, one: Escalation) -> DueEscalation:
        """Where it stands and what is due with it by now."""
        reading = self._writer.reading
        return due_of(reading.store, reading.rules, one, "", reading.now.astimezone())

    def _show(
        self,
        account_id: AccountId,
        form: EscalationForm,
        one: Escalation | None = None,
        *,
        point_id: PointId | None = None,
    ) -> bool:
        if not self.leave():
            self._desk.go(ESCALATION_PAGE)
            self._writer.tell(say("This form is not saved yet. It stays here until it is."))
            return False
        sheet = read_sheet(self._writer.reading, account_id, form.kind)
        if sheet is None:
            self._writer.tell(say("Its account or its kind is not there any more."))
            return False
        page = self.page
        page.keeper.let_go()
        page.open(sheet, form)
        page.keeper.begin(account_id, one, point_id)
        self._promised = form.text(NEXT_UPDATE)
        self._desk.go(ESCALATION_PAGE)
        self.refresh()
        if one is not None:
            page.tell_saved(one.saved_at)
        page.main.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _tell_standing(self, one: Escalation) -> None:
        page, due, now = self.page, self.due_of(one), self._writer.reading.now
        stands = due.stands
        hours = hours_of(one, self._writer.reading.rules.escalations)
        target = target_words(due.target, hours, now)
        page.strip.tell(strip_words(one, stands, now, due.needs, target=target, source=due.source))
        page.bar.chip.tell(say("Draft, only on this laptop") if stands.state == "draft" else "")
        page.column.tell_refused(refused_answers(stands))
        page.look()
        page.tell_files(files_of(self._writer.reading.store, one.id))

    def _reload(self) -> None:
        number = self.page.keeper.number
        self.page.keeper.let_go()
        if number is not None:
            self.open(number)

    def saved(self) -> bool:
        """Whether what stands on the page is on disk, so that an act works on all of it."""
        if not self.open_here:
            return True
        if self.page.keeper.save():
            self._settle()
            return True
        self._writer.tell(self.page.keeper.trouble or say("The form is not saved yet."))
        return False

    def _settle(self) -> None:
        """The day that is promised in the form became another: so does its task's."""
        one = self.page.keeper.one
        before, now = self._promised, one.form.text(NEXT_UPDATE) if one is not None else ""
        if one is not None and now != before:
            self._promised = now
            self.follow_up.settle(one, before)

    def _begun(self, changed: Changed) -> None:
        self._writer.announce(changed)

    def _left(self, key: str) -> None:
        if key != ESCALATION_PAGE:
            return
        if not self.leave() and self.page.keeper.trouble:
            self._writer.tell(self.page.keeper.trouble)
        elif (number := self.page.keeper.number) is not None:
            # What was typed is told by no change of a record; the list and the pane show it.
            self._writer.announce(Changed({"escalation": frozenset({number})}))
