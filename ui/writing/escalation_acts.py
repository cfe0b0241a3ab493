"""What a person does with escalations: begins, fills in, attaches, closes, opens again, deletes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from book import escalation_writing, points
from book.errors import SatchelError
from book.escalation_files import read_new_file
from book.escalation_form import LONGEST_LINE, EscalationForm
from book.escalation_standing import Standing, standing
from book.escalations import (
    Escalation,
    EscalationId,
    escalation,
    escalation_of_point,
    files_of,
)
from book.records import AccountId, Changed, Point, PointId
from book.rules_escalations import SUBJECT
from ui.escalation.page import EscalationPage
from ui.escalation.sheet import read_sheet
from ui.escalation.state_words import StripWords, strip_words
from ui.words import plural, say
from ui.writing.account_pick import ask_account
from ui.writing.pick_list import Option, PickDialog, narrowed

if TYPE_CHECKING:
    from ui.window.desk import Desk
    from ui.writing.desk_writer import DeskWriter

ESCALATION_PAGE: Final = "escalation"
Choose = Callable[[Callable[[list[str]], None]], object]
"""Asks for files of this laptop and tells their paths."""


class EscalationActs:
    """Drives the one form page of the window, and the acts of the list."""

    def __init__(self, desk: Desk, writer: DeskWriter) -> None:
        self._desk = desk
        self._writer = writer
        self.choose: Choose = self._choose_files
        self.troubled: Callable[[str], None] = lambda _: None
        """Told why words are not on disk, and nothing once they are."""

    @cached_property
    def page(self) -> EscalationPage:
        """The page, made when the first form is opened."""
        page = self._desk.pages.of(ESCALATION_PAGE).page
        assert isinstance(page, EscalationPage)
        page.attach_asked.connect(self.attach)
        page.remove_asked.connect(self._remove)
        page.reload_asked.connect(self._reload)
        page.keeper.made.connect(self._begun)
        page.keeper.troubled.connect(self.troubled)
        page.keeper.waits.connect(lambda waits: self._writer.mark_busy("escalation", waits))
        page.refill = self.refresh
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

    def begin_here(self) -> None:
        """For what is in view: the line of the note that is open, else the account."""
        notes = self._notes
        if not notes.open_here:
            self.new()
            return
        page, reading = notes.page, self._writer.reading
        notes.save()
        line = parse_line(page.text.textCursor().block().text(), page.day)
        if page.account_id is None or line.kind != "escalation":
            self.new(page.account_id)
            return
        found = next(
            (
                one
                for one in points.points_of_account(reading.store, page.account_id)
                if one.kind == "escalation" and one.done_at is None and one.text == line.title
            ),
            None,
        )
        if found is not None:
            self.begin_from(found.id)
        else:
            self.new(page.account_id, subject=line.title)

    def new(self, account_id: AccountId | None = None, point: Point | None = None) -> None:
        """Ask which kind it is, for the account in view or one that is asked for."""
        reading = self._writer.reading
        if account_id is None:
            account_id = self.page.account_id if self.open_here else self._desk.account
        if account_id is None:
            title = say("Whose escalation is it")
            ask_account(self._desk.area.window(), title, reading.accounts, self.new)
            return
        chosen = account_id
        options = [
            Option(value=code, words=kind.title, below=kind.line)
            for code, kind in reading.rules.escalations.offered().items()
        ]
        name = next((one.name for one in reading.accounts if one.id == chosen), "")
        PickDialog(
            self._desk.area.window(),
            say("What is it for {name}", name=name) if name else say("What is it"),
            narrowed(options),
            lambda code: self.begin(chosen, code, point),
        ).open()

    def begin(self, account_id: AccountId, code: str, point: Point | None = None) -> None:
        """Open an empty form of that kind; nothing is in the book until a word is typed.

        What comes of a line of a note is kept at once, with the line's words as its subject.
        """
        subject = point.text[:LONGEST_LINE] if point is not None else ""
        answers = {SUBJECT: " ".join(subject.split())} if subject else {}
        form = EscalationForm(kind=code, answers=answers)
        number = PointId(point.id) if point is not None and point.id else None
        if self._show(account_id, form, point_id=number) and point is not None:
            self.page.keeper.hold()

    def begin_from(self, point_id: PointId) -> None:
        """Begin what a line of a note asks for, or go on with it where it was begun."""
        store = self._writer.reading.store
        begun = escalation_of_point(store, point_id)
        found = points.point(store, point_id)
        if begun is not None:
            self.open(begun.id)
        elif found is None:
            self._writer.tell(say("That line is not there any more."))
        else:
            self.new(found.account_id, found)

    def open(self, escalation_id: EscalationId) -> None:
        """Go on with a form."""
        one = escalation(self._writer.reading.store, escalation_id)
        if one is None:
            self._writer.tell(say("That escalation is deleted."))
            return
        self._show(one.account_id, one.form, one)

    def close(self, escalation_id: EscalationId | None = None) -> PickDialog | None:
        """Ask in a line what came of it, then close it."""
        number = escalation_id if escalation_id is not None else self.page.keeper.number
        if number is None or not self._saved():
            return None
        usual = (say("Solved"), say("Answered"), say("It works as it should"), say("Not wanted"))

        def options(text: str) -> list[Option]:
            typed = [Option(value=text, words=text, beside=say("in my words"))] if text else []
            known = [one for one in usual if text.casefold() in one.casefold()]
            return [*typed, *(Option(value=one, words=one) for one in known if one != text)]

        asked = PickDialog(
            self._desk.area.window(),
            say("What came of it"),
            options,
            lambda outcome: self._close(number, str(outcome)),
            placeholder=say("In a line"),
        )
        asked.open()
        return asked

    def reopen(self, escalation_id: EscalationId | None = None) -> None:
        """Open a closed one again."""
        number = escalation_id if escalation_id is not None else self.page.keeper.number
        reading = self._writer.reading
        if number is not None:
            self._writer.do(
                lambda: escalation_writing.reopen_escalation(reading.store, reading.rules, number),
                say("Open again."),
                undo=True,
            )

    def delete(self, escalation_id: EscalationId | None = None) -> None:
        """Delete one here, by default that of the form; undo brings it back."""
        number, reading = escalation_id, self._writer.reading
        if number is None and self.open_here:
            self.page.keeper.save()
            number = self.page.keeper.number
            self.page.keeper.let_go()
            self._desk.go_back()
        if number is None:
            return
        gone = number
        self._writer.do(
            lambda: escalation_writing.delete_escalation(reading.store, reading.rules, gone),
            say("Escalation deleted here. What was sent stays where it went."),
            undo=True,
        )

    def attach(self, paths: list[str]) -> None:
        """Keep these files with the form; without any, ask which."""
        if not paths:
            self.choose(lambda chosen: self.attach(chosen) if chosen else None)
            return
        number = self.page.keeper.number if self.page.keeper.hold() else None
        if number is None:
            return
        kept = sum(self._attach_one(number, Path(path)) for path in paths)
        if kept == len(paths):
            self._writer.tell(plural(kept, "{n} file attached.", "{n} files attached."))

    def leave(self) -> bool:
        """Put the page down. False while words are on it only."""
        if "page" not in self.__dict__:
            return True
        return self.page.keeper.save() or not self.page.keeper.unsaved

    def refresh(self) -> None:
        """Something was written: where it stands, what is attached, and words from elsewhere."""
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
        self._tell_standing(one)

    def standing_of(self, one: Escalation) -> Standing:
        """Where it stands by now."""
        return standing(self._writer.reading.store, one)

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
        self._desk.go(ESCALATION_PAGE)
        self.refresh()
        if one is not None:
            page.tell_saved(one)
        page.main.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _tell_standing(self, one: Escalation) -> None:
        page, stands = self.page, self.standing_of(one)
        page.strip.tell(strip_words(one, stands, self._writer.reading.now))
        page.bar.chip.tell(say("Draft, only on this laptop") if stands.state == "draft" else "")
        page.tell_files(files_of(self._writer.reading.store, one.id))

    def _reload(self) -> None:
        number = self.page.keeper.number
        self.page.keeper.let_go()
        if number is not None:
            self.open(number)

    def _saved(self) -> bool:
        """Whether what stands on the page is on disk, so that an act works on all of it."""
        if not self.open_here or self.page.keeper.save():
            return True
        self._writer.tell(self.page.keeper.trouble or say("The form is not saved yet."))
        return False

    def _close(self, number: EscalationId, outcome: str) -> None:
        reading = self._writer.reading
        self._writer.do(
            lambda: escalation_writing.close_escalation(
                reading.store, reading.rules, number, outcome
            ),
            say("Closed: {outcome}", outcome=outcome),
            undo=True,
        )

    def _remove(self, file_id: int) -> None:
        number, reading = self.page.keeper.number, self._writer.reading
        if number is not None:
            self._writer.do(
                lambda: escalation_writing.remove_file(
                    reading.store, reading.rules, number, file_id
                ),
                say("File removed."),
                undo=True,
            )

    def _attach_one(self, number: EscalationId, path: Path) -> bool:
        """Whether the file could be read; what the book refuses is said when it does."""
        reading = self._writer.reading
        try:
            file = read_new_file(path)
        except SatchelError as trouble:
            self._writer.tell(str(trouble))
            return False
        refused: list[SatchelError] = []

        def act() -> Changed:
            return escalation_writing.attach_file(
                reading.store, reading.rules, number, file.name, file.content, file.media_type
            )

        self._writer.do(act, failed=refused.append)
        if refused:
            self._writer.tell(str(refused[0]))
        return not refused

    def _begun(self, changed: Changed) -> None:
        self._writer.announce(changed)

    def _left(self, key: str) -> None:
        if key == ESCALATION_PAGE and not self.leave() and self.page.keeper.trouble:
            self._writer.tell(self.page.keeper.trouble)

    def _choose_files(self, chosen: Callable[[list[str]], None]) -> object:
        from PySide6.QtWidgets import QFileDialog

        asked = QFileDialog(self._desk.area.window(), say("Attach which files"))
        asked.setFileMode(QFileDialog.FileMode.ExistingFiles)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.filesSelected.connect(chosen)
        asked.open()
        return asked
